"""The satisfaction model's scores as metrics; each says that it is uncalibrated, and of whom it is."""

from __future__ import annotations

from hallsim.metrics.catalogue.matters import of_ended
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CASES_TO_END, ENQUIRIES
from hallsim.metrics.definition.satisfaction import points_by_matter
from hallsim.metrics.definition.weighed import WeighedMean
from hallsim.text.message import Message


def _score(indicator: str) -> WeighedMean:
    return of_ended(lambda s, rows: points_by_matter(s, indicator)[rows])


def _of_cases(indicator: str, label: Message, description: Message, *, misses: bool | None = None) -> Metric:
    text = Message("{description} Uncalibrated model.", description=description)
    id = f"satisfaction_{indicator}"
    return metric(id, "score", "higher", CASES_TO_END, _score(indicator), label, text, misses=misses)


def _of_enquiries(indicator: str, label: Message) -> Metric:
    text = Message("{description} Uncalibrated model.", description=Message("The same of enquiries."))
    id = f"satisfaction_enquiries_{indicator}"
    return metric(id, "score", "higher", ENQUIRIES, _score(indicator), label, text)


SATISFACTION: tuple[Metric, ...] = (
    _of_cases(
        "overall",
        Message("Satisfaction, cases (uncalibrated)"),
        Message("Mean of the six indicators, 0 to 100; who got nothing gives 0."),
    ),
    _of_cases(
        "queueing",
        Message("Satisfaction: queueing time"),
        Message("Total wait of a case against a tolerance of 20 min; who got nothing gives 0."),
    ),
    _of_cases(
        "efficiency",
        Message("Satisfaction: efficiency"),
        Message("Time from the first visit against the committed limit; who got nothing gives 0."),
    ),
    _of_cases(
        "process",
        Message("Satisfaction: process"),
        Message("Extra trips, queues and resubmissions; who got nothing gives 0."),
    ),
    _of_cases(
        "guidance",
        Message("Satisfaction: guidance"),
        Message("Trips caused by an incomplete notice; who got nothing gives 0."),
    ),
    _of_cases(
        "attitude",
        Message("Satisfaction: attitude"),
        Message("Clerks' load: tired above 85 %, bored below 10 %."),
        misses=True,
    ),
    _of_cases(
        "environment",
        Message("Satisfaction: environment"),
        (
            Message(
                "The most people inside at once on the day of the first visit over the seats; a "
                "neutral 80 where the design says no `seats`."
            )
        ),
        misses=True,
    ),
    _of_enquiries("overall", Message("Satisfaction, enquiries (uncalibrated)")),
    _of_enquiries("queueing", Message("Satisfaction of enquiries: queueing time")),
)
