"""Why people come: visits for a case, split by reason; the parts sum to the visits per case.

Trips that agents make are not the citizens'.
"""

from __future__ import annotations

from hallsim.metrics.catalogue.matters import of_ended
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CASES, TO_DONE
from hallsim.metrics.definition.sample import Sample
from hallsim.metrics.definition.statistic import of_hall
from hallsim.metrics.definition.visits_made import visits_for
from hallsim.metrics.definition.weighed import WeighedMean
from hallsim.trace.model import Purpose


def per_case(*purposes: Purpose) -> WeighedMean:
    """Visits made for a case with one of the purposes."""
    return of_ended(lambda s, rows: visits_for(s, *purposes)[rows])


def _enquiries(s: Sample) -> tuple[float, float]:
    purpose = s.trace.visits["purpose"][s.visits]
    return float((purpose == Purpose.ENQUIRE).sum()), float(len(s.cases))


TRIPS: tuple[Metric, ...] = (
    # A case that shares its citizen's first visit with an enquiry is lodged on that visit.
    metric("trips_to_lodge", "visits", "lower", TO_DONE, per_case(Purpose.LODGE, Purpose.ENQUIRE),
           ("Trips to lodge, per case", "每件：提交跑动"),
           ("First visits for a case, per case.", "为办件首次来访的次数（每件）。")),
    metric("trips_to_supplement", "visits", "lower", TO_DONE, per_case(Purpose.SUPPLEMENT),
           ("Trips to supplement, per case", "每件：补正跑动"),
           ("Visits because documents were missing, per case.", "因材料缺失再次来访的次数（每件）。"),
           needs="documents"),
    metric("trips_to_correct", "visits", "lower", TO_DONE, per_case(Purpose.CORRECT),
           ("Trips to correct, per case", "每件：更正跑动"),
           ("Visits because of an error, per case.", "因差错再次来访的次数（每件）。"),
           needs="corrections"),
    metric("trips_elsewhere", "visits", "lower", TO_DONE, per_case(Purpose.ELSEWHERE),
           ("Trips to the bureau, per case", "每件：另赴部门"),
           ("Visits to the bureau after the hall had sent the citizen there, per case.",
            "被大厅告知后另赴部门的次数（每件）。"),
           needs="authority"),
    metric("trips_to_collect", "visits", "lower", TO_DONE, per_case(Purpose.COLLECT),
           ("Trips to collect, per case", "每件：领证跑动"),
           ("Visits to collect the certificate, per case.", "来访领证的次数（每件）。"),
           needs="collecting"),
    metric("enquiry_visits_per_case", "visits", "lower", CASES, of_hall(_enquiries),
           ("Enquiry visits, per case", "每件：咨询来访"),
           ("Visits that begin with an enquiry, over the cases.", "咨询来访次数与办件数之比。"),
           needs="enquiries"),
)  # fmt: skip
