"""Fitting the satisfaction model of a scenario to a survey, as a use case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hallsim.errors import InputError, RunError, problem
from hallsim.loading import as_loaded, chosen_designs, refuse_unheard, refuse_unknown
from hallsim.os_errors import real_path, why
from hallsim.text.message import Message
from hallsim.visible import in_a_line
from hallsim.whole_file import write_whole

if TYPE_CHECKING:
    from hallsim.scenario.load import LoadedScenario
    from hallsim.study.opinions.fitting.fit import Fitted
    from hallsim.study.opinions.fitting.survival import ChangedPlaces, Variation


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionFit:
    """A fit, and whether the ranking of the designs survives what it leaves open.

    Attributes:
        designs: the one under which people were asked first.
        variations: the model as fitted, then slope and weights otherwise, each fitted again.
        changed: pairs of designs that change places.
        text: the frozen section, as YAML.
    """

    designs: tuple[str, ...]
    fitted: Fitted
    variations: tuple[Variation, ...]
    changed: tuple[ChangedPlaces, ...]
    text: str

    def write(self, file: str | Path) -> None:
        """Write the frozen section.  RunError when it cannot be written."""
        try:
            write_whole(Path(file), self.text.encode())
        except OSError as error:
            reason = why(error)
            raise RunError(Message("cannot write {file}: {reason}", file=file, reason=reason)) from None


def fit_satisfaction(
    source_file: LoadedScenario | str | Path,
    survey: str | Path,
    design: str | None = None,
    *,
    source: str | None = None,
    model: str = "logit",
    replications: int | None = None,
    seed: int | None = None,
    processes: int | None = None,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SatisfactionFit:
    """Cut-points with which simulated shares of answers equal a survey's, under the `design` in which people
    were asked (the first when absent); all designs are run, to see whether their ranking survives.

    Args:
        source: what the survey is called, whatever its column `source` says; that, or its file, when absent.

    Raises:
        InputError: wrong input; of the survey every problem with its row and column.
        RunError: a broken audit, or no replication finished.
    """
    from hallsim.metrics.satisfaction.models.registry import MODELS
    from hallsim.scenario.satisfaction.survey import read_survey
    from hallsim.study.cores import cores
    from hallsim.study.engines.chosen import asked_engine
    from hallsim.study.opinions.fitting.experienced import gather
    from hallsim.study.opinions.fitting.fit import fit
    from hallsim.study.opinions.fitting.frozen import frozen_yaml
    from hallsim.study.opinions.fitting.survival import changed_places, variations
    from hallsim.study.replicate import ReplicationTask

    loaded = as_loaded(source_file)
    refuse_unknown([model], MODELS, Message("model"))
    designs = chosen_designs(loaded, None, design)
    refuse_unheard(loaded, designs, ["world"])
    answers = read_survey(path := Path(survey), tuple(loaded.scenario.world.groups))
    name = in_a_line(source or path.name)  # it stands in a comment
    answers = tuple(replace(one, source=name if source else one.source or name) for one in answers)
    said = loaded.scenario.satisfaction.model_copy(update={"model": model})
    scenario = loaded.scenario.model_copy(update={"satisfaction": said})
    task = ReplicationTask(
        scenario=scenario,
        designs=designs,
        seed=scenario.run.seed if seed is None else seed,
        engine=asked_engine(scenario, engine),
    )
    n = scenario.run.replications if replications is None else replications
    told = progress or (lambda done, wanted: None)
    found = gather(task, n, processes or cores(), told)
    fitted = fit(said, answers, found[designs[0]], designs[0])
    several = variations(fitted.said, answers, found, designs[0]) if len(designs) > 1 else ()
    return SatisfactionFit(
        designs=designs,
        fitted=fitted,
        variations=several,
        changed=changed_places(several, designs),
        text=frozen_yaml(fitted.said, f"Fitted to {name} by hallsim fit-satisfaction."),
    )


def can_be_included(file: Path, scenario: Path) -> bool:
    """Whether a scenario can include a file: nothing outside its folder."""
    return real_path(file).is_relative_to(real_path(scenario).parent)


def refuse_file(file: Path, read: Sequence[str | Path], *, overwrite: bool) -> None:
    """InputError for a file that must not be replaced, being there or one of those `read`, or that cannot be
    written.
    """
    advice = Message("name another file with --out")
    if file.exists() and any(Path(one).exists() and file.samefile(one) for one in read):
        raise InputError(
            problem(
                None,
                "file.read",
                Message("{file} is read for this, so it is not replaced", file=file),
                advice,
            )
        )
    if file.is_dir():
        raise InputError(problem(None, "file.folder", Message("{file} is a folder", file=file), advice))
    if not file.parent.is_dir():
        said = Message("there is no folder {folder} to write {file} into", folder=file.parent, file=file.name)
        raise InputError(
            problem(None, "file.no_folder", said, Message("make it, or name another file with --out"))
        )
    if file.exists() and not overwrite:
        said = Message("{file} is there already", file=file)
        raise InputError(
            problem(None, "file.there", said, Message("name another with --out, or give --overwrite"))
        )
