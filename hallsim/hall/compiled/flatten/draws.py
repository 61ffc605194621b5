"""What is asked while a run lasts, as functions of numbers; a stop is known by its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from hallsim.hall.compiled.flatten.arrays import Arrays, ints
from hallsim.hall.compiled.flatten.decisions import plain
from hallsim.hall.decisions.model import Decisions

COLLECT = ".collect"
Ask = Callable[[int, int, int], NDArray[Any]]


def draws(given: Decisions) -> tuple[Arrays, dict[str, Ask]]:
    """The numbers of stops by task, and the functions by name; only those that a design asks."""
    arrays: Arrays = {}
    asks: dict[str, Ask] = {}
    if given.order is not None:
        order, names = given.order, _stops("order", given.order.stops, arrays)
        asks["order"] = lambda stop, visit, time: plain(order.uniforms((names[stop], visit, time)))
    if given.call is not None:
        call, called = given.call, _stops("call", given.call.stops, arrays)
        asks["call"] = lambda stop, visit, time: plain(call.walk_ms((called[stop], visit, time)))
    if given.idle_work:
        pieces = given.idle_work
        arrays["idle_work.servers"] = ints(pieces)
        asks["idle_work"] = lambda server, _, n: plain(pieces[server].lengths_ms(n))
    return arrays, asks


def _stops(name: str, of_task: tuple[str, ...], arrays: Arrays) -> list[str]:
    """The stops that there are, by number; which are those of tasks, and which collect."""
    names = list(dict.fromkeys(of_task))
    arrays[f"{name}.stop_of_task"] = ints(names.index(stop) for stop in of_task)
    arrays[f"{name}.is_collect"] = ints(stop == COLLECT for stop in names)
    return names
