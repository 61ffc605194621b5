"""What numbers rest on: ranges beside numbers, `evidence`, and every way to write it wrong."""

import pytest

from hallsim.errors import InputError
from hallsim.scenario.load import LoadedScenario, load_text, with_assignments
from hallsim.units import MS_PER_MIN
from tests.helpers.mistakes import told_once

GOOD = """hallsim: 1
world:
  services:
    permit: {counter: "lognormal(mean 12 min in 9..16 min, cv 0.7)", share: 50%,
             documents: {required: 3, missing: 5.8% in 4%..8%}}
    note: {counter: exponential(mean 5 min), share: 50%}
  citizens: {patience: 20 min in 10..30 min}
  arrivals: {per_day: 100, profile: two_peaks}
  groups: {old: {share: 30%}, young: {share: 70%}}
designs:
  apart:
    windows: {permit: 4 in 3..6, note: {count: 1, generalist: {time: 1.1}}}
  joined:
    based_on: apart
    windows: {replace: true, all: {count: 5, serves: all, generalist: {time: 1.1}}}
  joined_fast:
    based_on: joined
    notice: 100%
figures:
  repeat_share: {value: 56%}
  visits_per_day: {value: 400}
evidence:
  factor:
    kind: assumed
    title: {en: Generalist factor, zh: 综合系数}
    sets: [designs.apart.windows.*.generalist.time, designs.joined.windows.*.generalist.time]
    range: 1.0..1.5
  demand:
    kind: given
    values: world.arrivals.per_day
    source: annual report
"""
WORK = "  work: {kind: assumed, scales: [world.services.note.counter], "
PER_DAY = "values: world.arrivals.per_day"


def load(text: str = GOOD) -> LoadedScenario:
    return load_text(text, "hall.yaml")


def test_a_number_with_its_range_is_read_as_the_number() -> None:
    world = load().scenario.world
    assert world.services["permit"].counter.mean() == pytest.approx(12 * MS_PER_MIN)
    assert world.services["permit"].documents.missing == pytest.approx(0.058)
    assert world.citizens.patience is not None
    assert world.citizens.patience.mean() == 20 * MS_PER_MIN
    assert load().scenario.designs["apart"].windows["permit"].count == 4


def test_every_basis_is_told_with_its_range_in_the_unit_of_its_number() -> None:
    found = {basis.name: basis for basis in load().bases}
    ranges = {name: (b.range.lo, b.range.hi, b.range.unit) for name, b in found.items() if b.range}
    assert ranges == {
        "world.services.permit.counter.mean": (9, 16, "min"),
        "world.services.permit.documents.missing": (4, 8, "%"),
        "world.citizens.patience": (10, 30, "min"),
        "designs.apart.windows.permit.count": (3, 6, ""),
        "factor": (1.0, 1.5, ""),
    }
    assert [b.kind for b in found.values()] == ["assumed"] * 5 + ["given"]
    assert found["factor"].title == {"en": "Generalist factor", "zh": "综合系数"}
    assert found["demand"].stated is not None
    assert found["demand"].stated.value == 100
    assert found["designs.apart.windows.permit.count"].whole


def test_an_assumption_moves_its_numbers_and_designs_based_on_them_follow() -> None:
    source = load()
    factor = next(b for b in source.bases if b.name == "factor")
    world = with_assignments(source, factor.assignments(1.3), is_world=True).scenario
    times = {name: [w.generalist.time for w in d.windows.values()] for name, d in world.designs.items()}
    assert times == {"apart": [1.0, 1.3], "joined": [1.3], "joined_fast": [1.3]}
    patience = next(b for b in source.bases if b.name == "world.citizens.patience")
    assert patience.value(0.25) == 15
    moved = with_assignments(source, patience.assignments(15), is_world=True).scenario
    assert moved.world.citizens.patience is not None
    assert moved.world.citizens.patience.mean() == 15 * MS_PER_MIN


def test_counts_stay_whole_and_a_law_keeps_its_other_parameters() -> None:
    source = load()
    found = {basis.name: basis for basis in source.bases}
    count, mean = found["designs.apart.windows.permit.count"], found["world.services.permit.counter.mean"]
    assert [count.value(share) for share in (0, 0.49, 0.51, 1)] == [3, 4, 5, 6]
    moved = with_assignments(source, [*count.assignments(6), *mean.assignments(15)], is_world=True).scenario
    assert moved.designs["apart"].windows["permit"].count == 6
    law = moved.world.services["permit"].counter
    assert [law.mean(), law.cv()] == pytest.approx([15 * MS_PER_MIN, 0.7])


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("    appointments: {capacity: 6 in 4..8}\n", "appointments.capacity"),
        ("    appointments: {capacity: {mon: 6 in 4..8, tue-fri: 4}}\n", "appointments.capacity.mon"),
        (
            "    appointments: {books: {some: {services: [permit], capacity: 6 in 4..8}}}\n",
            "appointments.books.some.capacity",
        ),
        ("    windows: {extra: {serves: all, on_duty: {09:00: 6 in 4..8, 12:00: 2}}}\n",
         "windows.extra.on_duty.09:00"),
        ("    windows: {extra: {serves: all, on_duty: {mon: 6 in 4..8, tue-fri: {09:00: 2}}}}\n",
         "windows.extra.on_duty.mon"),
    ],
)  # fmt: skip
def test_places_and_windows_by_time_or_weekday_are_counts(text: str, path: str) -> None:
    design = f"  more:\n    based_on: joined\n{text}"
    source = load(GOOD.replace("figures:\n", f"{design}figures:\n", 1))
    basis = next(b for b in source.bases if b.name == f"designs.more.{path}")
    assert basis.whole
    values = [basis.value(share) for share in (0.1, 0.5, 0.9)]
    assert values == [4, 6, 8]
    assert "mon" not in basis.title["zh"]
    for value in values:
        with_assignments(source, basis.assignments(value), is_world=True)


def test_a_number_at_a_named_stop_goes_by_the_stop_s_name() -> None:
    stops = "route: [{name: desk, work: 6 min in 4..8 min}, {name: pay_here, work: 1 min in 1..2 min}]"
    source = load(f"""
hallsim: 1
world:
  services: {{licence: {{title: {{en: Licence, zh: 执照}}, {stops}}}}}
  arrivals: {{per_day: 60}}
designs:
  a: {{windows: {{hall: {{count: 2, serves: all, breaks: [{{count: 1 in 1..2, hours: 12:00-13:00}}]}}}}}}
""")
    assert [basis.title["en"] for basis in source.bases] == [
        "Licence, desk: work at this stop", "Licence, pay here: work at this stop",
        "a, hall, no. 1: how many of the windows go",
    ]  # fmt: skip
    assert source.bases[0].title["zh"].startswith("执照、desk：")


def test_a_factor_multiplies_laws_counts_and_shares_where_they_are_written() -> None:
    text = GOOD.replace(
        "  demand:\n",
        "  work: {kind: assumed, range: 0.5..1.5,\n"
        "         scales: [world.services.*.counter, designs.*.windows.all]}\n"
        "  demand:\n",
    ).replace("mean 12 min in 9..16 min", "mean 12 min")
    source = load(text)
    work = next(b for b in source.bases if b.name == "work")
    moved = with_assignments(source, work.assignments(1.5), is_world=True).scenario
    means = [service.counter.mean() / MS_PER_MIN for service in moved.world.services.values()]
    assert means == [pytest.approx(18), pytest.approx(7.5)]
    assert moved.world.services["permit"].counter.cv() == pytest.approx(0.7)
    # 5 times 1.5 is 7.5: halves go up; multiplied once, though joined_fast stands on joined
    assert [moved.designs[d].windows["all"].count for d in ("joined", "joined_fast")] == [8, 8]
    low = with_assignments(source, work.assignments(0.05), is_world=True).scenario
    assert low.designs["joined"].windows["all"].count == 1


def test_fitted_figures_are_marked_and_others_are_held_out() -> None:
    from hallsim.scenario.assumptions.assumptions import fitted_figures

    fitted = "  documents: {kind: fitted, values: [world.services.*.documents.required], to: repeat_share}\n"
    assert fitted_figures(load(GOOD + fitted).scenario) == {"repeat_share"}
    by_hand = GOOD.replace("{value: 400}", "{value: 400, use: fitted}")
    assert fitted_figures(load(by_hand).scenario) == {"visits_per_day"}
    assert fitted_figures(load().scenario) == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "remedy"),
    [
        ("5.8% in 4%..8%", "5.8% in 6%..8%", "5:", "5.8% lies outside its range 6%..8%", "widen the range"),
        ("5.8% in 4%..8%", "5.8% in 8%..4%", "5:", "8%..4% does not rise", "4%..8%"),
        ("5.8% in 4%..8%", "5.8% in 4%-8%", "5:", "'4%-8%' is not a range", "two dots"),
        (
            "5.8% in 4%..8%",
            "5.8% in 4 min..8 min",
            "5:",
            "4 min is a duration",
            "write for example 4.64%..6.96%",
        ),
        ("12 min in 9..16 min", "12 min in 9..16%", "4:", "is a share|is not the end", "write for example"),
        (
            "20 min in 10..30 min",
            "20 min in 10..30 workdays",
            "7:",
            "is a number of working days",
            "16 min..24 min",
        ),
        ("20 min in 10..30 min", "20 min in ..30 min", "7:", "is not a range", "two dots"),
        ("4 in 3..6", "4 in 3..lots", "12:", "'lots' is not the end of a range", "3..5"),
        ("4 in 3..6", "4 in 4..4", "12:", "does not rise", "two different ends"),
        (
            "{value: 400}",
            "{value: 400 in 300..500}",
            "21:",
            "only in the world, in designs and in satisfaction",
            "number alone",
        ),
        ("range: 1.0..1.5", "range: 1.2..1.5", "27:", "1.1 lies outside its range 1.2..1.5", "widen"),
        ("range: 1.0..1.5", "range: 10%..50%", "27:", "1.1 lies outside", "widen"),
        ("range: 1.0..1.5", "range: 1.0", "27:", "is a text", "range: 1.0..1.5"),
        ("range: 1.0..1.5", "source: me", "26:", "sets needs a range", "range: 1.0..1.5"),
        ("kind: assumed", "kind: given", "26:", "what is given is not moved", "kind: assumed"),
        ("kind: given", "kind: guessed", "29:", "kind cannot be 'guessed'", "given"),
        ("    values: world.arrivals.per_day\n", "", "28:", "speaks of no number", "values, sets or scales"),
        (PER_DAY, "values: world.arrivals.per_dya", "30:", "there is no 'per_dya'", "per_day"),
        (PER_DAY, "values: designs.*.windows.al.count", "30:", "there is no 'al'", "'all'"),
        (PER_DAY, "values: designs.*.hand_off", "30:", "nothing that is written", "write hand_off"),
        (PER_DAY, "values: world.services.permit.documents", "30:", "is not one value", "required, missing"),
        (PER_DAY, "values: world.arrivals.profile", "30:", "'two_peaks'", "name a number"),
        (
            PER_DAY,
            "values: world.citizens.patience",
            "28:",
            "named twice, also by its own range",
            "keep one of the two",
        ),
        (
            "joined.windows.*.generalist.time",
            "joined.windows.*.count",
            "27:",
            "are not the same: 1.1, 5",
            "use scales",
        ),
        ("kind: given", "kind: given\n    to: repeat_share", "30:", "only what is fitted", "kind: fitted"),
        (
            "kind: given",
            "kind: fitted\n    to: repeat_shar",
            "30:",
            "no figure 'repeat_shar'",
            "repeat_share",
        ),
        (
            "kind: given",
            "kind: given\n    sets: designs.apart.notice",
            "30:",
            "are given for one",
            "keep one",
        ),
        ("  demand:\n", WORK + "range: -1..1.5}\n  demand:\n", "28:", "above 0", "0.8..1.6"),
        (
            "  demand:\n",
            WORK + "range: 2..3}\n  demand:\n",
            "28:",
            "stated 1 lies outside its range 2..3",
            "widen",
        ),
    ],
)
def test_a_mistake_is_told_once_with_its_place(
    old: str, new: str, place: str, message: str, remedy: str
) -> None:
    told_once(GOOD, old, new, place, message, remedy)


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        ("5.8% in 4%..8%", "5.8% in 4..8", "4 is not a share", "write 4%"),
        ("5.8% in 4%..8%", "1e400 in 1..2", "'1e400' is not a share", "a percentage such as 12%"),
        ("per_day: 100", "per_day: 100, batch: 3 in 2..4", "cannot stand here", "number alone"),
        (
            "world.arrivals.per_day",
            "run.replications",
            "no number of the world or of a design",
            "world. or designs.",
        ),
        ("world.arrivals.per_day", "hallsim", "no number of the world or of a design", "world. or designs."),
        ("world.arrivals.per_day", "'*'", "is not one value|no number of the world", "name one of"),
    ],
)
def test_odd_ways_to_write_it_are_told(old: str, new: str, message: str, remedy: str) -> None:
    text = GOOD.replace(old, new, 1) + "run: {replications: 2}\n"
    with pytest.raises(InputError) as caught:
        load(text)
    told = [p for p in caught.value.problems if any(part in p.message for part in message.split("|"))]
    assert [remedy in p.remedy for p in told] == [True]
    assert told[0].place


def test_a_law_and_its_own_parameter_are_one_number() -> None:
    both = "world.services.note.counter, world.services.note.counter.mean"
    text = GOOD.replace(
        "  demand:\n", f"  work: {{kind: assumed, scales: [{both}], range: 0.5..1.5}}\n  demand:\n"
    )
    with pytest.raises(InputError, match="is named twice"):
        load(text)


@pytest.mark.parametrize(
    ("written", "stated", "lo", "hi"),
    [
        ("0.058 in 4%..8%", "0.058", 0.04, 0.08),
        ("5.8% in 0.04..0.08", "5.8%", 4, 8),
        ("5.8%  in  4 .. 8%", "5.8%", 4, 8),
        ("5.8% in 4%…8%", "5.8%", 4, 8),
    ],
)
def test_the_ends_are_read_in_the_unit_of_the_number(written: str, stated: str, lo: float, hi: float) -> None:
    basis = next(b for b in load(GOOD.replace("5.8% in 4%..8%", written)).bases if b.name.endswith("missing"))
    assert basis.stated is not None
    assert basis.range is not None
    assert basis.stated.text() == stated
    assert [basis.range.lo, basis.range.hi] == pytest.approx([lo, hi])


def test_a_bare_number_takes_the_unit_of_the_upper_end() -> None:
    source = load(GOOD.replace("exponential(mean 5 min)", "uniform(2, 6 in 5..7 min)"))
    assert source.scenario.world.services["note"].counter.mean() == 4 * MS_PER_MIN
    basis = next(b for b in source.bases if b.name == "world.services.note.counter.high")
    moved = with_assignments(source, basis.assignments(7.0), is_world=True).scenario
    assert moved.world.services["note"].counter.mean() == 4.5 * MS_PER_MIN


def test_a_figure_it_was_fitted_to_is_not_held_out() -> None:
    text = GOOD.replace("{value: 56%}", "{value: 56%, use: held_out}")
    fitted = "  documents: {kind: fitted, values: [world.services.*.documents.required], to: repeat_share}\n"
    told_once(text + fitted, "", "", "20:", "is not held out", "use: fitted")


@pytest.mark.parametrize(
    ("old", "new", "end", "message"),
    [
        ("4 in 3..6", "4 in 3..6000", "upper", "permit cannot be 6000|count cannot be 6000"),
        ("share: 30%", "share: 30% in 20%..30%", "lower", "sum to 90%"),
        ("range: 1.0..1.5", "range: -1..1.5", "lower", "time cannot be -1"),
    ],
)
def test_a_range_reaches_only_as_far_as_the_scenario_is_right(
    old: str, new: str, end: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        load(GOOD.replace(old, new))
    assert any(f"at the {end} end of its range" in p.message for p in caught.value.problems)
    assert any(part in p.message for p in caught.value.problems for part in message.split("|"))
    assert all(p.place and p.remedy for p in caught.value.problems)


def test_the_schema_reads_ranges_and_evidence_as_the_loader_does() -> None:
    import jsonschema

    from hallsim.scenario.language.reader import parse_yaml, to_plain
    from hallsim.scenario.language.schema import scenario_schema

    jsonschema.validate(to_plain(parse_yaml(GOOD)), scenario_schema())
    for old, new in (("in 3..6", "3..6"), ("kind: given", "kind: guessed")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(to_plain(parse_yaml(GOOD.replace(old, new))), scenario_schema())


def test_words_for_people_and_names_are_no_ranges() -> None:
    text = GOOD.replace("hallsim: 1\n", "hallsim: 1\ntitle: 3 in 1..2 hours\n", 1)
    title = load(text).scenario.title
    assert title is not None
    assert title.en == "3 in 1..2 hours"


@pytest.mark.parametrize(
    ("written", "mean_min"),
    [
        ("exponential(mean 4 min)", 6.0), ("{law: lognormal, mean: 12 min, cv: 0.7, max: 60 min}", None),
        ("{mixture: [{share: 30%, of: exponential(mean 5 min)}, {share: 70%, of: 12 min}]}", 14.85),
        ("{empirical: {quantiles: {10%: 3 min, 50%: 8 min, 100%: 40 min}}}", None), ("3 min", 4.5),
        ("normal(mean 12 min, sd 3 min)", None), ("gamma(mean 4 min, shape 2, shift 1 min)", 7.5),
    ],
)  # fmt: skip
def test_times_multiplies_any_law_its_shift_and_bounds(written: str, mean_min: float | None) -> None:
    import numpy as np

    from hallsim.scenario.language.reader import parse_yaml, to_plain
    from hallsim.scenario.values.distribution_text import parse_distribution

    law = parse_distribution(to_plain(parse_yaml(f"a: {written}"))["a"])
    more = parse_distribution({"times": 1.5, "of": to_plain(parse_yaml(f"a: {written}"))["a"]})
    levels = np.array([0.0, 0.1, 0.5, 0.9, 0.999])
    assert more.quantile(levels) == pytest.approx(1.5 * law.quantile(levels), rel=1e-9)
    assert more.mean() == pytest.approx(1.5 * law.mean())
    if mean_min is not None:
        assert more.mean() / MS_PER_MIN == pytest.approx(mean_min)
