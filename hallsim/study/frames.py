"""A trace as pandas DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hallsim.trace import End, Hold, Outcome, Purpose, Trace

if TYPE_CHECKING:
    import pandas as pd

_ENUMS = {"state": End, "purpose": Purpose, "outcome": Outcome, "kind": Hold}


def frames(trace: Trace) -> dict[str, pd.DataFrame]:
    """Every table of a trace: its int64 columns, and a categorical `*_name` beside every code.

    Where there are offices also the trips (one a visit), the files with couriers, and citizens' homes.
    """
    import pandas as pd

    names = trace.names
    labels = {
        "group": names.groups,
        "service": names.services,
        "task": names.tasks,
        "queue": names.queues,
        "server": names.servers,
        **{column: [member.name.lower() for member in kind] for column, kind in _ENUMS.items()},
    }
    found = {}
    for name, table in trace.tables().items():
        frame = pd.DataFrame(dict(table))
        for column in [c for c in frame.columns if c in labels]:
            codes = np.asarray(table[column])
            frame[f"{column}_name"] = pd.Categorical.from_codes(codes, categories=pd.Index(labels[column]))
        found[name] = frame
    if trace.network is not None:
        net = trace.network
        home = pd.Categorical.from_codes(net.home, categories=pd.Index(net.places))
        found["citizens"]["home_name"] = home
        found["trips"] = pd.DataFrame(dict(net.trips))
        office = pd.Categorical.from_codes(net.trips["office"], categories=pd.Index(net.offices))
        found["trips"]["office_name"] = office
        found["couriers"] = pd.DataFrame(dict(net.couriers))
    return found
