"""Whole scenarios for property tests: a world and a design as plain mappings, and the models they make.

They are small (a few days, a few dozen citizens) and hostile: zero-length services, simultaneous arrivals,
overload, windows that work on some weekdays only, breaks across closing, approvals overnight.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from hallsim.demand.demand import Demand
from hallsim.demand.generate import generate
from hallsim.hall import simulate
from hallsim.scenario.design.design import Design
from hallsim.scenario.world.world import World
from hallsim.trace.model import Trace
from tests.helpers.spelled import design_of
from tests.property import networks
from tests.property.back_office import authority, desk_habits, limits
from tests.property.windows import attendance, calling, queueing, several_at_once, window_groups
from tests.property.worlds import (
    DAY_HOURS,
    DESKS,
    Mapping,
    hours,
    worlds,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One generated scenario, as a planner would write it."""

    world: Mapping
    design: Mapping
    seed: int

    def models(self) -> tuple[World, Design]:
        """The frozen models."""
        return World.model_validate(self.world), design_of(self.design)

    def demand(self) -> Demand:
        """Everything random of one replication."""
        return generate(self.models()[0], self.seed, 0)

    def run(self) -> Trace:
        """One replication."""
        world, design = self.models()
        return simulate(world, design, generate(world, self.seed, 0))


def _may_interrupt(design: Mapping) -> bool:
    """Whether interruptions go together with the rest."""
    rule, windows = design.get("rule", {}), design["windows"].values()
    return (
        rule.get("classes") == "strict"
        and bool(design.get("priority"))
        and "calling" not in design
        and not any("tide" in group or "lines" in group for group in windows)
    )


@st.composite
def designs(draw: st.DrawFn, world: Mapping) -> Mapping:
    """One way of running the hall for a world: every service is served, every step decided."""
    words = sorted(world["services"])
    layout = draw(st.sampled_from(("unified", "by_service", "helping")))
    if layout == "unified":
        windows = {"hall": draw(window_groups(["all"], []))}
    else:
        helps = {w: [other for other in words if other != w] if layout == "helping" else [] for w in words}
        windows = {f"w{word}": draw(window_groups([word], helps[word])) for word in words}
    if draw(st.booleans()):
        windows["output"] = draw(window_groups(["collect"], []))
        if not any("collect" in service for service in world["services"].values()):
            del windows["output"]
    design: Mapping = {
        "opening": draw(st.one_of(hours(), st.just("always"))),
        "windows": windows,
        "approval": draw(_approvals(world)),
        "notice": draw(st.sampled_from(("0%", "40%", "100%"))),
    }
    design |= draw(_channels())
    design |= draw(_catalogue(world))
    if not world["places"]:  # agents and teams are of a hall alone
        design |= draw(_company(world))
    design |= draw(_document_rules(words, World.model_validate(world).max_visits()))
    optional = {
        "doors": ("07:30", "08:55"),
        "desk_hours": DAY_HOURS,
        "hand_off": ("2 h", "0.25 workdays"),
    }
    for name, values in optional.items():
        if draw(st.booleans()):
            design[name] = draw(st.sampled_from(values))
    if draw(st.integers(0, 3)) == 0:
        design["appointments"] = {
            "capacity": draw(st.integers(0, 3) | st.just({"mon-wed": 1, "thu": 3})),
            "period": draw(st.sampled_from(("10 min", "1 h"))),
            "together": draw(st.integers(0, 4)),
            "lead": draw(st.sampled_from(("0 workdays", "1 workday"))),
            "within": draw(st.sampled_from(("0 workdays", "3 workdays"))),
            "mix": draw(st.sampled_from(("equal", "booked_first"))),
            "not_before_slot": draw(st.booleans()),
            "late": draw(st.sampled_from(("keep", "walk_in", "next_slot"))),
            "grace": draw(st.sampled_from(("0 min", "10 min"))),
        }
        if draw(st.booleans()):
            design["appointments"]["books"] = {"own": {"services": [next(iter(world["services"]))]}}
    if draw(st.integers(0, 3)) == 0:
        design["progress_query"] = "50%"
    if draw(st.integers(0, 3)) == 0:
        design["hotline"] = {"lines": draw(st.integers(1, 2)), "patience": "exponential(mean 5 min)"}
    if draw(st.integers(0, 3)) == 0:
        design["reminders"] = {"share": "50%", "days": draw(st.sampled_from(("1 workday", "5 workdays")))}
    if draw(st.booleans()):
        design |= draw(attendance(sorted(windows)))
    if draw(st.booleans()):
        classes = [*words, *world["groups"]]
        design["priority"] = {word: draw(st.integers(1, 7)) for word in classes if draw(st.booleans())}
    if draw(st.booleans()):
        design |= draw(queueing(windows, world["groups"], design.get("priority", {})))
    if draw(st.integers(0, 2)) == 0:
        design["calling"] = draw(calling())
        if design["calling"]["missed"] == "remove":
            del design["calling"]["requeues"]
    if _may_interrupt(design):
        design["rule"]["interrupt"] = draw(st.sampled_from(("none", "resume", "restart")))
    if "absence" not in design and design.get("rule", {}).get("interrupt", "none") == "none":
        draw(several_at_once(windows))
    design["desks"] = {desk: draw(_desks(windows)) for desk in DESKS}
    design |= draw(limits(words, sorted(world["groups"])))
    design |= draw(authority(words, windows))
    return design


@st.composite
def _channels(draw: st.DrawFn) -> Mapping:
    """What a hall offers beside its windows: nothing in half of the designs, else any of it."""
    if draw(st.booleans()):
        return {}
    review = {"desk": DESKS[0], "work": "uniform(0, 10 min)"}
    rules: Mapping = {
        "guide": ({"work": "0 min", "catches": "50%"},
                  {"count": 2, "catches": "100%", "wrong_window": "50%"}),
        "first_asked": ("escort", "new_ticket"),
        "redirect": ("0 min", "7 min"),
        "delivery": ({"share": "50%", "days": "2 workdays"}, {"days": "0 min"}),
        "online": ({"success": "60%", "eligible": "80%", "services": ["a"]},
                   {"success": "50%", "failure": "retry",
                   "services": ["a"], "review": review}),
        "pre_review": (review, review | {"share": "50%", "catches": "30%"}),
        "kiosks": ({"count": 2}, {"helper": "50%", "services": ["a"]}),
    }  # fmt: skip
    return {name: draw(st.sampled_from(values)) for name, values in rules.items() if draw(st.booleans())}


@st.composite
def _company(draw: st.DrawFn, world: Mapping) -> Mapping:
    """Packages, agents, service at home: none in half of the designs."""
    if draw(st.booleans()):
        return {}
    found: Mapping = {}
    if len(world["services"]) > 1 and draw(st.booleans()):
        names = sorted(world["services"])[: draw(st.integers(2, 3))]
        found["packages"] = {
            "p": {"services": names, "saving": "30%", "shared_documents": draw(st.integers(0, 2))}
        }
    if draw(st.booleans()):
        found["agents"] = {
            "village": {
                "count": draw(st.integers(1, 3)), "share": "60%",
                "every": draw(st.sampled_from(("1 workday", "3 workdays"))),
                "batch": draw(st.sampled_from((None, 1, 4))),
                "at": draw(st.sampled_from(("08:00", "10:30"))),
                "catches": draw(st.sampled_from(("0%", "50%"))),
                "hand_over": draw(st.sampled_from(("0 min", "2 h", "1 workday"))),
            }
        }  # fmt: skip
    if draw(st.booleans()):
        found["home_service"] = {
            "teams": draw(st.integers(1, 2)), "share": "50%", "time": 1.5,
            "travel": draw(st.sampled_from(("0 min", "uniform(10, 60 min)"))),
        }  # fmt: skip
        if draw(st.booleans()):
            found["home_service"]["hours"] = draw(hours())
    return found


@st.composite
def _catalogue(draw: st.DrawFn, world: Mapping) -> Mapping:
    """Changes to the catalogue: none in half of the designs; never every service is shelved."""
    if draw(st.booleans()):
        return {}
    kinds: list[Mapping] = [{}, {"decision": "instant"}, {"decision": "promised", "limit": "2 workdays"}]
    changes: Mapping = {"all": draw(st.sampled_from(kinds)) | {"work": 0.5, "documents": "50%"}}
    for name, service in world["services"].items():
        change = draw(st.sampled_from([*kinds, {"drop": ["all"], "effort": 0.5}]))
        if "steps" in service and draw(st.booleans()):
            change = change | {"drop": [draw(st.sampled_from(sorted(service["steps"])))]}
        if name != "a" and draw(st.integers(0, 3)) == 0:
            change = {"shelved": True}
        changes[name] = change
    return {"catalogue": changes}


@st.composite
def _document_rules(draw: st.DrawFn, services: list[str], n_visits: int) -> Mapping:
    """Measures about documents: none in half of the designs, else any of them."""
    if draw(st.booleans()):
        return {}
    rules: Mapping = {
        "guides": (0.5, 1.5),
        "shared_data": ({"all": "30%"}, {services[0]: "100%"}),
        "no_form": ({"time": 0.7, "error": 0.5}, {"time": 1.3, "services": services[:1]}),
        "tolerate": (1, 2),
    }
    if n_visits > 1:
        rules["rescue"] = ({"after": 1}, {"after": n_visits - 1, "time": 2.0})
    return {name: draw(st.sampled_from(values)) for name, values in rules.items() if draw(st.booleans())}


@st.composite
def _desks(draw: st.DrawFn, windows: Mapping) -> Mapping:
    desk: Mapping = {"officers": draw(st.sampled_from((1, 1, 2, "unlimited")))}
    if draw(st.booleans()):
        desk["hours"] = draw(hours())
    desk["discipline"] = draw(st.sampled_from(("fifo", "priority", "earliest_due")))
    desk["speed"] = draw(st.sampled_from((1.0, 1.25)))
    other = draw(st.sampled_from((None, None, "site", "meets")))
    if other == "site":
        desk["site"] = {
            "travel": draw(st.sampled_from(("0 min", "45 min"))),
            "per_day": draw(st.sampled_from((None, 1, 2))),
        }
    if other == "meets":
        desk["meets"] = {
            "on": draw(st.sampled_from(("mon, thu", "daily", "2 workdays", "90 min", "1 days"))),
            "at": "10:00",
            "capacity": draw(st.sampled_from((None, 1, 3))),
            "length": draw(st.sampled_from(("0 min", "2 h"))),
        }
    if other is None and draw(st.integers(0, 2)) == 0:
        desk |= draw(desk_habits(windows, hours()))
    return desk


@st.composite
def _approvals(draw: st.DrawFn, world: Mapping) -> Mapping:
    mode = draw(st.sampled_from(("as_written", "serial", "parallel", "stages", "lines")))
    rule: Mapping = {
        "mode": mode,
        "on_refusal": draw(st.sampled_from(("finish", "cancel"))),
        "corrections": draw(st.sampled_from(("visit", "online"))),
        "payments": draw(st.sampled_from(("online", "visit"))),
        "inspections": draw(st.sampled_from(("separate", "joint"))),
        "returns": draw(st.sampled_from((1.0, 0.5))),
    }
    if mode == "stages":
        rule["stages"] = {"first": [draw(st.sampled_from(DESKS))], "second": [DESKS[0]]}
    if mode == "lines":
        steps = [step for service in world["services"].values() for step in service.get("steps", {})]
        if len(steps) < 2:
            return rule | {"mode": "serial"}
        cut = draw(st.integers(1, len(steps) - 1))
        line: Mapping = {"steps": steps[cut:]}
        ends = sorted(draw(st.sets(st.integers(0, cut - 1), max_size=2)))
        if ends:
            line["start"] = steps[ends[0]]
        if len(ends) == 2:
            line["end"] = steps[ends[1]]
        rule |= {"main": steps[:cut], "lines": {"beside": line}}
    return rule


@st.composite
def with_offices(draw: st.DrawFn, world: Mapping, design: Mapping) -> Mapping:
    """The design with offices beside its main hall, in half of the worlds that have places."""
    if not draw(st.booleans()):
        return design
    counters = {name: draw(window_groups([], [])) for name in ("one", "other")}
    for counter in counters.values():
        del counter["serves"]
    alone = {key: value for key, value in design.items() if key != "authority"}
    return alone | draw(networks.offices(world, list(counters.values()), draw(hours()), draw(_desks({}))))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A whole scenario with a seed."""
    world = draw(worlds())
    design = draw(with_offices(world, draw(designs(world))))
    return Case(world=world, design=design, seed=draw(st.integers(0, 2**32)))
