"""Why people come: visits for a case, split by reason; the parts sum to the visits per case.

Trips that agents make are not the citizens'.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hallsim.audit.company import by_agent
from hallsim.metrics.causes import visits_of_matters
from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample, ratio
from hallsim.trace import Purpose


def per_case(*purposes: Purpose) -> Callable[[Sample], float]:
    """Visits made for cases with one of the purposes, over the cases."""

    def value(s: Sample) -> float:
        visit, matter = visits_of_matters(s.trace)
        in_person = ~by_agent(s.trace)[visit]
        visit, matter = visit[in_person], matter[in_person]
        counted = np.zeros(len(s.trace.matters["matter"]), np.bool_)
        counted[s.cases] = True
        purpose = s.trace.visits["purpose"][visit]
        return ratio(float((counted[matter] & np.isin(purpose, purposes)).sum()), len(s.cases))

    return value


def _enquiries_per_case(s: Sample) -> float:
    v = s.trace.visits
    return ratio(float((v["purpose"][s.visits] == Purpose.ENQUIRE).sum()), len(s.cases))


TRIPS: tuple[Metric, ...] = (
    # A case that shares its citizen's first visit with an enquiry is lodged on that visit.
    metric("trips_to_lodge", "number", "lower", "matters", per_case(Purpose.LODGE, Purpose.ENQUIRE),
           ("Trips to lodge, per case", "每件：提交跑动"),
           ("First visits for a case, per case.", "为办件首次来访的次数（每件）。")),
    metric("trips_to_supplement", "number", "lower", "matters", per_case(Purpose.SUPPLEMENT),
           ("Trips to supplement, per case", "每件：补正跑动"),
           ("Visits because documents were missing, per case.", "因材料缺失再次来访的次数（每件）。")),
    metric("trips_to_correct", "number", "lower", "matters", per_case(Purpose.CORRECT),
           ("Trips to correct, per case", "每件：更正跑动"),
           ("Visits because of an error, per case.", "因差错再次来访的次数（每件）。")),
    metric("trips_elsewhere", "number", "lower", "matters", per_case(Purpose.ELSEWHERE),
           ("Trips to the bureau, per case", "每件：另赴部门"),
           ("Visits to the bureau after the hall had sent the citizen there, per case.",
            "被大厅告知后另赴部门的次数（每件）。")),
    metric("trips_to_collect", "number", "lower", "matters", per_case(Purpose.COLLECT),
           ("Trips to collect, per case", "每件：领证跑动"),
           ("Visits to collect the certificate, per case.", "来访领证的次数（每件）。")),
    metric("enquiry_visits_per_case", "number", "lower", "visits", _enquiries_per_case,
           ("Enquiry visits, per case", "每件：咨询来访"),
           ("Visits that begin with an enquiry, over the cases.", "咨询来访次数与办件数之比。")),
)  # fmt: skip
