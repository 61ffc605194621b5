"""Stages of an approval: which steps a design's words put into which stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.service import Service

Stages = Mapping[str, Sequence[str]]


def stages_of(service: Service, steps: Iterable[str], stages: Stages) -> list[list[str]]:
    """The steps of a service by stage, in the order written; those of no stage are a last one.

    A step named anywhere stands in that stage only, whatever stage names its desk.
    """
    words = {word for members in stages.values() for word in members}
    left = list(steps)
    found = []
    for members in stages.values():
        stage = [step for word in members for step in meant_by(word, service, left, words)]
        found.append([step for step in left if step in stage])
        left = [step for step in left if step not in stage]
    return [stage for stage in (*found, left) if stage]


def meant_by(word: str, service: Service, steps: Iterable[str], words: Iterable[str]) -> list[str]:
    """What a word of a stage means in a service: the step of that name, and what else its desk works on.

    A step that one of the `words` names itself does not count among those of its desk.
    """
    named = set(words)
    return [
        step
        for step in steps
        if step == word or (step not in named and desk_of(service.steps[step], service.department) == word)
    ]
