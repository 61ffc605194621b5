"""Figures of who does not go alone: agents, packages, service at home."""

from __future__ import annotations

import numpy as np

from hallsim.audit.company import at_home, with_agent
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample, mean, ratio
from hallsim.trace import NEVER
from hallsim.units import MS_PER_MIN


def _agent_share(s: Sample) -> float:
    return mean(with_agent(s.trace)[s.cases])


def _agent_trips(s: Sample) -> float:
    arrive = s.trace.visits["arrive_ms"][s.trace.trips["visit"]]
    return ratio(float(((arrive >= s.from_ms) & (arrive < s.to_ms)).sum()), len(s.open_days))


def _files_per_trip(s: Sample) -> float:
    """Files carried on trips of agents: the one for which the visit is written, and those beside it."""
    agents = np.zeros(len(s.trace.visits["visit"]), np.bool_)
    agents[s.trace.trips["visit"]] = True
    n = len(s.trace.trips["visit"])
    return ratio(float(n + agents[s.trace.aboard["visit"]].sum()), n)


def _agent_wait(s: Sample) -> float:
    """Minutes for which agents hold the papers of a case, of those in hand."""
    bags, m = s.trace.bags, s.trace.matters
    held = np.zeros(len(m["matter"]), np.int64)
    np.add.at(held, bags["matter"], bags["to_ms"] - bags["from_ms"])
    done = s.cases[with_agent(s.trace)[s.cases] & (m["in_hand_ms"][s.cases] != NEVER)]
    return mean(np.asarray(held[done] / MS_PER_MIN))


def _home_share(s: Sample) -> float:
    return mean(at_home(s.trace)[s.cases])


COMPANY: tuple[Metric, ...] = (
    metric("agent_share", "share", "neutral", "matters", _agent_share,
           ("Handed to an agent", "代办比例"),
           ("Share of the cases that an agent takes to the hall.", "由代办员代为办理的办件比例。")),
    metric("agent_trips_per_day", "per_day", "neutral", "visits", _agent_trips,
           ("Agents' trips a day", "代办员日均跑动"),
           ("Visits that agents make, per open day.", "代办员每个开放日到厅次数。")),
    metric("agent_files_per_trip", "number", "higher", "visits", _files_per_trip,
           ("Files per agent's trip", "代办员每次携件数"),
           ("Matters on a trip of an agent, lodged, supplemented or collected.",
            "代办员每次到厅提交、补正或领取的件数。")),
    metric("agent_held_min", "min", "lower", "matters", _agent_wait,
           ("With the agent", "代办停留时间"),
           ("Minutes (of the calendar) for which agents hold the papers of a case in hand that they took.",
            "代办件（已领证）在代办员手中的日历分钟数。")),
    metric("home_share", "share", "neutral", "matters", _home_share,
           ("Served at home", "上门办理比例"),
           ("Share of the cases done by a team at the citizen's place.", "由上门小组办理的办件比例。")),
)  # fmt: skip
