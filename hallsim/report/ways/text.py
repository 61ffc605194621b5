"""The way a matter walks, as indented text."""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.study.ways.line import RouteLine
from hallsim.text.message import Lang, translate


def route_text(lines: Iterable[RouteLine], lang: Lang) -> str:
    """One line each, indented by depth."""
    return "\n".join("  " * line.depth + translate(line.text, lang, **line.values) for line in lines)
