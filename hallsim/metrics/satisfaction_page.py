"""The satisfaction model in words and formulas, with the parameters it has by default."""

from __future__ import annotations

from hallsim.metrics.definition.satisfaction import DEFAULT_MODEL, INDICATORS, POINTS, SatisfactionModel
from hallsim.text.message import Message

_INTRO = """\
### The model 模型

**Uncalibrated: every form and number below is assumed, not fitted to a survey**
(`hallsim.metrics.definition.satisfaction`). An indicator turns a quantity x that people experience
into points: {points} at its five anchors, straight lines between, {best} below the first and
{worst} beyond the last.
Points are given to each matter; a score is the mean over the cases that ended, that of enquiries stands
apart (`satisfaction_enquiries_*`). Who got nothing (left, was turned away, gave up, missed the call) gives
0 in queueing, efficiency, process and guidance, and all in all. `satisfaction_overall` of a case is the
mean of its six with the weights {weights} (one without a value is left out).

**未校准：以下形式与参数均为假设，未经问卷拟合。** 每项指标把群众体验的量 x 换算成分数：
五个锚点处为 {points} 分，其间线性插值。逐件计分，得分为已结束办件的平均，
咨询另列（`satisfaction_enquiries_*`）。一无所获者（离开、未能受理、放弃、过号作废）的排队、效率、流程、
指引及总分均为 0 分。每件总分为六项按权重 {weights} 的平均（缺值的一项不计）。

| indicator | x | x at {points} | 含义 |
| --- | --- | --- | --- |
"""
_X = {
    "queueing": Message(
        "`perceived_wait` × minutes waited in all queues of all the citizen's visits "
        "for the matter / {tolerance_min:g}"
    ),
    "efficiency": Message(
        "working days from the first visit to the end / the limit, or / {expected_workdays:g} without one"
    ),
    "process": Message(
        "extra trips (neither the first nor to collect) + 0.5 × tickets of a visit "
        "beyond its first + 0.5 × rejections"
    ),
    "guidance": Message("trips for missing documents beyond the first"),
    "environment": Message(
        "most people inside the main hall at once on the day of the first visit / "
        "`seats`; {neutral:g} points without `seats`, and for a first visit to another "
        "office"
    ),
}
_ATTITUDE = Message(
    "mean over its tickets served at windows of the clerk's points = "
    "{attitude_base:g} − {fatigue_points:g} × max(load − {fatigue_above:g}, 0) / (1 "
    "− {fatigue_above:g}) − {idle_points:g} × max({idle_below:g} − load, 0) / "
    "{idle_below:g}; load: share of the clerk's time on duty that day spent serving"
)


def satisfaction_page(model: SatisfactionModel = DEFAULT_MODEL) -> str:
    """What each indicator measures, and the anchors between which points are read, as Markdown."""
    numbers = {name: getattr(model, name) for name in model.__slots__}
    rows = []
    for name in INDICATORS:
        x = _X.get(name, _ATTITUDE).given(**numbers)
        anchors = _listed(getattr(model, name)) if name in _X else "–"
        rows.append(f"| {name} | {x} | {anchors} | {x.text('zh')} |")
    head = _INTRO.format(
        points=_listed(POINTS), best=f"{POINTS[0]:g}", worst=f"{POINTS[-1]:g}", weights=_listed(model.weights)
    )
    return head + "\n".join(rows) + "\n"


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
