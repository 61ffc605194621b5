"""How far the value of a key may go and in what unit, in the words of people."""

from __future__ import annotations

from typing import Final

from pydantic.fields import FieldInfo

from hallsim.errors import Lang
from hallsim.units import format_duration

UNITS_ZH: Final[dict[str, str]] = {
    "share": "比例",
    "duration": "时长",
    "factor": "倍数",
    "tickets": "个号",
    "workdays": "工作日",
    "files": "件",
    "windows": "个窗口",
    "months": "个月",
    "documents": "份材料",
    "cv": "变异系数",
    "yuan/h": "元/小时",
    "yuan": "元",
    "yuan/day": "元/天",
    "working days": "工作日",
    "weeks": "周",
    "days or duration": "天数或时长",
    "time": "钟点",
    "visits": "次来访",
    "per time": "单位时间的个数",
    "citizens": "人",
    "people": "人",
    "replications": "次重复",
    "days": "天",
    "h": "小时",
    "min": "分钟",
    "matters per day": "件/天",
    "citizens per day": "人/天",
    "places": "个地点",
    "counters": "个柜台",
    "agents": "名代办员",
    "teams": "个小组",
    "guides": "名导办员",
    "terminals": "台终端",
    "trips": "次",
    "clerks": "名窗口人员",
    "share per hour": "比例/小时",
    "share per service": "比例/事项",
    "services": "个事项",
    "officers": "名审批人员",
    "inspections": "次踏勘",
    "lines": "条线路",
    "calls": "次呼叫",
    "times": "次",
    "seats": "个座位",
    "worlds": "个情形",
}


def unit_of(field: FieldInfo, lang: Lang = "en") -> str:
    """The unit a key is written in; empty without one."""
    extra = field.json_schema_extra
    unit = str(extra.get("unit") or "") if isinstance(extra, dict) else ""
    return UNITS_ZH[unit] if unit and lang == "zh" else unit


def ends_in_words(field: FieldInfo, lang: Lang = "en") -> tuple[str, str]:
    """The smallest and the largest value of a key, durations in their units; empty where open."""
    is_time = "duration" in unit_of(field)
    low, high = (_in_words(end, lang, is_time=is_time) for end in _ends(field))
    return low, high


def _ends(field: FieldInfo) -> tuple[float | None, float | None]:
    low = high = None
    for item in field.metadata:
        for name in ("ge", "gt"):
            low = getattr(item, name, None) if getattr(item, name, None) is not None else low
        high = getattr(item, "le", None) if getattr(item, "le", None) is not None else high
    return low, high


def _in_words(end: float | None, lang: Lang, *, is_time: bool) -> str:
    if end is None:
        return ""
    if is_time:
        return format_duration(int(end), lang)
    return "2^63-1" if end >= 2**63 - 1 else f"{end:.12g}"
