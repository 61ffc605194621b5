"""What the mutations write in place of what a planner wrote."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

NUMBERS = (
    0, -0.0, -1, -0.5, 0.001, 1e-12, 5e-324, 0.1, 0.999999, 1, 1.0000001, 2, 3, 7, 24, 60, 100, 366, 1000,
    10_000, 1_000_000, 2**31, 2**53, 2**63, 2**64, 10**12, 10**30, 10**400, 1e15, 1e18, 1e300, 1e308,
)  # fmt: skip
UNITS = (
    "s", "min", "h", "d", "days", "workdays", "weeks", "%", "ms", "分钟", "小时", "天", "个工作日",
    "per h", "per day", "per min", "yuan", "people", "kg", "Min", "％",
)  # fmt: skip
TEXTS = (
    "", " ", "none", "null", "~", "yes", "no", "on", "off", "true", "all", "always", "never", "nan",
    ".nan", ".inf", "-.inf", "inf", "1e999", "0x10", "0b1", "0o7", "1_000", "1,000", "1.2.3", "--5", "+5",
    "５", "１２：３０", "八点", "五分钟", "½", "٣", "3 min", "-3 min", "0 min", "1e9 h",
    "99999999999 days", "10 workdays", "5%", "150%", "-5%", "0%", "100%", "1e-9%", "3 min %",
    "09:00-12:00", "09:00-12:00,13:30-17:00", "09:00–12:00", "12:00-09:00", "00:00-24:00", "23:00-02:00",
    "24:00", "25:61", "9", "9:0", "00:00", "00:00-00:00", "09:00-12:00;13:00", "09：00-12：00", "mon",
    "mon-fri", "fri-mon", "周一", "monday tuesday", "2026-03-02", "2026-02-30", "0001-01-01", "9999-12-31",
    "2026-3-2", "20260302", "2026-03-02T09:00:00", "2026-W10", "2026-03-02..2026-03-06",
    "exponential(mean 3 min)", "exponential(mean 0 min)", "lognormal(mean 3 min, cv 0)",
    "lognormal(mean 3 min, cv 1e9)", "gamma(mean 1e9 h, cv 0.3)", "uniform(5 min, 1 min)",
    "uniform(1..5 min)", "triangular(1 min, 2 min, 3 min)", "erlang(k 1000000, mean 3 min)",
    "weibull(mean 3 min, cv 1e-9)", "constant(3 min)", "empirical(times.csv)", "exponential(",
    "exponential(mean)", "exponential(mean mean 3 min)", "3 min ± 1", "3 min cv 2",
    "uniform(2, 5 min)", "normal(mean 3 min, sd 9 min)", "sequence(1 min, 2 min)", "exponential(mean 9 h)",
    "pareto(mean 3 min, cv 2)", "gamma(mean 3 min, cv 0.001)", "lognormal(mean 3 min, cv 3, max 4 min)",
    "10 min in 5 min..20 min", "1 in 0..2", "2 in 3..1", "1 in 1..1", "1 in", "in 1..2", "0.5 in 0..1e400",
    "5 in -1..9", "missing.csv", "../x.csv", "/etc/passwd", "x.csv: time", "a b", "a.b", "a:b", "a[0]",
    "*", "a*", "a/b", "[", "{", "{0}", "{name}", "%s", "%d%%", "\\", "'", '"', "#", "---", "...", "<<",
    "&a", "*a", "!!int", "!!python/object", "|", ">", "- ", ": ", "?", "\x1b[31m", "\x00", "\x85",
    "\u2028", "\u200b", "\ufeff", "\ud7ff", "\U0001f600", "é", "e\u0301", "مرحبا", "窗口", "窗口（一）",
    "综合，窗口", "：", "x" * 300, "窗" * 300, "9" * 5000, "(" * 200, "-", "_", ".", "..", "__class__",
    "hall", "online", "model_fields",
)  # fmt: skip
KEYS = (
    "count", "serves", "", "0", "-1", "none", "all", "hall", "online", "a b", "a.b", "窗口：一", "窗口",
    "x" * 300, "*", "yes", "\x1b[31m", "<<", "{x}", "[b]", "based_on", "include", "from", "en", "zh",
    "mean", "cv", "hours", "model_config", "__init__", "mon", "09:00", "2026-03-02", "1e400", "%",
    "\u200b", "🙂",
)  # fmt: skip
WIDE = str.maketrans(":,-()[]{}%.0123456789'\"", "：，－（）［］｛｝％．０１２３４５６７８９‘”")
CHARACTERS = "\t\x00\x07\x1b\x7f\x85\u2028\u200b\u202e"
CHARACTERS += "\ufeff\U0001f600：，、（）【】“”'\"`@&*!|>%#-?:,[]{}\\\r\n 0９é窗"


def value(dice: random.Random, old: Any = None) -> Any:
    """A number, a number with a unit, a word, a list or mapping of such, or the old value in a new coat."""
    return dice.choice(_VALUES)(dice, old)


def _number(dice: random.Random, old: Any) -> Any:
    return dice.choice(NUMBERS)


def _with_unit(dice: random.Random, old: Any) -> Any:
    number = old if isinstance(old, int | float) else dice.choice(NUMBERS)
    return f"{number if dice.random() < 0.7 else dice.choice(('x', '', '1/2', '１０'))} {dice.choice(UNITS)}"


def _text(dice: random.Random, old: Any) -> Any:
    return dice.choice(TEXTS)


def _simple(dice: random.Random, old: Any) -> Any:
    return dice.choice((None, True, False, [], {}, [[]], {"": None}, [None], [{}]))


def _law(dice: random.Random, old: Any) -> Any:
    """A law of times as a mapping."""
    law = dice.choice([text for text in TEXTS if "(mean" in text])
    return dice.choice((
        {"mixture": [{"share": "30%", "of": law}, {"share": dice.choice(("70%", "10%", 0)), "of": old}]},
        {"empirical": {"values": [old, "8 min", "40 min"]}},
        {"empirical": {"quantiles": {"10%": old, "50%": "8 min", "100%": "40 min"}}},
        {"times": dice.choice(NUMBERS), "of": dice.choice((law, old))},
        {"law": law.partition("(")[0], "mean": old, "cv": dice.choice(NUMBERS)},
    ))  # fmt: skip


def _list(dice: random.Random, old: Any) -> Any:
    return [old if dice.random() < 0.5 else value(dice) for _ in range(dice.randint(1, 3))]


def _mapping(dice: random.Random, old: Any) -> Any:
    return {dice.choice(KEYS): old if dice.random() < 0.5 else value(dice) for _ in range(dice.randint(1, 3))}


def mild(dice: random.Random, old: Any) -> Any:
    """The number in the old value somewhat smaller or larger, in its own spelling; else the old value."""
    factor = dice.choice((0.25, 0.5, 0.8, 1.25, 2, 3, 10))
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        return round(old * factor)
    if isinstance(old, float):
        return old * factor
    words = str(old).split(" ")
    at = [n for n, word in enumerate(words) if word.isdigit()]
    if at:
        chosen = dice.choice(at)
        words[chosen] = str(round(int(words[chosen]) * factor))
    return " ".join(words) if isinstance(old, str) else old


def _scaled(dice: random.Random, old: Any) -> Any:
    """Some number in the old value becomes another."""
    if isinstance(old, int | float) and not isinstance(old, bool):
        return old * dice.choice((-1, 0, 0.5, 2, 10, 1000, 1e6))
    words = str(old).split(" ")
    at = [n for n, word in enumerate(words) if word[:1].isdigit()]
    if not at:
        return _number(dice, old)
    words[dice.choice(at)] = str(dice.choice(NUMBERS))
    return " ".join(words)


def _respelled(dice: random.Random, old: Any) -> Any:
    """The old value with wide punctuation, as a text, cut, doubled, or with a stray character."""
    text = str(old)
    cut = dice.randint(0, len(text))
    stray = text[:cut] + dice.choice(CHARACTERS) + text[cut:]
    return dice.choice((text, text.translate(WIDE), text.upper(), text[:cut], text * 2, stray))


_VALUES: Sequence[Callable[[random.Random, Any], Any]] = (
    _number, _with_unit, _text, _text, _simple, _law, _list, _mapping, _scaled, _scaled, _scaled, _respelled,
    _respelled,
)  # fmt: skip
