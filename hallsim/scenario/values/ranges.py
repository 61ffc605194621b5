"""Ranges where a number stands: `1.15 in 1.0..1.5`, `lognormal(mean 12 min in 9..16 min, cv 0.7)`.

They are taken out of the tree before anything else reads it: what follows sees the stated number.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from hallsim.errors import Place, Problem, WordedError, problem
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.parsing.scalars import lenient_scalar
from hallsim.scenario.values.amounts import KINDS, Amount, read_amount, rounded
from hallsim.scenario.values.law_parts import Piece, law_pieces, with_pieces
from hallsim.text.message import Message

EXAMPLE: Final = "1.15 in 1.0..1.5"
# Texts for people; nothing in them is a quantity.
_WORDS: Final = frozenset({"title", "description", "source", "departments"})
_NO_NUMBERS: Final = _WORDS | {"evidence", "targets"}
"""Sections in which `in` says something else: ranges of their own, a time in which people are called."""
_SECTIONS: Final = ("world", "worlds", "designs", "satisfaction")
_BEGUN: Final = re.compile(r"\s*(?:每\D{1,4})?[-+]?\.?\d.*\sin\s.*", re.DOTALL | re.IGNORECASE)
_SPLIT: Final = re.compile(r"(.+?)\s+in\s+(.+)", re.DOTALL | re.IGNORECASE)
# What people write between two ends; the hyphen last, it is also a sign.
_BETWEEN: Final = (
    "...",
    "…",
    " to ",
    "to",
    "到",
    "～",
    "~",
    "—",
    "–",
    "−",
    ":",
    "：",
    ",",
    "，",
    "/",
    ".",
    "-",
)
_SIGNED: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From `lo` to `hi`, in the unit of the number it belongs to."""

    lo: float
    hi: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A number with its range, written at `place`; `part` names the parameter of a law it is, if any."""

    place: Place
    part: str | None
    stated: Amount
    range: Range


class RangeError(WordedError):
    """Why a range is none."""


def take_ranges(tree: Located, problems: list[Problem]) -> tuple[Located, list[Inline]]:
    """The tree with the stated numbers alone, and the ranges that stood beside them."""
    found: list[Inline] = []
    if not isinstance(tree.value, dict):
        return tree, found
    value = {
        key: node if key in _NO_NUMBERS else _taken(node, found, problems, sound=key in _SECTIONS)
        for key, node in tree.value.items()
    }
    return replace(tree, value=value), found


def _taken(node: Located, found: list[Inline], problems: list[Problem], *, sound: bool) -> Located:
    if isinstance(node.value, dict):
        items = {
            key: item if key in _WORDS else _taken(item, found, problems, sound=sound)
            for key, item in node.value.items()
        }
        return replace(node, value=items)
    if isinstance(node.value, list):
        return replace(node, value=[_taken(item, found, problems, sound=sound) for item in node.value])
    if not isinstance(node.value, str) or not _SPLIT.search(node.value):
        return node
    pieces = law_pieces(node.value) or [Piece(None, "", node.value)]
    if not any(_BEGUN.fullmatch(piece.value) for piece in pieces):
        return node
    if not sound:
        problems.append(_misplaced(node.place))
        found, problems = [], []
    stated = []
    for piece in pieces:
        amount = _one(node, piece, found, problems) if _BEGUN.fullmatch(piece.value) else None
        stated.append(piece.value if amount is None else amount)
    text = with_pieces(node.value, stated) if pieces[0].name is not None else stated[0]
    return replace(node, value=lenient_scalar(text), text=text)


def _one(node: Located, piece: Piece, found: list[Inline], problems: list[Problem]) -> str | None:
    """Note one range; returns the stated number as it was written."""
    split = _SPLIT.fullmatch(piece.value.strip())
    assert split is not None
    number = split[1].strip()
    try:
        stated = read_amount(lenient_scalar(number))
        if stated is None:
            raise RangeError(
                Message("'{split}' is no number that can have a range", split=split[1][:40]),
                Message("write for example {example}", example=EXAMPLE),
            )
        stated, number = _with_unit_of_ends(stated, number, split[2])
        given = read_range(split[2], stated)
        hold(given, stated)
        found.append(Inline(place=node.place, part=piece.name, stated=stated, range=given))
    except RangeError as error:
        problems.append(error.at(node.place, "range"))
    return number


def _with_unit_of_ends(stated: Amount, number: str, ends: str) -> tuple[Amount, str]:
    """`6 in 5..7 min` is 6 min: a bare number takes the unit of the upper end, as numbers of a law do."""
    end = _ends(ends)[-1].strip()
    last = read_amount(lenient_scalar(end))
    if stated.kind != "number" or last is None or last.kind in ("number", "share") or _several(end):
        return stated, number
    full = Amount(stated.value, last.unit)
    return full, full.text()


def _ends(text: str) -> list[str]:
    """The two ends; one text where they cannot be told apart: `1...5` may be 1 to 5 or 1 to 0.5."""
    plain = unicodedata.normalize("NFKC", re.sub("…+", "..", text))
    return [text] if "..." in plain else plain.split("..")


def _several(text: str) -> bool:
    """Whether a quantity is said in several units (`1 h 30 min`), so that a bare number can borrow none."""
    return len(re.findall(r"[\d.]+", text)) > 1


def read_range(text: str, stated: Amount) -> Range:
    """`1.0..1.5` in the unit of `stated`; an end without a unit takes that of the other end.  RangeError."""
    ends = [end.strip() for end in _ends(text)]
    if len(ends) != 2 or not all(ends):
        example = _meant(text, stated) or _example(stated)
        raise RangeError(
            Message("'{text}' is not a range", text=text[:40]),
            Message("write the two ends with two dots between them: {example}", example=example),
        )
    lo, hi = (_end(end, stated) for end in _same_unit(ends, stated))
    if rounded(hi) <= rounded(lo):
        remedy = Message("write two different ends, or no range")
        if hi < lo:
            turned = f"{Amount(hi, stated.unit).text()}..{Amount(lo, stated.unit).text()}"
            remedy = Message("write the smaller end first: {turned}", turned=turned)
        raise RangeError(Message("the range {low}..{high} does not rise", low=ends[0], high=ends[1]), remedy)
    return Range(lo=lo, hi=hi, unit=stated.unit)


def hold(given: Range, stated: Amount, *, whole: bool = False) -> None:
    """RangeError when a number lies outside its own range, or the range of a count ends between counts."""
    if whole and not (given.lo.is_integer() and given.hi.is_integer()):
        least, most = float(math.ceil(given.lo)), float(math.floor(given.hi))
        better = f"{Amount(least, given.unit).text()}..{Amount(most, given.unit).text()}"
        remedy = Message("write for example {better}", better=better)
        if most <= least:
            remedy = Message("write two whole numbers, or no range")
        raise RangeError(Message("the ends of a range of counts are whole numbers"), remedy)
    if not given.lo <= stated.value <= given.hi:
        low, high = Amount(given.lo, given.unit).text(), Amount(given.hi, given.unit).text()
        raise RangeError(
            Message(
                "the stated {stated} lies outside its range {low}..{high}",
                stated=stated.text(),
                low=low,
                high=high,
            ),
            Message("widen the range, or correct the number"),
        )


def _same_unit(ends: list[str], stated: Amount) -> Iterator[str]:
    """The ends with units: a bare one borrows the other's, two bare ones that of the stated number."""
    bare = [bool(_SIGNED.fullmatch(end)) for end in ends]
    units = [read_amount(lenient_scalar(end)) for end in ends]
    for i, end in enumerate(ends):
        other = units[1 - i]
        borrowed = stated if bare[1 - i] else other
        if bare[i] and borrowed is not None and borrowed.kind != "number" and not _several(ends[1 - i]):
            share_as_number = borrowed.kind == "share" and bare[1 - i]
            yield end if share_as_number else Amount(float(end), borrowed.unit).text()
        else:
            yield end


def _end(text: str, stated: Amount) -> float:
    amount = read_amount(lenient_scalar(text))
    if amount is None:
        raise RangeError(
            Message("'{text}' is not the end of a range", text=text[:40]),
            Message("write for example {stated}", stated=_example(stated)),
        )
    if stated.kind == "share" and amount.kind == "number" and amount.value > 1:
        raise RangeError(
            Message("{text} is not a share", text=text[:40]),
            Message("write {text}%", text=text[:40]),
        )
    same = amount.within(stated.unit)
    if same is None:
        kind, own = KINDS[amount.kind], KINDS[stated.kind]
        raise RangeError(
            Message(
                "{text} is {kind}, but the number it belongs to, {stated}, is {own}",
                text=text[:40],
                kind=kind,
                stated=stated.text(),
                own=own,
            ),
            Message("write for example {stated}", stated=_example(stated)),
        )
    return same.value


def _meant(text: str, stated: Amount) -> str | None:
    """The range whose two ends stand with something else between them (`5-7`, `5 to 7`), if there are two."""
    for between in _BETWEEN:
        ends = [end.strip() for end in text.split(between)]
        if len(ends) == 2 and all(ends):
            try:
                found = read_range("..".join(ends), stated)
            except RangeError:
                continue
            return "..".join(Amount(end, found.unit).text() for end in (found.lo, found.hi))
    return None


def _example(stated: Amount) -> str:
    """A range around a number: of whole numbers for a whole one that has such around it."""
    lo, hi = (stated.times(factor) for factor in (0.8, 1.2))
    if not stated.unit and stated.value.is_integer() and stated.value > 1:
        lo, hi = Amount(float(math.floor(lo.value))), Amount(float(math.ceil(hi.value)))
    return f"{lo.text()}..{hi.text()}"


def _misplaced(place: Place) -> Problem:
    return problem(
        place,
        "range.place",
        Message("a range stands only in the world, in designs and in satisfaction"),
        Message("write the number alone"),
    )
