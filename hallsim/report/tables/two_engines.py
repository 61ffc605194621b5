"""Both engines held against each other: a row a run, and where they differ the citizen's way in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.moments import told
from hallsim.study.engines.compared import Trial
from hallsim.study.result import Words
from hallsim.text.message import Lang, translate

_AROUND = 3
"""So many equal moments are told before and after what differs."""


def trials_report(
    found: Sequence[Trial], titles: Mapping[str, Mapping[str, Words]], lang: Lang
) -> Iterator[Grid | str]:
    """A row a run, what comes of it all, and the first difference."""
    yield _table(found, lang)
    yield _summary(found, lang)
    different = next((trial for trial in found if trial.difference is not None), None)
    if different is None or different.difference is None:
        return
    yield different.difference.message_in(lang)
    if any(different.ways):
        yield _ways(different, titles.get("station", {}), lang)


def _table(found: Sequence[Trial], lang: Lang) -> Grid:
    numbers = columns(lang, "Records", "Reference, s", "Compiled, s", "Times as fast", right=True)
    table = Grid(
        columns=[*columns(lang, "Name of the design", "Replication"), *numbers, *columns(lang, "Records are")]
    )
    for trial in found:
        what, cells = "identical", ["", "", "", ""]
        if trial.not_covered:
            what = "not compared: {key} is not covered"
        else:
            one, other = trial.seconds
            cells = [f"{trial.n_records:,}", f"{one:.2f}", f"{other:.3f}", _ratio(one, other)]
        if trial.difference is not None:
            what = "different"
        text = translate(what, lang, key=trial.not_covered)
        table.add(trial.design, str(trial.replication), *cells, text, bold=trial.difference is not None)
    return table


def _summary(found: Sequence[Trial], lang: Lang) -> str:
    compared = [trial for trial in found if not trial.not_covered]
    same = [trial for trial in compared if trial.difference is None]
    one, other = (sum(trial.seconds[i] for trial in compared) for i in (0, 1))
    text = (
        "{same} of {compared} runs compared leave identical records ({n} of them); reference {one} s,"
        " compiled {other} s: {ratio} times as fast."
    )
    if not compared:
        text = "Nothing was compared: the compiled engine covers none of these designs yet."
    values = {
        "n": f"{sum(trial.n_records for trial in same):,}",
        "one": f"{one:.2f}",
        "other": f"{other:.2f}",
    }
    return translate(text, lang, same=len(same), compared=len(compared), ratio=_ratio(one, other), **values)


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.0f}" if other else "–"


def _ways(trial: Trial, stations: Mapping[str, Words], lang: Lang) -> Grid:
    """The citizen's way as each engine has it, side by side; what differs is bold."""
    one, other = ([told(moment, stations, lang) for moment in way] for way in trial.ways)
    title = translate("Citizen {citizen}, as each engine has it", lang, citizen=trial.citizen)
    headings = [translate(heading, lang) for heading in ("Reference", "Compiled")]
    table = Grid(title=title, columns=[Column(""), *(Column(heading) for heading in headings)])
    for what, i, i_end, j, j_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        pairs = list(zip_longest(one[i:i_end], other[j:j_end], fillvalue=""))
        if what == "equal":
            for left, right in _shortened(pairs, is_first=i == 0, is_last=i_end == len(one)):
                table.add("", left, right)
        else:
            for left, right in pairs:
                table.add("≠", left, right, bold=True)
    return table


def _shortened(pairs: list[tuple[str, str]], *, is_first: bool, is_last: bool) -> list[tuple[str, str]]:
    """Equal moments next to a difference; the others are left out."""
    before, after = (0 if is_first else _AROUND), (0 if is_last else _AROUND)
    if len(pairs) <= before + after + 1:
        return pairs
    return [*pairs[:before], ("…", "…"), *(pairs[-after:] if after else [])]
