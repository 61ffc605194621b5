"""The picture of a service's way under a design, in the words people know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hallsim.report.ways.names import box_text, names_of
from hallsim.report.ways.picture import way_picture
from hallsim.report.ways.tree import Kind, boxes
from hallsim.study.ways.line import RouteLine
from hallsim.text.message import Lang, translate

if TYPE_CHECKING:
    from hallsim.scenario.scenario import Scenario

LEGEND: tuple[tuple[Kind, str], ...] = (
    ("window", "at a window"),
    ("desk", "at a desk"),
    ("time", "time that passes"),
    ("moment", "milestone"),
)


def draw_way(scenario: Scenario, design: str, service: str, lines: Sequence[RouteLine], lang: Lang) -> str:
    """An SVG document of the lines of a way (``study.route``)."""
    names = names_of(scenario, design, lang)
    spec = scenario.designs[design]
    hall = spec.title.get(lang) if spec.title else design
    legend = [(kind, translate(text, lang)) for kind, text in LEGEND]
    return way_picture(f"{names[service]} · {hall}", boxes(lines, box_text(names, lang)), legend)
