"""What the numbers of a scenario rest on: given, fitted, assumed with its range."""

from __future__ import annotations

from collections.abc import Sequence

from hallsim.report.wording.amounts import amount_text, short_name
from hallsim.report.wording.grid import Grid, columns
from hallsim.report.wording.titles import words_in
from hallsim.scenario.assumptions.assumptions import Basis
from hallsim.text.message import Lang, translate

KIND_LABELS = {"given": "given", "fitted": "fitted", "assumed": "assumed"}
"""How the kinds are said (keys of the catalogue)."""


def evidence_tables(bases: Sequence[Basis], lang: Lang) -> list[Grid]:
    """A table of what is given, fitted and assumed; none where the scenario says nothing of it."""
    if not bases:
        return []
    numbers = columns(lang, "Stated", "Range", right=True)
    table = Grid(
        title=translate("What the numbers rest on", lang),
        columns=[*columns(lang, "Basis", "What"), *numbers, *columns(lang, "From")],
    )
    for kind, label in KIND_LABELS.items():
        for basis in (basis for basis in bases if basis.kind == kind):
            table.add(
                translate(label, lang),
                name_of(basis, lang),
                _stated(basis, lang),
                _range(basis, lang),
                _from(basis, lang),
            )
    return [table]


def name_of(basis: Basis, lang: Lang) -> str:
    """The title of a basis; else its name, without the section of the file."""
    return words_in(basis.title, lang) or short_name(basis.name)


def _stated(basis: Basis, lang: Lang) -> str:
    if basis.stated is None:
        return translate("{n} numbers", lang, n=len(basis.spots))
    return amount_text(basis.stated.value, basis.stated.unit, lang, factor=basis.moves == "scales")


def _range(basis: Basis, lang: Lang) -> str:
    if basis.range is None:
        return "–"
    factor = basis.moves == "scales"
    ends = (basis.range.lo, basis.range.hi)
    lo, hi = (amount_text(end, basis.range.unit, lang, factor=factor) for end in ends)
    return f"{lo} … {hi}"


def _from(basis: Basis, lang: Lang) -> str:
    parts = [words_in(basis.source, lang)] if basis.source else []
    if basis.to:
        parts.insert(0, translate("fitted to {figures}", lang, figures=", ".join(basis.to)))
    return "; ".join(parts)
