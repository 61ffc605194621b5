"""The answer to each question, in a sentence, with how robust it is and what would change it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from experiments.questions.studies.facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experiments.questions.studies.facts import Fact
    from hallsim.text.message import Lang

FILE: Final = Path(__file__).parent / "answers.yaml"
_PLACE: Final = re.compile(r"\{(\w+)\}")
_Words = dict["Lang", str]
_ALL: Final[_Words] = {
    "en": "All {n} plausible worlds point the same way.",
    "zh": "{n}个设想情形方向全部相同。",
}
_SOME: Final[_Words] = {
    "en": "Of {n} plausible worlds so many point the same way: {counts}.",
    "zh": "{n}个设想情形中方向相同的个数：{counts}。",
}
_COUNT: Final[_Words] = {"en": "“{what}” {alike}", "zh": "“{what}”{alike}个"}
_UNTRIED: Final[_Words] = {
    "en": "Not tried over plausible worlds; the intervals below tell of chance alone.",
    "zh": "未在设想情形中检验；下列区间只反映随机误差。",
}
_TURNS: Final[_Words] = {"en": "“{what}” {turns}", "zh": "“{what}”：{turns}"}
_JOINED: Final[_Words] = {"en": "; ", "zh": "；"}
_END: Final[_Words] = {"en": ".", "zh": "。"}


def answers() -> dict[str, dict[str, Any]]:
    """What `answers.yaml` says, by question."""
    told: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return told


def answered(name: str, lang: Lang) -> tuple[str, str, str]:
    """The answer with its numbers, how robust it is, and where its numbers turn (empty: nowhere known).

    Raises:
        ValueError: the sentence was written of other findings.
    """
    written, facts = answers()[name], facts_of(name)
    found = [fact.way for fact in facts][: len(written["of"])]
    if found != written["of"]:
        raise ValueError(
            f"{FILE.name}: {name} was written of {written['of']}, found is {found}: read it again"
        )
    by_key = {fact.key: fact for fact in facts}
    used = [by_key[key] for key in dict.fromkeys(_PLACE.findall(written[lang]))]
    sentence = _PLACE.sub(lambda place: by_key[place[1]].size, written[lang])
    return sentence, _robust(used, lang), _turning(used, lang)


def _robust(used: Sequence[Fact], lang: Lang) -> str:
    tried = [fact for fact in used if fact.worlds]
    if not tried:
        return _UNTRIED[lang]
    n = tried[0].worlds
    if all(fact.alike == n for fact in tried):
        return _ALL[lang].format(n=n)
    called = _called(tried, lang)
    counts = [
        _COUNT[lang].format(what=what, alike=fact.alike) for what, fact in zip(called, tried, strict=True)
    ]
    return _SOME[lang].format(n=n, counts=_JOINED[lang].join(counts))


def _turning(used: Sequence[Fact], lang: Lang) -> str:
    told = [
        _TURNS[lang].format(what=what, turns=fact.turns[lang])
        for what, fact in zip(_called(used, lang), used, strict=True)
        if fact.turns.get(lang)
    ]
    return _JOINED[lang].join(told) + _END[lang] if told else ""


def _called(several: Sequence[Fact], lang: Lang) -> list[str]:
    """Each by its name, and by more where several have it."""
    names = Counter(fact.called.get(lang, "") for fact in several)
    told = ((fact, fact.called.get(lang, "")) for fact in several)
    return [fact.apart.get(lang, name) if names[name] > 1 else name for fact, name in told]
