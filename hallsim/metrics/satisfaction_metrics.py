"""The satisfaction model's scores as metrics; each says that it is uncalibrated."""

from __future__ import annotations

from collections.abc import Callable

from hallsim.metrics.metric import Metric, metric
from hallsim.metrics.sample import Sample

NOTE_EN, NOTE_ZH = " Uncalibrated model.", "模型未校准。"


def _score(indicator: str) -> Callable[[Sample], float]:
    return lambda s: s.satisfaction[indicator]


def _metric(indicator: str, label: tuple[str, str], description: tuple[str, str]) -> Metric:
    text = description[0] + NOTE_EN, description[1] + NOTE_ZH
    return metric(f"satisfaction_{indicator}", "score", "higher", "matters", _score(indicator), label, text)


SATISFACTION: tuple[Metric, ...] = (
    _metric("overall", ("Satisfaction (uncalibrated)", "满意度（未校准）"),
            ("Mean of the six indicators, 0 to 100.", "六项指标的平均分，0 至 100。")),
    _metric("queueing", ("Satisfaction: queueing time", "满意度：排队等候时长"),
            ("Total wait of a matter against a tolerance of 20 min.", "每件总等候与 20 分钟容忍值相比。")),
    _metric("efficiency", ("Satisfaction: efficiency", "满意度：办事效率"),
            ("Time from the first visit against the committed limit.", "自首次来访起的时间与承诺时限相比。")),
    _metric("process", ("Satisfaction: process", "满意度：办事流程"),
            ("Extra trips, queues and resubmissions.", "多跑、多排队与补交材料。")),
    _metric("guidance", ("Satisfaction: guidance", "满意度：服务指引"),
            ("Trips caused by an incomplete notice.", "告知不全造成的多跑。")),
    _metric("attitude", ("Satisfaction: attitude", "满意度：窗口服务态度"),
            ("Clerks' load: tired above 85 %, bored below 10 %.",
             "窗口负荷：高于 85% 疲劳，低于 10% 懈怠。")),
    _metric("environment", ("Satisfaction: environment", "满意度：办事环境"),
            ("The most people inside at once over the seats; a neutral 80 where the design says no `seats`.",
             "同时在厅最多人数与座位数之比；方案未写座位数（seats）时取中性 80 分。")),
)  # fmt: skip
