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
from hallsim.text.message import Message
from hallsim.trace.model import Purpose


def per_case(*purposes: Purpose) -> WeighedMean:
    """Visits made for a case with one of the purposes."""
    return of_ended(lambda s, rows: visits_for(s, *purposes)[rows])


def _enquiries(s: Sample) -> tuple[float, float]:
    purpose = s.trace.visits["purpose"][s.visits]
    return float((purpose == Purpose.ENQUIRE).sum()), float(len(s.cases))


TRIPS: tuple[Metric, ...] = (
    # A case that shares its citizen's first visit with an enquiry is lodged on that visit.
    metric(
        "trips_to_lodge",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.LODGE, Purpose.ENQUIRE),
        Message("Trips to lodge, per case"),
        Message("First visits for a case, per case."),
    ),
    metric(
        "trips_to_supplement",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.SUPPLEMENT),
        Message("Trips to supplement, per case"),
        Message("Visits because documents were missing, per case."),
        needs="documents",
    ),
    metric(
        "trips_to_correct",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.CORRECT),
        Message("Trips to correct, per case"),
        Message("Visits because of an error, per case."),
        needs="corrections",
    ),
    metric(
        "trips_elsewhere",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.ELSEWHERE),
        Message("Trips to the bureau, per case"),
        Message("Visits to the bureau after the hall had sent the citizen there, per case."),
        needs="authority",
    ),
    metric(
        "trips_to_collect",
        "visits",
        "lower",
        TO_DONE,
        per_case(Purpose.COLLECT),
        Message("Trips to collect, per case"),
        Message("Visits to collect the certificate, per case."),
        needs="collecting",
    ),
    metric(
        "enquiry_visits_per_case",
        "visits",
        "lower",
        CASES,
        of_hall(_enquiries),
        Message("Enquiry visits, per case"),
        Message("Visits that begin with an enquiry, over the cases."),
        needs="enquiries",
    ),
)
