"""Kills at random moments leave the tables as they were: the short form of `experiments/never_lost`."""

from __future__ import annotations

import importlib.util

import pytest

from experiments.never_lost.cases import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("never_lost"), n=10, seed=5)


def test_the_process_is_killed_and_the_same_command_goes_on(bench: Bench) -> None:
    row = bench.processes_killed(1)
    assert row.well == row.tried >= 2, row


def test_a_killed_worker_is_replaced(bench: Bench) -> None:
    row = bench.workers_killed(1)
    assert row.well == row.tried >= 1, row


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="Dask is not installed")
def test_a_scheduler_with_workers_of_its_own_gives_the_same_tables_though_one_is_killed(bench: Bench) -> None:
    row = bench.dask_workers_killed(1)
    assert row.well == row.tried >= 1, row
