"""Tables beside the mutated files: what planners export, and where a scenario reads it."""

from __future__ import annotations

from typing import Any

TABLES = {
    "times.csv": "window,minutes\nA,3.5\nA,4\nB,12\nB,7.25\nB,1\n",
    "roster.csv": "count,hours\n2,09:00-12:00\n3,13:30-17:00\n1,09:00-17:00\n",
    "windows.csv": "group,count,serves,hours\nhall,3,all,09:00-17:00\nsecond,1,all,\n",
    "rates.csv": 'hour,people\n8AM-9AM,12\n9AM-10AM,30\n10AM-11AM,"1,025"\n11AM-12PM,7.5\n',
    "tickets.csv": "issued,called\n2026-03-02 09:03:15,09:05\n9:10 AM,9:12 AM\n10:00,10:20\n13:45:59,14:00\n",
}

WHERE: tuple[tuple[tuple[str, ...], Any], ...] = (
    (
        ("world", "services", "*", "counter"),
        {"empirical": {"csv": "times.csv", "column": "minutes", "unit": "min"}},
    ),
    (("designs", "*", "windows", "*", "shifts"), {"csv": "roster.csv"}),
    (("designs", "*", "windows"), {"csv": "windows.csv"}),
    (
        ("world", "arrivals"),
        {"rates": {"csv": "rates.csv", "keys": "hour", "column": "people", "unit": "per hour"}},
    ),
    (("world", "arrivals"), {"times": {"csv": "tickets.csv", "column": "issued"}}),
)
