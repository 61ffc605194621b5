"""Laws as people write them: what is asked for is what comes out."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallsim.scenario.values.distribution import Distribution
from hallsim.scenario.values.distribution_text import parse_distribution
from hallsim.units import MS_PER_DAY, MS_PER_MIN, UnitError

LAWS = [
    "12 min",
    "exponential(mean 8 min)",
    "uniform(2, 5 min)",
    "triangular(2, 5, 10 min)",
    "triangular(2, 2, 10 min)",
    "normal(mean 12 min, sd 3 min)",
    "normal(mean 5 min, sd 9 min)",
    "lognormal(mean 12 min, cv 0.7)",
    "lognormal(median 10 min, sigma 0.6)",
    "gamma(mean 4.2 min, shape 2)",
    "erlang(mean 8 min, k 3)",
    "weibull(shape 1.5, scale 10 min)",
    "hyperexponential(mean 1 min, cv 2)",
    "hyperexponential(p 0.887, mean1 0.56 min, mean2 4.4 min)",
    "empirical(1, 2, 3, 3 min)",
    "lognormal(mean 12 min, cv 0.7, shift 2 min, min 3 min, max 60 min)",
    "normal(mean 5 min, sd 9 min, max 20 min)",
    "exponential(mean 8 min, min 4 min)",
    "gamma(mean 4 min, cv 2, max 9 min)",
    "weibull(mean 10 min, cv 0.8, min 1 min, max 30 min)",
    "hyperexponential(mean 5 min, cv 1.5, max 20 min)",
    "triangular(2, 5, 10 min, min 4 min, max 9 min)",
    "uniform(2, 9 min, shift 1 min, min 4 min, max 9 min)",
]
MAPPINGS: list[object] = [
    {"law": "lognormal", "mean": "12 min", "cv": 0.7, "max": "60 min"},
    {
        "mixture": [
            {"share": "30%", "of": "exponential(mean 5 min)"},
            {"share": 0.7, "of": "normal(mean 12 min, sd 2 min, shift 1 min)"},
        ]
    },
    {"mixture": [{"share": "50%", "of": "1 min"}, {"share": "50%", "of": "uniform(2, 4 min)"}]},
    {"empirical": {"values": [3, 8, "40 min"]}},
    {"empirical": {"quantiles": {"0%": "1 min", "50%": "8 min", "100%": "40 min"}}, "shift": "1 min"},
    {"quantiles": {"10%": "3 min", "50%": "8 min", "100%": "40 min"}},
]
EVERY = [*LAWS, *MAPPINGS]


def integrated(law: Distribution) -> tuple[float, float]:
    """Mean and standard deviation by Gauss-Legendre over u, finer and finer towards both ends."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    halves = 2.0 ** -np.arange(1, 46)
    edges = np.unique(np.concatenate([[0.0], halves, 1 - halves, [1.0], np.linspace(0, 1, 2001)]))
    low, width = edges[:-1], np.diff(edges)
    u = low[:, None] + width[:, None] * (nodes + 1) / 2
    w = width[:, None] * weights / 2
    values = law.quantile(u)
    mean = float((values * w).sum())
    return mean, math.sqrt(float(((values - mean) ** 2 * w).sum()))


@pytest.mark.parametrize("written", EVERY, ids=str)
def test_mean_and_spread_are_those_of_the_quantiles(written: object) -> None:
    law = parse_distribution(written)
    mean, sd = integrated(law)
    # jumps of the empirical laws limit the integration
    assert law.mean() == pytest.approx(mean, rel=1e-3)
    assert law.sd() == pytest.approx(sd, rel=2e-3, abs=1e-6)


@pytest.mark.parametrize("written", EVERY, ids=str)
def test_quantiles_rise_and_undo_the_distribution_function(written: object) -> None:
    law = parse_distribution(written)
    u = np.linspace(0.0005, 0.9995, 1001)
    x = law.quantile(u)
    assert np.all(np.diff(x) >= 0)
    assert np.all(x >= 0)
    assert np.all(law.cdf(x) >= u - 1e-9)
    assert np.all(law.cdf(x * (1 - 1e-7) - 1e-3) <= u + 1e-9)


@pytest.mark.parametrize("law", ["lognormal", "gamma", "weibull"])
@given(mean=st.floats(0.1, 500), cv=st.floats(0.05, 4))
def test_mean_and_cv_are_what_was_asked(law: str, mean: float, cv: float) -> None:
    found = parse_distribution(f"{law}(mean {mean:.6f} min, cv {cv:.6f})")
    assert found.mean() == pytest.approx(mean * MS_PER_MIN, rel=1e-4)
    assert found.cv() == pytest.approx(cv, rel=1e-4)


@given(mean=st.floats(0.1, 500), cv=st.floats(1, 10))
def test_hyperexponential_has_balanced_means(mean: float, cv: float) -> None:
    found = parse_distribution(f"hyperexponential(mean {mean:.6f} min, cv {cv:.6f})")
    assert found.mean() == pytest.approx(mean * MS_PER_MIN, rel=1e-4)
    assert found.cv() == pytest.approx(cv, rel=1e-4)
    if found.law == "hyperexponential":
        p, mean1, mean2 = found.params
        assert p * mean1 == pytest.approx((1 - p) * mean2)


@pytest.mark.parametrize(("law", "widest"), [("uniform", 0.577), ("triangular", 0.408)])
def test_bounded_laws_by_mean_and_cv(law: str, widest: float) -> None:
    found = parse_distribution(f"{law}(mean 10 min, cv 0.3)")
    assert found.mean() == pytest.approx(10 * MS_PER_MIN)
    assert found.cv() == pytest.approx(0.3)
    with pytest.raises(UnitError, match="more spread"):
        parse_distribution(f"{law}(mean 10 min, cv {widest + 0.01})")


def test_known_quantiles() -> None:
    u = np.array([0.5, 0.9])
    minutes = [60_000.0]
    assert parse_distribution("exponential(mean 8 min)").quantile(u) / minutes == pytest.approx(
        [-8 * math.log(0.5), -8 * math.log(0.1)]
    )
    # 1.2815515594 is the 90 % quantile of the standard normal
    assert parse_distribution("lognormal(median 10 min, sigma 0.6)").quantile(u) / minutes == pytest.approx(
        [10, 10 * math.exp(0.6 * 1.2815515594)]
    )
    # for shape 2 the median solves (1 + x) exp(-x) = 1/2
    assert parse_distribution("gamma(shape 2, scale 1 min)").quantile(u)[0] / 60_000 == pytest.approx(
        1.6783469900
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exponential(8 min)", "exponential(rate 0.125 per min)"),
        ("uniform(2, 5 min)", "uniform(2 min, 300 s)"),
        ("lognormal(mean 2 days, scv 0.5)", "lognormal(mean 2 days, cv 0.70710678118654757)"),
        ("normal(mean 12 min, sd 3 min)", "normal(mean 12 min, cv 0.25)"),
        ("gamma(mean 4.2 min, shape 2)", "gamma(shape 2, scale 2.1 min)"),
        ("erlang(mean 8 min, k 2)", "erlang(k 2, rate 0.25 per min)"),
        ("lognormal（mean 12分钟，cv 0.7）", "lognormal(mean 12 min, cv 0.7)"),
        ("LogNormal(mean=12 min, cv=0.7)", "lognormal(mean: 12 min, cv: 0.7)"),
        ("lognormal(mean 12 min, cv 0)", "12 min"),
        ("hyperexponential(mean 3 min, cv 1)", "exponential(3 min)"),
    ],
)
def test_spellings_of_one_law(one: str, other: str) -> None:
    a, b = parse_distribution(one), parse_distribution(other)
    assert a.law == b.law
    assert a.unit == b.unit
    u = np.linspace(0.01, 0.99, 25)
    assert a.quantile(u) == pytest.approx(b.quantile(u), rel=1e-9)


def test_days_and_workdays_stay_what_they_are() -> None:
    spell = parse_distribution("uniform(1, 3 workdays)")
    assert (spell.unit, spell.params) == ("workdays", (1.0, 3.0))
    assert parse_distribution("2 weeks").params == (14.0,)
    values = np.array([0.5, 1.0, 1.00000001])
    assert spell.to_ms(values, workday_ms=7).tolist() == [4, 7, 7]
    assert parse_distribution("1 days").to_ms(values, 7)[0] == MS_PER_DAY // 2
    mixed = parse_distribution({"mixture": [{"share": "50%", "of": "1 day"}, {"share": "50%", "of": "2 h"}]})
    assert mixed.unit == "ms"
    assert mixed.mean() == pytest.approx(13 * 3_600_000)


def test_a_sequence_is_taken_in_turn() -> None:
    law = parse_distribution("sequence(5, 4, 3 min)")
    assert list(law.sequence or ()) == [300_000, 240_000, 180_000]
    assert law.mean() == pytest.approx(240_000)
    with pytest.raises(ValueError, match="in turn"):
        law.quantile(np.array([0.5]))
    assert parse_distribution("5 min").sequence is None


def test_a_csv_column_is_read_from_the_scenarios_folder_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "times.csv").write_text("who,minutes\na,3\nb,5\nc,10\n", encoding="utf-8")
    (tmp_path / "out.csv").write_text("minutes\n1\n", encoding="utf-8")
    files: dict[str, bytes] = {}
    written = {"empirical": {"csv": "times.csv", "column": "minutes", "unit": "min"}}
    law = parse_distribution(written, tmp_path / "in", files)
    assert list(law.params) == [180_000, 300_000, 600_000]
    assert list(files) == ["times.csv"]
    for name, said in [("../out.csv", "outside"), ("none.csv", "no such file"), ("/etc/passwd", "outside")]:
        with pytest.raises(UnitError, match=said):
            parse_distribution({"csv": name, "column": "minutes", "unit": "min"}, tmp_path / "in")
    with pytest.raises(UnitError, match="did you mean 'minutes'"):
        parse_distribution({"csv": "times.csv", "column": "minuts", "unit": "min"}, tmp_path / "in")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("12", "12 has no unit"),
        (12, "12 has no unit"),
        ("lognorml(mean 12 min, cv 1)", "did you mean 'lognormal'"),
        ("lognormal(mean 12 min)", "this gives mean"),
        ("lognormal(12 min, 0.7)", "say what '12 min' is"),
        ("lognormal(mean 12, cv 0.7)", "12 has no unit"),
        ("gamma(mean 3 min, shpe 2)", "did you mean 'shape'"),
        ("gamma(mean 3 min, mean 4 min, shape 2)", "given twice"),
        ("uniform(5, 2 min)", "must not fall"),
        ("uniform(5 min, 2 workdays)", "do not mix"),
        ("exponential(mean 0 min)", "above 0"),
        ("exponential mean 8 min", "write for example exponential"),
        ("hyperexponential(mean 1 min, cv 0.5)", "between 1 and"),
        ("erlang(mean 8 min, k 1.5)", "whole number of stages"),
        ("lognormal(mean 12 min, cv 0.7, max 1 s)", "leave nothing"),
        ("12 min(", "not a duration"),
        ("empirical()", "no values"),
        ({"law": "lognormal"}, "this gives nothing"),
        ({"a": 1}, "not a law"),
        ({"mixture": [{"share": "60%", "of": "1 min"}, {"share": "30%", "of": "2 min"}]}, "sum to 90"),
        ({"quantiles": {"10%": "9 min", "100%": "3 min"}}, "must rise"),
        ([1, 2], "not a quantity"),
        (None, "empty"),
        (True, "true or false"),
    ],
)
def test_what_does_not_fit_is_told_in_words(written: object, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_distribution(written)
    assert said in str(caught.value)


@given(text=st.text("lognormal(mean 12,.cv)eéx周-%", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        law = parse_distribution(text)
    except UnitError:
        return
    assert law.mean() >= 0
