"""Problems and warnings gathered by the cross-checks, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hallsim.errors import Problem, did_you_mean, problem
from hallsim.likeness import nearest
from hallsim.scenario.parsing.located import Located, node_at, place_of, value_place
from hallsim.text.message import Message

Loc = Sequence[str | int]
TOLERANCE = 1e-3


class Findings:
    """What the checks of one scenario have found so far."""

    def __init__(self, tree: Located) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.misnamed: set[str] = set()  # names that are told as wrong themselves

    def problem(self, loc: Loc, code: str, said: Message, advice: Message) -> None:
        """Note something that cannot be run."""
        found = problem(place_of(self.tree, loc), code, said, advice)
        self.problems.append(_with_design(found, loc, self.problems))

    def wrong_value(self, loc: Loc, code: str, said: Message, advice: Message) -> None:
        """Note a text or number that cannot be run, where it stands (`problem`: where its key stands)."""
        self.problems.append(problem(value_place(self.tree, loc), code, said, advice))

    def warning(self, loc: Loc, code: str, said: Message, advice: Message) -> None:
        """Note something that can be run but looks unintended."""
        found = problem(place_of(self.tree, loc), code, said, advice)
        self.warnings.append(_with_design(found, loc, self.warnings))

    def unknown(self, loc: Loc, name: str, what: Message, known: Iterable[str]) -> None:
        """Note a name that stands for nothing, unless it is right and what it names is told as misnamed."""
        names = list(dict.fromkeys(known))
        if nearest(name, names) in self.misnamed:
            return
        # a name written as a value; as a key it stands at its own place
        tell = self.problem if loc and loc[-1] == name else self.wrong_value
        tell(
            loc,
            "name.unknown",
            Message("there is no {what} '{name}'", what=what, name=name),
            did_you_mean(name, names),
        )

    def written(self, loc: Loc) -> bool:
        """Whether the scenario itself says something at `loc`."""
        return node_at(self.tree, loc) is not None

    def own(self, loc: Loc) -> bool:
        """Whether what stands at `loc` was written there, not in the design that this one is based on."""
        home = tuple(map(str, loc[:2]))
        return self.written(loc) and tuple(map(str, place_of(self.tree, loc).path[:2])) == home

    def idle(self, loc: Loc, why: Message, remedy: Message) -> None:
        """Note a key that changes nothing where it stands, and what it would need."""
        name = str(loc[-1])
        self.warning(
            loc,
            "key.idle",
            Message("{name} changes nothing: {why}", name=name, why=why),
            Message("drop it, or {remedy}", remedy=remedy),
        )

    def shares(self, loc: Loc, shares: Mapping[str, float | None], what: Message) -> None:
        """Shares of a whole must sum to 100 %, to a tenth of a percent; a missing one counts as nothing."""
        given = [share for share in shares.values() if share is not None]
        total = sum(given)
        if not given or abs(total - 1) > TOLERANCE + 1e-12:
            percent = f"{round(100 * total, 4):g}%"
            sums = Message("sum to {percent}", percent=percent) if given else Message("are missing")
            self.problem(
                loc,
                "shares.sum",
                Message("the shares of the {what} {sums}", what=what, sums=sums),
                Message("they must sum to 100%"),
            )


def _with_design(found: Problem, loc: Loc, told: Sequence[Problem]) -> Problem:
    """The finding with the design that it is true of, where that is not the one in which the words stand.

    What is true of the design where they stand, or of another one based on it, is told once.
    """
    home = found.place.path[:2] if found.place else ()
    if len(home) < 2 or home[0] != "designs" or loc[0] != "designs" or home[1] == str(loc[1]):
        return found
    for one in told:
        if one.place == found.place and one.code == found.code and one.message.startswith(found.message):
            return one
    return replace(
        found,
        said=Message(
            "{said} (under the design '{design}', which takes this over)", said=found.said, design=loc[1]
        ),
    )
