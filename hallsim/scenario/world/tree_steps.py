"""The steps of an approval's tree."""

from __future__ import annotations

from collections.abc import Iterator

from hallsim.scenario.world.service import ApprovalTree


def steps_of(tree: ApprovalTree) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """(step, path below the tree) of every leaf, in order."""
    if tree.step is not None:
        yield tree.step, ("step",)
    for kind, parts in (("serial", tree.serial), ("parallel", tree.parallel)):
        for i, part in enumerate(parts):
            for step, path in steps_of(part):
                yield step, (kind, i, *path)


def has_parallel(tree: ApprovalTree) -> bool:
    """Whether parts of the tree run side by side."""
    return len(tree.parallel) > 1 or any(has_parallel(part) for part in (*tree.serial, *tree.parallel))


def has_race(tree: ApprovalTree) -> bool:
    """Whether some group is over without some of its branches."""
    return tree.is_race or any(has_race(part) for part in (*tree.serial, *tree.parallel))
