"""Builds a tree of located values from a YAML parser's events, refusing what scenarios do not use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.parsing.located import Located, kind_of
from hallsim.scenario.parsing.scalars import core_scalar
from hallsim.scenario.parsing.syntax import Mark
from hallsim.text.message import Message
from hallsim.visible import visible

MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_PROBLEMS = 100

_MERGE_KEY = "<<"


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    place: Place
    in_brackets: bool
    entries: dict[str, Located] | list[Located]
    key_places: dict[str, Place] = field(default_factory=dict)
    key: str | None = None
    key_place: Place | None = None
    # A call such as `lognormal(mean 12 min, cv 0.7)` that its commas have cut inside brackets.  In a mapping,
    # `a: f(x, y)` arrives as `a: f(x` and a key `y)` with an empty value: the parts alternate, value first.
    call: list[str] = field(default_factory=list)
    call_place: Place | None = None
    call_depth: int = 0

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.entries, dict) and self.key is None and not self.call


class TreeBuilder:
    """Takes events one at a time; collects problems and goes on wherever it can (`going`)."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.root: Located | None = None
        self.problems: list[Problem] = []
        self.going = True
        self._open: list[_Open] = []
        self._n_nodes = 0
        self._n_documents = 0
        self._reuse_told = False

    @property
    def open_bracket(self) -> Mark | None:
        """Where the innermost [ or { stands whose end has not been read."""
        top = self._open[-1] if self._open else None
        return Mark(top.place.line - 1, top.place.column - 1) if top is not None and top.in_brackets else None

    def document(self, mark: Mark) -> None:
        self._n_documents += 1
        if self._n_documents > 1:
            self._stop(
                self._place(mark),
                "yaml.documents",
                Message("a second document begins here"),
                Message("keep one document in a file"),
            )

    def node(self, anchor: str | None, tag: str | None, mark: Mark) -> None:
        """What is true of every value, before it is taken: it is counted, and has neither anchor nor tag."""
        self._n_nodes += 1
        if self._n_nodes > MAX_NODES:
            self._stop(
                self._place(mark),
                "yaml.size",
                Message("there are more than {max_nodes:,} values", max_nodes=MAX_NODES),
                Message("write fewer"),
            )
        if anchor is not None:
            self._refuse_reuse(
                self._place(mark), Message("anchors (&{anchor}) are not used here", anchor=anchor)
            )
        if tag is not None:
            self._tell(
                self._place(mark),
                "yaml.tag",
                Message("tags ({tag}) are not used here", tag=tag),
                Message("remove it; quote text that begins with !"),
            )

    def alias(self, name: str, mark: Mark) -> None:
        self._close_call()
        place = self._place(mark)
        self._refuse_reuse(place, Message("aliases (*{name}) are not used here", name=name))
        top = self._open[-1] if self._open else None
        if top is not None and top.awaits_key:
            top.key, top.key_place = f"*{name}", place
        else:
            self._add(Located(value=None, place=place))

    def begin(self, is_mapping: bool, in_brackets: bool, mark: Mark) -> None:
        self._close_call()
        place = self._place(mark)
        if self._open and self._open[-1].awaits_key:
            self._stop(
                place,
                "yaml.key",
                Message("a key must be a word, not a mapping or a list"),
                Message("write key: value; put text that begins with { or [ in quotes"),
            )
        elif len(self._open) >= MAX_DEPTH:
            self._stop(
                replace(place, path=()),
                "yaml.depth",
                Message("values are nested deeper than {max_depth} levels", max_depth=MAX_DEPTH),
                Message("flatten them"),
            )
        else:
            self._open.append(_Open(place, in_brackets, {} if is_mapping else []))

    def end(self) -> None:
        self._close_call()
        done = self._open.pop()
        self._add(Located(value=done.entries, place=done.place, key_places=done.key_places))

    def scalar(self, text: str, plain: bool, mark: Mark) -> None:
        text = visible(text)  # quotes may hold an escape: nothing that was read acts on a terminal
        top = self._open[-1] if self._open else None
        if top is not None and top.call:
            if plain and self._continue_call(top, text):
                return
            self._close_call()
        if top is not None and top.awaits_key:
            self._begin_key(top, text, plain, self._place(mark, text))
            return
        place = self._place(mark)
        if top is not None and plain and top.in_brackets and _depth(text) > 0:
            top.call, top.call_place, top.call_depth = [text], place, _depth(text)
        else:
            self._add(self._scalar(text, plain, place))

    def _scalar(self, text: str, plain: bool, place: Place) -> Located:
        try:
            value = core_scalar(text) if plain else text
        except OverflowError:
            self._tell(
                place,
                "yaml.number",
                Message("this number is too large"),
                Message("write a smaller one, or quote it as text"),
            )
            value = text
        return Located(value=value, place=place, text=text)

    def _continue_call(self, top: _Open, text: str) -> bool:
        """Join on a part of a call that a comma has cut; False when `text` is no such part."""
        in_mapping = isinstance(top.entries, dict)
        awaits_empty = in_mapping and len(top.call) % 2 == 0
        if awaits_empty and text:
            return False
        top.call.append(text)
        top.call_depth += _depth(text)
        if top.call_depth <= 0 and (awaits_empty or not in_mapping):
            place = top.call_place or top.place
            whole = ", ".join(part for part in top.call if part)
            top.call = []
            self._add(self._scalar(whole, True, place))
        return True

    def _close_call(self) -> None:
        """End a call whose ')' never came."""
        top = self._open[-1] if self._open else None
        if top is None or not top.call:
            return
        place = top.call_place or top.place
        self._tell(
            place,
            "yaml.call",
            Message("this '(' is not closed"),
            Message("write the ')', or put the text in quotes"),
        )
        cut_after_key = isinstance(top.entries, dict) and len(top.call) % 2 == 0
        last = top.call[-1]
        top.call = []
        self._add(Located(value=None, place=place))
        if cut_after_key:
            top.key, top.key_place = last, place

    def _begin_key(self, top: _Open, text: str, plain: bool, place: Place) -> None:
        try:
            value = core_scalar(text) if plain else text
        except OverflowError:
            value = text
        if plain and text == _MERGE_KEY:
            self._refuse_reuse(place, Message("merge keys (<<) are not used here"))
        elif isinstance(value, bool) or not isinstance(value, str | int):
            what = kind_of(Located(value=value, place=place))
            self._tell(
                place,
                "yaml.key",
                Message("a key must be a word; this is {what}", what=what),
                Message("put it in quotes: '{text}'", text=text)
                if text
                else Message("write a key before the ':'"),
            )
        elif text in top.entries:
            first = top.key_places[text]
            line, column = first.line, first.column
            self._tell(
                place,
                "yaml.duplicate",
                Message(
                    "'{text}' is written twice, first at line {line}, column {column}",
                    text=text,
                    line=line,
                    column=column,
                ),
                Message("remove one of the two"),
            )
        top.key, top.key_place = text, place

    def _add(self, node: Located) -> None:
        """Put a finished value where it belongs."""
        top = self._open[-1] if self._open else None
        if top is None:
            self.root = node
        elif isinstance(top.entries, list):
            top.entries.append(node)
        elif top.key is not None:
            top.entries[top.key] = node
            top.key_places.setdefault(top.key, top.key_place or node.place)
            top.key = None

    def _refuse_reuse(self, place: Place, said: Message) -> None:
        # Once a file: a bomb of aliases deserves one message, not a thousand.
        if not self._reuse_told:
            self._tell(
                place,
                "yaml.alias",
                said,
                Message("write it out, or use based_on; quote text that begins with & or *"),
            )
        self._reuse_told = True

    def _tell(self, place: Place, code: str, said: Message, advice: Message) -> None:
        if self.going:
            self.problems.append(problem(place, code, said, advice))
        self.going = self.going and len(self.problems) < MAX_PROBLEMS

    def _stop(self, place: Place, code: str, said: Message, advice: Message) -> None:
        self._tell(place, code, said, advice)
        self.going = False

    def _place(self, mark: Mark, *key: str) -> Place:
        """The place of `mark`, with the key path of what is being read, and of the `key` that begins."""
        path: list[str | int] = []
        for level in self._open:
            if isinstance(level.entries, list):
                path.append(len(level.entries))
            elif level.key is not None:
                path.append(level.key)
        snippet = self.lines[mark.line] if mark.line < len(self.lines) else ""
        line, column = mark.line + 1, mark.column + 1
        return Place(file=self.name, line=line, column=column, path=(*path, *key), snippet=snippet)


def _depth(text: str) -> int:
    """How many more round brackets `text` opens than it closes."""
    return text.count("(") - text.count(")")
