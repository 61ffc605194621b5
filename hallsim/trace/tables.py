"""The tables of a trace, each declared once: what writes, checks, shows, stores or explains it reads this.

A new column is a line of this file and the line that records it (`hall/reference/state/recorder.py`).
Every cell is int64: a time, a number, or a reference; -1 means never, or nothing.
"""

from __future__ import annotations

from hallsim.trace.codes import End, Hold, Outcome, Purpose
from hallsim.trace.columns import TraceTable, Words, code, count, fen, flag, length, moment, number, ref

SERVER = ref("names.servers", "server", "the window or officer", "窗口或审批人员")
MATTER = ref("matters", "matter", "which matter", "哪个办件")
VISIT = ref("visits", "visit", "which visit", "哪次来访")
TICKET = ref("tickets", "ticket", "which ticket", "哪张号")
FROM = moment("from_ms", "when it began", "开始时刻")
TO = moment("to_ms", "when it was over", "结束时刻")

CITIZENS = TraceTable(
    name="citizens",
    rows=Words("a row each", "每名群众一行"),
    counts=True,
    is_recorded=False,
    columns=(
        ref("citizens", "citizen", "row number", "行号"),
        number("identity", "stable name over designs and worlds", "跨方案、跨情景不变的标识"),
        ref("names.groups", "group", "group of citizens", "群体"),
        moment(
            "arrive_ms",
            "first arrival at the door; for who never came, when that was settled or began (a call)",
            "首次到门口的时刻；从未到厅者为其结果确定或（来电）开始的时刻",
        ),
        moment("end_ms", "when the end state was reached", "到达最终状态的时刻"),
        code(End, "state", "how it ended", "最终状态"),
        moment("wanted_ms", "when they would come if the hall arranged nothing", "大厅不作安排时想来的时刻"),
        moment("slot_ms", "the appointment booked; -1 without", "预约的时段；未预约为 -1"),
        ref("network.places", "home", "where they live; only with several offices", "居住地；仅多处机构时有")
        .lying_at("network.home"),
    ),
)  # fmt: skip
VISITS = TraceTable(
    name="visits",
    rows=Words("a row for every coming to the hall", "每次到厅一行"),
    counts=True,
    columns=(
        ref("visits", "visit", "row number, in order of arrival", "行号，按到达先后"),
        ref("citizens", "citizen", "who", "谁").derived(),
        ref(
            "matters", "matter",
            "whose further visit it is; the first matter for a first visit",
            "为哪个办件再次来访；首次来访为其第一个办件",
        ),
        code(Purpose, "purpose", "why they come", "来访目的"),
        count(
            "attempt",
            "0 for the first visit of a matter, 1 for the second, ...",
            "该办件第几次来访：首次为 0，第二次为 1，……",
        ),
        moment("arrive_ms", "arrival at the door", "到门口的时刻"),
        moment("leave_ms", "last leaving; -1 while inside at the end", "离开的时刻；结束时仍在厅为 -1"),
        code(
            End, "state",
            "how it ended: served, left, turned_away, removed or inside",
            "结果：served、left、turned_away、removed 或 inside",
        ),
    ),
)  # fmt: skip
TICKETS = TraceTable(
    name="tickets",
    rows=Words(
        "a row for every place in one queue, of windows and of desks", "窗口或审批科室队列中的每个位置一行"
    ),
    counts=True,
    columns=(
        ref("tickets", "ticket", "row number, in order of issue", "行号，按取号先后"),
        ref(
            "visits", "visit",
            "the visit it belongs to; -1 for a file at a desk",
            "所属来访；审批科室的卷宗为 -1",
        ).or_none(),
        ref("citizens", "citizen", "who", "谁").derived(),
        ref("matters", "matter", "the (first) matter it is for", "为哪个（第一个）办件"),
        ref("names.tasks", "task", "what is to be done", "要办的工作"),
        ref("names.queues", "queue", "where it waits", "所在队列").derived(),
        ref(
            "names.servers", "server",
            "who serves it; -1 when never called, or when the station is unlimited",
            "由谁办理；从未叫到或岗位人员不限为 -1",
        ).or_none(),
        number("priority", "class, smaller first", "优先级，数小者先").derived(),
        moment("issue_ms", "issued, or the file reached the desk", "取号，或卷宗送达科室的时刻"),
        moment("start_ms", "service began; -1 when never", "开始办理；从未开始为 -1"),
        moment(
            "end_ms",
            "service ended, left, sent home; -1 while waiting or in service at the end",
            "办完、离开或被劝离；结束时仍在等候或办理为 -1",
        ),
        length("work_ms", "working time the service needs at this server", "在该处办理所需的工作时间"),
        code(Outcome, "outcome", "how it ended", "结果"),
        moment(
            "call_ms",
            "called to the server (where nobody calls: start_ms); -1 when never",
            "叫号时刻（不叫号处同 start_ms）；从未叫到为 -1",
        ).derived(),
    ),
)  # fmt: skip
MATTERS = TraceTable(
    name="matters",
    rows=Words("a row for every service that a citizen needs", "群众要办的每件事一行"),
    counts=True,
    columns=(
        ref("matters", "matter", "row number", "行号"),
        ref("citizens", "citizen", "whose", "谁的").derived(),
        ref("names.services", "service", "what is needed", "事项").derived(),
        moment(
            "first_visit_ms",
            "arrival of the first visit; -1 when there was none",
            "首次来访到达的时刻；没有则为 -1",
        ),
        moment(
            "accepted_ms",
            "complete file accepted (or instant matter finished at the counter)",
            "材料齐全受理（即办件为窗口办结）的时刻",
        ),
        moment("decided_ms", "decision made", "作出决定的时刻"),
        moment("in_hand_ms", "certificate in hand", "拿到证照的时刻"),
        moment(
            "due_ms",
            "end of the last working day of the limit; -1 without limit or acceptance",
            "时限最后一个工作日结束；无时限或未受理为 -1",
        ).derived(),
        count("n_visits", "visits made for it", "为其来访的次数"),
        count(
            "n_rejections",
            "visits that ended with documents missing or an error to correct",
            "因缺材料或需更正而未办成的来访次数",
        ),
        moment("end_ms", "when the end state was reached", "到达最终状态的时刻"),
        code(End, "state", "how it ended", "最终状态"),
    ),
)  # fmt: skip
SHIFTS = TraceTable(
    name="shifts",
    rows=Words("a row for every stretch of duty of a window or an officer", "窗口或审批人员每段在岗一行"),
    columns=(
        SERVER,
        moment("from_ms", "rostered from", "排班开始"),
        moment(
            "to_ms",
            "rostered to (end of the shift, start of a break, closing)",
            "排班结束（下班、休息开始、闭厅）",
        ),
        moment(
            "left_ms",
            "when the server really stopped: later than to_ms is overtime",
            "实际停止的时刻；晚于 to_ms 为延时",
        ),
        flag(
            "closing",
            "1 when this is the last shift of the hall's day for the server",
            "为该处当日最后一班时为 1",
        ),
    ),
)
HOLDS = TraceTable(
    name="holds",
    rows=Words(
        "a row for whatever holds a file up beside waiting and being worked on",
        "卷宗在等候和办理以外的每次停留一行",
    ),
    columns=(
        MATTER,
        ref("names.tasks", "task", "the step of the approval", "审批环节"),
        code(Hold, "kind", "what holds it up", "停留的种类"),
        FROM,
        moment("to_ms", "when it was over; -1 while it lasts at the end", "结束时刻；结束时仍在停留为 -1"),
        flag("stops", "1 when the limit's clock stands still meanwhile", "期间时限停计为 1"),
    ),
)
ROSTERED = TraceTable(
    name="rostered",
    rows=Words(
        "a row for every planned stretch of duty, those never reached too", "每段计划在岗一行，未到达的也列"
    ),
    is_recorded=False,
    columns=(SERVER, FROM, TO),
)
BREAKS = TraceTable(
    name="breaks",
    rows=Words(
        "a row for every time somebody rostered is on a break, absent or down, or at back-office work",
        "排班时间内每次休息、缺勤、故障或处理后台工作一行",
    ),
    columns=(SERVER, FROM, TO),
)
COVERS = TraceTable(
    name="covers",
    rows=Words("a row for every time a cover from the pool stands in", "每次由机动人员顶岗一行"),
    is_recorded=False,
    columns=(SERVER, FROM, TO),
)
CALLS = TraceTable(
    name="calls",
    rows=Words("a row for every call to the hotline in its hours", "热线服务时间内每次来电一行"),
    is_recorded=False,
    columns=(
        ref("citizens", "citizen", "who calls", "来电者"),
        moment("call_ms", "when they call", "来电时刻"),
        moment("start_ms", "answered; -1 when never", "接听时刻；无人接听为 -1"),
        moment("end_ms", "the call is over", "通话结束"),
    ),
)
SLOTS = TraceTable(
    name="slots",
    rows=Words("a row for every slot that can be booked", "每个可预约时段一行"),
    is_recorded=False,
    columns=(moment("slot_ms", "when it begins", "开始时刻"), count("capacity", "places", "名额")),
)
STAYS = TraceTable(
    name="stays",
    rows=Words(
        "a row for every line of people that a ticket joins, in order of time",
        "每张号每次站入一条实体队伍一行，按时间先后",
    ),
    columns=(TICKET, ref("names.queues", "queue", "the line", "队伍"), FROM),
)
HANDED = TraceTable(
    name="handed",
    at="handed.rows",
    rows=Words("a row for every service broken off", "每次中断的办理一行"),
    columns=(
        ref("tickets", "ticket", "the ticket broken off", "被中断的号"),
        length("needed_ms", "work it needed at its server in all", "在该处共需的工作时间"),
        length("rest_ms", "what is left, in the catalogue's time", "剩余工作，按目录所列时间计"),
    ),
)
DEEMED = TraceTable(
    name="deemed",
    rows=Words("a row for every matter approved because its limit was over", "每个因超时视为同意的办件一行"),
    columns=(
        MATTER,
        moment("deemed_ms", "when", "时刻"),
        count("n_unexamined", "steps not yet examined", "尚未审查的环节数"),
        flag("dropped", "1 when the files were dropped", "卷宗不再审查为 1"),
    ),
)
WARNED = TraceTable(
    name="warned",
    rows=Words("a row for every matter whose limit ran short undecided", "每个未决定而时限将到的办件一行"),
    columns=(MATTER, moment("warned_ms", "when", "时刻")),
)
CARRIED = TraceTable(
    name="carried",
    rows=Words("a row for every way of a file between hall and bureau", "卷宗在大厅与部门之间每次传递一行"),
    columns=(MATTER, FROM, TO, flag("back", "1 on the way back to the hall", "返回大厅为 1")),
)
SENT = TraceTable(
    name="sent",
    rows=Words(
        "a row for every matter whose citizen was sent to the bureau", "每个被指引到部门办理的办件一行"
    ),
    columns=(MATTER, moment("sent_ms", "when", "时刻")),
)
ABOARD = TraceTable(
    name="aboard",
    rows=Words(
        "a row for every matter on a visit beside the one for which the visit is written; those of the "
        "citizen's own first visit are not listed",
        "同一来访中除登记办件外的每个办件一行；本人首次来访的不列",
    ),
    columns=(VISIT, MATTER),
)
AGENTS = TraceTable(
    name="agents",
    at="trips",
    rows=Words("a row for every visit that an agent made", "代办员每次来访一行"),
    columns=(VISIT, count("agent", "number of the agent over all kinds", "代办员编号（各类合计）")),
)
BAGS = TraceTable(
    name="bags",
    rows=Words("a row for every time an agent had the papers of a matter", "代办员每次持有办件材料一行"),
    columns=(MATTER, FROM, TO),
)
HOME = TraceTable(
    name="home",
    rows=Words("a row for every matter served at home", "每个上门办理的办件一行"),
    columns=(MATTER,),
)
TRIPS = TraceTable(
    name="trips",
    at="network.trips",
    rows=Words(
        "a row a visit, in the same order; who goes straight on to another office goes home from there",
        "每次来访一行，顺序相同；直接转往另一处者由该处返家",
    ),
    is_recorded=False,
    columns=(
        VISIT,
        ref("network.offices", "office", "where", "机构"),
        length("travel_ms", "there and back", "往返路上的时间"),
        fen("fare_fen", "fares there and back", "往返车费"),
        flag("in_vain", "1 when nobody served there", "该处当日无人办理为 1"),
    ),
)
SHARED = TraceTable(
    name="shared",
    at="network.shared",
    rows=Words("a row for every matter of a visit beyond its own", "来访登记办件以外的每个办件一行"),
    columns=(VISIT, MATTER),
)
COURIERS = TraceTable(
    name="couriers",
    at="network.couriers",
    rows=Words(
        "a row for every time a file waits for a courier or is under way", "卷宗每次等候或随交换员在途一行"
    ),
    columns=(MATTER, FROM, TO),
)

TABLES: dict[str, TraceTable] = {
    table.name: table
    for table in (
        CITIZENS, VISITS, TICKETS, MATTERS, SHIFTS, HOLDS, ROSTERED, BREAKS, COVERS, CALLS, SLOTS, STAYS,
        HANDED, DEEMED, WARNED, CARRIED, SENT, ABOARD, AGENTS, BAGS, HOME, TRIPS, SHARED, COURIERS,
    )
}  # fmt: skip
"""What a trace holds, in the order in which it is shown."""

# What an engine records too, and a trace holds as a column of another table.
CALLED = TraceTable(
    name="called",
    rows=Words("a row for every call of a ticket, the last one counts", "每次叫号一行，以最后一次为准"),
    columns=(TICKET, moment("call_ms", "when", "时刻")),
)
LEGS = TraceTable(
    name="legs",
    rows=Words("a row a visit, where there are several offices", "有多处机构时，每次来访一行"),
    columns=(
        VISIT,
        ref("network.offices", "office", "where", "机构"),
        ref(
            "visits", "after",
            "the visit from which the citizen came straight; -1 from home",
            "由哪次来访直接转来；由家中来为 -1",
        ).or_none(),
    ),
)  # fmt: skip
IN_VAIN = TraceTable(
    name="in_vain",
    rows=Words("a row for every visit at an office where nobody served", "到达而当日无人办理的每次来访一行"),
    columns=(VISIT,),
)
LODGED = TraceTable(
    name="lodged",
    rows=Words(
        "a row a matter, where there are several offices: where it is at the end",
        "有多处机构时，每个办件一行：最后所在的机构",
    ),
    columns=(MATTER, ref("network.offices", "office", "where", "机构").or_none()),
)

RECORDED: dict[str, TraceTable] = {
    table.name: table for table in (*TABLES.values(), CALLED, LEGS, IN_VAIN, LODGED) if table.is_recorded
}
"""What an engine records, by name."""
