"""Cross-checks: what no single key can tell to be wrong.  All problems at once, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from hallsim.errors import Problem
from hallsim.scenario.checks.approvals.approval import check_approval, check_steps
from hallsim.scenario.checks.approvals.authority import check_authority
from hallsim.scenario.checks.approvals.back_office import check_back_office, check_limit_days
from hallsim.scenario.checks.approvals.catalogue import check_services
from hallsim.scenario.checks.approvals.changes import check_changes
from hallsim.scenario.checks.arrival_control import check_coming, check_progress
from hallsim.scenario.checks.calling import check_calling
from hallsim.scenario.checks.channels import check_channels
from hallsim.scenario.checks.demand import check_demand
from hallsim.scenario.checks.design import check_design
from hallsim.scenario.checks.documents import check_documents
from hallsim.scenario.checks.effect.days import check_calendar_days
from hallsim.scenario.checks.effect.hours import check_hours
from hallsim.scenario.checks.effect.idle import check_idle
from hallsim.scenario.checks.effect.weekdays import check_weekdays
from hallsim.scenario.checks.laws import check_laws
from hallsim.scenario.checks.names import check_names
from hallsim.scenario.checks.offices import check_offices, check_places
from hallsim.scenario.checks.people import check_people
from hallsim.scenario.checks.preemption import check_interrupt
from hallsim.scenario.checks.queueing import check_queueing
from hallsim.scenario.checks.representation import check_company, check_errands
from hallsim.scenario.checks.rosters import check_merged_times, check_nights
from hallsim.scenario.checks.satisfaction import check_satisfaction
from hallsim.scenario.checks.words import check_words
from hallsim.scenario.language.findings import Findings
from hallsim.scenario.parsing.located import Located
from hallsim.scenario.scenario import Scenario
from hallsim.scenario.world.calendar import (
    UnknownCountryError,
    WorkingCalendar,
    build_calendar,
    length_ms,
    lengths,
    undecreed_years,
)
from hallsim.text.message import Message, joined
from hallsim.units import UnitError, duration_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the checks found: problems forbid a run, warnings do not."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_scenario(scenario: Scenario, tree: Located, *, is_world: bool = False) -> Found:
    """Check a scenario against itself; `tree` knows the places.

    Args:
        is_world: the scenario itself has been checked, and only numbers are others: what is told of names,
            hours and keys without effect is not looked for again.
    """
    findings = Findings(tree)
    if not is_world:
        check_names(findings)
    calendar = _calendar(scenario, findings)
    meeting_desks = {
        name for design in scenario.designs.values() for name, desk in design.desks.items() if desk.meets
    }
    check_services(scenario.world, meeting_desks, findings)
    check_steps(scenario.world, findings)
    check_limit_days(scenario.world, findings)
    check_demand(scenario.world, calendar, findings)
    if calendar is not None:
        check_calendar_days(scenario.world.calendar, calendar, findings)
    check_progress(scenario.world, findings)
    check_places(scenario.world, findings)
    check_errands(scenario.world, findings)
    check_satisfaction(scenario, findings)
    for name, design in scenario.designs.items():
        check_design(scenario.world, design, name, calendar, findings)
        if not is_world:
            check_words(scenario.world, design, ("designs", name), findings)
        check_coming(scenario.world, design, ("designs", name), calendar, findings)
        check_documents(scenario.world, design, ("designs", name), findings)
        check_channels(scenario.world, design, ("designs", name), findings)
        check_company(scenario.world, design, ("designs", name), findings)
        check_changes(scenario.world, design, ("designs", name), findings)
        check_people(scenario.world, design, ("designs", name), calendar, findings)
        if calendar is not None and not is_world:
            check_weekdays(name, calendar, findings)
        if calendar is not None:
            check_hours(scenario.world, design, ("designs", name), calendar, findings)
        check_queueing(scenario.world, design, ("designs", name), findings)
        check_offices(scenario.world, design, ("designs", name), calendar, findings)
        check_calling(design, ("designs", name), findings)
        check_interrupt(design, ("designs", name), findings)
        check_approval(scenario.world, design, ("designs", name), calendar, findings)
        check_back_office(scenario.world, design, ("designs", name), findings)
        check_authority(scenario.world, design, ("designs", name), findings)
    if not is_world:
        check_idle(scenario, findings)
        check_laws(scenario, findings)
        for name, design in scenario.designs.items():
            check_nights(design, ("designs", name), findings)
            check_merged_times(design, name, findings)
        _check_twins(scenario, findings)
    return Found(
        problems=tuple(dict.fromkeys(findings.problems)),
        warnings=tuple(dict.fromkeys(findings.warnings)),
    )


def _check_twins(scenario: Scenario, findings: Findings) -> None:
    """Designs that decide all the same: a key was forgotten, or stands at the wrong place."""
    plain = {
        name: design.model_copy(update={"title": None, "based_on": None})
        for name, design in scenario.designs.items()
    }
    for i, (name, design) in enumerate(plain.items()):
        twin = next((other for other in list(plain)[:i] if plain[other] == design), None)
        if twin is not None:
            findings.warning(
                ("designs", name),
                "designs.twins",
                Message(
                    "design '{name}' decides just what '{twin}' does: every figure of the two will "
                    "be the same",
                    name=name,
                    twin=twin,
                ),
                Message("write what it changes, or drop it"),
            )


def _calendar(scenario: Scenario, findings: Findings) -> WorkingCalendar | None:
    """The days of the world, or None with the reason among the problems."""
    calendar, loc = scenario.world.calendar, ("world", "calendar")
    given = lengths(calendar)
    if len(given) > 1:
        both = joined(given, Message(" and "))
        findings.problem(
            (*loc, given[-1]),
            "calendar.length",
            Message("{given} are both given", given=both)
            if len(given) == 2
            else Message("{given} are all given", given=both),
            Message("keep one of them"),
        )
        return None
    whole = length_ms(calendar)
    if calendar.warm_up >= whole:
        findings.problem(
            (*loc, "warm_up"),
            "calendar.warm_up",
            Message(
                "a warm-up of {warm_up} leaves nothing of {whole} to measure",
                warm_up=duration_words(calendar.warm_up),
                whole=duration_words(whole),
            ),
            Message("shorten warm_up or lengthen the calendar"),
        )
        return None
    try:
        built = build_calendar(calendar)
    except UnknownCountryError:
        code = calendar.holidays[:20]
        findings.wrong_value(
            (*loc, "holidays"),
            "calendar.holidays",
            Message("'{code}' is not a country code whose holidays are known", code=code),
            Message("write a code such as CN, or none"),
        )
        return None
    except UnitError as error:
        findings.problem(loc, "calendar", error.said, error.advice)
        return None
    if not built.is_working[: built.n_days].any():
        findings.problem(
            loc,
            "calendar.idle",
            Message("no day of this calendar is a working day"),
            Message("widen working_days, or list dates under open"),
        )
        return None
    _check_decrees(built, calendar.holidays, findings)
    return built


def _check_decrees(calendar: WorkingCalendar, code: str, findings: Findings) -> None:
    """Years of the run for which only statutory days are known."""
    last = calendar.date_of(calendar.n_days - 1).year
    years = undecreed_years(code, calendar.start.year, last)
    if years:
        listed = ", ".join(map(str, years))
        findings.warning(
            ("world", "calendar", "holidays"),
            "calendar.decree",
            Message(
                "for {listed} only the statutory holidays are known: which weekends are worked "
                "and which days are off besides is decreed in the autumn before",
                listed=listed,
            ),
            Message("end the run before, or write what you expect under closed and open"),
        )
