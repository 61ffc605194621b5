"""A roster as an answer: in sentences, tables and figures, with the files that planners take away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from hallsim.report.answer import Answer, Section
from hallsim.report.folder import ENDINGS
from hallsim.report.roster import tables
from hallsim.report.roster.data import tables as data_tables
from hallsim.report.roster.figure import charts
from hallsim.report.roster.week_plan import week_plan
from hallsim.report.wording.sentences import settings_lines
from hallsim.report.wording.titles import words_in
from hallsim.roster.plan import Roster
from hallsim.roster.written import design_name, roster_yaml
from hallsim.study.result import Words
from hallsim.text.message import Lang, translate

ROSTER_FILE = "roster.yaml"
INPUTS = "inputs"
_PRINTED = 3


def plan_name(lang: Lang) -> str:
    """The file of the week's plan."""
    return f"plan{ENDINGS[lang]}.html"


def roster_answer(
    roster: Roster, titles: Mapping[str, Mapping[str, Words]], manifest: Mapping[str, Any], lang: Lang
) -> Answer:
    """The answer in one language."""
    stations = dict(titles.get("station", {}))
    source = roster.asked.source
    design = words_in(titles.get("design", {}).get(roster.asked.design, {}), lang) or roster.asked.design
    title = translate("Roster: {design}", lang, design=design)
    needs, kept = (
        list(tables.needs(roster, stations, lang)),
        list(tables.kept(roster, stations, lang)),
    )
    pictures = charts(roster, stations, lang)
    sections = [
        Section(parts=[tables.compared(roster, lang)]),
        Section(
            heading=translate("Who is needed and who is there", lang),
            parts=[tables.fewer_than_needed(roster, lang), *needs],
            charts=pictures,
            printed=len(needs) <= _PRINTED,
        ),
        Section(heading=translate("How it is kept", lang), parts=kept, printed=False),
        Section(
            heading=translate("More, fewer, or elsewhere", lang),
            parts=[tables.steps(roster, stations, lang), tables.worth(roster, stations, lang)],
        ),
    ]
    if roster.chances:
        sections.append(
            Section(
                heading=translate("How safe it is", lang),
                parts=[tables.single_runs(lang), tables.risks(roster, lang)],
            )
        )
    return Answer(
        title=title,
        headline=tables.headline(roster, stations, lang),
        settings=settings_lines(map(str, source.written.settings), lang),
        sections=sections,
        notes=notes(roster, lang),
        tables=data_tables(roster),
        manifest=manifest,
        files=_files(roster, title, stations, lang),
    )


def notes(roster: Roster, lang: Lang) -> list[str]:
    """How it was found, and what the numbers do not say."""
    asked = roster.asked
    return [
        translate(
            "Searched with {search} replications, judged with {n} others; {runs} were run in all.",
            lang,
            search=asked.n_search,
            n=asked.n,
            runs=roster.n_runs,
        ),
        translate(
            "A period is that in which the ticket is taken. Who leaves, or is sent home, was not called in "
            "time. Periods with few people are judged together; ? means too few to show it.",
            lang,
        ),
        translate(
            "The search is no proof: a cheaper roster may exist. What is late or waited is of the station's "
            "own people.",
            lang,
        ),
    ]


def _files(roster: Roster, title: str, stations: tables.Titles, lang: Lang) -> dict[str, bytes]:
    asked = roster.asked
    source = asked.source
    name = design_name(asked.design, source.scenario.designs)
    main = str(PurePosixPath(INPUTS) / source.main_file())
    about = [
        f"hallsim roster {source.main_file()} --design {asked.design} "
        + " ".join(f"--target '{target.said}'" for target in roster.frame.targets),
        *(f"with {setting}" for setting in map(str, source.written.settings)),
        f"hallsim compare {ROSTER_FILE} --designs {asked.design},{name}",
    ]
    written = roster_yaml(
        name,
        asked.design,
        source.scenario.designs[asked.design],
        roster.frame.stations,
        roster.best.staffing,
        main,
        about,
    )
    found = {f"{INPUTS}/{name}": content for name, content in source.inputs().items()}
    found[ROSTER_FILE] = written.encode()
    found[plan_name(lang)] = week_plan(roster, title, stations, lang).encode()
    return found
