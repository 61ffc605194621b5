"""The answer in words: what holds the cases up, where the days go, where files wait."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from hallsim.report.bottleneck.words import WHO, group_of, station_of, what, with_station
from hallsim.report.wording.day_parts import PART_LABELS, step_name
from hallsim.report.wording.numbers import apart, interval, number, percent
from hallsim.report.wording.sentences import with_unit
from hallsim.report.wording.titles import words_in
from hallsim.study.bottleneck.result import Bottleneck, Gain, Split, StepWait
from hallsim.study.inference.statistics import LEVEL, between, t_quantile
from hallsim.text.message import SEMICOLON, Both, Lang, Message, joined, translate

_MOST_PARTS = 4
_LEAST_SHARE = 0.02


def headline(b: Bottleneck, lang: Lang) -> list[str]:
    """The sentences of the answer, the most important first."""
    told = [*_bottleneck(b, lang), *_waiting_hall(b, lang)]
    if b.split is not None and not math.isnan(b.split.total.value):
        told.append(where_the_days_go(b.split, lang))
    longest = max(b.steps, key=waiting_of, default=None)
    if longest is not None and waiting_of(longest) > 0:
        told.append(_longest(b, longest, lang))
    return told


def waiting_of(step: StepWait) -> float:
    """Working days that the files of a day wait at a step, all together."""
    total = step.n_a_day * step.wait.value
    return 0.0 if math.isnan(total) else total


def where_the_days_go(split: Split, lang: Lang) -> str:
    """The largest parts of the lead time."""
    if not split.has_days:
        return translate(
            "Nothing takes days: from the first visit to the certificate no case takes any of the hours that"
            " count as working days (calendar.workday_from, calendar.workday).", lang,
        )  # fmt: skip
    total = split.total.value
    parts = sorted(
        ((part, e.value) for part, e in split.parts.items() if e.value > _LEAST_SHARE * total),
        key=lambda one: -one[1],
    )
    told = [
        translate("{days} {part} ({share})", lang, days=number(value), part=PART_LABELS[part],
                  share=percent(value / total))
        for part, value in parts[:_MOST_PARTS]
    ]  # fmt: skip
    return translate(
        "Of {total} working days from the first visit to the certificate: {parts}.", lang,
        total=number(total), parts=joined(told, SEMICOLON),
    )  # fmt: skip


def _longest(b: Bottleneck, step: StepWait, lang: Lang) -> str:
    share = waiting_of(step) / sum(map(waiting_of, b.steps))
    return translate(
        "Files wait most at {step}: {days} working days each, {share} of all that files wait at desks and for"
        " meetings and teams.", lang,
        step=step_name(b.names, step.step, lang, alone=is_alone(b)), days=number(step.wait.value),
        share=percent(share),
    )  # fmt: skip


def is_alone(b: Bottleneck) -> bool:
    """Whether the steps are all of one service."""
    return len({step.step.partition("/")[0] for step in b.steps}) < 2


def _bottleneck(b: Bottleneck, lang: Lang) -> Iterator[str]:
    """What holds most: one more of it changes the figure, surely and by more than one more of any other."""
    if not b.gains:
        yield translate("Nowhere do people or files wait so that one more of anything could help.", lang)
        return
    best, others = b.gains[0], _of_other_groups(b)
    if best.verdict.word != "better":
        yield _nothing_helps(b, lang)
        return
    told = {"what": _begun(with_station(b, best.addition, lang), lang), "gained": _gained(b, best, lang)}
    rivals = [gain for gain in others if not _is_clear(best, gain, b, len(others))]
    if rivals or not others:
        yield translate("{what} brings most: {gained}.", lang, **told)
    else:
        who, whom = WHO[group_of(best.addition)], _not_whom(others)
        yield translate(
            "The bottleneck: {who} ({station}), not {others}. {what}: {gained}; the best of the others is"
            " {rest}.",
            lang, who=who, station=station_of(b, best.addition, lang), others=whom,
            rest=_told(b, others[0], lang),
            **told | {"what": _begun(what(best.addition, lang), lang)},
        )  # fmt: skip
    for gain in rivals[:1]:
        yield translate(
            "{what} may bring as much: {gained}; more replications would tell.", lang,
            what=_begun(with_station(b, gain.addition, lang), lang), gained=_gained(b, gain, lang),
        )  # fmt: skip


def _of_other_groups(b: Bottleneck) -> list[Gain]:
    """What was tried of other groups than the best, best first."""
    own = group_of(b.gains[0].addition)
    return [gain for gain in b.gains if group_of(gain.addition) != own]


def _not_whom(others: Sequence[Gain]) -> Message | Both:
    """`the reviewers or the windows`."""
    *several, last = [WHO[group] for group in dict.fromkeys(group_of(gain.addition) for gain in others)]
    return Message("{several} or {last}", several=joined(several), last=last) if several else last


def _is_clear(best: Gain, other: Gain, b: Bottleneck, n: int) -> bool:
    """Whether one brings more than another, paired by replication; one of `n` such statements, which hold all
    at once.
    """
    apart_by = between(best.difference, other.difference)
    if apart_by.n < 2:
        return False
    lo, hi = apart_by.interval(t_quantile(apart_by.n - 1, 1 - (1 - LEVEL) / n))
    return lo > 0 if b.metric.better == "lower" else hi < 0


def _gained(b: Bottleneck, gain: Gain, lang: Lang) -> str:
    """`lead time from first visit 14.6 → 13.4 working days (−1.32 to −1.13)`."""
    d, unit = gain.difference, b.metric.unit
    now, then = apart(d.base_value, d.other_value, unit)
    label = words_in(b.metric.label, lang)
    return translate(
        "{label} {now} → {then} ({change})", lang, label=label[:1].lower() + label[1:], now=now,
        then=with_unit(then, unit, lang), change=_change(b, gain, lang),
    )  # fmt: skip


def _told(b: Bottleneck, gain: Gain, lang: Lang) -> str:
    """`roads: one more officer (−0.20 to +0.02)`."""
    name = with_station(b, gain.addition, lang)
    return translate("{what} ({change})", lang, what=name, change=_change(b, gain, lang))


def _change(b: Bottleneck, gain: Gain, lang: Lang) -> str:
    """The interval of the change."""
    return interval(gain.verdict.lo, gain.verdict.hi, b.metric.unit, lang, signed=True)


def _nothing_helps(b: Bottleneck, lang: Lang) -> str:
    """No addition is surely of use: all are practically nothing, or that cannot be told yet."""
    unit = b.metric.unit
    sign = 1 if b.metric.better == "lower" else -1
    ends = [sign * (gain.verdict.lo if sign > 0 else gain.verdict.hi) for gain in b.gains]
    most = with_unit(number(max(0.0, -min(ends)), unit), unit, lang)
    label = words_in(b.metric.label, lang)
    if all(gain.verdict.word == "same" for gain in b.gains):
        return translate(
            "One more officer, window or meeting changes next to nothing: {label} would move by {most} at"
            " most.",
            lang, label=label[:1].lower() + label[1:], most=most,
        )  # fmt: skip
    return translate(
        "Nothing that was tried helps for sure ({label}: {most} at most); more replications would tell.",
        lang, label=label[:1].lower() + label[1:], most=most,
    )  # fmt: skip


def _waiting_hall(b: Bottleneck, lang: Lang) -> Iterator[str]:
    """Where one more window shortens the wait of people most, when that is not what was asked."""
    if b.metric.id == "wait_mean":
        return
    windows = [gain for gain in b.gains if not gain.addition.at_desk and gain.hall_wait.hi < 0]
    if not windows:
        return
    best = min(windows, key=lambda gain: gain.hall_wait.value)
    now, then = apart(best.hall_wait.base_value, best.hall_wait.other_value, "min")
    yield translate(
        "The wait in the hall: {now} min now, {then} with {what} ({station}).", lang,
        now=now, then=then, what=what(best.addition, lang), station=station_of(b, best.addition, lang),
    )  # fmt: skip


def _begun(text: str, lang: Lang) -> str:
    """Words at the beginning of a sentence; Chinese leaves a name as its owner writes it."""
    return text[:1].upper() + text[1:] if lang == "en" else text


def notes(b: Bottleneck, lang: Lang) -> list[str]:
    """How the answer was reached."""
    text = (
        "{n} replications, seed {seed}; the same citizens meet the design as it is and with one more. The"
        " intervals (95%) of the changes hold all at once, the other intervals each by itself."
    )
    told = [translate(text, lang, n=len(b.replications), seed=b.manifest["seed"])]
    if b.failed:
        failed = ", ".join(map(str, b.failed))
        told.append(translate("Not finished: replications {failed}.", lang, failed=failed))
    if b.dead:
        stations = list(dict.fromkeys(station_of(b, one, lang) for one in b.dead))
        text = "Not to be run with one more: {stations}; the first run fails so: {why}"
        why = next(iter(b.dead.values()))[lang]
        told.append(translate(text, lang, stations=joined(stations), why=why))
    if b.left_out:
        told.append(_left_out(b, lang))
    return told


def _left_out(b: Bottleneck, lang: Lang) -> str:
    stations: Sequence[str] = list(dict.fromkeys(station_of(b, one, lang) for one in b.left_out))
    shown = list(stations[:6])
    if len(stations) > len(shown):
        return translate(
            "Not tried, since less is waited there: {stations} and {n} more (--most tries more).", lang,
            stations=joined(shown), n=len(stations) - len(shown),
        )  # fmt: skip
    return translate(
        "Not tried, since less is waited there: {stations} (--most tries more).", lang, stations=joined(shown)
    )
