"""What stands behind the `=` of `--set PATH=VALUE`: a value, or a change of the one that is written."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from hallsim.errors import InputError, Place, WordedError
from hallsim.scenario.assumptions.assignments import Assignment, is_law, is_whole, scaled, written_at
from hallsim.scenario.assumptions.paths import PathError, Spot
from hallsim.scenario.language.reader import parse_yaml
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.parsing.scalars import lenient_scalar
from hallsim.scenario.values.amounts import KINDS, Amount, read_amount
from hallsim.scenario.values.ranges import take_ranges
from hallsim.text.message import Message

_NUMBER: Final = r"(?:\d+\.?\d*|\.\d+)"
_PERCENT: Final = re.compile(rf"([+-]{_NUMBER})\s*%")
_TIMES: Final = re.compile(rf"[x*×]\s*({_NUMBER})", re.IGNORECASE)
_NOWHERE: Final = Place(file="", line=1, column=1)
_MORE: Final = re.compile(rf"([+-])\s*({_NUMBER}.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value, a factor or an amount to add; `text` as it was written."""

    text: str
    value: Located | None = None
    times: float | None = None
    plus: Amount | None = None


def read_change(text: str, said: str) -> Change:
    """The change that `text` says; `said` is the option it stands in.

    `+20%` and `-10%` are parts of what is written, `x1.3` is a multiple of it, `+2` and `-5 min` add to it;
    anything else is a YAML value.

    Raises:
        WordedError: no value.
        InputError: what is no YAML.
    """
    text = text.strip()
    plain = unicodedata.normalize("NFKC", text).replace("−", "-")
    if not plain:
        raise WordedError(
            Message("no value is given"), Message("write one after the =; null takes a key away")
        )
    if found := _PERCENT.fullmatch(plain):
        # of digits that are decimal: 1 + 20% is 1.2, not the nearest sum of binary fractions
        return Change(text=text, times=_factor(round(1 + float(found[1]) / 100, 12), text))
    if found := _TIMES.fullmatch(plain):
        return Change(text=text, times=_factor(float(found[1]), text))
    if found := _MORE.fullmatch(plain):
        amount = read_amount(lenient_scalar(found[2]))
        if amount is not None:
            value = -amount.value if found[1] == "-" else amount.value
            return Change(text=text, plus=replace(amount, value=value))
    return Change(text=text, value=_yaml(text, said))


def _factor(factor: float, text: str) -> float:
    if factor <= 0 or not math.isfinite(factor):
        raise WordedError(
            Message("{text} leaves nothing of a number", text=text),
            Message("write a factor above 0, or the value itself"),
        )
    return factor


def _yaml(text: str, said: str) -> Located:
    try:
        node = parse_yaml(text, said)
    except InputError as error:
        raise InputError(
            [replace(p, place=replace(p.place, said=True) if p.place else None) for p in error.problems]
        ) from None
    _refuse_range(node)
    return node


def _refuse_range(node: Located) -> None:
    _, ranges = take_ranges(Located(value={"world": node}, place=node.place), [])
    if ranges:
        raise WordedError(
            Message("a range says what may be; here one value is tried"),
            Message("write the value alone"),
        )


def placed(node: Located, spot: Spot, said: str) -> Located:
    """A value whose every place is the option that said it, with the key path where it is written."""

    def at(node: Located) -> Located:
        value = node.value
        if isinstance(value, dict):
            value = {key: at(item) for key, item in value.items()}
        elif isinstance(value, list):
            value = [at(item) for item in value]
        keys = {key: moved(place) for key, place in node.key_places.items()}
        return replace(node, value=value, place=moved(node.place), key_places=keys)

    def moved(place: Place) -> Place:
        return replace(place, file=said, path=(*spot.loc, *place.path), snippet="", said=True)

    return at(node)


def assignment_of(change: Change, spot: Spot, said: str) -> Assignment:
    """What a change makes of the value at one spot.  PathError where it fits nothing that is written."""
    path = tuple(map(str, (*spot.loc, *([] if spot.part is None else [spot.part]))))
    place = placed(Located(value=None, place=_NOWHERE), spot, said).place
    if change.value is not None:
        if spot.part is None:
            return Assignment(path=path, node=placed(change.value, spot, said), place=place)
        if isinstance(change.value.value, dict | list | None):
            raise _no_amount(spot)
        return Assignment(path=path, text=change.value.text, place=place)
    amount = read_amount(written_at(spot))
    if amount is None and change.times is not None and spot.part is None and is_law(spot.loc):
        return Assignment(path=path, factor=change.times, place=place)
    if amount is None:
        raise _no_amount(spot)
    if change.times is not None:
        return Assignment(path=path, text=scaled(amount, change.times, spot), place=place)
    assert change.plus is not None
    return Assignment(path=path, text=_added(amount, change.plus, spot), place=place)


def _added(amount: Amount, more: Amount, spot: Spot) -> str:
    same = more.within(amount.unit)
    if same is None:
        raise PathError(
            Message(
                "{more} is {kind}, but '{path}' is {own}: {amount}",
                more=more.text(),
                kind=KINDS[more.kind],
                path=spot.dotted,
                own=KINDS[amount.kind],
                amount=amount.text(),
            ),
            Message("write for example {example}", example=f"+{Amount(abs(more.value), amount.unit).text()}"),
        )
    value = amount.value + same.value
    if is_whole(spot, amount) and not value.is_integer():
        raise PathError(
            Message(
                "'{path}' is a count: {amount} and {more} make none",
                path=spot.dotted,
                amount=amount.text(),
                more=more.text(),
            ),
            Message("add a whole number"),
        )
    return amount.moved(value).text()


def _no_amount(spot: Spot) -> PathError:
    written = written_at(spot)
    if spot.node is None:
        return PathError(
            Message("nothing is written at '{path}' that could be changed", path=spot.dotted),
            Message("give the value itself"),
        )
    return PathError(
        Message(
            "'{shown}' at '{path}' is no number that could be changed so",
            shown=str(written)[:40],
            path=spot.dotted,
        ),
        Message("give the value itself"),
    )
