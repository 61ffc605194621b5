"""How a hall hears what people think: who is asked, who answers, what they say, beside what they think.

Belongs to measurement: nothing of it reaches an engine. Whether somebody is asked and answers is a named
uniform of the citizen's matter, so the same people answer under every design.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hallsim.audit.spans import Int
from hallsim.demand.tape import Tape
from hallsim.metrics.definition.ends import FAILED, OPEN
from hallsim.metrics.definition.population import CITIZENS_CASES, ENTERPRISES_CASES
from hallsim.metrics.definition.sample import Mask, Real, Sample
from hallsim.metrics.definition.still_trying import ends_of_matters
from hallsim.metrics.satisfaction.opinions import Opinions, counts_by_level, opinions_of, shares_of
from hallsim.scenario.satisfaction.channels import Channel, Complaints, Supervisors, Walks
from hallsim.scenario.satisfaction.items import INDICATORS, KINDS, LEVELS, N_SATISFIED, OVERALL
from hallsim.trace.codes import one_of

SAID_BY: Final = ("button", "sms", "phone", "household")
"""Channels by which people say what they think."""
STAGES: Final = ("would", "knows", "gets_through", "believes")
"""Of the dissatisfied, who comes how far on the way to a complaint."""
SEEN: Final = ("queueing", "attitude", "environment")
"""What lay supervisors see of a visit."""
ANNOYS_BELOW: Final = 80.0
"""Points below which an indicator is a problem to who walks the way (assumed)."""
_BASIC: Final = N_SATISFIED - 1

Plain = dict[str, list[float]]


def heard(sample: Sample) -> dict[str, dict[str, Plain]]:
    """By kind (citizens, enterprises) and channel, numbers that add up over replications; {} without any.

    A channel: asked [n], said [by level], true [by level, of all cases that ended]. complaints: stages
    [dissatisfied, then who comes through each stage]. walks: found [by indicator], true [by level], without
    [by level, were an indicator as good as can be; indicators one after another].
    """
    channels = sample.asking.said.channels
    if not any(getattr(channels, name) for name in type(channels).model_fields):
        return {}
    found: dict[str, dict[str, Plain]] = {}
    for kind, population in zip(KINDS, (CITIZENS_CASES, ENTERPRISES_CASES), strict=True):
        rows = population.rows(sample)
        rows = rows[~one_of(OPEN, ends_of_matters(sample)[rows])]
        if len(rows):
            found[kind] = _of_kind(AskedCases(sample, rows))
    return found


class AskedCases:
    """The cases of a kind that ended, what they would answer, and their chances."""

    def __init__(self, sample: Sample, rows: Int) -> None:
        self.sample = sample
        self.rows = rows
        self.opinions: Opinions = opinions_of(sample)
        matters, citizens = sample.trace.matters, sample.trace.citizens
        citizen = matters["citizen"]
        first = np.searchsorted(citizen, citizen, side="left")
        self.tape = Tape(
            stream=sample.asking.stream,
            identity=citizens["identity"][citizen[rows]],
            number=(np.arange(len(citizen)) - first)[rows],
        )
        self.level = self.answer(OVERALL)
        self.true = counts_by_level(self.opinions.shares(OVERALL)[rows])

    def answer(self, item: str) -> Int:
        """(n,) the level each answers, 0 the best; -1 without an answer."""
        at_least = self.opinions.at_least(item)[:, self.rows]
        level = (self.tape.uniforms(f"answer/{item}") >= at_least).sum(axis=0)
        return np.where(np.isnan(at_least[0]), -1, level)

    def drawn(self, what: str, share: Real | float) -> Mask:
        """(n,) whom a chance of its own name takes."""
        return np.asarray(self.tape.uniforms(what) < share)

    def first(self, what: str, n: int, among: Mask) -> Int:
        """The n of some whose uniforms are the least: the same under every design."""
        places = np.flatnonzero(among)
        return np.asarray(places[np.argsort(self.tape.uniforms(what)[places], kind="stable")[:n]])


def _of_kind(asked: AskedCases) -> dict[str, Plain]:
    channels = asked.sample.asking.said.channels
    found: dict[str, Plain] = {}
    for name in SAID_BY:
        channel = getattr(channels, name)
        if channel is not None:
            found[name] = _said_by(name, channel, asked)
    if channels.complaints is not None:
        found["complaints"] = _complaints(channels.complaints, asked)
    if channels.walks is not None:
        found["walks"] = _walks(channels.walks, asked)
    if channels.supervisors is not None:
        found["supervisors"] = _supervisors(channels.supervisors, asked)
    return found


def _reached(name: str, asked: AskedCases) -> Mask:
    """(n,) whom a channel can reach: at a window, after a case done, or everybody."""
    if name == "household":
        return np.ones(len(asked.rows), np.bool_)
    if name == "button":
        return ~np.isnan(asked.opinions.x("attitude")[asked.rows])
    return ~one_of(FAILED, ends_of_matters(asked.sample)[asked.rows])


def _said_by(name: str, channel: Channel, asked: AskedCases) -> Plain:
    groups = asked.sample.trace.names.groups
    left_out = np.array([group in channel.left_out for group in groups] or [False], np.bool_)
    reached = _reached(name, asked) & ~left_out[asked.opinions.experience.group[asked.rows]]
    reached &= asked.level >= 0
    invited = reached & asked.drawn(f"asked/{name}", channel.asked)
    chance = channel.answers * np.ones(len(asked.rows))
    if channel.answers < 1:
        odds = channel.answers / (1 - channel.answers) * channel.tilt ** (_BASIC - asked.level)
        chance = odds / (1 + odds)
    answers = invited & asked.drawn(f"answers/{name}", chance)
    level = _lifted(asked, name, channel.lift, asked.level)[answers]
    return {"asked": [float(invited.sum())], "said": _counted(level), "true": asked.true.tolist()}


def _lifted(asked: AskedCases, name: str, lift: float, level: Int) -> Int:
    """Levels as they are said: some one better than felt."""
    return np.where(asked.drawn(f"lift/{name}", lift) & (level > 0), level - 1, level)


def _counted(level: Int) -> list[float]:
    counts: list[float] = np.bincount(level[level >= 0], minlength=len(LEVELS)).astype(np.float64).tolist()
    return counts


def _complaints(funnel: Complaints, asked: AskedCases) -> Plain:
    left = asked.level >= N_SATISFIED
    stages = [float(left.sum())]
    for stage in STAGES:
        left = left & asked.drawn(f"complaint/{stage}", getattr(funnel, stage))
        stages.append(float(left.sum()))
    return {"stages": stages}


def _walks(walks: Walks, asked: AskedCases) -> Plain:
    """The indicator that most annoys on each of the ways walked, where it is found; and what the whole would
    be were an indicator as good as can be for everybody.
    """
    scores = np.stack([asked.opinions.score(name)[asked.rows] for name in INDICATORS])
    walked = asked.first("walk", walks.n, np.ones(len(asked.rows), np.bool_))
    known = np.where(np.isnan(scores[:, walked]), np.inf, scores[:, walked])
    worst = known.argmin(axis=0)
    seen = (known.min(axis=0) < ANNOYS_BELOW) & asked.drawn("walk/finds", walks.finds)[walked]
    found = np.bincount(worst[seen], minlength=len(INDICATORS)).astype(np.float64)
    without = [counts_by_level(_were_best(asked, scores, k)) for k in range(len(INDICATORS))]
    return {
        "walked": [float(len(walked))],
        "found": found.tolist(),
        "true": asked.true.tolist(),
        "without": np.concatenate(without).tolist(),
    }


def _were_best(asked: AskedCases, scores: Real, k: int) -> Real:
    """(n, 5) answers on the whole were indicator k the best for all who got something."""
    opinions = Opinions(asked.opinions.experience.of(asked.rows), asked.opinions.said)
    mended = scores.copy()
    mended[k] = np.where(np.isnan(scores[k]), np.nan, 100.0)
    return shares_of(opinions.at_least_by(OVERALL, 100 - opinions.weighted(mended)))


def _supervisors(panel: Supervisors, asked: AskedCases) -> Plain:
    """What is seen of a visit, item by item, by who stands beside."""
    looked = asked.first("supervise", panel.visits, _reached("button", asked))
    said = np.zeros(len(LEVELS))
    for item in SEEN:
        name = f"supervisors/{item}"
        said += _counted(_lifted(asked, name, panel.lift, asked.answer(item))[looked])
    return {"asked": [float(len(looked))], "said": said.tolist(), "true": asked.true.tolist()}
