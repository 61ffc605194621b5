"""Who runs: `-j` processes here, or the workers of `--cluster`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from hallsim.study.cores import cores

processes_option = click.option(
    "-j",
    "--processes",
    type=click.IntRange(1, 256),
    default=cores,
    help="Processes; as many as the machine lends cores when absent.",
)
cluster_option = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run on the workers of a Dask scheduler, tcp://HOST:8786, or on local ones: local, local:4.",
)


def executor_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """-j and --cluster, for `study.runs.executors.chosen.executor`."""
    return processes_option(cluster_option(function))
