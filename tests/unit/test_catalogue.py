"""Every message is in the catalogue, in Chinese, with the same placeholders; nothing else is, nor in code."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hallsim.hall.plan.operations import Moment
from hallsim.report.figures.study import CHARTS
from hallsim.report.html import MANIFEST
from hallsim.report.tables.evidence import KIND_LABELS
from hallsim.report.tables.given import USES
from hallsim.report.tables.robustness import CELLS, PARTS, TURNS
from hallsim.report.wording.sentences import GAIN_LABELS, GAINS_COUNT
from hallsim.scenario.language.bounds import unit_of
from hallsim.scenario.language.keys import all_keys
from hallsim.scenario.study_file.model import StudyFile
from hallsim.text.message import Both, Message, chinese, joined, translate

ROOT = Path(__file__).resolve().parents[2] / "hallsim"
Entry = tuple[str, str]
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
HAN = re.compile("[\u4e00-\u9ffe]")

SPELLINGS_AND_PAGES = {
    # how people write times, days and quantities
    "units.py", "synonyms.py", "scenario/values/hours.py", "scenario/values/moments.py",
    "scenario/values/ranges.py", "scenario/values/weekdays.py", "scenario/world/figure.py",
    "scenario/design/desk_kinds.py", "scenario/language/schema.py", "scenario/satisfaction/survey.py",
    "scenario/targets/claim.py",
    # generated pages, whose prose stands in both languages
    "metrics/page.py", "metrics/satisfaction_page.py", "trace/page.py", "scenario/language/reference.py",
    "scenario/study_file/page.py",
}  # fmt: skip


@cache
def trees() -> dict[str, ast.Module]:
    """The source of every module."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*.py"))
    }


def calls() -> Iterator[tuple[str, ast.Call]]:
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


def text_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@cache
def told() -> set[Entry]:
    """(context, English) of what the program says."""
    found: set[Entry] = set()
    for called, node in calls():
        if called == "Message" and node.args:
            found.add((text_of(node.args[1]) if len(node.args) > 1 else "", text_of(node.args[0])))
        heads = (
            node.args[:1] if called in ("translate", "say") else node.args[1:] if called == "columns" else []
        )
        values = [keyword.value for keyword in node.keywords if keyword.arg in ("help", "text")]
        found |= {("", text_of(value)) for value in [*heads, *values]}
    for template in sorted((ROOT / "report" / "templates").glob("*.j2")):
        found |= {("", text) for text in re.findall(r't\("([^"]*)"', template.read_text(encoding="utf-8"))}
    for key in (*all_keys(), *all_keys(StudyFile)):
        found |= {("", key.field.description or ""), ("unit", unit_of(key.field))}
    tables = (GAIN_LABELS, TURNS, CELLS, KIND_LABELS, USES, MANIFEST)
    found |= {("", text) for table in tables for text in table.values()}
    found |= {("", text) for text in (*PARTS, GAINS_COUNT, *(chart.caption for chart in CHARTS.values()))}
    found |= {("", f"= {moment.value}") for moment in Moment if moment is not Moment.SENT}
    return {(context, text) for context, text in found if text}


def fields(text: str) -> set[str]:
    """Names of the placeholders; none where the braces are those of the scenario language."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return set()


def test_every_message_is_in_the_catalogue() -> None:
    assert len(told()) > 2000
    assert sorted(told() - set(chinese())) == []


def test_the_catalogue_holds_nothing_else() -> None:
    # what a table or a line of a way says reaches the catalogue under another name
    constants = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    idle = set(chinese()) - told()
    assert sorted(text for _, text in idle if text not in constants) == []


def test_every_entry_stands_once_and_is_read() -> None:
    text = (ROOT / "text/locale/zh.po").read_text(encoding="utf-8")
    assert len(re.findall("^msgid ", text, re.MULTILINE)) == len(chinese()) + 1  # the header
    assert all(said for said in chinese().values())


def test_both_languages_have_the_same_placeholders() -> None:
    assert [english for (_, english), said in chinese().items() if fields(english) != fields(said)] == []


def test_a_message_is_given_the_values_that_it_names() -> None:
    for called, node in calls():
        if called not in ("Message", "translate", "say") or not node.args or not text_of(node.args[0]):
            continue
        given = {keyword.arg for keyword in node.keywords}
        if given and None not in given:
            assert fields(text_of(node.args[0])) == given, text_of(node.args[0])


def own_texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines, without docstrings and examples of keys."""
    nodes = list(ast.walk(tree))
    aside: list[ast.AST] = [node.body[0] for node in nodes if isinstance(node, DOCUMENTED) and node.body]
    aside += [keyword.value for node in nodes if isinstance(node, ast.Call) for keyword in node.keywords
              if keyword.arg == "example"]  # fmt: skip
    skipped = {id(node) for top in aside for node in ast.walk(top) if ast.unparse(top)[:1] in "'\"f"}
    yield from (
        (node.lineno, text_of(node))
        for node in nodes
        if isinstance(node, ast.Constant) and id(node) not in skipped
    )


def test_no_chinese_sentence_stands_in_code() -> None:
    found = [
        (name, line, text)
        for name, tree in trees().items()
        if name not in SPELLINGS_AND_PAGES
        for line, text in own_texts(tree)
        if HAN.search(text)
    ]
    assert found == []


def test_values_are_told_in_the_language_too() -> None:
    what = Message("service")
    message = Message("there is no {what} '{name}'", what=what, name="x")
    assert (str(message), message.text("zh")) == ("there is no service 'x'", "没有名为 'x' 的事项")
    assert Message("lower").text("zh") != Message("lower", "end").text("zh")
    row = joined([what, "x", Both("1 min", "1分钟")])
    assert (row.text("en"), row.text("zh")) == ("service, x, 1 min", "事项、x、1分钟")


def test_what_the_catalogue_lacks_stays_english() -> None:
    assert translate("no such text {n}", "zh", n=1) == "no such text 1"
