"""Who comes: the tapes of citizens and matters, their groups and services, and laws applied to a tape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hallsim.demand.arrivals import Slots, cumulative, pick
from hallsim.demand.tape import Block, Int, Real, Stream, Tape
from hallsim.scenario.distribution import Distribution
from hallsim.scenario.world import World

Law = Distribution | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Rows split by kind (group or service); `rows[k]` lists the rows of kind k in order."""

    of: Int
    rows: tuple[Int, ...]

    @classmethod
    def split(cls, kind: Int, n_kinds: int) -> Kinds:
        """Split rows by their kind, 0 <= kind < n_kinds."""
        if n_kinds == 1:
            return cls(of=kind, rows=(np.arange(len(kind), dtype=np.int64),))
        order = np.argsort(kind, kind="stable").astype(np.int64)
        ends = np.cumsum(np.bincount(kind, minlength=n_kinds))
        return cls(of=kind, rows=tuple(np.split(order, ends[:-1])))


def durations_ms(
    tape: Tape, what: str, kinds: Kinds, laws: Sequence[Law], workday_ms: int, none: int = 0
) -> Int:
    """(n,) int64 ms: every row's value of its kind's law, `none` where the kind has none."""
    values = np.full(tape.n, none, dtype=np.int64)
    for law, rows, drawn in drawn_values(tape, what, kinds, laws):
        values[rows] = law.to_ms(drawn, workday_ms)
    return values


def drawn_values(
    tape: Tape, what: str, kinds: Kinds, laws: Sequence[Law]
) -> list[tuple[Distribution, Int, Real]]:
    """(law, rows, values in the law's unit) for every kind that has a law and rows.

    Values are quantiles of one uniform each; the i-th row of a kind takes the i-th value of a sequence.
    """
    random = np.array([law is not None and law.sequence is None and not law.is_constant for law in laws])
    u = tape.uniforms(what, None if random.all() else random[kinds.of]) if random.any() else np.zeros(tape.n)
    found = []
    for law, rows in zip(laws, kinds.rows, strict=True):
        if law is None or not len(rows):
            continue
        if law.sequence is not None:
            values = np.array(law.sequence, dtype=np.float64)[np.arange(len(rows)) % len(law.sequence)]
        else:
            values = law.quantile(u if len(rows) == tape.n else u[rows])
        found.append((law, rows, values))
    return found


def citizen_tape(slots: Sequence[Slots], stream: Stream) -> tuple[Tape, Int]:
    """The citizens' tape in order of (arrive_ms, source, layer, position, member), and the order.

    The order, (n,) int64, sorts what is concatenated over `slots`.
    """
    none = np.zeros(0, dtype=np.int64)
    sizes = [len(part.positions) for part in slots]
    member, layer, source = (
        np.repeat([getattr(part, name) for part in slots], sizes) for name in ("member", "layer", "source")
    )
    positions = np.concatenate([none, *(part.positions for part in slots)])
    arrive_ms = np.concatenate([none, *(part.arrive_ms for part in slots)])
    order = np.lexsort((member, positions, layer, source, arrive_ms)).astype(np.int64)
    row_of = np.empty_like(order)
    row_of[order] = np.arange(len(order))
    ends = np.cumsum([0, *sizes])
    blocks = tuple(
        Block(prefix=part.prefix, positions=part.positions, rows=row_of[ends[i] : ends[i + 1]])
        for i, part in enumerate(slots)
    )
    return Tape(stream=stream, n=len(order), blocks=blocks), order


def matter_tape(tape: Tape, n_matters: Int, start: Int) -> Tape:
    """The matters' tape: the first matter lies on its citizen's streams, matter j on matter{j}/ of them."""
    blocks = []
    for block in tape.blocks:
        count = n_matters[block.rows]
        for j in range(int(np.max(count, initial=0))):
            has = count > j
            prefix = f"{block.prefix}/matter{j}" if j else block.prefix
            rows = start[block.rows[has]] + j
            blocks.append(Block(prefix=prefix, positions=block.positions[has], rows=rows))
    return Tape(stream=tape.stream, n=int(start[-1]), blocks=tuple(blocks))


def draw_groups(world: World, tape: Tape, source: Int) -> Int:
    """(n,) index of each citizen's group: its source's, else by the groups' shares.

    ValueError for an unknown group, or when several groups have no shares to choose by.
    """
    names = list(world.groups)
    found = np.zeros(tape.n, dtype=np.int64)
    if len(names) <= 1:
        return found
    fixed = [arrivals.group for arrivals in world.sources()]
    free = np.array([group is None for group in fixed])[source]
    if free.any():
        sums = cumulative_shares([group.share for group in world.groups.values()], "groups")
        found = pick(tape.uniforms("group", free), sums)
    for number, group in enumerate(fixed):
        if group is not None:
            found[source == number] = index_of(group, names, "group")
    return found


def draw_services(world: World, tape: Tape, group: Int, source: Int) -> Int:
    """(m,) index of each matter's service: its source's, else by its group's mix, else by the catalogue's.

    `group` and `source` are per matter.  ValueError when several services have no shares to choose by.
    """
    names = list(world.services)
    found = np.zeros(tape.n, dtype=np.int64)
    fixed = [arrivals.service for arrivals in world.sources()]
    given = np.array([service is not None for service in fixed])[source]
    free = ~given
    if len(names) > 1 and free.any():
        u = tape.uniforms("service", free)
        mixes = [group.services for group in world.groups.values()] or [{}]
        for number, mix in enumerate(mixes):
            rows = np.flatnonzero(free & (group == number))
            if len(rows):
                found[rows] = pick(u[rows], _service_sums(world, mix, names))
    for number, service in enumerate(fixed):
        if service is not None:
            found[source == number] = index_of(service, names, "service")
    return found


def draw_errands(world: World, tape: Tape, group: Int, source: Int) -> Int | None:
    """(n,) index of the errand each citizen comes for, -1 for none; None when the world has no errand.

    One uniform a citizen (`errand`) against the shares in the order written; citizens of a source that names
    a service have none.
    """
    if not world.errands:
        return None
    groups = [spec.errands for spec in world.groups.values()] or [{}]
    shares = np.array([
        [own.get(name, spec.share) for name, spec in world.errands.items()] for own in groups
    ])  # fmt: skip
    upto = np.cumsum(shares, axis=1)[group]
    free = np.array([arrivals.service is None for arrivals in world.sources()])[source]
    u = tape.uniforms("errand")
    which = (u[:, None] >= upto).sum(axis=1)
    found: Int = np.where(free & (which < len(world.errands)), which, -1).astype(np.int64)
    return found


def services_of_errands(world: World, service: Int, errand: Int, n_matters: Int) -> Int:
    """(m,) services with those of the errands, in their order, where a citizen has one."""
    names = list(world.services)
    found = service.copy()
    start = np.cumsum(n_matters) - n_matters
    for number, (name, spec) in enumerate(world.errands.items()):
        rows = np.flatnonzero(errand == number)
        for j, wanted in enumerate(spec.services):
            found[start[rows] + j] = index_of(wanted, names, f"service of errand {name}")
    return found


def _service_sums(world: World, mix: dict[str, float], names: list[str]) -> Real:
    if not mix:
        return cumulative_shares(world.service_shares(), "services")
    for name in mix:
        index_of(name, names, "service")
    return cumulative([mix.get(name, 0.0) for name in names])


def cumulative_shares(shares: Sequence[float | None], what: str) -> Real:
    """Cumulative shares of a catalogue in which some entries may have none."""
    if all(share is None for share in shares):
        raise ValueError(f"there are {len(shares)} {what} and no shares to choose by")
    return cumulative([share or 0.0 for share in shares])


def index_of(name: str, names: Sequence[str], what: str) -> int:
    """Index of a name.  ValueError when it is unknown."""
    if name not in names:
        raise ValueError(f"{name!r} is not a {what} of this world")
    return list(names).index(name)
