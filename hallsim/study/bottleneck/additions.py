"""What a design could have one more of, each said as the setting that makes it: `--set PATH=VALUE`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from hallsim.scenario.design.design import Windows
from hallsim.scenario.design.desk_kinds import Meeting
from hallsim.scenario.design.desks import Desk, Shift
from hallsim.scenario.parsing.located import Located, node_at, to_plain
from hallsim.scenario.values.weekdays import WEEKDAYS
from hallsim.units import MS_PER_MIN, Duration

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario

Kind = Literal["officer", "team", "meeting", "place", "window", "terminal", "home_team"]
"""One more officer of a desk, team for its inspections, meeting, file at each meeting, window, terminal, team
that comes home.
"""
AT_DESKS: Final[tuple[Kind, ...]] = ("officer", "team", "meeting", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One more of something.

    Attributes:
        station: where, as a trace names it: `desk.fire`, `commerce`, `township.desk.review`.
        path, value: what a user would set; before: what is there now, in the same words.
        n_offices: at how many offices at once, as offices of a kind are all alike.
    """

    kind: Kind
    station: str
    path: str
    before: str
    value: str
    n_offices: int = 1

    @property
    def at_desk(self) -> bool:
        """Whether files wait there, not people."""
        return self.kind in AT_DESKS


def additions(
    source: LoadedScenario, name: str, workdays: frozenset[int], n_offices: Mapping[str, int]
) -> list[Addition]:
    """Everything that a design could have one more of, in its order.

    Args:
        name: the design's.
        workdays: weekdays on which the world works, Monday 0.
        n_offices: by kind of office, how many of them there are.
    """
    root, design, tree = f"designs.{name}", source.scenario.designs[name], source.tree
    found = [
        *_at_desks(root, "", design.desks, workdays, 1), *_at_windows(tree, root, "", design.windows, 1),
    ]  # fmt: skip
    if design.kiosks is not None:
        found.append(_count("terminal", "kiosk", f"{root}.kiosks.count", design.kiosks.count))
    if design.home_service is not None:
        found.append(_count("home_team", "home", f"{root}.home_service.teams", design.home_service.teams))
    for office, own in design.offices.items():
        at, n = f"{root}.offices.{office}", n_offices.get(office, 1)
        found += _at_desks(at, f"{office}.", own.desks, workdays, n)
        found += _at_windows(tree, at, f"{office}.", own.windows, n)
    return found


def _at_desks(
    root: str, office: str, desks: Mapping[str, Desk], workdays: frozenset[int], n_offices: int
) -> Iterator[Addition]:
    for name, desk in desks.items():
        station, path = f"{office}desk.{name}", f"{root}.desks.{name}"
        if desk.meets is not None:
            yield from _meetings(station, f"{path}.meets", desk.meets, workdays, n_offices)
            continue
        kind: Kind = "officer" if desk.site is None else "team"
        if desk.shifts:
            yield _in_shift(kind, station, path, desk.shifts, n_offices)
        elif desk.officers != "unlimited":
            yield _count(kind, station, f"{path}.officers", int(desk.officers), n_offices)


def _at_windows(
    tree: Located, root: str, office: str, windows: Mapping[str, Windows], n_offices: int
) -> Iterator[Addition]:
    for name, group in windows.items():
        station, path = f"{office}{name}", f"{root}.windows.{name}"
        if group.on_duty is not None:
            written = node_at(tree, f"{path}.on_duty".split("."))
            numbers = {} if written is None else to_plain(written)
            yield Addition(
                kind="window", station=station, path=f"{path}.on_duty", before=_spelled(numbers),
                value=_spelled(_one_more(numbers)), n_offices=n_offices,
            )  # fmt: skip
        elif group.shifts:
            yield _in_shift("window", station, path, group.shifts, n_offices)
        else:
            yield _count("window", station, f"{path}.count", group.count, n_offices)


def _count(kind: Kind, station: str, path: str, n: int, n_offices: int = 1) -> Addition:
    return Addition(
        kind=kind, station=station, path=path, before=str(n), value=str(n + 1), n_offices=n_offices
    )


def _in_shift(kind: Kind, station: str, path: str, shifts: Sequence[Shift], n_offices: int) -> Addition:
    """One more in the shift that has the most, the first of these."""
    largest = max(range(len(shifts)), key=lambda i: (shifts[i].count, -i))
    return _count(kind, station, f"{path}.shifts.{largest}.count", shifts[largest].count, n_offices)


def _spelled(numbers: Any) -> str:
    """Numbers by time, or such by weekday, as a setting writes them."""
    if isinstance(numbers, Mapping):
        return "{" + ", ".join(f"{key}: {_spelled(value)}" for key, value in numbers.items()) + "}"
    return str(numbers)


def _one_more(numbers: Any) -> Any:
    """One more wherever anybody is there."""
    if isinstance(numbers, Mapping):
        return {key: _one_more(value) for key, value in numbers.items()}
    return numbers + 1 if numbers else numbers


def _meetings(
    station: str, path: str, meets: Meeting, workdays: frozenset[int], n_offices: int
) -> Iterator[Addition]:
    often = more_often(meets.on, workdays)
    if often is not None:
        yield Addition(
            kind="meeting", station=station, path=f"{path}.on", before=often[0], value=often[1],
            n_offices=n_offices,
        )  # fmt: skip
    if meets.capacity is not None:
        yield _count("place", station, f"{path}.capacity", meets.capacity, n_offices)


def more_often(on: frozenset[int] | Duration, workdays: frozenset[int]) -> tuple[str, str] | None:
    """When a desk meets, and when it would with one more meeting; None where it meets every day already.

    One more day a week, as far from the others as can be; instead of every k-th day or working day, every
    k / 2-th.
    """
    if isinstance(on, Duration):
        return _twice(on)
    held, free = sorted(on & workdays), sorted(workdays - on)
    if not free:
        return None
    days = sorted(workdays)
    best = min(free, key=lambda day: (_wait(sorted([*held, day]), days), day))
    return _days(held), _days(sorted([*held, best]))


def _wait(held: Sequence[int], days: Sequence[int]) -> int:
    """What the wait for the next meeting grows with: the squares of the gaps in working days over a week."""
    places = [days.index(day) for day in held]
    following = [*places[1:], places[0]]
    gaps = [
        (after - before) % len(days) or len(days) for before, after in zip(places, following, strict=True)
    ]
    return sum(gap * gap for gap in gaps)


def _days(held: Sequence[int]) -> str:
    names = [WEEKDAYS[day] for day in held]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _twice(every: Duration) -> tuple[str, str] | None:
    """An interval, and half of it."""
    if every.unit == "workdays":
        n, unit = int(every.value), "workdays"
    elif every.unit in ("days", "weeks"):
        n, unit = int(every.value) * (7 if every.unit == "weeks" else 1), "days"
    else:
        n, unit = every.to_ms(None) // MS_PER_MIN, "min"
    return None if n < 2 else (f"{n} {unit}", f"{n // 2} {unit}")
