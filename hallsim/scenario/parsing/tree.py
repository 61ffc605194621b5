"""Builds a tree of located values from a YAML parser's events, refusing what scenarios do not use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hallsim.errors import Place, Problem, problem
from hallsim.scenario.parsing.located import Located, kind_of
from hallsim.scenario.parsing.scalars import core_scalar
from hallsim.scenario.parsing.syntax import Mark
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
                self._place(mark), "yaml.documents", "a second document begins here",
                "keep one document in a file", "此处开始了第二个文档", "一个文件只能有一个文档",
            )  # fmt: skip

    def node(self, anchor: str | None, tag: str | None, mark: Mark) -> None:
        """What is true of every value, before it is taken: it is counted, and has neither anchor nor tag."""
        self._n_nodes += 1
        if self._n_nodes > MAX_NODES:
            self._stop(
                self._place(mark), "yaml.size", f"there are more than {MAX_NODES:,} values", "write fewer",
                f"超过 {MAX_NODES:,} 个值", "请减少内容",
            )  # fmt: skip
        if anchor is not None:
            self._refuse_reuse(
                self._place(mark), f"anchors (&{anchor}) are not used here", f"此处不使用锚点（&{anchor}）"
            )
        if tag is not None:
            self._tell(
                self._place(mark), "yaml.tag", f"tags ({tag}) are not used here",
                "remove it; quote text that begins with !", f"此处不使用标签（{tag}）",
                "请删除；以 ! 开头的文本请加引号",
            )  # fmt: skip

    def alias(self, name: str, mark: Mark) -> None:
        self._close_call()
        place = self._place(mark)
        self._refuse_reuse(place, f"aliases (*{name}) are not used here", f"此处不使用别名（*{name}）")
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
                place, "yaml.key", "a key must be a word, not a mapping or a list",
                "write key: value; put text that begins with { or [ in quotes",
                "键必须是单词，不能是映射或列表", "请写 键: 值；以 { 或 [ 开头的文本请加引号",
            )  # fmt: skip
        elif len(self._open) >= MAX_DEPTH:
            self._stop(
                replace(place, path=()), "yaml.depth",
                f"values are nested deeper than {MAX_DEPTH} levels", "flatten them",
                f"嵌套超过 {MAX_DEPTH} 层", "请减少嵌套",
            )  # fmt: skip
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
                place, "yaml.number", "this number is too large", "write a smaller one, or quote it as text",
                "此数字过大", "请写较小的数字，或加引号作为文本",
            )  # fmt: skip
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
            place, "yaml.call", "this '(' is not closed", "write the ')', or put the text in quotes",
            "此 '(' 没有闭合", "请补上 ')'，或给文本加引号",
        )  # fmt: skip
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
            self._refuse_reuse(place, "merge keys (<<) are not used here", "此处不使用合并键（<<）")
        elif isinstance(value, bool) or not isinstance(value, str | int):
            en, zh = kind_of(Located(value=value, place=place))
            self._tell(
                place, "yaml.key", f"a key must be a word; this is {en}",
                f"put it in quotes: '{text}'" if text else "write a key before the ':'",
                f"键必须是单词；此处是{zh}", f"请加引号：'{text}'" if text else "请在 ':' 前写键",
            )  # fmt: skip
        elif text in top.entries:
            first = top.key_places[text]
            line, column = first.line, first.column
            self._tell(
                place, "yaml.duplicate", f"'{text}' is written twice, first at line {line}, column {column}",
                "remove one of the two", f"'{text}' 写了两次，前一处在第 {line} 行第 {column} 列",
                "请删除其中一处",
            )  # fmt: skip
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

    def _refuse_reuse(self, place: Place, message: str, message_zh: str) -> None:
        # Once a file: a bomb of aliases deserves one message, not a thousand.
        if not self._reuse_told:
            self._tell(
                place, "yaml.alias", message,
                "write it out, or use based_on; quote text that begins with & or *",
                message_zh, "请直接写出，或用 based_on；以 & 或 * 开头的文本请加引号",
            )  # fmt: skip
        self._reuse_told = True

    def _tell(
        self, place: Place, code: str, message: str, remedy: str, message_zh: str, remedy_zh: str
    ) -> None:
        if self.going:
            self.problems.append(problem(place, code, message, remedy, message_zh, remedy_zh))
        self.going = self.going and len(self.problems) < MAX_PROBLEMS

    def _stop(
        self, place: Place, code: str, message: str, remedy: str, message_zh: str, remedy_zh: str
    ) -> None:
        self._tell(place, code, message, remedy, message_zh, remedy_zh)
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
