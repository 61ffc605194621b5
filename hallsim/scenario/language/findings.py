"""Problems and warnings gathered by the cross-checks, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hallsim.errors import Problem, did_you_mean, problem
from hallsim.likeness import nearest
from hallsim.scenario.parsing.located import Located, node_at, place_of, value_place

Loc = Sequence[str | int]
TOLERANCE = 1e-3


class Findings:
    """What the checks of one scenario have found so far; both languages are given side by side."""

    def __init__(self, tree: Located) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.misnamed: set[str] = set()  # names that are told as wrong themselves

    def problem(self, loc: Loc, code: str, en: str, remedy: str, zh: str, remedy_zh: str) -> None:
        """Note something that cannot be run."""
        found = problem(place_of(self.tree, loc), code, en, remedy, zh, remedy_zh)
        self.problems.append(_with_design(found, loc, self.problems))

    def wrong_value(self, loc: Loc, code: str, en: str, remedy: str, zh: str, remedy_zh: str) -> None:
        """Note a text or number that cannot be run, where it stands (`problem`: where its key stands)."""
        self.problems.append(problem(value_place(self.tree, loc), code, en, remedy, zh, remedy_zh))

    def warning(self, loc: Loc, code: str, en: str, remedy: str, zh: str, remedy_zh: str) -> None:
        """Note something that can be run but looks unintended."""
        found = problem(place_of(self.tree, loc), code, en, remedy, zh, remedy_zh)
        self.warnings.append(_with_design(found, loc, self.warnings))

    def unknown(self, loc: Loc, name: str, what: str, what_zh: str, known: Iterable[str]) -> None:
        """Note a name that stands for nothing, unless it is right and what it names is told as misnamed."""
        names = list(dict.fromkeys(known))
        if nearest(name, names) in self.misnamed:
            return
        # a name written as a value; as a key it stands at its own place
        tell = self.problem if loc and loc[-1] == name else self.wrong_value
        tell(
            loc, "name.unknown", f"there is no {what} '{name}'", did_you_mean(name, names),
            f"没有名为 '{name}' 的{what_zh}", did_you_mean(name, names, "zh"),
        )  # fmt: skip

    def written(self, loc: Loc) -> bool:
        """Whether the scenario itself says something at `loc`."""
        return node_at(self.tree, loc) is not None

    def own(self, loc: Loc) -> bool:
        """Whether what stands at `loc` was written there, not in the design that this one is based on."""
        home = tuple(map(str, loc[:2]))
        return self.written(loc) and tuple(map(str, place_of(self.tree, loc).path[:2])) == home

    def idle(self, loc: Loc, why: str, remedy: str, why_zh: str, remedy_zh: str) -> None:
        """Note a key that changes nothing where it stands, and what it would need."""
        name = str(loc[-1])
        self.warning(
            loc, "key.idle", f"{name} changes nothing: {why}", f"drop it, or {remedy}",
            f"{name} 不起作用：{why_zh}", f"请删去，或{remedy_zh}",
        )  # fmt: skip

    def shares(self, loc: Loc, shares: Mapping[str, float | None], what: str, what_zh: str) -> None:
        """Shares of a whole must sum to 100 %, to a tenth of a percent; a missing one counts as nothing."""
        given = [share for share in shares.values() if share is not None]
        total = sum(given)
        if not given or abs(total - 1) > TOLERANCE + 1e-12:
            percent = f"{round(100 * total, 4):g}%"
            sums, sums_zh = (f"sum to {percent}", f"合计 {percent}") if given else ("are missing", "缺失")
            self.problem(
                loc, "shares.sum", f"the shares of the {what} {sums}", "they must sum to 100%",
                f"{what_zh}的份额{sums_zh}", "合计须为 100%",
            )  # fmt: skip


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
        message=f"{found.message} (under the design '{loc[1]}', which takes this over)",
        message_zh=f"{found.message_zh}（沿用此处的方案 '{loc[1]}'）",
    )
