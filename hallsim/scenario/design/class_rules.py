"""Which class of waiting tickets is next: a row of `CLASS_RULES` for each rule that a queue may have.

A rule chooses among the first tickets of the classes that wait.  A rule that depends on earlier calls says
which of them count; calls while a single class waits never do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol


class First(Protocol):
    """What a rule may know of the first ticket of a class."""

    @property
    def priority(self) -> int:
        """Its class, the smaller the better."""

    @property
    def order(self) -> int:
        """Of its first issue, or of the place it goes back to."""

    @property
    def since_ms(self) -> int:
        """When it was issued."""


class Numbers(Protocol):
    """The numbers that a design gives to its rule."""

    @property
    def n(self) -> int:
        """Of `n_to_one`."""

    @property
    def every(self) -> int:
        """Of `ageing`, in ms."""

    @property
    def shares(self) -> Mapping[str, float]:
        """Of `quota`, by class."""


Calls = MutableMapping[int, int]
"""Calls that count so far, by class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """A rule between classes.

    Attributes:
        means: in a few words.
        choose: the next of the first tickets of several classes, best class first.
        count: a ticket of a class is called while others wait too; None: calls do not count.
        key: the number of the design that it reads, if any.
    """

    means: str
    choose: Callable[[Sequence[First], Numbers, Calls, int], Any]
    count: Callable[[Calls, int, Sequence[int]], None] | None = None
    key: str | None = None


def _best(firsts: Sequence[First], numbers: Numbers, calls: Calls, now_ms: int) -> First:
    return firsts[0]


def _after_n(firsts: Sequence[First], numbers: Numbers, calls: Calls, now_ms: int) -> First:
    return next((one for one in firsts[:-1] if calls[one.priority] < numbers.n), firsts[-1])


def _count_until_worse(calls: Calls, called: int, others: Sequence[int]) -> None:
    for better in calls:
        if better < called:
            calls[better] = 0
    if max(others) > called:
        calls[called] += 1


def _aged(firsts: Sequence[First], numbers: Numbers, calls: Calls, now_ms: int) -> First:
    return min(firsts, key=lambda one: (one.priority - (now_ms - one.since_ms) // numbers.every, one.order))


def _furthest_behind(firsts: Sequence[First], numbers: Numbers, calls: Calls, now_ms: int) -> First:
    """The class with the fewest calls, this one included, for its share."""

    def calls_for_share(one: First) -> tuple[float, int]:
        share = numbers.shares.get(str(one.priority), 0.0)
        return ((calls[one.priority] + 1) / share if share else float("inf"), one.priority)

    return min(firsts, key=calls_for_share)


def _count_all(calls: Calls, called: int, others: Sequence[int]) -> None:
    calls[called] += 1


CLASS_RULES: Final[Mapping[str, ClassRule]] = MappingProxyType(
    {
        "strict": ClassRule(means="a better class first", choose=_best),
        "n_to_one": ClassRule(
            means="n tickets of a class, then one of the next",
            choose=_after_n,
            count=_count_until_worse,
            key="n",
        ),
        "ageing": ClassRule(means="a ticket's class improves while it waits", choose=_aged, key="every"),
        "quota": ClassRule(means="by shares", choose=_furthest_behind, count=_count_all, key="shares"),
    }
)

if TYPE_CHECKING:
    ClassRuleName = str
else:
    ClassRuleName = Literal[tuple(CLASS_RULES)]

CLASS_RULES_MEAN: Final = ", ".join(f"{name} ({rule.means})" for name, rule in CLASS_RULES.items())
