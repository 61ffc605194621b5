"""The collector of cyclic garbage rests while many small objects are made and none of them dies."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def without_collector(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """A function during which it rests: the kept replications of a study are hundred thousands of lists,
    which it would walk through again and again. Tables and figures take a tenth less.
    """

    @wraps(make)
    def resting(*args: Given.args, **options: Given.kwargs) -> Made:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return make(*args, **options)
        finally:
            if was_on:
                gc.enable()

    return resting
