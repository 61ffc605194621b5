"""The one sentence of a target, and how it is read: as a metric with a bound, or in a planner's words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from hallsim.scenario.targets.where import Where, parse_wheres
from hallsim.scenario.values.amounts import Amount, read_amount
from hallsim.text.message import Message
from hallsim.units import UnitError

Comparator = Literal["<=", ">="]

CALLED: Final = "called"
"""Stands for the metric where a share of people is to be called within a time."""
BEGUN: Final = "begun"
"""The same where work on a share of a desk's files is to be begun within working time of the desk."""
EXAMPLE: Final = "wait_p90 <= 15 min"

_SIGNS: Final[dict[str, Comparator]] = {
    "<=": "<=", "=<": "<=", "<": "<=", "≤": "<=", "at most": "<=",
    ">=": ">=", "=>": ">=", ">": ">=", "≥": ">=", "at least": ">=",
}  # fmt: skip
_COMPARED: Final = re.compile(
    r"(?P<metric>[a-z0-9_.-]+)\s*(?P<sign><=|=<|>=|=>|<|>|≤|≥|at most|at least)\s*(?P<amount>.+)",
    re.IGNORECASE,
)
_SHARE: Final = r"(?P<share>[0-9.]+ ?%?)"
_WORDED: Final[tuple[tuple[str, Comparator, str], ...]] = (
    (CALLED, ">=", rf"{_SHARE} ?called (?:in|within) (?P<time>.+)"),
    (CALLED, ">=", rf"{_SHARE} ?(?:在)?(?P<time>.+?)(?:之?内|以内)(?:被)?叫(?:到|号)"),
    (BEGUN, ">=", rf"{_SHARE} ?begun (?:in|within) (?P<time>.+)"),
    (BEGUN, ">=", rf"{_SHARE} ?(?:在)?(?P<time>.+?)(?:之?内|以内)开始审[批查核]"),
    ("wait_mean", "<=", r"mean wait(?: of)?(?: at most)? (?P<amount>.+)"),
    ("wait_mean", "<=", r"平均等[候待](?:不超过)?(?P<amount>.+)"),
    ("left_share", "<=", rf"(?:at most )?{_SHARE} ?leave"),
    ("left_share", "<=", rf"(?:最多|不超过)? ?{_SHARE} ?(?:离开|弃号)"),
    ("on_time_share", ">=", rf"{_SHARE} ?on time"),
    ("on_time_share", ">=", rf"{_SHARE} ?(?:按时|限时)办结"),
)
"""Metric, sign and form of what planners say in words; `amount` may have any unit."""
_WITH_UNIT: Final = re.compile(r"(?P<sign>-?)\s*[0-9.]+\s*(?P<unit>[^\d\s].*)")
_PLACED: Final = re.compile(r"(?P<claim>.+?)(?:\s+at\s+(?!most\b|least\b)|\s*@\s*)(?P<where>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is to hold.

    Attributes:
        metric: id of a metric; `CALLED` or `BEGUN` where a share is to be so `within` a time.
        within: that time.
        where: parts of the hall in each of which it is to hold; none: the whole.
    """

    metric: str
    comparator: Comparator
    amount: Amount
    within: Amount | None = None
    where: tuple[Where, ...] = ()

    @property
    def at_most(self) -> bool:
        """Whether less is better."""
        return self.comparator == "<="

    def text(self) -> str:
        """As a scenario file takes it, without the parts."""
        if self.within is not None:
            return f"{self.amount.text()} {self.metric} in {self.within.text()}"
        return f"{self.metric} {self.comparator} {self.amount.text()}"


def parse_claim(value: object) -> Claim:
    """`wait_p90 <= 15 min`, `left_share ≤ 3%`, `90% called in 10 min`, `mean wait 5 min`, `3% leave`,
    `95% on time`, and the same in Chinese; each also with `at hour, station`.

    Raises:
        UnitError: what says nothing of the kind.
    """
    if isinstance(value, Claim):
        return value
    text = " ".join(unicodedata.normalize("NFKC", str(value)).replace("≦", "≤").replace("≧", "≥").split())
    placed = _PLACED.fullmatch(text)
    where = parse_wheres(placed["where"]) if placed else ()
    claim = placed["claim"] if placed else text
    for metric, sign, form in _WORDED:
        if found := re.fullmatch(form, claim, re.IGNORECASE):
            return _worded(metric, sign, found.groupdict(), where)
    if compared := _COMPARED.fullmatch(claim):
        amount = _amount(compared["amount"])
        sign = _SIGNS[compared["sign"].lower()]
        return Claim(metric=compared["metric"], comparator=sign, amount=amount, where=where)
    raise UnitError(
        Message("{value!r} is no target", value=str(value)[:60]),
        Message(
            "write a metric, <= or >=, and an amount: {example}, or 90% called in 10 min", example=EXAMPLE
        ),
    )


def _worded(metric: str, sign: Comparator, said: dict[str, str | None], where: tuple[Where, ...]) -> Claim:
    amount = _amount(said.get("share") or said.get("amount") or "")
    if said.get("share"):
        if amount.kind == "number" and 0 < amount.value <= 1:
            amount = Amount(amount.value * 100, "%")
        if amount.kind != "share" or not 0 < amount.value < 100:
            raise UnitError(
                Message("{shown} is no share of people", shown=amount.text()),
                Message("write one between 0% and 100%, such as 90%"),
            )
    within = None
    if said.get("time"):
        within = _amount(said["time"] or "")
        if within.kind != "time":
            raise UnitError(
                Message("{shown} is no time in which anybody could be called", shown=within.text()),
                Message("write a duration with its unit, such as 10 min"),
            )
    return Claim(metric=metric, comparator=sign, amount=amount, within=within, where=where)


def _amount(text: str) -> Amount:
    text = text.strip()
    amount = read_amount(text)
    if amount is None:
        raise UnitError(_no_amount(text), Message("write for example 12, 58%, 35 min or 40 per day"))
    return amount


def _no_amount(text: str) -> Message:
    """Why a text is no amount: a share above 100%, less than nothing, an unknown unit, or no number."""
    number = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", text).replace("−", "-"))
    shown = text[:40]
    if number is None:
        return Message("{value!r} is no number", value=shown)
    if number["unit"] == "%":
        return Message("{value!r} is no share: shares go from 0% to 100%", value=shown)
    if number["sign"] == "-":
        return Message("{value!r} is less than nothing", value=shown)
    return Message(
        "{value!r} is in {unit}, which is no unit of amounts", value=shown, unit=number["unit"][:20]
    )
