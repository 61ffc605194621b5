"""What worlds say of an expectation, in a sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from hallsim.report.wording.amounts import amount_text
from hallsim.report.wording.numbers import interval, number, unit_after_number

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.report.wording.trial_names import Names
    from hallsim.text.message import Lang

_DIGITS: Final = 3  # of where it turns: so few worlds know no more
Words = dict["Lang", str]
_COUNTED: Final[Words] = {
    "en": "{word} {place}expected in {yes} of {n} plausible worlds{rest} ({gap})",
    "zh": "{word}{place}{n}个设想情形中{yes}个符合预期{rest}（{gap}）",
}
_WORDS: Final[dict[str, Words]] = {
    "robust": {"en": "**Robust:**", "zh": "**稳健：**"},
    "nearly": {"en": "**Nearly robust:**", "zh": "**近乎稳健：**"},
    "otherwise": {"en": "**Robust, the other way:**", "zh": "**稳健地相反：**"},
    "turns": {"en": "**Turns:**", "zh": "**会逆转：**"},
    "untold": {"en": "**Cannot be told:**", "zh": "**无法判定：**"},
}
_TURNS: Final[dict[bool, Words]] = {
    True: {
        "en": "; vanishes or turns where “{factor}” exceeds {value}",
        "zh": "；“{factor}”高于{value}时消失或逆转",
    },
    False: {
        "en": "; vanishes or turns where “{factor}” falls below {value}",
        "zh": "；“{factor}”低于{value}时消失或逆转",
    },
}
_DEPENDS: Final[Words] = {"en": "; depends most on “{factor}”", "zh": "；最取决于“{factor}”"}
_PARTS: Final[dict[str, Words]] = {
    "opposite": {"en": "the other way in {n}", "zh": "{n}个相反"},
    "neither": {"en": "no difference in {n}", "zh": "{n}个无差别"},
    "not_comparable": {"en": "not comparable in {n}", "zh": "{n}个不可比"},
}


def robust_sentence(row: pd.Series, names: Names, lang: Lang) -> str:
    """`Robust: expected in 24 of 24 plausible worlds (-2.1 to -0.3 min).`  `row` is one of `robust.csv`."""
    metric, verdict = str(row["metric"]), str(row["verdict"])
    if verdict == "robust" and row["opposite"]:
        verdict = "otherwise"
    unit = names.info(metric).unit
    parts = [_PARTS[key][lang].format(n=int(row[key])) for key in _PARTS if int(row[key])]
    told = _COUNTED[lang].format(
        word=_WORDS[verdict][lang],
        place=_place(names, str(row["world"]), lang),
        yes=int(row["as_expected"]),
        n=int(row["worlds"]),
        rest="".join(f"{'，' if lang == 'zh' else ', '}{part}" for part in parts),
        gap=_gap(float(row["lo"]), float(row["hi"]), unit, lang),
    )
    return told + _turning(row, lang) + ("。" if lang == "zh" else ".")


def _gap(lo: float, hi: float, unit: str, lang: Lang) -> str:
    if math.isnan(lo):
        return "–"
    told = number(lo, unit, signed=True) if lo == hi else interval(lo, hi, unit, lang, signed=True)
    return f"{told} {unit_after_number(unit, lang, difference=True)}".strip()


def _place(names: Names, world: str, lang: Lang) -> str:
    """The world around which the plausible ones lie, where the study has several."""
    if len(names.found.study.worlds) < 2:
        return ""
    return f"{names.world(world)}：" if lang == "zh" else f"{names.world(world)}: "


def turning_sentence(row: pd.Series, lang: Lang) -> str:
    """`vanishes or turns where …`, without an end; empty where it is robust."""
    return _turning(row, lang).lstrip("; ；")


def _turning(row: pd.Series, lang: Lang) -> str:
    """The assumption that decides most, and where the difference is none."""
    if not row["depends_on"]:
        return ""
    factor = str(row["title" if lang == "en" else "title_zh"])
    if math.isnan(float(row["turns_at"])):
        return _DEPENDS[lang].format(factor=factor)
    at, stated = float(row["turns_at"]), float(row["stated"])
    unit = str(row["unit"])
    value = amount_text(float(f"{at:.{_DIGITS}g}"), unit, lang, factor=str(row["multiplies"]) == "True")
    return _TURNS[at > stated][lang].format(factor=factor, value=value)
