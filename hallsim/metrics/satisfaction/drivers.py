"""What people experience, in the quantities that opinions are made of; all from the trace.

Sources of the quantities: field notes of 51 survey reports; every form is assumed.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from hallsim.audit.duty import service_end
from hallsim.audit.spans import Int, by_owner, flat, largest_by
from hallsim.metrics.definition.ends import FAILED
from hallsim.metrics.definition.places import is_terminal, visits_main_hall
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.still_trying import ends_of_matters
from hallsim.metrics.definition.visits_made import own_visits, visits_for
from hallsim.scenario.satisfaction.model import Satisfaction
from hallsim.trace.codes import one_of
from hallsim.trace.model import NEVER, Purpose
from hallsim.units import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN

EXTRA_QUEUE = 0.5
"""A queue beyond the first of a visit counts as so much of a trip."""
REJECTION = 0.5
"""A rejection counts as so much of a trip beside the trip itself."""
MOST_HOURS = 8.0
"""Hours at a window beyond which nobody tires further (windows of textbooks never close)."""


class Drivers:
    """Quantities of every matter of a trace, (all matters,); nan where one has none."""

    def __init__(self, sample: Sample, said: Satisfaction) -> None:
        self.sample = sample
        self.said = said

    def of(self, indicator: str) -> Real:
        """The quantity of one of INDICATORS; the more, the worse."""
        found: Real = getattr(self, indicator)
        return found

    @cached_property
    def got_nothing(self) -> Mask:
        """Whether nothing was done for it."""
        return one_of(FAILED, ends_of_matters(self.sample))

    @cached_property
    def group(self) -> Int:
        """The group of its citizen."""
        return np.asarray(self.sample.trace.citizens["group"][self.sample.trace.matters["citizen"]])

    @cached_property
    def of_enterprise(self) -> Mask:
        """Whether its citizen comes for an enterprise."""
        asking = self.sample.asking
        n_groups = max(1, len(self.sample.trace.names.groups))
        is_firm = np.array([asking.of(group).kind == "enterprises" for group in range(n_groups)])
        return np.asarray(is_firm[self.group])

    @cached_property
    def queueing(self) -> Real:
        """Minutes waited in all queues of all visits the citizen made for it, as they feel, over those put up
        with. The matters of a bundle share the waits of their common visit.
        """
        s, said = self.sample, self.said
        waited = self._sum_over_visits(s.visit_waits_min) * s.trace.perceived_wait
        acceptable = np.where(self.of_enterprise, said.acceptable_wait_enterprises, said.acceptable_wait)
        return np.asarray(waited / (acceptable / MS_PER_MIN))

    @cached_property
    def efficiency(self) -> Real:
        """Working days from the first visit to the end over the limit, or over what is expected without one.

        An unfinished matter counts the time so far, which flatters it.
        """
        s, m = self.sample, self.sample.trace.matters
        limit = np.array(s.trace.names.service_limit_workdays, np.float64)[m["service"]]
        expected = np.where(limit > 0, limit, self.said.expected_workdays)
        return np.asarray(s.lead_workdays(m["matter"], "first_visit_ms", "end_ms") / expected)

    @cached_property
    def not_today(self) -> Mask:
        """Whether it ended on another day than it began."""
        s = self.sample
        end = s.trace.matters["end_ms"]
        return np.asarray(s.trace.days.day_of(end) != s.trace.days.day_of(s.begun_ms))

    @cached_property
    def process(self) -> Real:
        """Extra trips + 0.5 extra queues + 0.5 rejections.

        Collecting a promised certificate is part of the service, not an extra trip; each rejection is one
        resubmission (a trace does not hold the number of documents).
        """
        s, m = self.sample, self.sample.trace.matters
        trips = np.maximum(m["n_visits"] - 1 - visits_for(s, Purpose.COLLECT), 0)
        queues = self._sum_over_visits(np.maximum(s.n_tickets_of_visit - 1, 0).astype(np.float64))
        return np.asarray(trips + EXTRA_QUEUE * queues + REJECTION * m["n_rejections"])

    @cached_property
    def guidance(self) -> Real:
        """Trips caused by an incomplete notice: supplements beyond the first."""
        return np.maximum(visits_for(self.sample, Purpose.SUPPLEMENT) - 1, 0).astype(np.float64)

    @cached_property
    def attitude(self) -> Real:
        """What the clerks who served it at windows lacked of 100 points, on average over its tickets."""
        s, t = self.sample, self.sample.trace.tickets
        served = (t["server"] != NEVER) & (t["start_ms"] != NEVER) & ~s.is_desk_ticket
        served &= ~np.append(is_terminal(s.trace), False)[t["server"]]
        n_visits = len(s.trace.visits["visit"])
        at_windows = np.flatnonzero(served & (t["visit"] != NEVER))
        visit, of_clerk = t["visit"][at_windows], self._clerk_points(np.flatnonzero(served))[at_windows]
        per_visit = np.bincount(visit, weights=of_clerk, minlength=n_visits).astype(np.float64)
        total = self._sum_over_visits(per_visit)
        number = self._sum_over_visits(np.bincount(visit, minlength=n_visits).astype(np.float64))
        return np.where(number > 0, 100 - total / np.maximum(number, 1), np.nan)

    def _clerk_points(self, rows: Int) -> Real:
        """(all tickets,) points of the clerk of each of the tickets served, `rows`."""
        s, t, clerk = self.sample, self.sample.trace.tickets, self.said.clerk
        found = np.full(len(t["ticket"]), np.nan)
        if not len(rows):
            return found
        end = service_end(s.trace)
        n_days = int(end[rows].max()) // MS_PER_DAY + 1
        place = t["server"] * n_days + s.trace.days.day_of(t["start_ms"])
        n_places = len(s.trace.names.servers) * n_days
        worked = np.bincount(place[rows], weights=(end - t["start_ms"])[rows], minlength=n_places)
        server, day = np.divmod(np.arange(n_places), n_days)
        begin = day * MS_PER_DAY + s.trace.days.begins_ms
        on_duty = s.reader.duty.present.measure(flat(server, begin), flat(server, begin + MS_PER_DAY))
        load = np.clip(worked / np.maximum(on_duty, 1), 0, 1)
        tired = np.maximum(load - clerk.tired_above, 0) / (1 - clerk.tired_above) * clerk.tired_points
        bored = np.maximum(clerk.idle_below - load, 0) / clerk.idle_below * clerk.idle_points
        hours = self._hours_at_window(rows)
        points = clerk.base - (tired + bored)[place[rows]] - clerk.hourly_points * hours
        found[rows] = np.clip(points, 0, 100)
        return found

    def _hours_at_window(self, rows: Int) -> Real:
        """Hours since the clerk's last break, or coming, when each of the tickets `rows` was begun."""
        present, t = self.sample.reader.duty.present, self.sample.trace.tickets
        found = np.zeros(len(rows))
        if not len(present.starts):
            return found
        order = by_owner(t["server"][rows])  # nearly ascending times are looked up faster
        start = flat(t["server"][rows], t["start_ms"][rows])[order]
        at = np.maximum(np.searchsorted(present.starts, start, side="right") - 1, 0)
        inside = (present.starts[at] <= start) & (start < present.ends[at])
        hours = np.where(inside, start - present.starts[at], 0) / MS_PER_HOUR
        found[order] = np.minimum(hours, MOST_HOURS)
        return found

    @cached_property
    def environment(self) -> Real:
        """The most people inside the main hall at once on the day of the first visit, over its seats; none
        while no input tells the seats, and for who first comes elsewhere.
        """
        seats = self.sample.trace.seats
        first = self.sample.trace.matters["first_visit_ms"]
        if seats is None:
            return np.full(len(first), np.nan)
        peak = self._peak_by_day()
        day = np.minimum(self.sample.trace.days.day_of(first), len(peak) - 1)
        found = np.where(first == NEVER, np.nan, peak[day] / seats)
        visit, matter = self.sample.visits_of_matters
        elsewhere = ~visits_main_hall(self.sample.trace)[visit]
        began = self.sample.trace.visits["arrive_ms"][visit] == first[matter]
        found[matter[elsewhere & began]] = np.nan
        return found

    def _peak_by_day(self) -> Int:
        """(days,) most people inside at once."""
        here = visits_main_hall(self.sample.trace)
        arrive = self.sample.trace.visits["arrive_ms"][here]
        times = np.concatenate([arrive + self.sample.hall_ms[here], arrive])
        change = np.repeat([-1, 1], len(arrive))
        order = np.lexsort((change, times))
        day = self.sample.trace.days.day_of(times[order])
        return largest_by(day, np.cumsum(change[order]), int(day.max(initial=0)) + 1)

    def _sum_over_visits(self, by_visit: Real) -> Real:
        """The sum of a quantity of visits over those the citizen made for the matter."""
        visit, matter = own_visits(self.sample)
        n = len(self.sample.trace.matters["matter"])
        return np.asarray(np.bincount(matter, weights=by_visit[visit], minlength=n), np.float64)
