"""When the hall is open: first and last hour of every day, doors, and the last ticket."""

from __future__ import annotations

from hallsim.hall.plan import Plan
from hallsim.hall.recorder import day_bounds
from hallsim.units import MS_PER_DAY


class Opening:
    """The hours of a hall by day; times are milliseconds, -1 on days without opening."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        opens, closes = day_bounds(plan.opening, len(plan.calendar.is_working))
        self.open_ms: list[int] = opens.tolist()
        self.close_ms: list[int] = closes.tolist()
        self.last_ticket_ms = self.last_tickets()

    def last_tickets(self) -> list[int]:
        """When tickets are issued no more, by day; -1 on days without opening."""
        until = self.plan.tickets_until_ms
        if until is None:
            return self.close_ms
        return [min(close, day * MS_PER_DAY + until) for day, close in enumerate(self.close_ms)]

    def is_closed(self, now: int) -> bool:
        """Whether the hall has closed for the day (at midday it has not), until tickets are issued again."""
        day = now // MS_PER_DAY
        return not self.plan.always_open and (now >= self.close_ms[day] or now < self.doors_of(day))

    def doors_of(self, day: int) -> int:
        """When the first ticket of the day is issued."""
        if self.plan.doors_ms is None:
            return self.open_ms[day]
        return min(day * MS_PER_DAY + self.plan.doors_ms, self.open_ms[day])
