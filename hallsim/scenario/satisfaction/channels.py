"""By which channels a hall hears what people think: who is asked, who answers, how that is off.

Nearly all numbers are assumed: no report gives answering rates. What is given stands in the sentences.
"""

from __future__ import annotations

from typing import Any

from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import Number, Share, Whole


def _asked(default: str) -> Any:
    return key(
        default,
        en="Share of those the channel reaches who are asked.",
        unit="share",
        example="5%",
        ge=0,
        le=1,
    )


def _answers(default: str) -> Any:
    return key(
        default,
        en="Share of those asked and basically satisfied who answer.",
        unit="share",
        example="30%",
        ge=0,
        le=1,
    )


def _tilt(default: float) -> Any:
    return key(
        default,
        en="Factor on the odds of answering for every level one is more satisfied: above 1 the satisfied "
        "answer more readily, below 1 the others.",
        unit="factor",
        example="1.3",
        gt=0,
        le=20,
    )


def _lift(default: str) -> Any:
    return key(
        default,
        en="Share of the answers given one level better than felt (the clerk looks on).",
        unit="share",
        example="30%",
        ge=0,
        le=1,
    )


def _left_out() -> Any:
    return key((), en="Groups that the channel does not reach.", example="[elderly]")


class Channel(Model):
    """A channel by which people say what they think."""

    asked: Share = _asked("100%")
    answers: Share = _answers("30%")
    tilt: Number = _tilt(1.0)
    lift: Share = _lift("0%")
    left_out: tuple[str, ...] = _left_out()


class Button(Channel):
    """A button at the window, pressed before the clerk's eyes; asks who was served at a window."""

    answers: Share = _answers("60%")
    tilt: Number = _tilt(1.3)
    lift: Share = _lift("40%")


class Sms(Channel):
    """A message after every case that came to its end."""

    answers: Share = _answers("8%")
    tilt: Number = _tilt(0.8)
    lift: Share = _lift("0%")


class Phone(Channel):
    """Calls to some of those whose case came to its end."""

    asked: Share = _asked("5%")
    answers: Share = _answers("40%")
    lift: Share = _lift("15%")


class Household(Channel):
    """A survey of households: reaches also who got nothing."""

    asked: Share = _asked("2%")
    answers: Share = _answers("77%")


class Complaints(Model):
    """Of those dissatisfied, who complains: a funnel."""

    would: Share = key(
        "67%",
        en="Share of the dissatisfied who would complain: of the firms of one survey 43.81 % would and "
        "8.57 % would not, the rest said it depends, of whom a half is assumed.",
        unit="share",
        example="67%",
        ge=0,
        le=1,
    )
    knows: Share = key(
        "64%",
        en="Of these, share who know where; 35.94 % of that survey's reasons not to complain were not "
        "knowing.",
        unit="share",
        example="64%",
        ge=0,
        le=1,
    )
    gets_through: Share = key(
        "66%",
        en="Of these, share who get through; 34.38 % of those reasons were a busy line.",
        unit="share",
        example="66%",
        ge=0,
        le=1,
    )
    believes: Share = key(
        "70%",
        en="Of these, share who think it is of use; about 30 % of those reasons were that it is not.",
        unit="share",
        example="70%",
        ge=0,
        le=1,
    )


class Walks(Model):
    """Somebody walks a case from end to end and finds what is wrong with it."""

    n: Whole = key(
        50,
        en="Cases walked in the whole run; one district walked 50.",
        unit="cases",
        example="50",
        ge=1,
        le=100_000,
    )
    finds: Share = key(
        "52%",
        en="Share of the walks that find what most annoys on the way; that district found 26 problems in "
        "50 walks.",
        unit="share",
        example="52%",
        ge=0,
        le=1,
    )


class Supervisors(Model):
    """Lay supervisors look at visits in the hall: queues, clerks, the hall itself, not what comes after."""

    visits: Whole = key(
        30,
        en="Visits they look at in the whole run.",
        unit="visits",
        example="30",
        ge=1,
        le=100_000,
    )
    lift: Share = _lift("20%")


class Channels(Model):
    """How the hall hears what people think; only what is written here is used."""

    button: Button | None = key(
        None, en="A button at the window (asks who was served there).", example="{answers: 60%}"
    )
    sms: Sms | None = key(
        None, en="A message after every case that came to its end.", example="{answers: 8%}"
    )
    phone: Phone | None = key(
        None, en="Calls to some of those whose case came to its end.", example="{asked: 5%}"
    )
    household: Household | None = key(
        None, en="A survey of households, which reaches also who got nothing.", example="{asked: 2%}"
    )
    complaints: Complaints | None = key(
        None, en="A line for complaints, as a funnel.", example="{gets_through: 66%}"
    )
    walks: Walks | None = key(
        None, en="Somebody walks cases from end to end and finds what is wrong.", example="{n: 50}"
    )
    supervisors: Supervisors | None = key(
        None, en="Lay supervisors look at visits in the hall.", example="{visits: 30}"
    )
