"""How queues are served: which ticket is next, for whom windows are, and when further ones open."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from hallsim.scenario.design.class_rules import (
    CLASS_RULES_EN,
    CLASS_RULES_ZH,
    ClassRuleName,
)
from hallsim.scenario.design.orders import ORDERS_EN, ORDERS_ZH, OrderName
from hallsim.scenario.values.base import Model, key
from hallsim.scenario.values.fields import DurationMs, Share, Whole, is_whole
from hallsim.units import UnitError

Lines = Literal["ticket", "shortest_line", "shortest_line_with_jockeying"]
Interrupt = Literal["none", "resume", "restart"]
_STAFF_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]}


def _staff(value: object) -> int | str:
    """A number of clerks, or the name of a pool."""
    if isinstance(value, str) or is_whole(value, 0, 5000):
        return value
    raise UnitError(
        f"{str(value)[:40]!r} says not who", "write a number of clerks, or the name of a pool of cover",
        f"{str(value)[:40]!r} 不是人数或人员池", "请写人数，或 cover 中的名称",
    )  # fmt: skip


class QueueRule(Model):
    """Which ticket of a queue is called next; one word says the class rule or the order."""

    classes: ClassRuleName = key(
        "strict",
        en=f"Between priority classes: {CLASS_RULES_EN}.",
        zh=f"优先级之间：{CLASS_RULES_ZH}。",
        example="n_to_one",
    )
    order: OrderName = key(
        "first_come",
        en=f"Within a class: {ORDERS_EN}.",
        zh=f"同级之内：{ORDERS_ZH}。",
        example="shortest_job",
    )
    n: Whole = key(
        3,
        en="With n_to_one: tickets of a class called before one of the next waiting class.",
        zh="n_to_one：每叫多少个高级号叫一个次级号。",
        unit="tickets",
        example="3",
        ge=1,
        le=1000,
    )
    every: DurationMs = key(
        "15 min",
        en="With ageing: waiting time after which a ticket's class improves by one.",
        zh="ageing：每等候多久升一级。",
        unit="duration",
        example="15 min",
        ge=1000,
        le=86_400_000,
    )
    shares: dict[str, Share] = key(
        {},
        en="With quota: share of the calls for each priority class while several wait; others come last.",
        zh="quota：多个级别同时等候时各级的叫号比例；未列出的级别排最后。",
        example="{1: 40%, 5: 60%}",
    )

    interrupt: Interrupt = key(
        "none",
        en="With strict classes: a ticket that finds no idle window interrupts the service of the worst "
        "class below its own; the interrupted one goes back to its place and then has the rest of its work "
        "done (resume) or all of it again (restart). Rare at windows (an emergency), usual in textbooks.",
        zh="仅用于 strict：没有空闲窗口时，打断正在办理的最低级别者（须低于自己）；"
        "被打断者回到原位，之后办完剩余（resume）或从头再办（restart）。窗口少见（应急），教科书常见。",
        example="resume",
    )

    def is_plain(self) -> bool:
        """Whether tickets are called by class, then in order of issue."""
        return self.model_copy(update={"interrupt": "none"}) == DEFAULT_RULE


DEFAULT_RULE = QueueRule()
Staff = Annotated[int | str, BeforeValidator(_staff), WithJsonSchema(_STAFF_SCHEMA)]


class Tide(Model):
    """Windows that open only when a queue is long."""

    open_at: Whole = key(
        ...,
        en="Waiting tickets at which the first of these windows opens; the second opens at twice as many, "
        "and so on.",
        zh="等候多少人时开第一个潮汐窗口；两倍时开第二个，依此类推。",
        unit="tickets",
        example="10",
        ge=1,
        le=100_000,
    )
    close_at: Whole = key(
        0,
        en="Waiting tickets at which these windows close again, each after its visitor.",
        zh="等候降到多少人时关闭（办完手上的）。",
        unit="tickets",
        example="3",
        ge=0,
        le=100_000,
    )
    staff: Staff = key(
        ...,
        en="Who staffs them: a pool of the design's cover, or a number of extra clerks.",
        zh="由谁开窗：方案 cover 中的人员池名称，或专门人数。",
        example="backup",
    )
    after: DurationMs = key(
        "0 min",
        en="Time from the decision until the clerk is at the window.",
        zh="从决定开窗到人员到位的时间。",
        unit="duration",
        example="5 min",
        ge=0,
        le=86_400_000,
    )


TIDE = key(
    None,
    en="Open these windows only when their queue is long, within their hours; always open when absent.",
    zh="潮汐窗口：排队过长才开（限于在岗时间内）；不写则一直开放。",
    example="{open_at: 10, close_at: 3, staff: backup, after: 5 min}",
)
CAPACITY = key(
    None,
    en="People who may be inside; who comes when it is full is turned away at the door. Endless when absent.",
    zh="厅内最多容纳人数；满员时到达者被劝返；不写则不限。",
    unit="visits",
    example="300",
    ge=1,
    le=1_000_000,
)
SEATS = key(
    None,
    en="Seats in the hall: the most visits inside at once against them give the points of the environment.",
    zh="厅内座位数：厅内最高人数与座位之比决定“办事环境”得分。",
    unit="seats",
    example="200",
    ge=1,
    le=1_000_000,
)
PERCEIVED_WAIT = key(
    "100%",
    en="How long a wait feels against how long it is, where people are received promptly: a factor of the "
    "satisfaction model's queueing score alone.",
    zh="主动、及时接待下，群众感觉的等候时间与实际之比；只影响满意度模型的“排队等候”得分。",
    unit="share",
    example="85%",
)
BUNDLE_SAVING = key(
    "0%",
    en="Share of the work saved on each further matter served on the same ticket (a visit with several "
    "matters at a comprehensive window).",
    zh="同一号下连续办理多件时，第二件起每件节省的办理时间比例（综合窗口打包办理）。",
    unit="share",
    example="20%",
)
LINES = key(
    "ticket",
    en="How people wait: ticket (one queue by number), shortest_line (a line at each window, joined where "
    "the fewest stand), shortest_line_with_jockeying (and the last of a line longer by two move over).",
    zh="排队方式：ticket 取号；shortest_line 各窗口各排一队、选最短；"
    "shortest_line_with_jockeying 队尾还可换到短两人的队。",
    example="shortest_line",
)
HELP_FROM = key(
    1,
    en="Help another queue only while at least so many wait there, or nobody serves it as its own.",
    zh="对方队列至少有多少人等候（或无人值守）时才帮办。",
    unit="tickets",
    example="4",
    ge=1,
    le=100_000,
)
COVER = key(
    {},
    en="Pools of clerks who stand by to open tide windows: name to number.",
    zh="待命人员池（用于潮汐窗口）：名称与人数。",
    example="{backup: 3}",
)
RULE = key(
    DEFAULT_RULE,
    en="How the queues of the windows are worked off; one word is the class rule or the order.",
    zh="窗口队列的叫号规则；可只写一个词。",
    example="{classes: n_to_one, n: 3}",
)
GROUP_RULE = key(
    None,
    en="The rule of the queue these windows serve; the design's rule when absent.",
    zh="本组队列的叫号规则；不写则同方案的 rule。",
    example="{classes: ageing, every: 15 min}",
)
ONLY = key(
    (),
    en="Groups of citizens that the reserved windows serve (a green channel); everybody when absent.",
    zh="专窗（绿色通道）只接待的群体；不写则不限。",
    example="[elderly]",
)
RESERVED = key(
    None,
    en="How many of the windows, the first ones, serve only those groups; all of them when absent.",
    zh="其中多少个窗口（编号最小的）为专窗；不写则全部。",
    unit="windows",
    example="2",
    ge=1,
    le=5000,
)
