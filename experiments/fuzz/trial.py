"""One file put before what `hallsim check` and `hallsim itinerary` do, within its time."""

from __future__ import annotations

import random
import shutil
import signal
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.fuzz.mutate import FOLDERS, Mutant, mutant
from hallsim import api
from hallsim.errors import InputError, render
from hallsim.report.tables.evidence import evidence_tables
from hallsim.report.tables.load import check_report
from hallsim.report.terminal import shown
from hallsim.study.ways.route import way_names
from hallsim.text.message import LANGS

LIMIT_S = 5.0
FORETOLD_SHARE = 0.4
"""Of the files that are accepted, those whose loads and ways are told too."""

REFUSED, ACCEPTED, FORETOLD = "refused", "accepted", "accepted, and its loads and ways told"
TRACEBACK, SLOW = "traceback", "over 5 s"


class OverTimeError(BaseException):
    """The file has had its time; not an Exception, so that nothing takes it for its own."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a file.

    Attributes:
        stage: the call that took longest; of a traceback, the one that failed.
        spent_s: CPU seconds of the longest call.
        told: the words of the refusal, or the traceback.
    """

    number: int
    mutant: Mutant
    end: str
    stage: str
    spent_s: float
    told: str

    @property
    def kind(self) -> str:
        """Where a traceback ended, which tells one kind of fault from another."""
        lines = self.told.rstrip().splitlines()
        places = [line.strip() for line in lines if line.strip().startswith("File ") and "hallsim" in line]
        return f"{lines[-1]:.120} @ {places[-1] if places else '?'}"


class Bench:
    """A folder with copies of the shipped files, where a mutated one stands beside what it includes."""

    def __init__(self, place: Path, seed: int, limit_s: float = LIMIT_S) -> None:
        self.place, self.seed, self.limit_s = place, seed, limit_s
        for folder in FOLDERS:
            shutil.copytree(folder, place / folder.name)

    def trial(self, number: int) -> Trial:
        """Make the file of that number and try it."""
        made = mutant(self.seed, number)
        root = next(folder for folder in FOLDERS if made.base.is_relative_to(folder))
        file = self.place / root.name / made.base.relative_to(root).with_name("mutated.yaml")
        file.write_bytes(made.content)
        for name, content in made.tables.items():
            file.with_name(name).write_bytes(content)
        calls = Calls(self.limit_s)
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("error", module="hallsim")
                end, told = _judged(file, random.Random(number), calls)
        except OverTimeError:
            end, told = SLOW, traceback.format_exc()
        except Exception:
            end, told = TRACEBACK, traceback.format_exc()
        for name in made.tables:
            file.with_name(name).unlink()
        stage, longest_s = max(calls.spent_s, key=lambda call: call[1])
        if end == TRACEBACK:
            stage = calls.spent_s[-1][0]
        elif longest_s > self.limit_s:  # where the clock was not looked at in time
            end = SLOW
        return Trial(number, made, end, stage, longest_s, told)


class Calls:
    """What a person would call, one by one, each with its CPU seconds."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self.spent_s: list[tuple[str, float]] = []

    @contextmanager
    def call(self, stage: str) -> Iterator[None]:
        """OverTimeError when the block has had its CPU seconds."""

        def stop(*_: Any) -> None:
            raise OverTimeError

        before, begun = signal.signal(signal.SIGPROF, stop), time.process_time()
        signal.setitimer(signal.ITIMER_PROF, self.limit_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self.spent_s.append((stage, time.process_time() - begun))


def _judged(file: Path, dice: random.Random, calls: Calls) -> tuple[str, str]:
    """How it ended, and the words of a refusal."""
    is_foretold, lang = dice.random() < FORETOLD_SHARE, dice.choice(LANGS)
    with calls.call("check"):
        try:
            source = api.load(file)
            if any(basis.is_varied for basis in source.bases):
                api.plausible_worlds(source)
        except InputError as error:
            return REFUSED, "\n".join(render(error.problems, lang=lang) for lang in LANGS)
        render(source.warnings, lang=lang)
        if is_foretold:
            shown(check_report(api.forecast(source), api.titles(source), lang))
            shown(evidence_tables(source.bases, lang))
    if not is_foretold:
        return ACCEPTED, ""
    for design in source.scenario.designs:
        service = dice.choice(list(source.scenario.world.services))
        with calls.call("itinerary"):
            for way in way_names(source.scenario, design, service):
                api.itinerary(source, design, service, lang=lang, way=way)
            api.draw_itinerary(source, design, service, file.with_suffix(".svg"), lang=lang)
    return FORETOLD, ""
