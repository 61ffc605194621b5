"""The tables of a trace, each declared once: what writes, checks, shows, stores or explains it reads this.

A new column is a line of this file and the line that records it (`hall/reference/state/recorder.py`).
Every cell is int64: a time, a number, or a reference; -1 means never, or nothing.
"""

from __future__ import annotations

from hallsim.text.message import Message
from hallsim.trace.codes import End, Hold, Outcome, Purpose
from hallsim.trace.columns import TraceTable, code, count, fen, flag, length, moment, number, ref

SERVER = ref("names.servers", "server", Message("the window or officer"))
MATTER = ref("matters", "matter", Message("which matter"))
VISIT = ref("visits", "visit", Message("which visit"))
TICKET = ref("tickets", "ticket", Message("which ticket"))
FROM = moment("from_ms", Message("when it began"))
TO = moment("to_ms", Message("when it was over"))

CITIZENS = TraceTable(
    name="citizens",
    rows=Message("a row each"),
    counts=True,
    is_recorded=False,
    columns=(
        ref("citizens", "citizen", Message("row number")),
        number("identity", Message("stable name over designs and worlds")),
        ref("names.groups", "group", Message("group of citizens")),
        moment(
            "arrive_ms",
            Message("first arrival at the door; for who never came, when that was settled or began (a call)"),
        ),
        moment("end_ms", Message("when the end state was reached")),
        code(End, "state", Message("how it ended")),
        moment("wanted_ms", Message("when they would come if the hall arranged nothing")),
        moment("slot_ms", Message("the appointment booked; -1 without")),
        ref("network.places", "home", Message("where they live; only with several offices")).lying_at(
            "network.home"
        ),
    ),
)
VISITS = TraceTable(
    name="visits",
    rows=Message("a row for every coming to the hall"),
    counts=True,
    columns=(
        ref("visits", "visit", Message("row number, in order of arrival")),
        ref("citizens", "citizen", Message("who")).derived(),
        ref("matters", "matter", Message("whose further visit it is; the first matter for a first visit")),
        code(Purpose, "purpose", Message("why they come")),
        count("attempt", Message("0 for the first visit of a matter, 1 for the second, ...")),
        moment("arrive_ms", Message("arrival at the door")),
        moment("leave_ms", Message("last leaving; -1 while inside at the end")),
        code(End, "state", Message("how it ended: served, left, turned_away, removed or inside")),
    ),
)
TICKETS = TraceTable(
    name="tickets",
    rows=Message("a row for every place in one queue, of windows and of desks"),
    counts=True,
    columns=(
        ref("tickets", "ticket", Message("row number, in order of issue")),
        ref("visits", "visit", Message("the visit it belongs to; -1 for a file at a desk")).or_none(),
        ref("citizens", "citizen", Message("who")).derived(),
        ref("matters", "matter", Message("the (first) matter it is for")),
        ref("names.tasks", "task", Message("what is to be done")),
        ref("names.queues", "queue", Message("where it waits")).derived(),
        ref(
            "names.servers",
            "server",
            Message("who serves it; -1 when never called, or when the station is unlimited"),
        ).or_none(),
        number("priority", Message("class, smaller first")).derived(),
        moment("issue_ms", Message("issued, or the file reached the desk")),
        moment("start_ms", Message("service began; -1 when never")),
        moment(
            "end_ms", Message("service ended, left, sent home; -1 while waiting or in service at the end")
        ),
        length("work_ms", Message("working time the service needs at this server")),
        code(Outcome, "outcome", Message("how it ended", "outcome")),
        moment(
            "call_ms", Message("called to the server (where nobody calls: start_ms); -1 when never")
        ).derived(),
    ),
)
MATTERS = TraceTable(
    name="matters",
    rows=Message("a row for every service that a citizen needs"),
    counts=True,
    columns=(
        ref("matters", "matter", Message("row number")),
        ref("citizens", "citizen", Message("whose")).derived(),
        ref("names.services", "service", Message("what is needed")).derived(),
        moment("first_visit_ms", Message("arrival of the first visit; -1 when there was none")),
        moment("accepted_ms", Message("complete file accepted (or instant matter finished at the counter)")),
        moment("decided_ms", Message("decision made")),
        moment("in_hand_ms", Message("certificate in hand")),
        moment(
            "due_ms", Message("end of the last working day of the limit; -1 without limit or acceptance")
        ).derived(),
        count("n_visits", Message("visits made for it")),
        count("n_rejections", Message("visits that ended with documents missing or an error to correct")),
        moment("end_ms", Message("when the end state was reached")),
        code(End, "state", Message("how it ended")),
    ),
)
SHIFTS = TraceTable(
    name="shifts",
    rows=Message("a row for every stretch of duty of a window or an officer"),
    columns=(
        SERVER,
        moment("from_ms", Message("rostered from")),
        moment("to_ms", Message("rostered to (end of the shift, start of a break, closing)")),
        moment("left_ms", Message("when the server really stopped: later than to_ms is overtime")),
        flag("closing", Message("1 when this is the last shift of the hall's day for the server")),
    ),
)
HOLDS = TraceTable(
    name="holds",
    rows=Message("a row for whatever holds a file up beside waiting and being worked on"),
    columns=(
        MATTER,
        ref("names.tasks", "task", Message("the step of the approval")),
        code(Hold, "kind", Message("what holds it up")),
        FROM,
        moment("to_ms", Message("when it was over; -1 while it lasts at the end")),
        flag("stops", Message("1 when the limit's clock stands still meanwhile")),
    ),
)
ROSTERED = TraceTable(
    name="rostered",
    rows=Message("a row for every planned stretch of duty, those never reached too"),
    is_recorded=False,
    columns=(SERVER, FROM, TO),
)
BREAKS = TraceTable(
    name="breaks",
    rows=(
        Message(
            "a row for every time somebody rostered is on a break, absent or down, or at back-office work"
        )
    ),
    columns=(SERVER, FROM, TO),
)
COVERS = TraceTable(
    name="covers",
    rows=Message("a row for every time a cover from the pool stands in"),
    is_recorded=False,
    columns=(SERVER, FROM, TO),
)
CALLS = TraceTable(
    name="calls",
    rows=Message("a row for every call to the hotline in its hours"),
    is_recorded=False,
    columns=(
        ref("citizens", "citizen", Message("who calls")),
        moment("call_ms", Message("when they call")),
        moment("start_ms", Message("answered; -1 when never")),
        moment("end_ms", Message("the call is over")),
    ),
)
SLOTS = TraceTable(
    name="slots",
    rows=Message("a row for every slot that can be booked"),
    is_recorded=False,
    columns=(moment("slot_ms", Message("when it begins")), count("capacity", Message("places"))),
)
STAYS = TraceTable(
    name="stays",
    rows=Message("a row for every line of people that a ticket joins, in order of time"),
    columns=(TICKET, ref("names.queues", "queue", Message("the line")), FROM),
)
HANDED = TraceTable(
    name="handed",
    at="handed.rows",
    rows=Message("a row for every service broken off"),
    columns=(
        ref("tickets", "ticket", Message("the ticket broken off")),
        length("needed_ms", Message("work it needed at its server in all")),
        length("rest_ms", Message("what is left, in the catalogue's time")),
    ),
)
DEEMED = TraceTable(
    name="deemed",
    rows=Message("a row for every matter approved because its limit was over"),
    columns=(
        MATTER,
        moment("deemed_ms", Message("when")),
        count("n_unexamined", Message("steps not yet examined")),
        flag("dropped", Message("1 when the files were dropped")),
    ),
)
WARNED = TraceTable(
    name="warned",
    rows=Message("a row for every matter whose limit ran short undecided"),
    columns=(MATTER, moment("warned_ms", Message("when"))),
)
CARRIED = TraceTable(
    name="carried",
    rows=Message("a row for every way of a file between hall and bureau"),
    columns=(MATTER, FROM, TO, flag("back", Message("1 on the way back to the hall"))),
)
SENT = TraceTable(
    name="sent",
    rows=Message("a row for every matter whose citizen was sent to the bureau"),
    columns=(MATTER, moment("sent_ms", Message("when"))),
)
ABOARD = TraceTable(
    name="aboard",
    rows=(
        Message(
            "a row for every matter on a visit beside the one for which the visit is "
            "written; those of the citizen's own first visit are not listed"
        )
    ),
    columns=(VISIT, MATTER),
)
AGENTS = TraceTable(
    name="agents",
    at="trips",
    rows=Message("a row for every visit that an agent made"),
    columns=(VISIT, count("agent", Message("number of the agent over all kinds"))),
)
BAGS = TraceTable(
    name="bags",
    rows=Message("a row for every time an agent had the papers of a matter"),
    columns=(MATTER, FROM, TO),
)
HOME = TraceTable(
    name="home",
    rows=Message("a row for every matter served at home"),
    columns=(MATTER,),
)
TRIPS = TraceTable(
    name="trips",
    at="network.trips",
    rows=(
        Message(
            "a row a visit, in the same order; who goes straight on to another office goes home from there"
        )
    ),
    is_recorded=False,
    columns=(
        VISIT,
        ref("network.offices", "office", Message("where")),
        length("travel_ms", Message("there and back")),
        fen("fare_fen", Message("fares there and back")),
        flag("in_vain", Message("1 when nobody served there")),
    ),
)
SHARED = TraceTable(
    name="shared",
    at="network.shared",
    rows=Message("a row for every matter of a visit beyond its own"),
    columns=(VISIT, MATTER),
)
COURIERS = TraceTable(
    name="couriers",
    at="network.couriers",
    rows=Message("a row for every time a file waits for a courier or is under way"),
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
    rows=Message("a row for every call of a ticket, the last one counts"),
    columns=(TICKET, moment("call_ms", Message("when"))),
)
LEGS = TraceTable(
    name="legs",
    rows=Message("a row a visit, where there are several offices"),
    columns=(
        VISIT,
        ref("network.offices", "office", Message("where")),
        ref(
            "visits", "after", Message("the visit from which the citizen came straight; -1 from home")
        ).or_none(),
    ),
)
IN_VAIN = TraceTable(
    name="in_vain",
    rows=Message("a row for every visit at an office where nobody served"),
    columns=(VISIT,),
)
LODGED = TraceTable(
    name="lodged",
    rows=Message("a row a matter, where there are several offices: where it is at the end"),
    columns=(MATTER, ref("network.offices", "office", Message("where")).or_none()),
)

RECORDED: dict[str, TraceTable] = {
    table.name: table for table in (*TABLES.values(), CALLED, LEGS, IN_VAIN, LODGED) if table.is_recorded
}
"""What an engine records, by name."""
