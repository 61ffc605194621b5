"""How far the model of satisfaction is calibrated, as the mark * refers to it."""

from __future__ import annotations

from collections.abc import Sequence

from hallsim.text.message import Lang, Message


def calibration_line(notes: Sequence[Message], lang: Lang) -> str:
    """The notes as one line, for below whatever shows a score."""
    return "* " + ("" if lang == "zh" else " ").join(note.text(lang) for note in notes)
