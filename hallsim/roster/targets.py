"""What is promised, as people write it: `90% called in 10 min`, `mean wait 5 min`, `3% leave at counter`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hallsim.errors import Place, WordedError, problem
from hallsim.text.message import Both, Message
from hallsim.units import UnitError, duration_words, parse_duration, parse_share

Kind = Literal["called", "mean_wait", "leave", "begun", "on_time"]
OF_DESKS: Final = ("begun", "on_time")
OPTION: Final = "--target"
EXAMPLE: Final = "90% called in 10 min"

_SHARE = r"(?P<share>[0-9.]+ ?%)"
_FORMS: Final[dict[Kind, tuple[str, ...]]] = {
    "called": (
        rf"{_SHARE} ?called (?:in|within) (?P<time>.+)",
        rf"{_SHARE} ?(?:在)?(?P<time>.+?)(?:之?内|以内)(?:被)?叫(?:到|号)",
    ),
    "mean_wait": (r"mean wait(?: of)?(?: at most)? (?P<time>.+)", r"平均等[候待](?:不超过)?(?P<time>.+)"),
    "leave": (
        rf"(?:at most )?{_SHARE} ?leave",
        rf"(?:最多|不超过) ?{_SHARE} ?(?:离开|弃号)",
        rf"{_SHARE} ?(?:离开|弃号)",
    ),
    "begun": (
        rf"{_SHARE} ?begun (?:in|within) (?P<time>.+)",
        rf"{_SHARE} ?(?:在)?(?P<time>.+?)(?:之?内|以内)开始审[批查核]",
    ),
    "on_time": (rf"{_SHARE} ?on time", rf"{_SHARE} ?(?:按时|限时)办结"),
}


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
        return self.within_ms / 60_000 if self.kind == "mean_wait" else self.share

    def words(self) -> Message:
        """The promise in words."""
        share, time = f"{100 * self.share:g}%", duration_words(self.within_ms)
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
    """One promise, at some stations where `at NAME, NAME` follows.  WordedError otherwise."""
    words = " ".join(unicodedata.normalize("NFKC", text).split())
    head, *rest = re.split(r" at | ?@ ?", words, maxsplit=1)
    if head.casefold().endswith("mean wait") or (rest and rest[0].casefold().startswith("most ")):
        parts = re.split(r" at (?!most )| ?@ ?", words, maxsplit=1)
        head, rest = parts[0], parts[1:]
    stations = tuple(name.strip() for name in rest[0].split(",") if name.strip()) if rest else ()
    for kind, forms in _FORMS.items():
        for form in forms:
            if found := re.fullmatch(form, head, re.IGNORECASE):
                return _target(words, kind, found.groupdict(), stations)
    raise WordedError(
        Message("'{text}' is no promise that is known here", text=words[:60]),
        Message(
            "write for example {example}, mean wait 5 min, 3% leave, 90% begun in 4 h or 95% on time, "
            "and at NAME where it is of some stations",
            example=EXAMPLE,
        ),
    )


def _target(said: str, kind: Kind, parts: dict[str, str | None], stations: tuple[str, ...]) -> Target:
    within_ms = parse_duration(parts["time"]).to_ms(None) if parts.get("time") else 0
    share = parse_share(parts["share"]) if parts.get("share") else 0.0
    if kind == "mean_wait" and not within_ms:
        raise UnitError(
            Message("a mean wait of no time cannot be promised"), Message("write for example mean wait 5 min")
        )
    if kind != "leave" and kind != "mean_wait" and not 0 < share < 1:
        raise UnitError(
            Message("{share} cannot be promised: chance decides who comes", share=parts["share"] or "0%"),
            Message("write a share between, such as 90%"),
        )
    return Target(said=said, kind=kind, share=share, within_ms=within_ms, stations=stations)


def read_targets(texts: Sequence[str]) -> tuple[Target, ...]:
    """All promises, as options were typed.  InputError with whatever is wrong with any of them."""
    from hallsim.errors import InputError

    found, problems = [], []
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
    from hallsim.text.message import SEMICOLON, joined

    return joined([target.words() for target in targets], SEMICOLON)
