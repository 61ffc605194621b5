"""The world: what citizens bring and want. It knows no window."""

from __future__ import annotations

from typing import Any

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.world.approval_steps import Step
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.scenario.world.citizens import Citizens, Group
from hallsim.scenario.world.coming_again import ComesAgain
from hallsim.scenario.world.errand import Errand
from hallsim.scenario.world.mix import Mix
from hallsim.scenario.world.places import Place
from hallsim.scenario.world.service import ApprovalTree, Documents, RouteStop, Service


class World(Model):
    """What citizens bring and want."""

    calendar: Calendar = key(
        Calendar(), en="Days, working days, holidays, horizon.", example="{start: 2026-03-02, weeks: 4}"
    )
    services: dict[str, Service] = key(
        ..., en="The catalogue of services, by name.", example="{licence: {counter: 12 min}}", min_length=1
    )
    groups: dict[str, Group] = key(
        {}, en="Kinds of citizens, by name; one kind when absent.", example="{elderly: {share: 20%}}"
    )
    errands: dict[str, Errand] = key(
        {},
        en="Things that take several services, and who comes for them.",
        example="{restaurant: {services: [business_licence, food_permit], share: 5%}}",
    )
    citizens: Citizens = key(
        Citizens(),
        en="What holds for every citizen unless a group says otherwise.",
        example="{max_visits: 6}",
    )
    arrivals: tuple[Arrivals, ...] = key(
        ...,
        en="One source of citizens, or a list of sources.",
        example="{per_day: 4000, profile: two_peaks}",
        min_length=1,
    )
    departments: dict[str, LocalText] = key(
        {}, en="Names of departments shown to people.", example="{commerce: {en: Commerce, zh: 市场监管局}}"
    )

    places: dict[str, Place] = key(
        {},
        en="Where citizens live, by name; all at one place, without ways, when absent.",
        example="{city: {homes: 40%}, township: {count: 28, within: city, homes: 60%, to_parent: 50 min}}",
    )

    def volume_per_day(self) -> float | None:
        """Matters a day when every service says its own; None when shares (or sources) say it."""
        volumes = [service.per_day for service in self.services.values()]
        return sum(v for v in volumes if v is not None) if None not in volumes else None

    def service_shares(self) -> list[float | None]:
        """The catalogue's shares, from `share` or from `per_day`, in the order of the services."""
        volume = self.volume_per_day()
        if volume:
            return [(service.per_day or 0.0) / volume for service in self.services.values()]
        return [service.share for service in self.services.values()]

    def sources(self) -> tuple[Arrivals, ...]:
        """The sources of citizens, groups and services told apart, each with its number."""
        return tuple(map(self.with_volume, self.told_apart()))

    def told_apart(self) -> tuple[Arrivals, ...]:
        """The sources as they are written, one for each group and service that a kind tells apart."""
        return tuple(source for written in self.arrivals for source in written.told_apart())

    def with_volume(self, source: Arrivals) -> Arrivals:
        """A source with its number; one that gives none brings the volume of the services."""
        if source.kind is not None:
            return source
        volume = self.volume_per_day()
        per_day = volume and volume / self.mix().matters_per_citizen(source)
        return source.model_copy(update={"per_day": per_day})

    def day_begins_ms(self) -> int:
        """Clock time before which people come in the night that began on the day before; 0 without nights."""
        return max(source.day_begins_ms() for source in self.arrivals)

    def mix(self) -> Mix:
        """Who brings what."""
        return Mix(
            services=tuple(self.services),
            service_shares=tuple(self.service_shares()),
            groups=self.groups,
            errands=self.errands,
        )

    def by_group(self, name: str) -> list[Any]:
        """By group (one for all without groups), a key's value: its own, else that of all citizens."""
        general = getattr(self.citizens, name)
        own = [getattr(group, name) for group in self.groups.values()]
        return [general if value is None or value == {} else value for value in own] or [general]

    def max_visits(self) -> int:
        """Visits for one matter after which a citizen gives up (the length of the visit tapes)."""
        if self.citizens.max_visits is not None:
            return self.citizens.max_visits
        repeats = any(
            (s.documents.required and s.documents.missing) or s.correction for s in self.services.values()
        )
        return 8 if repeats else 1

    def comes_again(self) -> list[ComesAgain | None]:
        """By group, who makes a visit without service again."""
        return self.by_group("comes_again")

    def n_visits_again(self) -> int:
        """How often a visit is made again at most (the length of those tapes)."""
        return max((rule.most for rule in self.comes_again() if rule is not None), default=0)


__all__ = [
    "ApprovalTree",
    "Arrivals",
    "Calendar",
    "Citizens",
    "Documents",
    "Group",
    "RouteStop",
    "Service",
    "Step",
    "World",
]
