"""What is promised to hold in every period: a target of the language, as rosters read it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hallsim.errors import InputError, Place, Problem, WordedError, problem
from hallsim.scenario.targets.claim import BEGUN, CALLED, Claim, parse_claim
from hallsim.text.message import SEMICOLON, Both, Message, joined
from hallsim.units import MS_PER_MIN, UnitError, duration_words

_UNSPACED: Final = re.compile(r"(?<=\d)(?=[^\d.\s])|(?<=[^\d.\s])(?=\d)")
"""Between a number and its Chinese unit, where other pages have a space."""

Kind = Literal["called", "mean_wait", "leave", "begun", "on_time"]
OF_DESKS: Final = ("begun", "on_time")
OPTION: Final = "--target"
EXAMPLE: Final = "90% called in 10 min"
_KINDS: Final[dict[str, Kind]] = {
    CALLED: "called",
    BEGUN: "begun",
    "wait_mean": "mean_wait",
    "ticket_wait_mean": "mean_wait",
    "left_share": "leave",
    "abandonment_share": "leave",
    "on_time_share": "on_time",
}
_QUANTILES: Final = {"wait_p90": 0.9, "ticket_wait_p90": 0.9, "wait_p50": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A promise that is to hold in every period.

    Attributes:
        said: as it was written.
        kind: called within a time; a mean wait; leavers at most; a desk's files begun within working time of
            the desk; matters decided by their limits.
        share: of the tickets, files or matters; 0 for a mean wait.
        within_ms: the time; 0 for leavers and limits.
        stations: where it holds; all of its kind when empty.
    """

    said: str
    kind: Kind
    share: float
    within_ms: int = 0
    stations: tuple[str, ...] = ()

    @property
    def of_desks(self) -> bool:
        """Whether it is about files, not about tickets at windows."""
        return self.kind in OF_DESKS

    @property
    def at_most(self) -> bool:
        """Whether its figure is to lie below a bound, not above."""
        return self.kind in ("mean_wait", "leave")

    @property
    def bound(self) -> float:
        """What the figure is held against: a share, or minutes of a mean wait."""
        return self.within_ms / MS_PER_MIN if self.kind == "mean_wait" else self.share

    def words(self) -> Message:
        """The promise in words."""
        time = duration_words(self.within_ms)
        share, time = f"{100 * self.share:g}%", Both(time.en, _UNSPACED.sub(" ", time.zh))
        if self.kind == "called":
            return Message("{share} called in {time}", share=share, time=time)
        if self.kind == "mean_wait":
            return Message("mean wait at most {time}", time=time)
        if self.kind == "leave":
            return Message("at most {share} leave", share=share)
        if self.kind == "begun":
            return Message("{share} begun in {time} of working time", share=share, time=time)
        return Message("{share} on time", share=share)


def parse_target(text: str) -> Target:
    """A target that is held station by station and period by period.  WordedError otherwise."""
    claim = parse_claim(text)
    stations = []
    for where in claim.where:
        if where.kind != "station":
            raise UnitError(
                Message("a roster holds its promises in every period of every station"),
                Message("write at NAME for one station, and --by for the periods"),
            )
        stations += [where.part] if where.part is not None else []
    if claim.metric in _QUANTILES and claim.at_most:
        return Target(
            said=text,
            kind="called",
            share=_QUANTILES[claim.metric],
            within_ms=_ms(claim),
            stations=tuple(stations),
        )
    kind = _KINDS.get(claim.metric)
    if kind is None or claim.at_most != (kind in ("mean_wait", "leave")):
        raise UnitError(
            Message("rosters promise nothing of '{text}'", text=claim.text()),
            Message(
                "write for example {example}, mean wait 5 min, 3% leave, 90% begun in 4 h or 95% on time",
                example=EXAMPLE,
            ),
        )
    share = 0.0 if kind == "mean_wait" else _share(claim)
    within_ms = 0 if kind in ("leave", "on_time") else _ms(claim)
    return Target(said=text, kind=kind, share=share, within_ms=within_ms, stations=tuple(stations))


def _share(claim: Claim) -> float:
    percent = claim.amount.within("%")
    if percent is None or not 0 < percent.value < 100:
        raise UnitError(
            Message("{share} cannot be promised: chance decides who comes", share=claim.amount.text()),
            Message("write a share between, such as {share}", share="3%" if claim.at_most else "90%"),
        )
    return percent.value / 100


def _ms(claim: Claim) -> int:
    amount = claim.amount if claim.within is None else claim.within
    found = amount.within("min")
    if found is None or not found.value > 0 or not math.isfinite(found.value):
        raise UnitError(
            Message("{shown} is no time in which anybody could be called", shown=amount.text()),
            Message("write a duration with its unit, such as 10 min"),
        )
    return round(found.value * MS_PER_MIN)


def read_targets(texts: Sequence[str]) -> tuple[Target, ...]:
    """All promises, as options were typed.  InputError with whatever is wrong with any of them."""
    found: list[Target] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(parse_target(text))
        except WordedError as error:
            problems.append(error.at(place_of(text), "target"))
    known: dict[tuple[Kind, int, tuple[str, ...]], Target] = {}
    for target in found:
        key = (target.kind, target.within_ms if target.kind == "called" else 0, target.stations)
        other = known.setdefault(key, target)
        if other.bound != target.bound:
            problems.append(
                problem(
                    place_of(target.said),
                    "target.twice",
                    Message("'{other}' promises another number of the same", other=other.said),
                    Message("leave one of them out"),
                )
            )
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys(found))


def place_of(said: str) -> Place:
    """Where a promise was written: the option."""
    return Place(file=f"{OPTION} {said}", line=1, column=1, said=True)


def listed(targets: Sequence[Target]) -> Both:
    """Several promises in a row."""
    return joined([target.words() for target in targets], SEMICOLON)
