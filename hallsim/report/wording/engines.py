"""Which engine ran, in words."""

from __future__ import annotations

from hallsim.errors import Lang
from hallsim.report.wording.keys import name_of
from hallsim.report.wording.messages import translate
from hallsim.study.result import StudyResult


def engines_sentence(study: StudyResult, lang: Lang) -> str:
    """The engine of all designs, or of each; empty where a study does not say."""
    ran = study.manifest.get("engines", {})
    if len(set(ran.values())) < 2:
        return next((translate("Engine: {engine}.", lang, engine=told) for told in ran.values()), "")
    each = (f"{name_of(study, 'design', design, lang)} {engine}" for design, engine in ran.items())
    between = "；" if lang == "zh" else "; "
    return translate("Engine: {engine}.", lang, engine=between.join(each))
