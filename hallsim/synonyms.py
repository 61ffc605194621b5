"""Words for the same thing, in both languages: what people type where the program has a word of its own.

The first word of a row is the program's; where it has several, they come first.
"""

from __future__ import annotations

from typing import Final

ROWS: Final[tuple[tuple[str, ...], ...]] = (
    ("mean", "avg", "average", "平均", "均值"),
    ("max", "maximum", "longest", "最大", "最长", "最多"),
    ("min", "minimum", "least", "最小", "最少"),
    ("count", "number", "num", "amount", "quantity", "many", "数量", "个数", "人数", "几个"),
    ("share", "percent", "percentage", "ratio", "fraction", "proportion", "比例", "占比", "百分比", "份额"),
    ("wait", "waiting", "waits", "queueing", "queuing", "等候", "等待", "排队时间"),
    ("time", "duration", "length", "long", "时间", "时长", "多久"),
    ("share", "probability", "chance", "概率", "可能性"),
    ("shifts", "staff", "hours", "roster", "rosters", "rota", "schedule", "timetable", "rostering", "班次",
     "排班", "值班", "轮班", "上岗", "时间表"),
    ("opening", "hours", "doors", "open", "closing", "close", "business", "开放", "开门", "关门", "营业",
     "办公时间", "上班", "下班", "开厅", "闭厅"),
    ("breaks", "break", "lunch", "pause", "rest", "meal", "午休", "休息", "午饭", "用餐"),
    ("windows", "window", "counter", "counters", "booth", "teller", "till", "窗口", "柜台"),
    ("route", "cashier", "payment", "pay", "fee", "fees", "till", "checkout", "stop", "stops", "收费", "缴费",
     "收银", "交费", "收款"),
    ("desks", "desk", "officers", "officer", "reviewer", "reviewers", "back-office", "backoffice", "科室",
     "审批人员", "后台", "审批科室"),
    ("clerks", "clerk", "staff", "employee", "employees", "worker", "workers", "personnel", "people",
     "窗口人员", "工作人员", "员工", "人员", "职员"),
    ("absence", "sick", "sickness", "leave", "ill", "illness", "vacation", "缺勤", "请假", "病假", "缺岗"),
    ("tenure", "novice", "newcomer", "experience", "learning", "training", "新手", "新人", "任职", "培训",
     "经验"),
    ("outages", "outage", "failure", "breakdown", "downtime", "crash", "故障", "停机", "宕机", "系统故障"),
    ("arrivals", "arrival", "arrive", "demand", "footfall", "traffic", "come", "到达", "来访", "人流", "客流",
     "到厅"),
    ("rates", "rate", "profile", "hourly", "peak", "peaks", "每小时", "高峰", "分布", "时段"),
    ("weekdays", "weekday", "monday", "weekly", "week", "星期", "周一", "工作日"),
    ("holidays", "holiday", "vacation", "festival", "节假日", "假期", "放假", "春节", "国庆"),
    ("groups", "group", "elderly", "firms", "agents", "群体", "人群", "老年人", "老人", "企业", "代办"),
    ("priority", "rule", "classes", "precedence", "first", "urgent", "vip", "优先", "先办", "加急", "次序"),
    ("patience", "leave", "abandon", "abandonment", "renege", "reneging", "impatient", "耐心", "离开", "放弃",
     "弃号"),
    ("balk_at", "balking", "balk", "queue", "turn", "望而却步", "队长", "不排"),
    ("capacity", "room", "crowded", "full", "seats", "turned", "容量", "座位", "限流", "满员"),
    ("documents", "document", "papers", "materials", "files", "missing", "材料", "缺件", "资料", "证件"),
    ("notice", "one-time", "checklist", "complete", "一次性告知", "告知", "补正"),
    ("appointments", "appointment", "booking", "bookings", "reservation", "slot", "slots", "预约", "号源"),
    ("online", "internet", "web", "portal", "app", "网上", "线上", "网办", "手机"),
    ("kiosks", "kiosk", "terminal", "machine", "self-service", "自助", "终端", "自助机"),
    ("delivery", "post", "mail", "courier", "express", "邮寄", "快递", "送达", "寄送"),
    ("approval", "approve", "review", "permit", "decision", "workflow", "审批", "审核", "流程", "许可"),
    ("parallel", "concurrent", "simultaneous", "joint", "并联", "并行", "联合审批"),
    ("limit", "deadline", "promised", "due", "overdue", "时限", "期限", "超期", "逾期"),
    ("site", "inspection", "inspections", "visit", "survey", "踏勘", "现场", "勘验"),
    ("meets", "meeting", "committee", "meetings", "会议", "例会", "评审会"),
    ("costs", "cost", "money", "budget", "price", "wage", "salary", "yuan", "成本", "费用", "经费", "工资"),
    ("satisfaction", "score", "happy", "survey", "满意度", "评价", "好差评"),
    ("offices", "office", "branch", "branches", "district", "township", "village", "分厅", "分中心", "区县",
     "乡镇", "便民点"),
    ("generalist", "comprehensive", "unified", "cross-trained", "综合窗口", "综窗", "一窗", "全能"),
    ("tide", "flexible", "surge", "extra", "backup", "潮汐", "机动", "弹性"),
    ("replications", "repetitions", "runs", "repeat", "重复", "次数"),
    ("seed", "random", "randomness", "种子", "随机"),
    ("warm_up", "warmup", "burn-in", "预热"),
    ("figures", "known", "observed", "measured", "calibrate", "validation", "actual", "已知", "实测", "校准",
     "实际"),
    ("evidence", "assumption", "assumptions", "source", "uncertain", "依据", "假定", "假设", "来源"),
    ("speed_cv", "speed", "slow", "fast", "速度", "快慢"),
)  # fmt: skip

_PARTS: Final = ROWS[:7]
"""Rows whose words stand for each other within a longer name: `wait_avg` is `wait_mean`."""

_OWN_PART: Final = {word: row[0] for row in reversed(_PARTS) for word in row}


def own_part(part: str) -> str:
    """The program's word for a part of a name; the part itself where it has none."""
    return _OWN_PART.get(part, part)
