"""A scenario read, with what is to be otherwise, checked for a run; and what is chosen of it by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hallsim.errors import InputError, Problem, problem, unknown_name
from hallsim.text.message import Message

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario


def load(path: str | Path, settings: Sequence[str] = ()) -> LoadedScenario:
    """Read and check a scenario file.  InputError carries every problem found, with its place.

    Args:
        settings: what is to be otherwise than in the file, as for `--set`: `world.arrivals.per_day=+20%`.
    """
    from hallsim.scenario.load import load_scenario

    return with_settings(load_scenario(path), settings)


def loads(text: str, name: str = "<text>", settings: Sequence[str] = ()) -> LoadedScenario:
    """Read and check a scenario given as text; `settings` as for `load`."""
    from hallsim.scenario.load import load_text

    return with_settings(load_text(text, name), settings)


def with_settings(source: LoadedScenario, settings: Sequence[str], option: str = "--set") -> LoadedScenario:
    """The scenario with values set or moved by their paths; it goes through the checks of any other.

    `option`: what messages call that by which they were set.
    """
    from hallsim.scenario.whatif.settings import with_settings as changed

    return _runnable(changed(source, settings, option))


def chosen_designs(
    source: LoadedScenario, designs: Sequence[str] | None, base: str | None = None
) -> tuple[str, ...]:
    """The designs asked for, in the order asked, each once, the base first; all when none is.

    InputError for an unknown one.
    """
    known = source.scenario.designs
    wanted = tuple(dict.fromkeys([*([] if base is None else [base]), *(designs or known)]))
    refuse_unknown(wanted, known, Message("design"))
    return wanted


def chosen_worlds(source: LoadedScenario, worlds: Sequence[str] | None) -> tuple[str, ...]:
    """The worlds asked for, each once; all when none is, that of the file first.

    InputError for an unknown one.
    """
    known = source.scenario.world_names()
    wanted = tuple(dict.fromkeys(worlds or known))
    refuse_unknown(wanted, dict.fromkeys(known), Message("world"))
    return wanted


def refuse_unheard(source: LoadedScenario, designs: Sequence[str], worlds: Sequence[str]) -> None:
    """InputError for what was set (`--set`) of designs or worlds of which none is run."""
    from hallsim.scenario.whatif.heard import refuse_unheard as refuse

    if source.written.settings:
        refuse(source, designs, worlds)


def name_of(source: LoadedScenario) -> str:
    """The short name of a scenario: its file's, without folder and ending."""
    return source.path.stem if source.path is not None else source.name.strip("<>")


def as_loaded(source: LoadedScenario | str | Path) -> LoadedScenario:
    """A scenario given as it is or by its path."""
    return load(source) if isinstance(source, str | Path) else source


def _runnable(source: LoadedScenario) -> LoadedScenario:
    """The scenario, once right in what its own layer cannot know: names of metrics, numbers of citizens."""
    from hallsim.study.named_metrics import metric_doubts, metric_problems

    worlds = source.scenario.world_names()
    wrong, doubts = _wrong_targets(source)
    problems = [
        *metric_problems(source),
        *wrong,
        *_unknown_model(source),
        *(p for name in worlds for p in _too_many_citizens(source, name)),
    ]
    if problems:
        raise InputError(problems)
    return replace(source, warnings=(*source.warnings, *metric_doubts(source), *doubts))


def _wrong_targets(source: LoadedScenario) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with targets, and what is doubtful about them."""
    if not source.scenario.targets:
        return [], []  # the registry is long to read
    from hallsim.study.targets.checks import (
        absent,
        of_assumed_scores,
        of_no_limit,
        target_problems,
        targets_in,
    )

    written = targets_in(source)
    doubts = [
        *absent(source.scenario, written),
        *of_no_limit(source.scenario, written),
        *of_assumed_scores(source.scenario, written),
    ]
    return target_problems(source.scenario, written), doubts


def _unknown_model(source: LoadedScenario) -> list[Problem]:
    name = source.scenario.satisfaction.model
    if name == type(source.scenario.satisfaction).model_fields["model"].default:
        return []  # the registry is long to read
    from hallsim.metrics.satisfaction.models.registry import MODELS

    place = source.place_of(("satisfaction", "model"))
    return [] if name in MODELS else [unknown_name(name, MODELS, Message("model"), place)]


def _too_many_citizens(loaded: LoadedScenario, name: str) -> list[Problem]:
    from hallsim.demand.arrivals import undrawable
    from hallsim.scenario.parsing.located import value_place
    from hallsim.scenario.scenario import WORLD
    from hallsim.scenario.world.calendar import build_calendar

    world = loaded.scenario.in_world(name).world
    owner = (WORLD,) if name == WORLD else ("worlds", name)
    calendar = build_calendar(world.calendar)
    problems = []
    for i, written in enumerate(world.arrivals):
        wrong = [undrawable(world.with_volume(source), calendar) for source in written.told_apart()]
        loc: Sequence[str | int] = (
            (*owner, "arrivals", i, written.kind) if written.kind else (*owner, "services")
        )
        place = value_place(loaded.tree, loc)
        for refused in filter(None, wrong):
            remedy = Message("check the number and its unit")
            problems.append(problem(place, "arrivals.many", refused, remedy))
    return problems


def refuse_unknown(wanted: Sequence[str], known: Mapping[str, Any], what: Message) -> None:
    """InputError for names that stand for nothing."""
    problems = [unknown_name(name, known, what) for name in wanted if name not in known]
    if problems:
        raise InputError(problems)
