"""Short spellings written out, before the models read a scenario: every value keeps its place.

`windows: {commerce: 6}`, `desks: {fire: 3}`, `approval: parallel`, one source of arrivals instead of a list,
one text instead of a list, and approval trees: a text is a step, a list runs in series, and a step may be
defined where it stands: `{step: check, desk: fire, work: 40 min}`.
Values of a wrong shape pass unchanged: the models report them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.located import Located
from hallsim.scenario.offices import COUNTER
from hallsim.scenario.queueing import CLASSES, ORDERS

Rewrite = Callable[[Located], Located]


def spell_out(tree: Located, problems: list[Problem]) -> Located:
    """The tree of a whole scenario with its short spellings written out; steps defined twice are problems."""
    desks = _desk_names(tree)
    tree = _under(tree, "designs", lambda designs: _each(designs, _design))

    def world(node: Located) -> Located:
        node = _under(
            node, "arrivals", lambda sources: _items_of(sources, lambda s: _under(s, "batch", _whole))
        )
        node = _under(node, "places", lambda places: _each(places, _place))
        again = partial(_short, key="share")
        node = _under(node, "citizens", lambda citizens: _under(citizens, "comes_again", again))
        node = _under(node, "groups", lambda groups: _each(groups, lambda g: _under(g, "home", _whole)))
        node = _under(node, "groups", lambda groups: _each(groups, lambda g: _under(g, "comes_again", again)))
        return _under(
            node, "services", lambda services: _each(services, lambda s: _service(s, desks, problems))
        )

    tree = _under(tree, "figures", lambda figures: _each(figures, partial(_short, key="value")))
    tree = _under(tree, "evidence", lambda entries: _each(entries, _evidence))
    tree = _under(tree, "run", lambda run: _under(run, "robust", partial(_short, key="worlds")))
    return _under(tree, "world", world)


def _evidence(entry: Located) -> Located:
    for name in ("values", "sets", "scales", "to"):
        entry = _under(entry, name, _text_is_a_list)
    return entry


def _design(design: Located) -> Located:
    design = _under(design, "windows", lambda groups: _each(groups, _windows))
    design = _under(design, "desks", lambda desks: _each(desks, _desk))
    design = _under(design, "green_channel", _text_is_a_list)
    design = _under(
        design, "limits", lambda node: _under(_short(node, "factor"), "services", _text_is_a_list)
    )
    design = _under(design, "every_desk", _habits)
    design = _under(design, "approval", lambda approval: _short(approval, "mode"))
    design = _under(design, "rule", _queue_rule)
    design = _under(design, "choice", partial(_short, key="rule"))
    design = _under(design, "offices", lambda offices: _each(offices, _office))
    design = _under(design, "clerks", lambda clerks: _each(clerks, _clerk))
    design = _under(design, "absence", _absence)
    design = _under(design, "packages", lambda packages: _each(packages, _package))
    design = _under(design, "agents", lambda agents: _each(agents, _agent))
    design = _under(design, "catalogue", lambda changes: _each(changes, _change))
    design = _under(design, "appointments", _appointments)
    design = _under(design, "outages", lambda node: _under(node, "windows", _text_is_a_list))
    for name, inner in (
        ("shared_data", "all"),
        ("rescue", "after"),
        ("online", "success"),
        ("kiosks", "count"),
        ("delivery", "days"),
        ("guide", "count"),
        ("home_service", "teams"),
        ("calling", "walk"),
    ):
        design = _under(design, name, partial(_short, key=inner))

    design = _under(design, "home_service", _agent)

    def approval(node: Located) -> Located:
        node = _under(node, "services", _text_is_a_list)
        node = _under(node, "lines", lambda lines: _each(lines, _line))
        node = _under(node, "main", _text_is_a_list)
        return _under(node, "stages", lambda stages: _each(stages, _text_is_a_list))

    return _under(design, "approval", approval)


def _desk(desk: Located) -> Located:
    desk = _under(_habits(_short(desk, "officers")), "site", partial(_short, key="travel"))
    desk = _under(desk, "quiet_windows", _text_is_a_list)
    desk = _under(desk, "shifts", _one_is_a_list)
    return _under(desk, "meets", _meeting)


def _habits(desk: Located) -> Located:
    desk = _under(desk, "absence", partial(_short, key="share"))
    return _under(desk, "at_once", partial(_short, key="files"))


def _meeting(meeting: Located) -> Located:
    if isinstance(meeting.value, list):
        return Located(value={"on": meeting}, place=meeting.place, key_places={"on": meeting.place})
    return _short(meeting, "on")


def _line(line: Located) -> Located:
    if isinstance(line.value, list | str):
        steps = _text_is_a_list(line)
        return Located(value={"steps": steps}, place=line.place, key_places={"steps": line.place})
    return _under(line, "steps", _text_is_a_list)


def _windows(group: Located) -> Located:
    group = _numbers_of_staff(_short(group, "count"))
    group = _under(group, "rule", _queue_rule)
    group = _under(group, "clerks", lambda clerks: _items_of(clerks, _clerk))
    for name in ("serves", "helps", "only", "staff", "decides"):
        group = _under(group, name, _text_is_a_list)
    for name in ("shifts", "breaks"):
        group = _under(group, name, _one_is_a_list)
    return group


def _numbers_of_staff(group: Located) -> Located:
    """`staff: {08:30: 6}` says how many are there, not who."""
    staff = group.get("staff")
    if staff is None or not isinstance(staff.value, dict) or not isinstance(group.value, dict):
        return group
    if "on_duty" in group.value:
        return group
    value = {"on_duty" if name == "staff" else name: item for name, item in group.value.items()}
    places = {"on_duty" if name == "staff" else name: place for name, place in group.key_places.items()}
    return replace(group, value=value, key_places=places)


def _office(office: Located) -> Located:
    office = _under(office, "windows", _one_group)
    office = _under(office, "windows", lambda groups: _each(groups, _windows))
    office = _under(office, "desks", lambda desks: _each(desks, lambda desk: _short(desk, "officers")))
    office = _under(office, "courier", partial(_short, key="leaves"))
    office = _under(office, "name_plate", partial(_short, key="offices"))
    for name in ("accepts", "decides"):
        office = _under(office, name, _text_is_a_list)
    return office


def _one_group(windows: Located) -> Located:
    """`windows: 2` of an office: one group that serves all the office accepts."""
    if isinstance(windows.value, int):
        return Located(value={COUNTER: windows}, place=windows.place, key_places={COUNTER: windows.place})
    return windows


def _place(place: Located) -> Located:
    for name in ("travel", "to_parent"):
        place = _under(place, name, partial(_short, key="time"))
    return place


def _whole(node: Located) -> Located:
    """A name or a number alone as the whole: `home: village`, `batch: 3`."""
    if isinstance(node.value, str) or (isinstance(node.value, int) and not isinstance(node.value, bool)):
        name, whole = str(node.value), Located(value="100%", place=node.place)
        return Located(value={name: whole}, place=node.place, key_places={name: node.place})
    return node


def _appointments(node: Located) -> Located:
    """The services of each book as a list."""
    node = _under(node, "services", _text_is_a_list)
    return _under(
        node, "books", lambda books: _each(books, lambda book: _under(book, "services", _text_is_a_list))
    )


def _package(package: Located) -> Located:
    if isinstance(package.value, list):
        return Located(
            value={"services": package}, place=package.place, key_places={"services": package.place}
        )
    return package


def _agent(agent: Located) -> Located:
    agent = _short(agent, "count")
    for name in ("groups", "services"):
        agent = _under(agent, name, _text_is_a_list)
    return agent


def _change(change: Located) -> Located:
    if change.value == "shelved":
        yes = Located(value=True, place=change.place)
        return Located(value={"shelved": yes}, place=change.place, key_places={"shelved": change.place})
    return _under(_short(change, "decision"), "drop", _text_is_a_list)


def _clerk(clerk: Located) -> Located:
    return _under(clerk, "knows", _text_is_a_list)


def _absence(absence: Located) -> Located:
    return _under(_short(absence, "share"), "deputies", lambda groups: _each(groups, _text_is_a_list))


def _items_of(node: Located, rewrite: Rewrite) -> Located:
    node = _one_is_a_list(node)
    return (
        replace(node, value=[rewrite(item) for item in node.value]) if isinstance(node.value, list) else node
    )


def _queue_rule(rule: Located) -> Located:
    # Any other word is left to the model, which names all that it knows.
    if rule.value in ORDERS:
        return _short(rule, "order")
    return _short(rule, "classes") if rule.value in CLASSES else rule


def _service(service: Located, desks: frozenset[str], problems: list[Problem]) -> Located:
    """Approval in its written-out form; steps defined inside it moved to `steps`."""
    service = _under(service, "route", _one_is_a_list)
    tree = service.get("approval")
    if tree is None or not isinstance(service.value, dict):
        return service
    moved: dict[str, Located] = {}
    approval = _tree(tree, moved, problems)
    steps = service.get("steps") or Located(value={}, place=tree.place)
    if not isinstance(steps.value, dict):
        return replace(service, value=service.value | {"approval": approval})
    for name in moved.keys() & steps.value.keys():
        problems.append(_twice(moved[name].place, name))
    # Written ones first: their order is that of the work tapes.
    found = steps.value | {name: node for name, node in moved.items() if name not in steps.value}
    for name, place in _leaves(approval):
        if name not in found and name in desks:
            desk = Located(value=name, place=place, text=name)
            found[name] = Located(value={"desk": desk}, place=place, key_places={"desk": place})
    places = {name: node.place for name, node in found.items()} | steps.key_places
    spelled = replace(steps, value=found, key_places=places)
    return replace(service, value=service.value | {"approval": approval, "steps": spelled})


def _tree(node: Located, moved: dict[str, Located], problems: list[Problem]) -> Located:
    if isinstance(node.value, str):
        return Located(value={"step": node}, place=node.place, key_places={"step": node.place})
    if isinstance(node.value, list):
        serial = replace(node, value=[_tree(item, moved, problems) for item in node.value])
        return Located(value={"serial": serial}, place=node.place, key_places={"serial": node.place})
    if not isinstance(node.value, dict):
        return node
    name = node.get("step")
    if name is not None and isinstance(name.value, str):
        rest = {key: item for key, item in node.value.items() if key != "step"}
        if rest and not rest.keys() & {"serial", "parallel", "join"}:
            if name.value in moved:
                problems.append(_twice(node.place, name.value))
            moved[name.value] = replace(node, value=rest)
            return replace(node, value={"step": name})
        return node
    for kind in ("serial", "parallel"):
        node = _under(node, kind, lambda group: _items(group, moved, problems))
    return node


def _items(group: Located, moved: dict[str, Located], problems: list[Problem]) -> Located:
    if not isinstance(group.value, list):
        return group
    return replace(group, value=[_tree(item, moved, problems) for item in group.value])


def _leaves(node: Located) -> Iterable[tuple[str, Place]]:
    name = node.get("step")
    if name is not None and isinstance(name.value, str):
        yield name.value, name.place
    for kind in ("serial", "parallel"):
        group = node.get(kind)
        if group is not None and isinstance(group.value, list):
            for item in group.value:
                yield from _leaves(item)


def _desk_names(tree: Located) -> frozenset[str]:
    designs = tree.get("designs")
    if designs is None or not isinstance(designs.value, dict):
        return frozenset()
    desks = [design.get("desks") for design in designs.value.values()]
    return frozenset(name for node in desks if node and isinstance(node.value, dict) for name in node.value)


def _twice(place: Place, name: str) -> Problem:
    return problem(
        place, "approval.twice", f"step '{name}' is defined twice", "define it once and name it elsewhere",
        f"环节 '{name}' 定义了两次", "请只定义一次，其他地方写名称",
    )  # fmt: skip


def _under(node: Located, key: str, rewrite: Rewrite) -> Located:
    """`node` with the value under `key` rewritten, when there is one."""
    child = node.get(key)
    if child is None or child.value is None or not isinstance(node.value, dict):
        return node
    return replace(node, value=node.value | {key: rewrite(child)})


def _each(node: Located, rewrite: Rewrite) -> Located:
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: rewrite(item) for key, item in node.value.items()})


def _short(node: Located, key: str) -> Located:
    """A bare number or text as the mapping `{key: …}`."""
    if isinstance(node.value, str | int | float) and not isinstance(node.value, bool):
        return Located(value={key: node}, place=node.place, key_places={key: node.place})
    return node


def _one_is_a_list(node: Located) -> Located:
    return replace(node, value=[node], key_places={}) if isinstance(node.value, dict) else node


def _text_is_a_list(node: Located) -> Located:
    return replace(node, value=[node], text="") if isinstance(node.value, str) else node
