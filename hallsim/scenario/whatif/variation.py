"""`--vary PATH=a,b,c` and `PATH=a..b:step`: the values that a question tries one after another."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Final

from hallsim.errors import Place, Problem, WordedError, problem
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.text.message import Message

Values = tuple[tuple[str, str], ...]
"""(path, value) of what is tried, in the order of the options."""
OPTION: Final = "--vary"
EXAMPLE: Final = "--vary windows.NAME.count=4..8"
_RANGE: Final = re.compile(r"(.+?)\.\.(.+?)(?::(.+))?")
_OPENS, _CLOSES = "([{（", ")]}）"
_NUMBER: Final = re.compile(r"([x×*]?)\s*([+-]?)\s*(\d+\.?\d*|\.\d+)\s*(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one amount to another; `before` and `after` stand around the number, `±` for a signed one."""

    lo: Fraction
    hi: Fraction
    before: str = ""
    after: str = ""

    def text(self, value: float) -> str:
        """A value of it as `--set` takes it."""
        sign = "+" if self.before == "±" and value >= 0 else ""
        before = "" if self.before == "±" else self.before
        return f"{before}{sign}{Amount(value).text()}{self.after}"

    def between(self, share: float, *, whole: bool = False) -> str:
        """The value so far on the way from one end to the other: a count, or to a thousandth of the way."""
        way = float(self.hi - self.lo)
        value = float(self.lo) + share * way
        if whole:
            return self.text(float(math.floor(value + 0.5)))
        digits = max(0, 3 - math.floor(math.log10(way))) if way > 0 else 6
        return self.text(float(f"{value:.{digits}f}"))

    def __iter__(self) -> Iterator[str]:
        """Its two ends."""
        return iter((self.text(float(self.lo)), self.text(float(self.hi))))

    @property
    def whole(self) -> bool:
        """Whether both ends are bare whole numbers."""
        return not (self.before or self.after) and self.lo.denominator == self.hi.denominator == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """`n` values of a span from its lower end on, each `step` more."""

    span: Span
    step: Fraction
    n: int

    def __iter__(self) -> Iterator[str]:
        return (self[i] for i in range(self.n))

    def __getitem__(self, i: int) -> str:
        """The i-th value: of many of them none need be written."""
        return self.span.text(float(self.span.lo + i * self.step))

    def __len__(self) -> int:
        return self.n


@dataclass(frozen=True, slots=True)
class Variation:
    """A path and the values tried there; `said` is the option as it was typed."""

    said: str
    path: str
    values: Sequence[str] | Steps


def read_variations(texts: Sequence[str], problems: list[Problem]) -> list[Variation]:
    """What the options say; what is wrong with them is told in `problems`."""
    found: list[Variation] = []
    for text in texts:
        said = f"{OPTION} {text}"
        path, equals, values = text.partition("=")
        try:
            if not equals or not path.strip():
                raise _form()
            found.append(Variation(said, path.strip(), read_values(values)))
        except WordedError as error:
            problems.append(error.at(Place(file=said, line=1, column=1, said=True), "vary"))
    for i, one in enumerate(found):
        if one.path in [other.path for other in found[:i]]:
            place = Place(file=one.said, line=1, column=1, said=True)
            problems.append(
                problem(
                    place,
                    "vary.twice",
                    Message("'{path}' is varied twice", path=one.path),
                    Message("write all its values in one option"),
                )
            )
    return found


def grid(variations: Sequence[Variation]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every combination of the values, as (path, value): the last path moves first."""
    paths = [variation.path for variation in variations]
    for values in product(*(variation.values for variation in variations)):
        yield tuple(zip(paths, values, strict=True))


def size(variations: Sequence[Variation]) -> int:
    """How many combinations there are, without making one."""
    n = 1
    for variation in variations:
        n *= len(variation.values)
    return n


def read_values(text: str) -> Sequence[str] | Steps:
    """The values that a text lists, or the steps that it says.  WordedError for one that says none."""
    parts = _parts(text)
    alone = _RANGE.fullmatch(parts[0]) if len(parts) == 1 else None
    if alone is not None and _NUMBER.fullmatch(_plain(alone[1])):
        return _steps(alone[1], alone[2], alone[3])
    if any(not part for part in parts):
        raise _form()
    twice = [part for i, part in enumerate(parts) if part in parts[:i]]
    if twice:
        raise WordedError(
            Message("{value} stands twice among the values", value=twice[0]), Message("write each once")
        )
    return parts


def _form() -> WordedError:
    return WordedError(
        Message("this is no PATH=VALUES"),
        Message("write for example {example}, or a list such as 4,6,8", example=EXAMPLE),
    )


def _parts(text: str) -> list[str]:
    """The values between commas, but for those within brackets or quotes."""
    found, depth, quote, current = [], 0, "", ""
    for char in text:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        depth += (char in _OPENS) - (char in _CLOSES) if not quote else 0
        if char in ",，" and depth <= 0 and not quote:
            found.append(current.strip())
            current = ""
        else:
            current += char
    return [*found, current.strip()]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def read_span(text: str) -> Span:
    """What `6..10 min`, `-20%..+20%`, `x0.8..x1.2` or `4..8` say.  WordedError for anything else."""
    alone = _RANGE.fullmatch(text.strip())
    if alone is None or alone[3] is not None:
        raise WordedError(
            Message("'{shown}' is no range", shown=text),
            Message("write both ends: 4..8, 6..10 min, -20%..+20%"),
        )
    return _span(alone[1], alone[2], "")[0]


def _span(first: str, last: str, step: str) -> tuple[Span, re.Match[str] | None]:
    """The span between two ends, and the step's number."""
    ends = [_NUMBER.fullmatch(_plain(end)) for end in (first, last)]
    by = _NUMBER.fullmatch(_plain(step)) if step else None
    if ends[0] is None or ends[1] is None or (step and by is None):
        raise _no_steps(f"{first}..{last}")
    if long := next((end[3] for end in (*ends, by) if end is not None and len(end[3]) > 40), None):
        raise WordedError(
            Message("{words!r} has too many digits", words=f"{long[:40]}…"), Message("shorten it")
        )
    units = [end[4].strip() for end in (*ends, by) if end is not None]
    unit = next((unit for unit in (units[1], *units) if unit), "")
    if any(one and one != unit for one in units) or (
        unit and read_amount(f"1 {unit}".replace(" %", "%")) is None
    ):
        raise WordedError(
            Message("'{shown}' has more than one unit", shown=f"{first}..{last}"),
            Message("write both ends and the step in {unit}", unit=unit),
        )
    lo, hi = (Fraction(end[2] + end[3]) for end in ends if end is not None)
    if hi < lo:
        raise _no_steps(f"{first}..{last}")
    times = bool(ends[0][1] or ends[1][1])
    moves = not times and bool(ends[0][2] or ends[1][2])
    before = "x" if times else "±" if moves else ""
    return Span(lo=lo, hi=hi, before=before, after=unit if unit == "%" else f" {unit}" if unit else ""), by


def _steps(first: str, last: str, step: str | None) -> Steps:
    """`4..8`, `6..10 min:1 min`, `-20%..+20%:10%`, `x0.8..x1.2:0.1`."""
    span, by = _span(first, last, step or "")
    unit = span.after.strip()
    width = Fraction(by[3]) if by is not None else _whole_step(span.lo, span.hi, unit, f"{first}..{last}")
    if width <= 0:
        raise WordedError(
            Message("'{shown}' is no step", shown=step or ""),
            Message("write one above 0: 4..8:2, or 0.5..2:0.5"),
        )
    return Steps(span=span, step=width, n=int((span.hi - span.lo) / width) + 1)


def _whole_step(lo: Fraction, hi: Fraction, unit: str, shown: str) -> Fraction:
    if unit or lo.denominator != 1 or hi.denominator != 1:
        raise WordedError(
            Message("'{shown}' does not say in which steps", shown=shown),
            Message("write for example {example}", example=f"{shown}:{_tenth(lo, hi, unit)}"),
        )
    return Fraction(1)


def _tenth(lo: Fraction, hi: Fraction, unit: str) -> str:
    width = float(f"{float(abs(hi - lo) / 5) or 1.0:.1g}")
    return Amount(width, unit).text()


def _no_steps(shown: str) -> WordedError:
    return WordedError(
        Message("'{shown}' does not rise from one number to another", shown=shown),
        Message("write the smaller end first: 4..8, or 0.5..2:0.5"),
    )
