"""The world: what citizens bring and want. It knows no window."""

from __future__ import annotations

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import LocalText
from hallsim.scenario.world.approval_steps import Step
from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.calendar_model import Calendar
from hallsim.scenario.world.citizens import Citizens, Group
from hallsim.scenario.world.coming_again import ComesAgain
from hallsim.scenario.world.errand import Errand
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
        return source.model_copy(update={"per_day": volume and volume / self.matters_per_citizen(source)})

    def day_begins_ms(self) -> int:
        """Clock time before which people come in the night that began on the day before; 0 without nights."""
        return max(source.day_begins_ms() for source in self.arrivals)

    def matters_per_citizen(self, source: Arrivals) -> float:
        """Mean number of matters that a citizen of a source brings, in bundles and for errands."""
        groups = [self.groups[source.group]] if source.group in self.groups else list(self.groups.values())
        shares = [1.0] if len(groups) == 1 else [group.share or 0.0 for group in groups]
        total = sum(shares)
        mean = 0.0
        for group, share in zip(groups, shares, strict=True):
            weights = list(group.matters.values())
            own = sum(int(n) * w for n, w in group.matters.items()) / sum(weights) if sum(weights) else 1.0
            mean += (share / total if total else 1 / len(groups)) * self._with_errands(
                own, group.errands, source
            )
        return mean if groups else self._with_errands(1.0, {}, source)

    def _with_errands(self, own: float, shares: dict[str, float], source: Arrivals) -> float:
        if source.service is not None:
            return own
        given = {name: shares.get(name, errand.share) for name, errand in self.errands.items()}
        brought = sum(given[name] * len(errand.services) for name, errand in self.errands.items())
        return brought + (1 - sum(given.values())) * own

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
        general = self.citizens.comes_again
        return [group.comes_again or general for group in self.groups.values()] or [general]

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
