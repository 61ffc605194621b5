"""What `hallsim fit-satisfaction` prints: how near the fit comes, what it tells of what was left out, whether
the ranking of the designs survives what no survey tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hallsim.metrics.catalogue.satisfaction import TITLES
from hallsim.report.wording.grid import Column, Grid, columns
from hallsim.report.wording.numbers import number, percent
from hallsim.report.wording.titles import words_in
from hallsim.scenario.satisfaction.items import KINDS
from hallsim.study.opinions.calibration import CALIBRATED_POINTS, KIND_WORDS
from hallsim.study.opinions.fitting.fit import Fitted
from hallsim.study.opinions.fitting.survival import MATTERS, ChangedPlaces, Variation, most_apart
from hallsim.study.result import Words
from hallsim.text.message import Lang, Message, translate

LEVEL_WORDS: Mapping[str, Message] = {
    "very": Message("very satisfied"),
    "fairly": Message("fairly satisfied"),
    "basic": Message("basically satisfied"),
    "rather_dissatisfied": Message("rather dissatisfied"),
    "dissatisfied": Message("dissatisfied"),
    "satisfied": Message("satisfied"),
}


def fitting_report(
    fitted: Fitted,
    told: Sequence[Variation],
    changed: Sequence[ChangedPlaces],
    titles: Mapping[str, Mapping[str, Words]],
    designs: Sequence[str],
    lang: Lang,
) -> Iterator[Grid | str]:
    """All of it."""
    yield _shares(fitted, titles, lang)
    for item, who, share in fitted.unreported:
        yield translate(
            "{item} ({who}): {share} did not answer (unreported). They are left out: the shares are of those"
            " who answered, as if the others thought the same.", lang,
            item=TITLES[item].text(lang), who=_who(who, titles, lang), share=percent(share),
        )  # fmt: skip
    if any(not share.is_close for share in fitted.shares):
        yield translate(
            "Not all shares are met to half a point: many people experience exactly the same, which"
            " cut-points cannot part. The logit can (--model logit).",
            lang,
        )
    if fitted.nothing > 0:
        yield translate(
            "Fitted to those who got something; {share} of the cases got nothing, and answer the worst level"
            " in every figure.",
            lang,
            share=percent(fitted.nothing),
        )
    yield translate(
        "What is not identified: shares fix cut-points and nothing else. No survey of shares tells how"
        " strongly answers follow experience (the slope) or what weighs how much in the whole.",
        lang,
    )
    yield from _left_out(fitted, titles, lang)
    if len(designs) > 1:
        yield from _survival(told, changed, titles, designs, lang)


def _who(who: str, titles: Mapping[str, Mapping[str, Words]], lang: Lang) -> str:
    if who in KINDS:
        return KIND_WORDS[who].text(lang)
    words = titles.get("group", {}).get(who)
    return words_in(words, lang) if words else who


def _shares(fitted: Fitted, titles: Mapping[str, Mapping[str, Words]], lang: Lang) -> Grid:
    heads = columns(lang, "Item", "Who", "Answer") + columns(lang, "Survey", "Model", "Gap, pp", right=True)
    table = Grid(title=translate("Shares of answers, survey and fitted model", lang), columns=heads)
    for share in fitted.shares:
        table.add(
            TITLES[share.item].text(lang),
            _who(share.who, titles, lang),
            LEVEL_WORDS[share.level].text(lang),
            f"{100 * share.surveyed:.2f}%",
            f"{100 * share.simulated:.2f}%",
            number(share.simulated - share.surveyed, "share", signed=True),
        )
    return table


def _left_out(fitted: Fitted, titles: Mapping[str, Mapping[str, Words]], lang: Lang) -> Iterator[Grid | str]:
    if not fitted.left_out:
        yield translate("One indicator alone cannot be told from others: nothing is validated.", lang)
        return
    heads = columns(lang, "Item", "Who") + columns(
        lang, "Score / rate fitted", "Told from the others", "Gap, points", right=True
    )
    title = translate("Validation: each indicator left out and told from the others", lang)
    table = Grid(title=title, columns=heads)
    for one in fitted.left_out:
        table.add(
            TITLES[one.item].text(lang),
            _who(one.who, titles, lang),
            f"{number(one.fitted_score)} / {percent(one.fitted_rate)}",
            f"{number(one.told_score)} / {percent(one.told_rate)}",
            number(one.told_score - one.fitted_score, signed=True),
        )
    yield table
    yield translate(
        "Up to {points:g} points off on average, the larger of score and rate, the model is called"
        " calibrated, beyond fitted.",
        lang,
        points=CALIBRATED_POINTS,
    )


def _survival(
    told: Sequence[Variation],
    changed: Sequence[ChangedPlaces],
    titles: Mapping[str, Mapping[str, Words]],
    designs: Sequence[str],
    lang: Lang,
) -> Iterator[Grid | str]:
    names = {design: _design(design, titles, lang) for design in designs}
    for kind in KINDS:
        if not any((kind, design) in told[0].scores for design in designs):
            continue
        title = translate(
            "{who}: score / rate on the whole, fitted again with what no survey tells otherwise",
            lang,
            who=KIND_WORDS[kind],
        )
        heads = [Column(names[design], right=True) for design in designs]
        table = Grid(title=title, columns=[*columns(lang, "Variation"), *heads])
        for variation in told:
            cells = [variation.scores[kind, design] for design in designs]
            texts = [f"{number(score)} / {percent(rate)}" for score, rate in cells]
            table.add(_variation(variation, lang), *texts)
        yield table
        own = [pair for pair in changed if pair.kind == kind]
        apart = most_apart(told, kind, designs)
        if apart < MATTERS:
            yield translate(
                "{who}: in every variation the designs lie within {points} points of each other; less than a"
                " point counts as the same, so there is no ranking.",
                lang,
                who=KIND_WORDS[kind],
                points=number(apart),
            )
        elif not own:
            yield translate(
                "{who}: the ranking of the designs survives (less than a point apart counts as the same).",
                lang,
                who=KIND_WORDS[kind],
            )
        for pair in own:
            yield translate(
                "{who}: {one} and {other} change places: the other minus the one is {least} to {greatest}"
                " points.",
                lang,
                who=KIND_WORDS[kind],
                one=names[pair.one],
                other=names[pair.other],
                least=number(pair.least, signed=True),
                greatest=number(pair.greatest, signed=True),
            )


def _variation(variation: Variation, lang: Lang) -> str:
    if not variation.of:
        return translate("as fitted", lang)
    if variation.of == "slope":
        return translate("slope × {factor:g}", lang, factor=variation.factor)
    return translate(
        "weight of {item} × {factor:g}", lang, item=TITLES[variation.of], factor=variation.factor
    )


def _design(name: str, titles: Mapping[str, Mapping[str, Words]], lang: Lang) -> str:
    words = titles.get("design", {}).get(name)
    return words_in(words, lang) if words else name
