"""Which parameters each law accepts, and what they become."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from hallsim.scenario.values.distribution import Law
from hallsim.text.message import Both, Message, joined
from hallsim.units import UnitError

Given = Mapping[str, float]
Built = tuple[Law, tuple[float, ...]]
Form = Callable[[Given], Built]

DURATIONS: Final = frozenset(
    {"value", "low", "mode", "high", "mean", "sd", "median", "scale", "mean1", "mean2", "shift", "min", "max"}
)
RATES: Final = frozenset({"rate", "rate1", "rate2"})
SHARES: Final = frozenset({"p"})
BOUNDS: Final = ("shift", "min", "max")
_SPREADS: Final = ("cv", "scv", "sd")
_MAX_CV: Final = 30.0

EXAMPLES: Final[dict[str, str]] = {
    "constant": "constant(12 min)",
    "exponential": "exponential(mean 8 min)",
    "uniform": "uniform(2 min, 5 min)",
    "triangular": "triangular(2 min, 5 min, 10 min)",
    "normal": "normal(mean 12 min, sd 3 min)",
    "lognormal": "lognormal(mean 12 min, cv 0.7)",
    "gamma": "gamma(mean 4.2 min, shape 2)",
    "erlang": "erlang(mean 8 min, k 2)",
    "weibull": "weibull(mean 10 min, cv 0.8)",
    "hyperexponential": "hyperexponential(mean 1 min, cv 2)",
    "empirical": "empirical(3 min, 8 min, 40 min)",
    "sequence": "sequence(5 min, 4 min, 3 min)",
}
POSITIONAL: Final[dict[str, tuple[str, ...]]] = {
    "constant": ("value",),
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
}


def refuse(said: Message, advice: Message) -> UnitError:
    """The error for a law that cannot be read."""
    return UnitError(said, advice)


def build(law: str, given: Given) -> Built:
    """The law and its stored parameters from named parameters in one unit."""
    given = _with_cv(law, given)
    for names, form in _FORMS[law].items():
        if set(names) == set(given):
            _check_ranges(law, given)
            return form(given)
    fits = _fits(law)
    has = ", ".join(given) or Message("nothing")
    raise refuse(
        Message(
            "{law} takes {fits}; this gives {has}",
            law=law,
            fits=fits,
            has=has,
        ),
        Message("write for example {example}", example=EXAMPLES[law]),
    )


def parameter_names(law: str) -> list[str]:
    """Every parameter name that `law` knows."""
    names = {name for form in _FORMS[law] for name in form}
    return [*sorted(names | (set(_SPREADS) if "cv" in names else set())), *BOUNDS]


def _fits(law: str) -> Both:
    forms = [form for form in _FORMS[law] if form != ("mean", "cv")]
    spreads = [Message("mean and cv (or sd, or scv)")] if len(forms) < len(_FORMS[law]) else []
    shown: list[Message | Both] = [*spreads, *(joined(form, Message(" and ", "list")) for form in forms)]
    return joined(shown, Message(", or "))


def _with_cv(law: str, given: Given) -> Given:
    """A spread given as scv or sd turned into a cv where a mean is given too."""
    if "cv" in {name for form in _FORMS[law] for name in form}:
        rest = {name: value for name, value in given.items() if name not in ("scv", "sd")}
        if "scv" in given and "cv" not in given and "sd" not in given:
            return {**rest, "cv": math.sqrt(max(given["scv"], 0.0))}
        if "sd" in given and given.get("mean", 0) > 0 and "cv" not in given and "scv" not in given:
            return {**rest, "cv": given["sd"] / given["mean"]}
    return given


def _check_ranges(law: str, given: Given) -> None:
    for name, value in given.items():
        if name in ("value", "low", "mode", "cv"):
            continue
        if not value > 0:
            raise refuse(
                Message("{law}: {name} must be above 0", law=law, name=name),
                Message("write for example {example}", example=EXAMPLES[law]),
            )
    if given.get("cv", 0.0) > _MAX_CV or given.get("sigma", 0.0) > 4:
        raise refuse(
            Message("{law}: so wide a spread is surely a mistake", law=law),
            Message("a cv lies between 0 and 30, a sigma between 0 and 4"),
        )


def _limited(law: str, low: float, high: float, cv: float, why: Message) -> float:
    # A hair of tolerance: 0.57735 means 1/sqrt(3).
    if not low * (1 - 1e-4) <= cv <= high * (1 + 1e-4):
        raise refuse(
            Message(
                "{law} has a cv between {low:.4g} and {high:.4g}; this asks for {cv:.4g}",
                law=law,
                low=low,
                high=high,
                cv=cv,
            ),
            why,
        )
    return min(max(cv, low), high)


def _constant_or(law: Law, mean: float, cv: float, params: Callable[[], tuple[float, ...]]) -> Built:
    return ("constant", (mean,)) if cv == 0 else (law, params())


def _uniform(low: float, high: float) -> Built:
    _ordered("uniform", low, high)
    return ("constant", (low,)) if low == high else ("uniform", (low, high))


def _triangular(low: float, mode: float, high: float) -> Built:
    _ordered("triangular", low, mode, high)
    return ("constant", (low,)) if low == high else ("triangular", (low, mode, high))


def _ordered(law: str, *values: float) -> None:
    if list(values) != sorted(values):
        raise refuse(
            Message("{law}: the numbers must not fall", law=law),
            Message("write the smallest first, such as {example}", example=EXAMPLES[law]),
        )


def _uniform_by_cv(given: Given) -> Built:
    cv = _limited(
        "uniform", 0, 1 / math.sqrt(3), given["cv"], Message("use gamma or lognormal for more spread")
    )
    half = given["mean"] * cv * math.sqrt(3)
    return _uniform(max(0.0, given["mean"] - half), given["mean"] + half)


def _triangular_by_cv(given: Given) -> Built:
    cv = _limited(
        "triangular", 0, 1 / math.sqrt(6), given["cv"], Message("use gamma or lognormal for more spread")
    )
    half = given["mean"] * cv * math.sqrt(6)
    return _triangular(max(0.0, given["mean"] - half), given["mean"], given["mean"] + half)


def _lognormal(mu: float, sigma: float) -> Built:
    return _constant_or("lognormal", math.exp(mu), sigma, lambda: (mu, sigma))


def _lognormal_by_cv(given: Given) -> Built:
    variance = math.log1p(given["cv"] ** 2)
    return _lognormal(math.log(given["mean"]) - variance / 2, math.sqrt(variance))


def _gamma_by_cv(given: Given) -> Built:
    mean, cv = given["mean"], given["cv"]
    return _constant_or("gamma", mean, cv, lambda: (1 / cv**2, mean * cv**2))


def _whole(k: float) -> float:
    if abs(k - round(k)) > 1e-3 * k or not 1 <= round(k) <= 10_000:
        raise refuse(
            Message("an erlang needs a whole number of stages k; this is {k:.4g}", k=k),
            Message("write for example erlang(mean 8 min, k 2), or use gamma"),
        )
    return float(round(k))


def _erlang(mean: float, k: float) -> Built:
    return ("gamma", (_whole(k), mean / _whole(k)))


def _erlang_by_cv(given: Given) -> Built:
    cv = _limited("erlang", 0.01, 1, given["cv"], Message("use gamma for any spread"))
    return _erlang(given["mean"], 1 / cv**2)


def _weibull_by_cv(given: Given) -> Built:
    """The shape k solves cv^2 + 1 = gamma(1 + 2/k) / gamma(1 + 1/k)^2, which falls in k."""
    if given["cv"] == 0:
        return ("constant", (given["mean"],))
    cv = _limited("weibull", 0.01, 15, given["cv"], Message("use lognormal or gamma"))
    goal = math.log1p(cv**2)
    low, high = 0.2, 200.0
    for _ in range(200):
        shape = math.sqrt(low * high)
        if math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape) > goal:
            low = shape
        else:
            high = shape
    return _weibull_by_mean(given["mean"], shape)


def _weibull_by_mean(mean: float, shape: float) -> Built:
    return ("weibull", (shape, mean / math.gamma(1 + 1 / shape)))


def _hyper_by_cv(given: Given) -> Built:
    """Balanced means: p m1 = (1 - p) m2 (Tijms 1994, section 4.3)."""
    cv = _limited(
        "hyperexponential", 1, _MAX_CV, given["cv"], Message("use gamma or erlang for a cv below 1")
    )
    p = (1 + math.sqrt((cv**2 - 1) / (cv**2 + 1))) / 2
    return _hyper(p, given["mean"] / (2 * p), given["mean"] / (2 * (1 - p)))


def _hyper(p: float, mean1: float, mean2: float) -> Built:
    if p >= 1 or mean1 == mean2:
        return ("exponential", (mean1,))
    return ("hyperexponential", (p, mean1, mean2))


_FORMS: Final[dict[str, dict[tuple[str, ...], Form]]] = {
    "constant": {("value",): lambda g: ("constant", (g["value"],))},
    "exponential": {
        ("mean",): lambda g: ("exponential", (g["mean"],)),
        ("rate",): lambda g: ("exponential", (1 / g["rate"],)),
    },
    "uniform": {
        ("low", "high"): lambda g: _uniform(g["low"], g["high"]),
        ("mean", "cv"): _uniform_by_cv,
    },
    "triangular": {
        ("low", "mode", "high"): lambda g: _triangular(g["low"], g["mode"], g["high"]),
        ("mean", "cv"): _triangular_by_cv,
    },
    "normal": {
        ("mean", "cv"): lambda g: _constant_or(
            "normal", g["mean"], g["cv"], lambda: (g["mean"], g["mean"] * g["cv"])
        ),
    },
    "lognormal": {
        ("mean", "cv"): _lognormal_by_cv,
        ("median", "sigma"): lambda g: _lognormal(math.log(g["median"]), g["sigma"]),
        ("mean", "sigma"): lambda g: _lognormal(math.log(g["mean"]) - g["sigma"] ** 2 / 2, g["sigma"]),
        ("median", "cv"): lambda g: _lognormal(math.log(g["median"]), math.sqrt(math.log1p(g["cv"] ** 2))),
    },
    "gamma": {
        ("mean", "cv"): _gamma_by_cv,
        ("mean", "shape"): lambda g: ("gamma", (g["shape"], g["mean"] / g["shape"])),
        ("shape", "scale"): lambda g: ("gamma", (g["shape"], g["scale"])),
        ("shape", "rate"): lambda g: ("gamma", (g["shape"], 1 / g["rate"])),
    },
    "erlang": {
        ("mean", "k"): lambda g: _erlang(g["mean"], g["k"]),
        ("mean", "cv"): _erlang_by_cv,
        ("k", "scale"): lambda g: ("gamma", (_whole(g["k"]), g["scale"])),
        ("k", "rate"): lambda g: ("gamma", (_whole(g["k"]), 1 / g["rate"])),
    },
    "weibull": {
        ("mean", "cv"): _weibull_by_cv,
        ("shape", "scale"): lambda g: ("weibull", (g["shape"], g["scale"])),
        ("mean", "shape"): lambda g: _weibull_by_mean(g["mean"], g["shape"]),
    },
    "hyperexponential": {
        ("mean", "cv"): _hyper_by_cv,
        ("p", "mean1", "mean2"): lambda g: _hyper(g["p"], g["mean1"], g["mean2"]),
        ("p", "rate1", "rate2"): lambda g: _hyper(g["p"], 1 / g["rate1"], 1 / g["rate2"]),
    },
}
