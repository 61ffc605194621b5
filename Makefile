# Every target makes the virtual environment first when there is none, and renews it when the requirements or the sources
# of the compiled engine change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements.lock
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

# The tool that writes the lock, in an environment of its own.
TOOLS := .venv-tools
UV := $(TOOLS)/bin/uv
UV_VERSION := 0.13.9
COMPILE = $(UV) pip compile --quiet --no-config --python-version 3.11

NEWEST := .venv-newest
LOWEST := .venv-lowest
LOWEST_PYTHON ?= python3.11
COMPILED := $(shell find hallsim -name '*.h' -o -name '*.cpp' -o -name flags.txt)
TYPED := $(wildcard hallsim tests benchmarks)

DEMO_OUT ?= results/demo
DEMO_REPLICATIONS ?= 8
CORES := $(shell nproc 2>/dev/null || echo 2)

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs bench experiments extension extension-checked test-engine-checked lock test-newest test-lowest

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

$(STAMP): $(LOCK) setup.cfg setup.py pyproject.toml $(COMPILED)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP_INSTALL) --require-hashes -r $(LOCK)
	$(BIN)/python $(PIP_INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

$(UV): Makefile
	@test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python $(PIP_INSTALL) uv==$(UV_VERSION)
	@touch $@

demo: $(STAMP) ## compare five designs of the J city hall, also in plausible worlds
	$(BIN)/hallsim compare scenarios/j_city.yaml -n $(DEMO_REPLICATIONS) --robust --out $(DEMO_OUT) --resume --overwrite
	@echo "The tables, the figures and the manifest are in $(DEMO_OUT)"

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -q tests

lint: $(STAMP) ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)

docs: $(STAMP) ## build the site into site/, in both languages, without network
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict
	@echo "The site begins at site/index.html"

experiments: $(STAMP) ## answer the questions of the survey reports again, with the gallery; goes on where it stopped
	$(BIN)/python -m experiments.questions.studies -j $(CORES)
	@echo "What was found: experiments/questions/studies/found.csv; the gallery: docs/gallery"

bench: $(STAMP) ## measure the reference engine beside a textbook model and Ciw
	$(BIN)/python -m benchmarks

extension: ## build what is compiled in place, as far as it has changed
	$(BIN)/python setup.py --quiet build_ext --inplace

extension-checked: ## the same with sanitizers and bounds checks, in build/extension-checked
	$(MAKE) -j $(CORES) -f hallsim/hall/compiled/cpp/Makefile checked PYTHON=$(BIN)/python MODE=checked

# The interpreter itself is not built with the sanitizer, so its library comes first; what Python keeps to its end is no leak.
CHECKED_TESTS ?= tests/unit/test_damaged_arrays.py tests/unit/test_compiled_engine.py
test-engine-checked: $(STAMP) ## run the compiled engine's tests with it; skipped without a compiler
	@if command -v $(CXX) >/dev/null; then \
	  $(MAKE) --no-print-directory extension-checked >/dev/null && \
	  LD_PRELOAD="$$($(CXX) -print-file-name=libasan.so) $$($(CXX) -print-file-name=libstdc++.so)" \
	  ASAN_OPTIONS=detect_leaks=0 HALLSIM_EXTENSION="$$(ls build/extension-checked/_core*)" \
	  $(BIN)/python -m pytest -q -p tests.helpers.checked_extension $(CHECKED_TESTS); \
	else echo "No C++ compiler: the compiled engine is not checked with sanitizers"; fi

lock: $(UV) ## renew requirements.lock with the newest releases that setup.cfg allows
	$(COMPILE) --universal --extra dev --generate-hashes --upgrade --no-emit-index-url \
	  --custom-compile-command 'make lock' setup.cfg -o $(LOCK)

# Always from the beginning: what is newest today was not yesterday.
test-newest: ## run the tests with the newest releases that setup.cfg allows
	$(PYTHON) -m venv --clear $(NEWEST)
	$(NEWEST)/bin/python $(PIP_INSTALL) -e '.[test]'
	$(NEWEST)/bin/python -m pytest -n 2 --dist worksteal -q tests

test-lowest: $(UV) ## run the tests with the lowest releases that setup.cfg allows, on Python 3.11
	$(LOWEST_PYTHON) -m venv --clear $(LOWEST)
	$(COMPILE) --resolution lowest-direct --extra test setup.cfg -o $(LOWEST)/requirements.txt
	$(LOWEST)/bin/python $(PIP_INSTALL) -r $(LOWEST)/requirements.txt
	$(LOWEST)/bin/python $(PIP_INSTALL) --no-deps -e .
	$(LOWEST)/bin/python -m pytest -n 2 --dist worksteal -q tests
