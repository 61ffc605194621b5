"""The satisfaction model's scores as metrics; each says that it is uncalibrated, and of whom it is."""

from __future__ import annotations

from hallsim.metrics.catalogue.matters import of_ended
from hallsim.metrics.definition.metric import Metric, metric
from hallsim.metrics.definition.population import CASES_TO_END, ENQUIRIES
from hallsim.metrics.definition.satisfaction import points_by_matter
from hallsim.metrics.definition.weighed import WeighedMean

NOTE_EN, NOTE_ZH = " Uncalibrated model.", "模型未校准。"


def _score(indicator: str) -> WeighedMean:
    return of_ended(lambda s, rows: points_by_matter(s, indicator)[rows])


def _of_cases(
    indicator: str, label: tuple[str, str], description: tuple[str, str], *, misses: bool | None = None
) -> Metric:
    text = description[0] + NOTE_EN, description[1] + NOTE_ZH
    id = f"satisfaction_{indicator}"
    return metric(id, "score", "higher", CASES_TO_END, _score(indicator), label, text, misses=misses)


def _of_enquiries(indicator: str, label: tuple[str, str]) -> Metric:
    text = "The same of enquiries." + NOTE_EN, "咨询的同项得分。" + NOTE_ZH
    id = f"satisfaction_enquiries_{indicator}"
    return metric(id, "score", "higher", ENQUIRIES, _score(indicator), label, text)


SATISFACTION: tuple[Metric, ...] = (
    _of_cases("overall", ("Satisfaction, cases (uncalibrated)", "办件满意度（未校准）"),
              ("Mean of the six indicators, 0 to 100; who got nothing gives 0.",
               "六项指标的平均分，0 至 100；一无所获者计 0 分。")),
    _of_cases("queueing", ("Satisfaction: queueing time", "满意度：排队等候时长"),
              ("Total wait of a case against a tolerance of 20 min; who got nothing gives 0.",
               "每件总等候与 20 分钟容忍值相比；一无所获者计 0 分。")),
    _of_cases("efficiency", ("Satisfaction: efficiency", "满意度：办事效率"),
              ("Time from the first visit against the committed limit; who got nothing gives 0.",
               "自首次来访起的时间与承诺时限相比；一无所获者计 0 分。")),
    _of_cases("process", ("Satisfaction: process", "满意度：办事流程"),
              ("Extra trips, queues and resubmissions; who got nothing gives 0.",
               "多跑、多排队与补交材料；一无所获者计 0 分。")),
    _of_cases("guidance", ("Satisfaction: guidance", "满意度：服务指引"),
              ("Trips caused by an incomplete notice; who got nothing gives 0.",
               "告知不全造成的多跑；一无所获者计 0 分。")),
    _of_cases("attitude", ("Satisfaction: attitude", "满意度：窗口服务态度"),
              ("Clerks' load: tired above 85 %, bored below 10 %.",
               "窗口负荷：高于 85% 疲劳，低于 10% 懈怠。"), misses=True),
    _of_cases("environment", ("Satisfaction: environment", "满意度：办事环境"),
              ("The most people inside at once on the day of the first visit over the seats; "
               "a neutral 80 where "
               "the design says no `seats`.",
               "首次来访当日同时在厅最多人数与座位数之比；方案未写座位数（seats）时取中性 80 分。"),
              misses=True),
    _of_enquiries("overall", ("Satisfaction, enquiries (uncalibrated)", "咨询满意度（未校准）")),
    _of_enquiries("queueing", ("Satisfaction of enquiries: queueing time", "咨询满意度：排队等候时长")),
)  # fmt: skip
