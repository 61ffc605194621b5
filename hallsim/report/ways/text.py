"""The way a matter walks, as indented text."""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.errors import Lang
from hallsim.report.wording.messages import translate
from hallsim.study.ways.line import RouteLine


def route_text(lines: Iterable[RouteLine], lang: Lang) -> str:
    """One line each, indented by depth."""
    return "\n".join("  " * line.depth + translate(line.text, lang, **line.values) for line in lines)
