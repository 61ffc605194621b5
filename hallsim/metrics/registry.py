"""All metrics by id, and measuring them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hallsim.errors import did_you_mean
from hallsim.metrics.catalogue.approval import APPROVALS
from hallsim.metrics.catalogue.bookings import BOOKINGS
from hallsim.metrics.catalogue.calling import CALLS
from hallsim.metrics.catalogue.costs import COSTS
from hallsim.metrics.catalogue.days import DAYS
from hallsim.metrics.catalogue.hotline import HOTLINE
from hallsim.metrics.catalogue.limits import LIMITS
from hallsim.metrics.catalogue.matters import MATTERS
from hallsim.metrics.catalogue.offices import NETWORK
from hallsim.metrics.catalogue.representation import COMPANY
from hallsim.metrics.catalogue.satisfaction import SATISFACTION
from hallsim.metrics.catalogue.servers import SERVERS
from hallsim.metrics.catalogue.trips import TRIPS
from hallsim.metrics.catalogue.visits import COMING
from hallsim.metrics.catalogue.waits import WAITS
from hallsim.metrics.definition.asking import Asking
from hallsim.metrics.definition.metric import Metric
from hallsim.metrics.definition.sample import DEFAULT_WAIT_TARGET_MIN, Sample
from hallsim.trace.model import Trace

FAMILIES: Mapping[str, tuple[Metric, ...]] = MappingProxyType(
    {
        "waiting": (*WAITS, *CALLS),
        "visits": COMING,
        "appointments": (*BOOKINGS, *HOTLINE),
        "matters": (*MATTERS, *TRIPS, *APPROVALS, *LIMITS, *COMPANY),
        "days": DAYS,
        "servers": SERVERS,
        "network": NETWORK,
        "satisfaction": SATISFACTION,
        "costs": COSTS,
    }
)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.id: metric for family in FAMILIES.values() for metric in family}
)
PRIMARY = ("not_served_share", "time_in_hall_mean", "wait_mean", "visits_per_matter", "lead_first_visit_mean")
"""Metrics that a comparison judges unless the scenario names others; those a hall lacks are left out."""


def get_metric(id: str) -> Metric:
    """The metric of that id.

    Raises:
        KeyError: there is none; the message names the nearest.
    """
    if id not in METRICS:
        raise KeyError(f"no metric {id!r}; {did_you_mean(id, METRICS)}")
    return METRICS[id]


def measure(
    trace: Trace,
    ids: Iterable[str] | None = None,
    wait_target_min: float = DEFAULT_WAIT_TARGET_MIN,
    asking: Asking | None = None,
) -> dict[str, float]:
    """The figures of one replication by id, all of them or those named, in that order.

    A study's figures are those of its replications together: see ``hallsim.metrics.definition.summand``.

    Args:
        wait_target_min: wait in minutes that still counts as short (``wait_target_share``).
        asking: the satisfaction model, and who is who; the assumed one when absent.

    Raises:
        KeyError: an id is unknown.
    """
    chosen = [get_metric(id) for id in (METRICS if ids is None else ids)]
    sample = Sample(trace, wait_target_min, asking)
    return {metric.id: metric.value(sample) for metric in chosen}
