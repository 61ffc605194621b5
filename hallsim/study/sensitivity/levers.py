"""Levers: numbers of a scenario that are moved between two ends, by name of an assumption or by path."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hallsim.errors import InputError, Place, Problem, WordedError, did_you_mean, problem
from hallsim.scenario.assumptions.assignments import amount_spot, is_whole, written_at
from hallsim.scenario.assumptions.titles import title_of
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.scenario.whatif.settings import with_settings
from hallsim.scenario.whatif.short_paths import spots_at
from hallsim.scenario.whatif.variation import Span, read_span
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.assumptions.assumptions import Basis
    from hallsim.scenario.load import LoadedScenario

OPTION: Final = "--factor"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A number with two ends; it is an assumption of the file, or what stands at a path.

    Attributes:
        name: of the assumption, or the path; `title` for people.
        lo, hi: the ends, in `unit`; `multiplies` or `adds to` what is written, or else takes its place.
        stated: the number as it is written; None where that is not told or lies outside.
        whole: only whole numbers are meant.
    """

    name: str
    title: Words
    lo: float
    hi: float
    stated: float | None
    unit: str = ""
    whole: bool = False
    basis: Basis | None = field(default=None, repr=False)
    span: Span | None = None

    def value(self, share: float) -> float:
        """The number at `share` (0 to 1) of the way from the lower end to the upper one."""
        if self.basis is not None:
            return self.basis.value(share)
        if self.whole:
            return float(min(self.hi, self.lo + int(share * (self.hi - self.lo + 1))))
        return float(f"{self.lo + share * (self.hi - self.lo):.10g}")

    @property
    def stated_share(self) -> float:
        """How far along the way it stands as written; half-way where that is not known."""
        if self.stated is None or self.hi == self.lo:
            return 0.5
        if self.whole:  # the middle of what `value` gives this number for
            return (self.stated - self.lo + 0.5) / (self.hi - self.lo + 1)
        return (self.stated - self.lo) / (self.hi - self.lo)

    def text(self, value: float) -> str:
        """A value as people write it."""
        if self.span is not None:
            return self.span.text(value)
        return f"{value:.6g}{self.unit if self.unit == '%' else f' {self.unit}' if self.unit else ''}"


def levers_of(source: LoadedScenario) -> tuple[Lever, ...]:
    """The assumptions of a scenario that have a range.  InputError where none has."""
    found = tuple(_of_basis(basis) for basis in source.bases if basis.is_varied)
    if not found:
        raise InputError(
            problem(
                None,
                "sensitivity.nothing",
                Message("{name}: no assumed number has a range to be tried out", name=source.name),
                Message(
                    "write it beside a number, such as time: 1.15 in 1.0..1.5, or say --factor PATH=FROM..TO"
                ),
            )
        )
    return found


def read_levers(source: LoadedScenario, texts: Sequence[str]) -> tuple[Lever, ...]:
    """What the options ask for: names of assumptions, with their own range, or PATH=FROM..TO.

    Raises:
        InputError: names, paths and ranges that are none, all at once.
    """
    known = {basis.name: basis for basis in source.bases if basis.is_varied}
    problems: list[Problem] = []
    found: list[Lever] = []
    for text in texts:
        place = Place(file=f"{OPTION} {text}", line=1, column=1, said=True)
        name, equals, ends = text.partition("=")
        try:
            lever = _between(source, name.strip(), ends) if equals else _named(known, name.strip())
            found.append(lever)
        except WordedError as error:
            problems.append(error.at(place, "factor"))
            continue
        if lever.name in [other.name for other in found[:-1]]:
            said = Message("'{path}' is named twice", path=lever.name)
            problems.append(problem(place, "factor.twice", said, Message("name it once")))
    if problems:
        raise InputError(problems)
    for lever in found:
        if lever.basis is None:  # both ends must be values that can stand there
            for end in (lever.lo, lever.hi):
                with_settings(source, [f"{lever.name}={lever.text(end)}"], OPTION)
    return tuple(found)


def moved(source: LoadedScenario, levers: Sequence[Lever], values: Sequence[float]) -> LoadedScenario:
    """The scenario with every lever at its value.  InputError where it cannot be one."""
    from hallsim.scenario.load import with_assignments

    pairs = list(zip(levers, values, strict=True))
    texts = [f"{lever.name}={lever.text(value)}" for lever, value in pairs if lever.basis is None]
    found = with_settings(source, texts, OPTION)
    assignments = [
        one for lever, value in pairs if lever.basis is not None for one in lever.basis.assignments(value)
    ]
    return with_assignments(found, assignments, is_world=True) if assignments else found


def _of_basis(basis: Basis) -> Lever:
    assert basis.range is not None
    assert basis.stated is not None
    return Lever(
        name=basis.name, title=basis.title, lo=basis.range.lo, hi=basis.range.hi, stated=basis.stated.value,
        unit=basis.range.unit, whole=basis.whole, basis=basis,
    )  # fmt: skip


def _named(known: Mapping[str, Basis], name: str) -> Lever:
    if name in known:
        return _of_basis(known[name])
    raise WordedError(
        Message("'{name}' is no assumption with a range", name=name),
        did_you_mean(name, known) if known else Message("write PATH=FROM..TO"),
    )


def _between(source: LoadedScenario, path: str, ends: str) -> Lever:
    """What stands at a path; an assumption is none, and has the ends that the file gives."""
    try:
        return _at_path(source, path, ends)
    except WordedError:
        basis = next((one for one in source.bases if one.name == path), None)
        if basis is None:
            raise
    said = Message("'{name}' is an assumption: its ends are the range that the file gives", name=path)
    alone = Message("write --factor {name}, or other ends as its range in the file", name=path)
    without = Message("give it a range in the file first, such as range: 0.8..1.2")
    raise WordedError(said, alone if basis.is_varied else without)


def _at_path(source: LoadedScenario, path: str, ends: str) -> Lever:
    span = read_span(ends)
    if span.lo == span.hi:
        raise WordedError(
            Message("'{shown}' is one value, not a range", shown=ends), Message("write two ends: 1.0..1.5")
        )
    spots = [amount_spot(spot) for spot in spots_at(source.tree, path)]
    if spots[0].loc[0] not in ("world", "designs", "worlds"):
        raise WordedError(
            Message("'{path}' is nothing of the hall or its citizens", path=path),
            Message("name a number of world or of a design"),
        )
    amounts = {amount for spot in spots if (amount := read_amount(written_at(spot))) is not None}
    counts = all(is_whole(spot, Amount(0.0, span.after.strip())) for spot in spots)
    return Lever(
        name=path, title=title_of(source.scenario, spots[0]), lo=float(span.lo), hi=float(span.hi),
        stated=_stated(span, amounts), unit=span.after.strip(), whole=span.whole and counts, span=span,
    )  # fmt: skip


def _stated(span: Span, amounts: Collection[Amount]) -> float | None:
    """Where what is written stands within a span; None where that is not one place."""
    if span.before:  # moved or multiplied: by nothing
        at = 0.0 if span.before == "±" else 1.0
    else:
        own = next(iter(amounts)).within(span.after.strip()) if len(amounts) == 1 else None
        if own is None:
            return None
        at = own.value
    return at if span.lo <= at <= span.hi else None
