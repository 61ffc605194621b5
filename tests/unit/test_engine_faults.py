"""The faults to be planted in the compiled engine: each edit fits the sources, and changes them."""

from __future__ import annotations

import pytest

from experiments.engines.faults import SOURCES, Fault, faults

MANY = 30


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.what)
def test_a_fault_fits_the_sources(fault: Fault) -> None:
    text = (SOURCES / fault.file).read_text(encoding="utf-8")
    assert fault.planted(text) != text


def test_they_are_many_and_told_apart() -> None:
    assert len(faults()) >= MANY
    assert len({fault.what for fault in faults()}) == len(faults())
