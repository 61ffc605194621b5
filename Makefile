# Every target makes the virtual environment first when there is none, and renews it when the requirements change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TYPED := $(wildcard hallsim tests benchmarks)

DEMO_OUT ?= results/demo
DEMO_REPLICATIONS ?= 4

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-7s %s\n", $$1, $$2}'

$(STAMP): setup.cfg pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(STAMP) ## compare the four designs of the J city hall
	$(BIN)/hallsim compare scenarios/j_city.yaml -n $(DEMO_REPLICATIONS) --out $(DEMO_OUT) --resume --overwrite
	@echo "The tables, the figures and the manifest are in $(DEMO_OUT)"

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest -n 2 -q tests

lint: $(STAMP) ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)

bench: $(STAMP) ## measure the engine beside a textbook model and Ciw
	$(BIN)/python -m benchmarks
