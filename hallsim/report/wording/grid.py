"""A table for people, before anything is known about where it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from hallsim.text.message import Lang, translate


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers stand to the right; `keep` never breaks a cell."""

    heading: str
    right: bool = False
    keep: bool = False


@dataclass(slots=True, kw_only=True)
class Grid:
    """Rows of text under columns; rows in `bold` stand out."""

    columns: list[Column]
    title: str = ""
    rows: list[list[str]] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)

    def add(self, *cells: str, bold: bool = False) -> None:
        """Append a row; as many cells as columns."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for {len(self.columns)} columns")
        if bold:
            self.bold.add(len(self.rows))
        self.rows.append(list(cells))


def columns(lang: Lang, *headings: str, right: bool = False) -> list[Column]:
    """Columns headed in the language of the reader."""
    return [Column(translate(heading, lang), right=right) for heading in headings]
