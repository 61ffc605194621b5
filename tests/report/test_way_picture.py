"""The picture of a way: everything that happens is in it, nothing overlaps, both languages."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from hallsim.report.ways.picture import FONT_PX, way_picture
from hallsim.report.ways.tree import Box, boxes
from hallsim.study.ways.line import LineKind, RouteLine

SVG = "{http://www.w3.org/2000/svg}"


def line(depth: int, kind: LineKind) -> RouteLine:
    return RouteLine(depth=depth, kind=kind, text="whatever it reads")


def leaf(text: str) -> Box:
    return Box(kind="desk", text=text, inside=())


def rects(svg: str) -> list[tuple[float, float, float, float]]:
    """(left, top, right, bottom) of every box, background and legend left out."""
    found = []
    for rect in ET.fromstring(svg).iter(f"{SVG}rect"):
        if "rx" in rect.attrib and rect.attrib["width"] != "14":
            x, y, w, h = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
            found.append((x, y, x + w, y + h))
    return found


def test_deeper_lines_stand_inside_the_line_before_them() -> None:
    lines = [
        line(0, "note"),
        line(1, "window"),
        line(1, "note"),
        line(2, "moment"),
        line(1, "parallel"),
        line(2, "branch"),
        line(3, "desk"),
        line(2, "branch"),
        line(3, "time"),
        line(0, "note"),
    ]
    visit, note = boxes(lines, lambda one: one.text)
    assert (visit.kind, note.kind) == ("section", "note")
    assert [box.kind for box in visit.inside] == ["window", "group", "parallel"]
    assert [[box.kind for box in branch.inside] for branch in visit.inside[2].inside] == [["desk"], ["time"]]


def test_boxes_contain_their_insides_and_touch_no_neighbour() -> None:
    parallel = Box(
        kind="parallel",
        text="at the same time",
        inside=tuple(
            Box(kind="branch", text="", inside=(leaf(f"{n}"), leaf("a longer one"))) for n in range(4)
        ),
    )
    section = Box(kind="section", text="After the visit", inside=(leaf("check"), parallel, leaf("sign")))
    found = rects(way_picture("a way", [section], []))
    assert len(found) == 11
    outer, *inner = found
    for left, top, right, bottom in inner:
        assert outer[0] < left < right < outer[2]
        assert outer[1] < top < bottom < outer[3]
    for i, one in enumerate(inner):
        for other in inner[i + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize(
    "text", ["审批" * 40, "a very long name of a step " * 8, "x" * 90, "fire & water <1>"]
)
def test_a_text_stays_in_its_box_and_is_complete(text: str) -> None:
    svg = way_picture("a way", [leaf(text)], [])
    (box,) = rects(svg)
    (drawn,) = ["".join(t.text or "" for t in ET.fromstring(svg).iter(f"{SVG}text"))]
    assert drawn.removeprefix("a way").replace(" ", "") == text.replace(" ", "")
    if "x" * 90 not in text:  # one word is not broken
        assert box[2] - box[0] < 30 * FONT_PX


def test_no_way_at_all_is_a_picture_too(tmp_path: Path) -> None:
    (tmp_path / "way.svg").write_text(way_picture("nothing", [], [("desk", "desk")]), encoding="utf-8")
    assert ET.parse(tmp_path / "way.svg").getroot().tag == f"{SVG}svg"
