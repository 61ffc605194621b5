"""Figures of who does not go alone: agents, packages, service at home."""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import at_home, by_agent, with_agent
from hallsim.audit.spans import Int
from hallsim.metrics.catalogue.matters import lead_first_min, reached
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CASES, TO_BE_IN_HAND, TRIPS_OF_AGENTS, VISITS_IN_TIME
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.statistic import mean, of_hall, per_day
from hallsim.metrics.definition.weighed import WeighedMean
from hallsim.text.message import Message
from hallsim.units import MS_PER_MIN


def _agents(s: Sample, rows: Int) -> Mask:
    return np.asarray(by_agent(s.trace)[rows])


def _files_per_trip(s: Sample) -> tuple[float, float]:
    """Files carried on trips of agents between warm-up and horizon: the one for which the visit is written,
    and those beside it.
    """
    trips = TRIPS_OF_AGENTS.rows(s)
    n = float(len(trips))
    return n + float(np.isin(s.trace.aboard["visit"], trips).sum()), n


def _held_min(s: Sample, rows: Int) -> Real:
    """(matters,) minutes for which agents hold the papers; nan of a case no agent took."""
    bags = s.trace.bags
    held = np.zeros(len(s.trace.matters["matter"]), np.int64)
    np.add.at(held, bags["matter"], bags["to_ms"] - bags["from_ms"])
    return np.where(with_agent(s.trace)[rows], held[rows] / MS_PER_MIN, np.nan)


COMPANY: tuple[Metric, ...] = (
    metric(
        "agent_share",
        "share",
        "neutral",
        CASES,
        mean(lambda s, rows: with_agent(s.trace)[rows]),
        Message("Handed to an agent"),
        Message("Share of the cases that an agent takes to the hall."),
        needs="agents",
    ),
    metric(
        "agent_trips_per_day",
        "per_day",
        "neutral",
        VISITS_IN_TIME,
        per_day(_agents),
        Message("Agents' trips a day"),
        Message("Visits that agents make, per working day."),
        needs="agents",
    ),
    metric(
        "agent_files_per_trip",
        "number",
        "higher",
        TRIPS_OF_AGENTS,
        of_hall(_files_per_trip),
        Message("Files per agent's trip"),
        Message("Matters on a trip of an agent, lodged, supplemented or collected."),
    ),
    metric(
        "agent_held_min",
        "min",
        "lower",
        TO_BE_IN_HAND,
        WeighedMean(_held_min, lead_first_min, reached("in_hand_ms")),
        Message("With the agent"),
        (
            Message(
                "Minutes (of the calendar) for which agents hold the papers of a case in hand that they took."
            )
        ),
    ),
    metric(
        "home_share",
        "share",
        "neutral",
        CASES,
        mean(lambda s, rows: at_home(s.trace)[rows]),
        Message("Served at home"),
        Message("Share of the cases done by a team at the citizen's place."),
        needs="home service",
    ),
)
