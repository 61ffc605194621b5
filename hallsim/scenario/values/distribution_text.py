"""Distributions as people write them: `lognormal(mean 12 min, cv 0.7)`, `12 min`, or a mapping.

A bare number takes the unit of the next quantity: `uniform(2, 5 min)`.  Any law may end in
`shift 2 min` (added to every value), `min 1 min` and `max 60 min` (cut off there and scaled up again).
`{times: 1.3, of: LAW}` multiplies every value of a law.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from hallsim.errors import did_you_mean
from hallsim.scenario.values.distribution import Distribution, LawUnit
from hallsim.scenario.values.empirical import empirical_parts, is_empirical
from hallsim.scenario.values.law_forms import (
    BOUNDS,
    DURATIONS,
    EXAMPLES,
    POSITIONAL,
    RATES,
    SHARES,
    Built,
    build,
    parameter_names,
    refuse,
)
from hallsim.scenario.values.quantities import common_unit, number, spread_units
from hallsim.text.message import Message
from hallsim.units import MS_PER_DAY, Duration, UnitError, parse_duration, parse_rate, parse_share

_CALL = re.compile(r"([a-z_]+)\s*\((.*)\)", re.DOTALL)
_NAMED = re.compile(r"([a-z_]+[12]?)\s*(?:=|:|\s)\s*(.+)", re.DOTALL)
_AFTER = re.compile(r"([a-z_]+\s*\(.*)\)[\s,]*((?:shift|min|max)\b.*)", re.DOTALL)
_WORD = re.compile(r"[a-z_]+")
_MAX_TEXT: Final = 20_000
_LISTS: Final = ("empirical", "sequence")

Argument = tuple[str, object]


def parse_distribution(
    written: object, folder: Path | None = None, files: dict[str, bytes] | None = None
) -> Distribution:
    """A distribution from its text or mapping.  UnitError (a ValueError) in plain words otherwise.

    `folder` is where CSV files may lie (None: nowhere); the bytes of each file read are kept in `files`.
    """
    if isinstance(written, Distribution):
        return written
    if isinstance(written, Mapping):
        return _from_mapping(written, folder, files)
    if not isinstance(written, str):
        return _from_arguments("constant", [("value", written)])
    return _of_words(unicodedata.normalize("NFKC", written).strip().casefold())


@lru_cache(maxsize=1024)
def _of_words(words: str) -> Distribution:
    """Halls write the same law again and again, and every plausible world reads all of them."""
    if len(words) > _MAX_TEXT:
        raise refuse(Message("this law is too long"), Message("put the values into a CSV file"))
    call = _CALL.fullmatch(words)
    if call is None:
        return _plain_duration(words)
    law, inner = call.groups()
    _known_law(law)
    pieces = [piece.strip() for piece in inner.split(",")] if inner.strip() else []
    return _from_arguments(law, _named_arguments(law, pieces))


def _plain_duration(words: str) -> Distribution:
    word = _WORD.match(words)
    if found := _AFTER.fullmatch(words):
        whole = f"{found[1].rstrip()}, {found[2]})"[:100]
        raise refuse(
            Message("{found!r} stands behind the bracket", found=found[2][:40]),
            Message("write it inside: {whole}", whole=whole),
        )
    if word and word[0] in EXAMPLES:
        raise refuse(
            Message("{words!r} is not a complete law", words=words[:60]),
            Message("write for example {example}", example=EXAMPLES[word[0]]),
        )
    if word and "(" in words:
        raise refuse(
            Message("this law does not end in a bracket"),
            Message("write for example lognormal(mean 12 min, cv 0.7)"),
        )
    return _from_arguments("constant", [("value", words)])


def _known_law(law: object) -> None:
    if law not in EXAMPLES:
        raise refuse(Message("there is no law '{law}'", law=str(law)), did_you_mean(str(law), EXAMPLES))


def _named_arguments(law: str, pieces: Sequence[str]) -> list[Argument]:
    """(name, text) of each piece; a piece without a name takes the law's next positional one."""
    arguments: list[Argument] = []
    positional = list(POSITIONAL.get(law, ()))
    for piece in pieces:
        named = _NAMED.fullmatch(piece)
        if named:
            arguments.append((named[1], named[2].strip()))
        elif law in _LISTS:
            arguments.append(("values", piece))
        elif positional:
            arguments.append((positional.pop(0), piece))
        else:
            raise refuse(
                Message("{law}: say what {piece!r} is", law=law, piece=piece[:40]),
                Message("write for example {example}", example=EXAMPLES[law]),
            )
    return arguments


def _from_arguments(law: str, arguments: Sequence[Argument]) -> Distribution:
    _check_names(law, [name for name, _ in arguments])
    texts = spread_units([(name in DURATIONS or name == "values", value) for name, value in arguments])
    durations: list[tuple[str, Duration]] = []
    rest: dict[str, float] = {}
    for (name, _), value in zip(arguments, texts, strict=True):
        if name in DURATIONS or name == "values":
            durations.append((name, parse_duration(value)))
        elif name in RATES:
            rest[name] = parse_rate(value)
        else:
            rest[name] = parse_share(value) if name in SHARES else number(law, name, value)
    unit, amounts = common_unit([duration for _, duration in durations])
    if unit != "ms" and RATES & set(rest):
        raise refuse(Message("a rate and days do not mix"), Message("write hours or minutes"))
    named = [(name, amount) for (name, _), amount in zip(durations, amounts, strict=True)]
    bounds = {name: amount for name, amount in named if name in BOUNDS}
    if law in _LISTS:
        values = tuple(amount for name, amount in named if name == "values")
        return _bounded(_list_law(law, values), unit, bounds)
    given = {name: amount for name, amount in named if name not in BOUNDS} | rest
    return _bounded(build(law, given), unit, bounds)


def _check_names(law: str, names: Sequence[str]) -> None:
    known = ["values", *BOUNDS] if law in _LISTS else parameter_names(law)
    for name in names:
        if name not in known:
            raise refuse(
                Message("{law} has no parameter '{name}'", law=law, name=name), did_you_mean(name, known)
            )
        if name != "values" and names.count(name) > 1:
            raise refuse(Message("{law}: {name} is given twice", law=law, name=name), Message("keep one"))


def _list_law(law: str, values: tuple[float, ...]) -> Built:
    if not values:
        raise refuse(
            Message("{law} has no values", law=law),
            Message("write for example {example}", example=EXAMPLES[law]),
        )
    return ("sequence", values) if law == "sequence" else ("empirical", tuple(sorted(values)))


def _bounded(built: Built, unit: LawUnit, bounds: Mapping[str, float], **more: Any) -> Distribution:
    """The law with its shift and bounds, refused when the bounds leave nothing of it."""
    law, params = built
    shift, low, high = bounds.get("shift", 0.0), bounds.get("min", 0.0), bounds.get("max", math.inf)
    if low > high:
        raise refuse(Message("min is above max"), Message("exchange them or drop one"))
    free = Distribution(law=law, unit=unit, params=params, shift=shift, **more)
    if not bounds.keys() & {"min", "max"}:
        return free
    if law in ("constant", "sequence"):
        inside = all(low <= value + shift <= high for value in params)
    else:
        edges = free.cdf(np.array([math.nextafter(low, -math.inf), high]))
        inside = bool(edges[1] - edges[0] > 1e-9)
    if not inside:
        raise refuse(Message("the bounds min and max leave nothing of this law"), Message("widen them"))
    return replace(free, low=low, high=high)


def _from_mapping(
    written: Mapping[Any, object], folder: Path | None, files: dict[str, bytes] | None
) -> Distribution:
    rest = {str(name): value for name, value in written.items()}
    if "law" in rest:
        law = rest.pop("law")
        _known_law(law)
        if law in _LISTS and isinstance(rest.get("values"), list):
            values = rest.pop("values")
            assert isinstance(values, list)
            return _from_arguments(str(law), [*(("values", value) for value in values), *rest.items()])
        return _from_arguments(str(law), list(rest.items()))
    if set(rest) == {"times", "of"}:
        return parse_distribution(rest["of"], folder, files).times(_factor(rest["times"]))
    bounds: dict[str, object] = {name: rest.pop(name) for name in BOUNDS if name in rest}
    if set(rest) == {"sequence"} and isinstance(rest["sequence"], list):
        return _from_arguments(
            "sequence", [*(("values", value) for value in rest["sequence"]), *bounds.items()]
        )
    if set(rest) == {"mixture"}:
        return _with_bounds(_mixture(rest["mixture"], folder, files), bounds)
    inner = rest["empirical"] if set(rest) == {"empirical"} else rest
    if isinstance(inner, Mapping) and is_empirical(inner):
        unit, values_found, levels = empirical_parts(inner, folder, files)
        return _with_bounds(
            Distribution(law="empirical", unit=unit, params=values_found, levels=levels), bounds
        )
    raise refuse(
        Message("this mapping is not a law"),
        Message(
            "write {law: lognormal, mean: 12 min, cv: 0.7}, {mixture: [{share: 30%, of: 5 "
            "min}, ...]} or {empirical: {values: [3 min, 8 min]}}"
        ),
    )


def _factor(written: object) -> float:
    factor = number("times", "times", written)
    if not 0 < factor <= 1000:
        raise refuse(
            Message("a law times {factor:g} is surely a mistake", factor=factor),
            Message("write a factor above 0, such as times: 1.3"),
        )
    return factor


def _with_bounds(free: Distribution, bounds: Mapping[str, object]) -> Distribution:
    """`free` with bounds still in words, all brought to one unit."""
    if not bounds:
        return free
    durations = {name: parse_duration(value) for name, value in bounds.items()}
    unit, amounts = common_unit(list(durations.values()))
    if unit != free.unit and "workdays" in (unit, free.unit):
        raise mixed_units()
    amounts_by_name = dict(zip(durations, amounts, strict=True))
    if unit != free.unit:
        free = free.in_ms()
        if unit == "days":
            amounts_by_name = {name: amount * MS_PER_DAY for name, amount in amounts_by_name.items()}
    return _bounded((free.law, free.params), free.unit, amounts_by_name, levels=free.levels, parts=free.parts)


def _mixture(written: object, folder: Path | None, files: dict[str, bytes] | None) -> Distribution:
    usage = Message(
        "write a list such as [{share: 30%, of: exponential(mean 5 min)}, {share: 70%, of: 12 min}]"
    )
    if not isinstance(written, list) or not written:
        raise refuse(Message("a mixture is a list of parts"), usage)
    parts = []
    for item in written:
        if not isinstance(item, Mapping) or set(item) != {"share", "of"}:
            raise refuse(Message("each part of a mixture has share and of"), usage)
        parts.append((parse_share(item["share"]), parse_distribution(item["of"], folder, files)))
    total = sum(share for share, _ in parts)
    if abs(total - 1) > 1e-3:
        raise refuse(
            Message("the shares of this mixture sum to {total:.4%}", total=total),
            Message("they must sum to 100%"),
        )
    if any(part.law == "sequence" for _, part in parts):
        raise refuse(Message("a sequence cannot be part of a mixture"), Message("use empirical"))
    units = {part.unit for _, part in parts}
    if len(units) > 1:
        if "workdays" in units:
            raise mixed_units()
        parts = [(share, part.in_ms()) for share, part in parts]
    exact = tuple((share / total, part) for share, part in parts if share > 0)
    if len(exact) == 1:
        return exact[0][1]
    return Distribution(law="mixture", unit=exact[0][1].unit, parts=exact)


def mixed_units() -> UnitError:
    """The error for workdays beside clock units."""
    return refuse(
        Message("workdays and other units do not mix in one law"),
        Message("write all of it in workdays, or none"),
    )
