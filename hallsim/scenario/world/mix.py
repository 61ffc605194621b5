"""Who brings what: shares of groups, services and errands, and the matters that citizens bring (R2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hallsim.scenario.world.arrivals import Arrivals
from hallsim.scenario.world.citizens import Group
from hallsim.scenario.world.errand import Errand

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The shares that a world states.

    Attributes:
        services: names, in the order of the catalogue.
        service_shares: as the catalogue says them, None where it says none.
    """

    services: tuple[str, ...]
    service_shares: tuple[float | None, ...]
    groups: Mapping[str, Group]
    errands: Mapping[str, Errand]

    @property
    def kinds(self) -> list[Group | None]:
        """The groups; None stands for all citizens where there are none."""
        return [*self.groups.values()] or [None]

    def group_weights(self) -> Real:
        """(groups or 1,) the groups' shares.  ValueError when there are several and none has one."""
        return _weights([group.share for group in self.groups.values()], "groups")

    def service_weights(self, group: Group | None) -> Real:
        """(services,) a group's mix, or the catalogue's.  ValueError when several services have no share."""
        if group is not None and group.services:
            for name in group.services:
                index_of(name, self.services, "service")
            return np.array([group.services.get(name, 0.0) for name in self.services])
        return _weights(self.service_shares, "services")

    def errand_shares(self, group: Group | None) -> list[float]:
        """Shares of a group's citizens, or of all, who come for each errand."""
        own = group.errands if group is not None else {}
        return [own.get(name, spec.share) for name, spec in self.errands.items()]

    def groups_of(self, source: Arrivals | None) -> Real:
        """(groups or 1,) share of each group among the citizens of a source; None stands for one of all."""
        if source is not None and source.group in self.groups:
            return np.array([float(name == source.group) for name in self.groups])
        given = [group.share or 0.0 for group in self.groups.values()]
        return _of_one(np.array(given if len(given) > 1 else [1.0]))

    def aims(self, source: Arrivals) -> Real:
        """(groups or 1, services + errands) share of a source's citizens of a group and with this aim.

        For services it is the first matter that counts.
        """
        found = []
        for group in self.kinds:
            errands = np.array(self.errand_shares(group))
            services = _of_one(self.service_weights(group))
            found.append(np.concatenate([services * (1.0 - errands.sum()), errands]))
        return np.asarray(self.groups_of(source)[:, None] * np.stack(found))

    def matters_of(self, source: Arrivals) -> Real:
        """(groups or 1, services) expected matters that one citizen of a source brings."""
        n = self.n_matters()[:, None]
        if source.service is not None:
            wanted = np.array([float(name == source.service) for name in self.services])
            return np.asarray(self.groups_of(source)[:, None] * n * wanted)
        aims, n_services = self.aims(source), len(self.services)
        brought = np.array(
            [[spec.services.count(name) for name in self.services] for spec in self.errands.values()]
        ).reshape(len(self.errands), n_services)
        return np.asarray(n * aims[:, :n_services] + aims[:, n_services:] @ brought)

    def matters_per_citizen(self, source: Arrivals) -> float:
        """Mean number of matters that a citizen of a source brings, in bundles and for errands."""
        sizes = [len(spec.services) for spec in self.errands.values()]
        mean = 0.0
        for group, share, n in zip(self.kinds, self.groups_of(source), self.n_matters(), strict=True):
            errands = self.errand_shares(group) if source.service is None else []
            brought = sum(each * size for each, size in zip(errands, sizes, strict=False))
            mean += float(share * (brought + (1 - sum(errands)) * n))
        return mean

    def n_matters(self) -> Real:
        """(groups or 1,) mean matters that a citizen brings who comes for no errand."""
        return np.array([mean_number({} if group is None else group.matters) for group in self.kinds])


def mean_number(shares: Mapping[str, float]) -> float:
    """Mean of a number given by its shares; 1 when none is."""
    total = sum(shares.values())
    return sum(int(number) * share for number, share in shares.items()) / total if total else 1.0


def index_of(name: str, names: Sequence[str], what: str) -> int:
    """Index of a name.  ValueError when it is unknown."""
    if name not in names:
        raise ValueError(f"{name!r} is not a {what} of this world")
    return list(names).index(name)


def _weights(shares: Sequence[float | None], what: str) -> Real:
    """(k,) shares of a catalogue in which some entries may have none; 1 of the only one."""
    if len(shares) <= 1:
        return np.ones(1)
    if all(share is None for share in shares):
        raise ValueError(f"there are {len(shares)} {what} and no shares to choose by")
    return np.array([share or 0.0 for share in shares])


def _of_one(weights: Real) -> Real:
    """Weights that sum to 1; shares of nothing are even ones."""
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))
