"""Which engine ran, in words."""

from __future__ import annotations

import re

from hallsim.report.wording.keys import name_of
from hallsim.study.result import StudyResult
from hallsim.text.message import SEMICOLON, Lang, joined, translate


def engines_sentence(study: StudyResult, lang: Lang) -> str:
    """The engine of all designs, or of each; empty where a study does not say."""
    ran = {design: _said(told, lang) for design, told in study.manifest.get("engines", {}).items()}
    if len(set(ran.values())) < 2:
        return next((translate("Engine: {engine}.", lang, engine=told) for told in ran.values()), "")
    each = (f"{name_of(study, 'design', design, lang)} {engine}" for design, engine in ran.items())
    return translate("Engine: {engine}.", lang, engine=joined(each, SEMICOLON))


def _said(told: str, lang: Lang) -> str:
    """`compiled (1, 2), reference (0)`, as the manifest has it."""
    return re.sub("compiled|reference", lambda name: translate(name[0], lang), told)
