"""What the parts of a lead time, the steps of an approval and their desks are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallsim.report.wording.titles import words_in
from hallsim.study.result import Words
from hallsim.text.message import Lang, Message, translate

PART_LABELS: Final[Mapping[str, Message]] = {
    "work": Message("an officer at work"),
    "desk_queue": Message("queue at a desk"),
    "desk_closed": Message("desk closed"),
    "meeting": Message("meeting"),
    "inspection": Message("inspection"),
    "step": Message("steps without an officer"),
    "courier": Message("courier"),
    "correction": Message("back with the citizen"),
    "documents": Message("until accepted"),
    "collecting": Message("until collected"),
    "hall": Message("in the hall"),
}
"""By `LEAD_PARTS`, as what takes the days."""


def part_label(part: str, lang: Lang) -> str:
    """The part at the beginning of a row or a legend."""
    text = PART_LABELS[part].text(lang)
    return text[:1].upper() + text[1:]


def step_name(names: Mapping[str, Mapping[str, Words]], step: str, lang: Lang, *, alone: bool) -> str:
    """The title of a step (`service/step`), with its service where there are several (`alone`: one)."""
    service, slash, own = step.partition("/")
    if not slash:  # a review from afar is no step of a service
        return step.replace("_", " ")
    titled = names.get("step", {}).get(step)
    name = words_in(titled, lang) if titled else own.replace("_", " ")
    if alone:
        return name
    whose = names.get("service", {}).get(service)
    of = words_in(whose, lang) if whose else service.replace("_", " ")
    return translate("{service}: {step}", lang, service=of, step=name)
