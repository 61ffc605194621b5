"""Which engine ran, in words."""

from __future__ import annotations

from hallsim.report.wording.keys import name_of
from hallsim.study.result import StudyResult
from hallsim.text.message import SEMICOLON, Lang, joined, translate


def engines_sentence(study: StudyResult, lang: Lang) -> str:
    """The engine of all designs, or of each; empty where a study does not say."""
    ran = study.manifest.get("engines", {})
    if len(set(ran.values())) < 2:
        return next((translate("Engine: {engine}.", lang, engine=told) for told in ran.values()), "")
    each = (f"{name_of(study, 'design', design, lang)} {engine}" for design, engine in ran.items())
    return translate("Engine: {engine}.", lang, engine=joined(each, SEMICOLON))
