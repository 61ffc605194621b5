"""Mutated scenario files are refused in words or accepted, and soon; experiments/fuzz tries many more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from experiments.fuzz import trial
from experiments.fuzz.mutate import Mutant, bases, mutant
from experiments.fuzz.trial import ACCEPTED, FORETOLD, REFUSED, SLOW, TRACEBACK, Bench
from hallsim import api

N_FILES = 150
HANGS_S = 120.0
"""CPU seconds that no machine needs; how long files take is looked at by the whole fuzz."""


def test_mutated_files_end_in_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path, seed=1, limit_s=HANGS_S)
    ended = [bench.trial(number) for number in range(N_FILES)]
    assert [(one.number, one.mutant.done, one.told) for one in ended if one.end in (TRACEBACK, SLOW)] == []
    ends = Counter(one.end for one in ended)
    assert ends[REFUSED] > N_FILES / 3  # the mutations bite
    assert ends[ACCEPTED] + ends[FORETOLD] > N_FILES / 10  # and what comes after reading is tried as well
    assert all(one.told for one in ended if one.end == REFUSED)


def test_a_file_is_made_of_the_seed_and_its_number_alone() -> None:
    after_others = [mutant(7, number) for number in range(5)][4]
    assert after_others == mutant(7, 4)
    assert after_others != mutant(8, 4)


def test_files_unchanged_are_accepted_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench itself refuses nothing: what includes others finds them."""
    base = next(file for file in bases() if file.name == "district_e11.yaml")
    whole = Mutant(base, (), base.read_bytes())
    monkeypatch.setattr(trial, "mutant", lambda seed, number: whole)
    monkeypatch.setattr(trial, "FORETOLD_SHARE", 1.0)
    assert Bench(tmp_path, seed=1, limit_s=HANGS_S).trial(0).end == FORETOLD


def test_a_traceback_and_a_hang_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(file: Path) -> None:
        raise KeyError(file.name)

    def hangs(file: Path) -> None:
        while True:
            pass

    bench = Bench(tmp_path, seed=1, limit_s=0.05)
    monkeypatch.setattr(api, "load", fails)
    failed = bench.trial(0)
    assert (failed.end, failed.stage) == (TRACEBACK, "check")
    assert failed.kind.startswith("KeyError: 'mutated.yaml'")
    monkeypatch.setattr(api, "load", hangs)
    assert bench.trial(0).end == SLOW
