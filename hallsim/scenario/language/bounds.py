"""How far the value of a key may go and in what unit, in the words of people."""

from __future__ import annotations

from pydantic.fields import FieldInfo

from hallsim.text.message import Lang, Message
from hallsim.units import format_duration


def unit_of(field: FieldInfo, lang: Lang = "en") -> str:
    """The unit a key is written in; empty without one."""
    extra = field.json_schema_extra
    unit = str(extra.get("unit") or "") if isinstance(extra, dict) else ""
    return Message(unit, "unit").text(lang)


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
