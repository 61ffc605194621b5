"""What people call the paths that are varied: whose number it is, and what its key says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hallsim.scenario.assumptions.assignments import amount_spot
from hallsim.scenario.assumptions.paths import PathError, parts_of
from hallsim.scenario.assumptions.titles import owners_of, what_of
from hallsim.scenario.language.keys import field_at
from hallsim.scenario.whatif.short_paths import spots_at
from hallsim.text.message import Both, Message

if TYPE_CHECKING:
    from hallsim.scenario.assumptions.paths import Spot
    from hallsim.scenario.load import LoadedScenario

_OWNED: Final = Message("{owner}: {what}", "key")


@dataclass(frozen=True, slots=True)
class PathName:
    """Names of a path that is varied.

    Attributes:
        short: where there is little room, as a column or beside a value: what the key says; its owner alone
            where all that is varied has the same key, and both where some has.
        full: with its owner, as along an axis.
    """

    short: Both
    full: Both


def path_names(source: LoadedScenario, paths: Sequence[str]) -> tuple[PathName, ...]:
    """The names of paths varied together, in their order; a path that leads nowhere is its own name.

    English takes the key, which is a word; Chinese the first clause of the key's sentence.
    """
    known = [_named(source, path) for path in paths]
    keys = [what.en for what, _ in known]
    names = []
    for what, owner in known:
        full = _both(owner, what)
        apart = owner if owner is not None and len(set(keys)) == 1 else full
        names.append(PathName(apart if keys.count(what.en) > 1 else what, full))
    told = [name.short.en for name in names]
    return tuple(
        name if told.count(name.short.en) == 1 else PathName(Both(path, path), Both(path, path))
        for path, name in zip(paths, names, strict=True)
    )


def _both(owner: Both | None, what: Both) -> Both:
    if owner is None:
        return what
    said = _OWNED.given(owner=owner, what=what)
    return Both(said.text("en"), said.text("zh"))


def _named(source: LoadedScenario, path: str) -> tuple[Both, Both | None]:
    """(what its key says, whose it is: None where several own it or nobody in particular)."""
    try:
        spots = [_number(spot) for spot in spots_at(source.tree, path)]
    except PathError:
        return Both(path, path), None
    owners = [_typed_owners(source, spot, len(parts_of(path))) for spot in spots]
    alike = [one for one in owners[0] if all(one in others for others in owners[1:])]
    owner = None
    if alike:
        owner = Both(*(", ".join(dict.fromkeys(each)) for each in zip(*alike, strict=True)))
        owner = Both(owner.en, owner.zh.replace(", ", "、"))
    english, chinese, part = _key(spots[0]), what_of(spots[0], "zh"), spots[0].part
    if part is not None:
        told = Message(part, "parameter").text("zh")
        english, chinese = f"{english} ({part})", f"{chinese}（{told}）"
    return Both(english, chinese), owner


def _number(spot: Spot) -> Spot:
    """Where a number is written that the whole is given: `windows.hall` is its `count`."""
    try:
        return amount_spot(spot)
    except PathError:
        return spot


def _key(spot: Spot) -> str:
    """`return after`, `documents missing`: the last key, behind the one it stands in where that is of
    something that the user named.
    """
    words = [(word, field_at(spot.loc[:i]) is not None) for i, word in enumerate(spot.loc, start=1)]
    written = [(str(word), is_key) for word, is_key in words if isinstance(word, str)]
    last = max(i for i, (_, is_key) in enumerate(written) if is_key)
    names = [i for i, (_, is_key) in enumerate(written[:last]) if not is_key]
    first = last - 1 if names and names[-1] < last - 1 else last
    return " ".join(word for word, _ in written[first : last + 1]).replace("_", " ")


def _typed_owners(source: LoadedScenario, spot: Spot, n: int) -> list[tuple[str, str]]:
    """What the user named among the last `n` words on the way, in both languages: what no path says (which
    design, which world) tells nothing apart, and the number of a list's only entry is not said.
    """
    first = len(spot.loc) - n
    owners = owners_of(source.scenario, spot)
    return [
        (title.text("en"), title.text("zh")) for i, title in owners if i > first and i - 1 not in spot.alone
    ]
