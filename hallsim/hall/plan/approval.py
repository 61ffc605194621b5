"""The approval of a service as the design orders it: a tree of steps, and the operations made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hallsim.hall.plan.limits import may_be_deemed
from hallsim.hall.plan.operations import (
    Approve,
    Await,
    Delay,
    Fork,
    Gate,
    Hours,
    Op,
    Ops,
    Row,
    Serve,
    Step,
    StepRef,
    Tape,
    Visit,
)
from hallsim.scenario.design.design import Approval, Design
from hallsim.scenario.world.approval_steps import desk_of
from hallsim.scenario.world.stages import stages_of
from hallsim.scenario.world.tree_steps import has_race
from hallsim.scenario.world.world import ApprovalTree, Service
from hallsim.scenario.world.world import Step as StepSpec
from hallsim.trace.model import Hold, Purpose

HOLDS = {"notice": Hold.NOTICE, "automatic": Hold.CHECK, "payment": Hold.PAYMENT}


def approval_ops(name: str, service: Service, design: Design, task_of: Mapping[str, int]) -> Ops:
    """The approval of a service; a single operation around it where more than work at desks can happen."""
    if service.approval is None:
        return ()
    builder = _Builder(name, service, design, task_of)
    rule = design.approval
    applies = not rule.services or name in rule.services
    mode = rule.mode if applies else "as_written"
    if mode == "lines" or not is_plain(service):
        return (builder.approve(mode),)
    tree = ordered(service, mode, rule)
    if rule.on_refusal == "cancel" and has_race(tree):
        return (builder.approve(mode),)  # what is over first cancels the others, even without refusals
    return builder.plain(tree)


def is_plain(service: Service) -> bool:
    """Whether all steps of the approval are plain: needed by every file, and always passed."""
    used = steps_of(service.approval) if service.approval else []
    return all(service.steps[step].is_plain() for step in used)


def passes_in_workdays(step: StepSpec) -> bool:
    """Whether the time that the step takes without an officer counts working days."""
    return step.elapsed is not None and step.elapsed.unit == "workdays"


def ordered(service: Service, mode: str, rule: Approval) -> ApprovalTree:
    """The tree of steps of the catalogue, rearranged by a mode."""
    assert service.approval is not None
    leaves = [ApprovalTree(step=step) for step in steps_of(service.approval)]
    if mode == "serial":
        return ApprovalTree(serial=tuple(leaves))
    if mode == "parallel":
        return ApprovalTree(parallel=tuple(leaves))
    if mode == "stages":
        stages = stages_of(service, steps_of(service.approval), rule.stages)
        groups = [tuple(ApprovalTree(step=step) for step in stage) for stage in stages]
        return ApprovalTree(serial=tuple(ApprovalTree(parallel=group) for group in groups))
    return service.approval


class _Builder:
    """Makes operations of one service's approval."""

    def __init__(self, name: str, service: Service, design: Design, task_of: Mapping[str, int]) -> None:
        self.name = name
        self.service = service
        self.design = design
        self.task_of = task_of
        self.position = {step: j for j, step in enumerate(service.steps)}
        self.joint: dict[str, tuple[str, ...]] = {}  # who inspects at the place of a step; () at no place
        self.n_places = 0

    # ------------------------------------------------------------------ steps that are only worked on

    def plain(self, tree: ApprovalTree) -> Ops:
        """Forks and rows of work at desks."""
        if tree.step is not None:
            work = self.work(tree.step)
            if not may_be_deemed(self.name, self.service, self.design):
                return work
            return (Step(steps=(self.ref(tree.step),), each=(work,)),)
        if tree.parallel:
            return fork([self.plain(branch) for branch in tree.parallel], tree)
        return tuple(op for part in tree.serial for op in self.plain(part))

    def work(self, step: str) -> Ops:
        """Work at the desk, then time on its calendar."""
        spec, ref = self.service.steps[step], self.ref(step)
        ops: Ops = ()
        if spec.work is not None or self.meets(spec):
            ops += (Serve(task=ref.task, tape=Tape.STEP, position=ref.position),)
        if spec.elapsed is not None:
            desk = self.design.desks.get(desk_of(spec, self.service.department) or "")
            limited = desk is not None and desk.wip is not None and desk.is_room
            hours = Hours.WORKDAYS if passes_in_workdays(spec) else Hours.DESK
            ops += (Delay(lasts=ref, hours=hours, stays_open=limited),)
        return ops

    def ref(self, step: str) -> StepRef:
        """A step by its name."""
        return StepRef(task=self.task_of[f"{self.name}/{step}"], position=self.position[step])

    def meets(self, step: StepSpec) -> bool:
        """Whether the step is heard at a desk's meetings."""
        desk = desk_of(step, self.service.department)
        return desk in self.design.desks and self.design.desks[desk].meets is not None

    # ------------------------------------------------------------------ steps with results

    def approve(self, mode: str) -> Approve:
        """Everything between acceptance and decision, as the design orders it."""
        rule = self.design.approval
        first = self.service.route[0].name if self.service.route else ""
        window = self.task_of[f"{self.name}.{first}" if first else self.name]
        amend = Visit(stops=(Serve(task=window, tape=Tape.AMEND),))
        if mode == "lines":
            ops = self.lines(rule)
        else:
            tree = ordered(self.service, mode, rule)
            self.agree(places(tree, self.inspections()))
            ops = self.examined(tree)
        return Approve(
            ops=ops,
            cancels=rule.on_refusal == "cancel",
            amend=amend if rule.corrections == "visit" else None,
        )

    def inspections(self) -> frozenset[str]:
        """Steps whose teams go together."""
        if self.design.approval.inspections == "separate":
            return frozenset()
        return frozenset(s for s, spec in self.service.steps.items() if spec.kind == "inspection")

    def agree(self, found: list[list[str]]) -> None:
        """Note which teams meet at which place of a joint inspection; a team alone waits for nobody."""
        if sum(len(members) for members in found) > 1:
            self.n_places = len(found)
            self.joint = {step: () for members in found for step in members}
            self.joint |= {members[0]: tuple(members) for members in found}

    def examined(self, tree: ApprovalTree) -> Ops:
        """Rows of examinations, and forks of rows."""
        if tree.parallel:
            return fork([self.examined(branch) for branch in tree.parallel], tree)
        return self.row([ApprovalTree(step=tree.step)] if tree.step is not None else tree.serial)

    def row(self, parts: Sequence[ApprovalTree]) -> Ops:
        """Parts one after another; a corrected file may go back to a step of its own row."""
        ops: list[Op] = []
        place: dict[str, int] = {}
        for part in flat(parts):
            if part.step is None:
                ops += self.examined(part)
            elif self.joint.get(part.step) != ():
                place[part.step] = len(ops)
                resume = self.service.steps[part.step].resume
                back = place.get(resume, len(ops)) if resume else len(ops)
                ops.append(self.examine(part.step, back))
        return (Row(ops=tuple(ops)),) if ops else ()

    def examine(self, step: str, back_to: int) -> Step:
        """One step with its results, or the place of a joint inspection with the results of all its steps."""
        members = self.joint.get(step, (step,))
        return Step(
            steps=tuple(self.ref(member) for member in members),
            each=tuple(self.step_ops(member) for member in members),
            back_to=back_to,
            n_places=self.n_places if step in self.joint else 0,
        )

    def step_ops(self, step: str) -> Ops:
        """What a step does with a file, before its result."""
        spec = self.service.steps[step]
        if spec.kind in ("review", "inspection"):
            return self.work(step)
        held = Delay(
            lasts=self.ref(step),
            hours=Hours.WORKDAYS if passes_in_workdays(spec) else Hours.CLOCK,
            hold=HOLDS[spec.kind],
            stops=spec.clock == "stopped",
        )
        if spec.kind == "payment" and self.design.approval.payments == "visit":
            first = self.service.route[0].name if self.service.route else ""
            window = self.task_of[f"{self.name}.{first}" if first else self.name]
            pays = Serve(task=window, tape=Tape.STEP, position=self.position[step])
            return (Visit(stops=(pays,), purpose=Purpose.PAY, held=held),)
        return (held,)

    # ------------------------------------------------------------------ main line and auxiliary lines

    def lines(self, rule: Approval) -> Ops:
        """The main line and the auxiliary lines, which start with one of its steps and end before one."""
        used = steps_of(self.service.approval) if self.service.approval else []
        lines = {
            name: [step for step in line.steps if step in used]
            for name, line in rule.lines.items()
            if any(step in used for step in line.steps)
        }
        beside = {step for steps in lines.values() for step in steps}
        main = [step for step in rule.main if step in used]
        main += [step for step in used if step not in main and step not in beside]
        rows = [main, *lines.values()]
        wanted = self.inspections()
        self.agree(_in_rows([[step for step in row if step in wanted] for row in rows]))
        trunk: list[Op] = []
        for step in main:
            for name in lines:
                if rule.lines[name].end == step:
                    trunk.append(Await(gate=Gate(line=name, end=True)))
                if rule.lines[name].start == step:
                    trunk.append(Gate(line=name, end=False))
            trunk += self.row([ApprovalTree(step=step)])
        branches: list[Ops] = [tuple(trunk)]
        for name, steps in lines.items():
            row = self.row([ApprovalTree(step=step) for step in steps])
            starts = rule.lines[name].start in main
            gate: Ops = (Await(gate=Gate(line=name, end=False)),) if starts else ()
            branches.append((*gate, *row, Gate(line=name, end=True)))
        return fork(branches)


def fork(branches: list[Ops], tree: ApprovalTree | None = None) -> Ops:
    """Parallel branches, of which `tree` says how many are needed; empty branches are left out."""
    filled = tuple(branch for branch in branches if branch)
    if len(filled) <= 1:
        return filled[0] if filled else ()
    needed = len(filled) if tree is None else min(tree.n_needed, len(filled))
    return (Fork(branches=filled, n_needed=needed),)


def flat(parts: Sequence[ApprovalTree]) -> Iterator[ApprovalTree]:
    """Parts in series; nested series are flattened."""
    for part in parts:
        if part.serial:
            yield from flat(part.serial)
        else:
            yield part


def places(tree: ApprovalTree, wanted: frozenset[str]) -> list[list[str]]:
    """Where a file asks for a joint inspection: for each place the steps that it stands for.

    Places lie in parallel branches. Of steps in series the first one's place stands for all; a group that is
    over without some of its branches has none.
    """
    if tree.step is not None:
        return [[tree.step]] if tree.step in wanted else []
    if tree.parallel:
        if tree.is_race:
            return []
        return [place for part in tree.parallel for place in places(part, wanted)]
    found: list[list[str]] = []
    for part in tree.serial:
        more = places(part, wanted)
        if not found:
            found = more
        else:
            found[0] = [*found[0], *(step for place in more for step in place)]
    return found


def _in_rows(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if row]


def steps_of(tree: ApprovalTree) -> list[str]:
    """The steps of a tree in the order they are written, each once."""
    if tree.step is not None:
        return [tree.step]
    found: dict[str, None] = {}
    for part in (*tree.serial, *tree.parallel):
        found.update(dict.fromkeys(steps_of(part)))
    return list(found)
