"""What a study says of satisfaction beside its figures, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hallsim.study.contributions import Replications
from hallsim.study.opinions.calibration import calibration_notes, overall_states
from hallsim.study.opinions.fairness import WHO, by_who, fairness_table, losers_table
from hallsim.study.opinions.heard_tables import complaints_table, heard_table, walks_table
from hallsim.study.opinions.opinion_tables import OpinionTables
from hallsim.study.result import MetricInfo

if TYPE_CHECKING:
    import pandas as pd

    from hallsim.scenario.scenario import Scenario


def opinion_tables(
    scenario: Scenario,
    results: Replications,
    infos: Sequence[MetricInfo],
    parts: Mapping[str, pd.DataFrame],
    gains: pd.DataFrame,
    sensitivity: pd.DataFrame,
) -> OpinionTables:
    """All of it; `parts` are the tables of the parts by their dimension, of designs the base first."""
    designs = list(results[0]["designs"]) if results else []
    return OpinionTables(
        notes=calibration_notes(scenario),
        states=overall_states(scenario),
        sensitivity=sensitivity,
        heard=heard_table(results, designs),
        complaints=complaints_table(results, designs),
        walks=walks_table(results, designs),
        by_who=by_who({dimension: parts[dimension] for dimension in WHO}),
        fairness=fairness_table(
            {d: parts[d] for d in ("group", "service", "office", *WHO)}, infos, designs[0]
        ),
        losers=losers_table(gains),
    )
