"""The satisfaction model in words and formulas, with the parameters it has by default."""

from __future__ import annotations

from collections.abc import Iterable

from hallsim.metrics.satisfaction.cuts import DEFAULT_CUTS
from hallsim.metrics.satisfaction.drivers import EXTRA_QUEUE, MOST_HOURS, REJECTION
from hallsim.metrics.satisfaction.models.ordered_logit import NOT_TODAY, SLOPES
from hallsim.metrics.satisfaction.opinions import SLOPE_RANGE, WEIGHT_RANGE
from hallsim.scenario.satisfaction.items import ITEMS, POINTS
from hallsim.scenario.satisfaction.model import Satisfaction
from hallsim.text.message import Message
from hallsim.units import MS_PER_MIN

UNCALIBRATED = Message(
    "Not calibrated: every form and number is assumed until a scenario says what was fitted"
)
_INTRO = """\
### The model 模型

**Every form and number below is assumed, unless a scenario says what was fitted**
(`hallsim.metrics.satisfaction`; key `satisfaction`). An item follows a quantity x that people experience; the
more, the worse. It is answered by one of five levels, worth {points} points; the score is their mean, the
rate the share of the first three, and both stand together. Cut-points say up to which x a level reaches; by
default half way between what is worth exactly {points} points. With `model: levels` everybody answers so;
with `model: logit` P(a level or a better one) = 1 / (1 + exp(−`slope` × s × (cut-point − x))), s as in the
table. Of efficiency the logit counts what is not done on the day as {not_today:g} of the limit more.
Cases of citizens, cases of enterprises, and enquiries of each stand apart. Who got nothing (left, was turned
away, gave up, missed the call) answers the worst level to queueing, efficiency, process, guidance and on the
whole. An item without x (no seats, nobody at a window) has no answer and weighs nothing. A verdict is also
tried with the slope × {slopes} and each weight × {weights}.

**以下形式与参数均为假设，除非场景写明经何拟合**（`hallsim.metrics.satisfaction`，键 `satisfaction`）。
每一项取决于群众体验的量 x，越大越差。回答分五级，计 {points} 分；得分为其平均，
满意率为前三级所占比例，两者并列。分界点表示某级到 x 多大为止，默认取恰值 {points} 分处的中点。
`model: levels` 时人人如此作答；`model: logit` 时
P(该级或更好) = 1 / (1 + exp(−`slope` × s × (分界点 − x)))，s 见表。
办事效率一项，logit 把当天未办成计为时限的 {not_today:g}。
群众办件、企业办件及两者的咨询各自分列。一无所获者（离开、被劝返、放弃、过号作废）的排队、效率、流程、
指引及总体均按最差一级。没有 x 的项（未写座位、未到窗口）不作答，不计权。
结论另按 slope × {slopes}、各权重 × {weights} 试算。

| item | x | cut-points | s | 含义 |
| --- | --- | --- | --- | --- |
"""
_X = {
    "queueing": Message(
        "`perceived_wait` × minutes waited in all queues of all the citizen's visits "
        "for the matter / {acceptable:g} (enterprises: {firms:g})"
    ),
    "efficiency": Message(
        "working days from the first visit to the end / the limit, or / {expected:g} without one"
    ),
    "process": Message(
        "extra trips (neither the first nor to collect) + {extra_queue:g} × tickets of a visit "
        "beyond its first + {rejection:g} × rejections"
    ),
    "guidance": Message("trips for missing documents beyond the first"),
    "attitude": Message(
        "100 − the mean, over its tickets served at windows, of the clerk's points = "
        "{base:g} − {tired_points:g} × max(load − {tired_above:g}, 0) / (1 "
        "− {tired_above:g}) − {idle_points:g} × max({idle_below:g} − load, 0) / "
        "{idle_below:g} − {hourly_points:g} × hours since the last break (at most {most_hours:g}); "
        "load: share of the clerk's time on duty that day spent serving"
    ),
    "environment": Message(
        "most people inside the main hall at once on the day of the first visit / `seats`; none without "
        "`seats`, and for a first visit to another office"
    ),
    "overall": Message("100 − the weighted mean of the points of the six"),
}


def satisfaction_page(said: Satisfaction | None = None) -> str:
    """What each item follows and its cut-points, as Markdown."""
    said = Satisfaction() if said is None else said
    clerk = said.clerk
    numbers: dict[str, float] = {
        "acceptable": said.acceptable_wait / MS_PER_MIN,
        "firms": said.acceptable_wait_enterprises / MS_PER_MIN,
        "expected": said.expected_workdays,
        "extra_queue": EXTRA_QUEUE,
        "rejection": REJECTION,
        "most_hours": MOST_HOURS,
        **{name: getattr(clerk, name) for name in type(clerk).model_fields},
    }
    rows = []
    for item in ITEMS:
        x = _X[item].given(**numbers)
        cuts = _listed(said.cuts.get(item, DEFAULT_CUTS[item]))
        rows.append(f"| {item} | {x} | {cuts} | {SLOPES[item]:g} | {x.text('zh')} |")
    head = _INTRO.format(
        points=_listed(POINTS),
        not_today=NOT_TODAY,
        slopes=_listed(SLOPE_RANGE),
        weights=_listed(WEIGHT_RANGE),
    )
    return head + "\n".join(rows) + "\n"


def _listed(values: Iterable[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
