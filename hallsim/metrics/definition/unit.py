"""The units of metrics, in both languages."""

from __future__ import annotations

from typing import Literal

Unit = Literal[
    "min", "min2", "workdays", "share", "h", "number", "visits", "per_day", "per_hour", "score", "yuan"
]

UNITS: dict[Unit, tuple[str, str]] = {
    "min": ("min", "分钟"),
    "min2": ("min²", "分钟²"),
    "workdays": ("working days", "工作日"),
    "share": ("%", "%"),
    "h": ("h", "小时"),
    "number": ("", ""),
    "visits": ("", ""),  # and trips: as the label says; counts of which a tenth matters
    "per_day": ("per day", "每天"),
    "per_hour": ("per hour", "每小时"),
    "score": ("points", "分"),
    "yuan": ("yuan", "元"),
}
