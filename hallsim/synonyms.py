"""Words for the same thing in both languages: what people type where the program has words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple


class Row(NamedTuple):
    """Words of the program, and others for the same; between blanks."""

    own: str
    others: str


_PARTS: Final = (
    Row("mean", "avg average 平均 均值"),
    Row("max", "maximum longest 最大 最长 最多"),
    Row("min", "minimum 最小 最少"),
    Row("count", "number num amount quantity 数量 个数 人数"),
    Row("share", "percent percentage ratio fraction proportion 比例 占比 百分比 份额"),
    Row("wait", "waiting waits 等候 等待"),
    Row("time", "duration 时间 时长"),
)
"""Words that stand for each other also within a longer name: `wait_avg` is `wait_mean`."""

_THINGS: Final = (
    Row(
        "shifts staff hours", "roster rosters rota rostering schedule timetable duty 班次 排班 值班 轮班 上岗"
    ),
    Row(
        "opening doors hours",
        "open close closing business 开放 开门 关门 营业 办公时间 上班 下班 开厅 闭厅"
        " night nights overnight midnight 夜间 夜里 通宵 零点",
    ),
    Row("breaks", "break lunch pause rest meal 午休 休息 午饭 用餐"),
    Row("windows", "window counters booth teller till 窗口 柜台"),
    Row("route needed", "cashier payment pay fee fees till checkout stop stops 收费 缴费 收银 交费 收款"),
    Row("desks officers", "desk officer reviewer reviewers back-office backoffice 科室 审批人员 后台"),
    Row("clerks staff", "clerk employee employees worker workers personnel 窗口人员 工作人员 员工 人员 职员"),
    Row("absence cover", "absent leave sick sickness ill illness vacation deputy 缺勤 请假 病假 缺岗 顶岗"),
    Row("tenure training", "novice newcomer experience learning trainee 新手 新人 任职 培训 经验"),
    Row("outages", "outage failure breakdown downtime crash 故障 停机 宕机"),
    Row("arrivals", "arrival arrive demand footfall traffic visitors 到达 来访 人流 客流 到厅"),
    Row("rates profile", "rate hourly peak peaks 每小时 高峰 到达率 时段"),
    Row("log times", "replay ticket-machine records history 重放 取号机 叫号机 取号记录"),
    Row("comes_again", "comeback retry 再来 改日"),
    Row("weekdays working_days", "weekday weekly week monday friday saturday 星期 周一 周末 工作日"),
    Row("holidays", "holiday festival 节假日 假期 放假 春节 国庆"),
    Row("dates", "surge event deadline-day 高峰日 截止日"),
    Row("groups", "group elderly firms enterprise 群体 人群 老年人 老人 企业"),
    Row("agents", "agent proxy bulk 代办 中介"),
    Row(
        "priority rule classes green_channel", "precedence urgent vip fast-track 优先 先办 加急 次序 绿色通道"
    ),
    Row("patience", "abandon abandonment renege reneging impatient leave 耐心 离开 放弃 弃号"),
    Row("balk_at", "balking balk 望而却步 队长 不排"),
    Row("capacity seats", "room crowded full limit-people 容量 座位 限流 满员"),
    Row("documents missing", "document papers materials 材料 缺件 资料 证件"),
    Row("notice", "one-time checklist completeness 一次性告知 告知 补正"),
    Row("appointments books", "appointment booking bookings reservation slot slots 预约 号源"),
    Row("online pre_review", "internet web portal app e-government 网上 线上 网办 手机"),
    Row("kiosks", "kiosk terminal machine self-service 自助 终端 自助机"),
    Row("delivery collect", "post mail express parcel 邮寄 快递 送达 寄送 领证"),
    Row("courier", "couriers transport 交换 传递 送件"),
    Row("approval steps", "approve review permit workflow licensing 审批 审核 流程 许可"),
    Row("serial", "one-after-another 串联 串行"),
    Row("enquiry kind", "consultation question 咨询 询问"),
    Row("instant decision", "on-the-spot 即办 即办件 当场"),
    Row("promised decision", "承诺 承诺件"),
    Row("services service", "事项 业务"),
    Row("kind", "type 类型 种类"),
    Row("designs", "方案"),
    Row("worlds world", "情形"),
    Row("title", "标题 名称"),
    Row("parallel", "concurrent simultaneous 并联 并行 联合审批"),
    Row("limit limits", "deadline promised due overdue 时限 期限 超期 逾期"),
    Row("site", "inspection inspections survey on-site 踏勘 现场 勘验"),
    Row("meets", "meeting meetings committee panel 会议 例会 评审会"),
    Row("costs", "cost money budget price wage salary 成本 费用 经费 工资"),
    Row("offices places", "office branch branches district township village 分厅 分中心 区县 乡镇 便民点"),
    Row("generalist", "comprehensive unified all-in-one cross-trained 综合窗口 综窗 一窗 全能"),
    Row("tide flexible cover", "surge backup extra 潮汐 机动 弹性"),
    Row("replications", "repetitions runs repeat 重复 次数"),
    Row("seed", "random randomness 种子 随机"),
    Row("warm_up", "warmup burn-in 预热"),
    Row("figures", "known observed measured calibrate validation actual 已知 实测 校准 实际"),
    Row("evidence robust", "assumption assumptions uncertain uncertainty 依据 假定 假设 不确定"),
    Row("speed_cv speed", "slow fast quick 速度 快慢"),
    Row("counter", "handling processing service-time 办理时间 受理时间"),
    Row("csv", "excel table spreadsheet file import 表格 导入 文件"),
)
"""Words that lead to keys of the language."""


def own_part(part: str) -> str:
    """The program's word for a part of a name; the part itself where it has none."""
    return _OWN_PART.get(part, part)


def rows_of(word: str) -> Iterator[Row]:
    """The rows in which a word stands; of Chinese text those of which a word stands in it."""
    for row in (*_PARTS, *_THINGS):
        words = f"{row.own} {row.others}".split()
        if word in words or any(not known.isascii() and known in word for known in words):
            yield row


_OWN_PART: Final = {
    word: row.own for row in reversed(_PARTS) for word in f"{row.own} {row.others}".split()
}  # fmt: skip
