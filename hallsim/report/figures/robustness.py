"""The differences in every plausible world: a strip of dots a design, coloured by what turns them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hallsim.report.figures.canvas import GREY, GRID, LINE_SPACING, TITLE_WIDE, blank, wrapped
from hallsim.report.tables.robustness import factor_name, robust_metrics
from hallsim.report.wording.keys import label_with_unit, name_of
from hallsim.study.result import MetricInfo, StudyResult, records
from hallsim.study.robust.factors import Factor
from hallsim.study.robust.robustness import Robustness, turning
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.report.figures.canvas import Axes, Figure

_COLOURS = "cividis"  # even to the colour-blind; Source: Nunez, Anderton, Renslow 2018, PLOS ONE 13:e0199239
_SPREAD = 0.34
_NAME_WIDE = 34  # Latin letters on one line beside the axis


def has_worlds(study: StudyResult) -> bool:
    """Whether there is anything to draw."""
    return _metric(study) is not None


def plausible_worlds(study: StudyResult, lang: Lang) -> Figure:
    """A dot a world, a row a design; the grey bar is the study's own interval, at the stated values."""
    found, info = study.robustness, _metric(study)
    assert found is not None
    assert info is not None
    others = [design for design in found.designs if design != found.base]
    figure, axes = blank(8, 1.5 + 0.75 * len(others))
    factors = [_decisive(found, design, info) for design in others]
    for y, (design, factor) in enumerate(zip(others, factors, strict=True)):
        _strip(axes, study, found, design, y, info, factor)
    axes.axvline(0, color=GREY, linewidth=1)
    labels = [_label(study, *row, lang) for row in zip(others, factors, strict=True)]
    axes.set_yticks(range(len(labels)), labels, linespacing=LINE_SPACING)
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.grid(axis="y", visible=False)
    label = label_with_unit(info, lang, difference=True)
    axes.set_xlabel(translate("Difference: {label}", lang, label=label))
    if any(factors):
        _colour_bar(figure, axes, lang)
    base = name_of(study, "design", found.base, lang)
    title = translate(
        "Difference from {base} in {n} plausible worlds (grey bar: as stated, 95% interval)",
        lang, base=base, n=len(found.worlds),
    )  # fmt: skip
    if not all(factors):
        title += translate("; grey dots: no assumption stands out", lang)
    figure.suptitle(wrapped(title, TITLE_WIDE), x=0.01, ha="left", fontsize=11, linespacing=LINE_SPACING)
    return figure


def _decisive(found: Robustness, design: str, info: MetricInfo) -> Factor | None:
    """The assumption that decides most about a design's differences; None where none stands out."""
    told = turning(found, design, info.id)
    return next((factor for factor in found.factors if told and factor.name == told.factor), None)


def _label(study: StudyResult, design: str, factor: Factor | None, lang: Lang) -> str:
    """The design, and in brackets the assumption that colours its dots."""
    name = wrapped(name_of(study, "design", design, lang), _NAME_WIDE)
    if factor is None:
        return name
    bracket = translate("({name})", lang, name=factor_name(factor, lang))
    return f"{name}\n{wrapped(bracket, _NAME_WIDE)}"


def _strip(
    axes: Axes,
    study: StudyResult,
    found: Robustness,
    design: str,
    y: int,
    info: MetricInfo,
    factor: Factor | None,
) -> None:
    """One design's dots, coloured by an assumption, over the interval of the study itself."""
    scale = 100 if info.unit == "share" else 1
    gaps = [gap * scale for gap in found.differences(design, info.id)]
    n = len(gaps)
    heights = [y + _SPREAD * ((2 * i + 1) / n - 1) for i in range(n)]
    for row in records(study.differences):
        if (row.design, row.metric) == (design, info.id) and math.isfinite(row.lo):
            axes.fill_betweenx(
                [y - 0.42, y + 0.42], row.lo * scale, row.hi * scale, color="#d1d5db", linewidth=1, zorder=1
            )
    if factor is None:
        axes.scatter(gaps, heights, s=34, color=GREY, zorder=3)
        return
    shares = [(world.factors[factor.name] - factor.lo) / (factor.hi - factor.lo) for world in found.worlds]
    axes.scatter(
        gaps, heights, s=34, c=shares, cmap=_COLOURS, vmin=0, vmax=1, edgecolors="white", linewidths=0.5,
        zorder=3,
    )  # fmt: skip


def _colour_bar(figure: Figure, axes: Axes, lang: Lang) -> None:
    """What the colours of all strips mean: they share one scale."""
    coloured = next(dots for dots in axes.collections if dots.get_array() is not None)
    bar = figure.colorbar(coloured, ax=axes, ticks=[0, 1], aspect=12, pad=0.02)
    bar.ax.set_yticklabels([translate("low", lang), translate("high", lang)])
    bar.ax.tick_params(labelsize=8, length=0)
    bar.outline.set_visible(False)
    bar.set_label(translate("the assumption in brackets", lang), fontsize=8)


def _metric(study: StudyResult) -> MetricInfo | None:
    """The first metric shown that has a value in some world."""
    found = study.robustness
    if found is None or len(found.designs) < 2:
        return None
    other = next(design for design in found.designs if design != found.base)
    return next(
        (i for i in robust_metrics(study) if any(map(math.isfinite, found.differences(other, i.id)))), None
    )
