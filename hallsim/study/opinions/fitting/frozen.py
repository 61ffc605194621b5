"""The fitted model as a file that a scenario includes, or of which its text is pasted."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hallsim.scenario.satisfaction.model import Fit, Satisfaction


def frozen_yaml(said: Satisfaction, how: str) -> str:
    """The section `satisfaction` with its fits; `how` is the command that made it."""
    lines = [
        f"# {how}",
        "# Cut-points chosen so that simulated shares of answers equal the survey's, and held from now on:",
        "# change the design, not these. The slope and the weights are not identified by shares alone.",
        "satisfaction:",
        f"  model: {said.model}",
        f"  slope: {said.slope:g}",
        "  fits:",
    ]
    for who, found in said.fits.items():
        lines += _fit(who, found)
    return "\n".join(lines) + "\n"


def _fit(who: str, found: Fit) -> Iterator[str]:
    yield f"    {who}:"
    if found.source is not None:
        en, zh = (json.dumps(text, ensure_ascii=False) for text in (found.source.en, found.source.zh))
        yield f"      source: {{en: {en}, zh: {zh}}}"
    if found.n is not None:
        yield f"      n: {found.n}"
    if found.design is not None:
        yield f"      design: {json.dumps(found.design, ensure_ascii=False)}"
    if found.left_out is not None:
        yield f"      left_out: {found.left_out:g}"
    yield "      cuts:"
    for item, cuts in found.cuts.items():
        yield f"        {item}: [{', '.join(_written(cut) for cut in cuts)}]"


def _written(cut: float) -> str:
    """Without an exponent, which YAML takes for a text where it has no point."""
    text = f"{cut:.12f}".rstrip("0")
    return text + "0" if text.endswith(".") else text
