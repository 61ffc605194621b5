"""The way a matter walks, as a picture: from top to bottom, what runs at the same time side by side.

A box knows its size before it is drawn: `_size` goes up the tree, `_draw` down it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from hallsim.report.ways.tree import Box, Kind

FONT_PX = 13.0
LINE_PX = 18.0
PAD_PX = 10.0
GAP_PX = 22.0  # between one box and the next, for the arrow
MAX_EM = 24.0  # width of a line of text
FAMILY = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','Helvetica Neue',Arial,sans-serif"

INK, GREY = "#1f2937", "#6b7280"
# fill and edge; colours of Okabe & Ito 2008 for the edges, told apart by the colour-blind
COLOURS: dict[Kind, tuple[str, str]] = {
    "window": ("#e3f0f9", "#0072B2"),
    "desk": ("#fdeee2", "#D55E00"),
    "time": ("#f3f4f6", GREY),
    "moment": ("#e2f4ee", "#009E73"),
    "note": ("#ffffff", GREY),
    "group": ("#ffffff", GREY),
    "section": ("#fafafa", "#d1d5db"),
}


@dataclass(frozen=True, slots=True)
class _Size:
    width: float
    height: float


def way_picture(title: str, trees: Sequence[Box], legend: Sequence[tuple[Kind, str]]) -> str:
    """An SVG document of a way.

    Args:
        title: heading of the picture.
        trees: `tree.boxes`.
        legend: kinds of boxes with their names.
    """
    size = _stack_size(trees)
    legend_px = sum(34 + _text_px(name) for _, name in legend)
    width = max(size.width, _text_px(title) * 1.3, legend_px) + 2 * PAD_PX
    height = size.height + 3 * LINE_PX + 3 * PAD_PX + GAP_PX
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "font-family": FAMILY,
            "font-size": f"{FONT_PX:g}",
            "role": "img",
        },
    )
    ET.SubElement(svg, "title").text = title
    defs = ET.SubElement(svg, "defs")
    tip = ET.SubElement(
        defs, "marker", {"id": "tip", "viewBox": "0 0 8 8", "refX": "7", "refY": "4", "markerWidth": "7",
                         "markerHeight": "7", "orient": "auto"},
    )  # fmt: skip
    ET.SubElement(tip, "path", {"d": "M0,0 L8,4 L0,8 z", "fill": GREY})
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    _text(svg, title, PAD_PX, PAD_PX + LINE_PX, size=1.2, weight="bold")
    top = 2 * PAD_PX + 1.5 * LINE_PX
    _draw_stack(svg, trees, (width - size.width) / 2, top, size.width)
    _draw_legend(svg, legend, PAD_PX, height - PAD_PX - LINE_PX)
    return ET.tostring(svg, encoding="unicode") + "\n"


# ---------------------------------------------------------------------- sizes


def _text_px(text: str) -> float:
    """Width of a line: wide characters take a whole em, others a little more than half."""
    return FONT_PX * sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text)


def _wrapped(text: str) -> list[str]:
    """The text in lines of at most MAX_EM, broken at its own ends of line, between words or beside wide
    characters.
    """
    if "\n" in text:
        return [line for part in text.split("\n") for line in _wrapped(part)]
    lines, line = [], ""
    for word in _words(text):
        if line and _text_px(line + word.rstrip()) > MAX_EM * FONT_PX:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    found = [""]
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        if wide and found[-1]:
            found.append("")
        found[-1] += c
        if wide or c == " ":
            found.append("")
    return [word for word in found if word]


def _title_size(box: Box) -> _Size:
    lines = _wrapped(box.text)
    return _Size(max(_text_px(line) for line in lines) + 2 * PAD_PX, len(lines) * LINE_PX)


def _size(box: Box) -> _Size:
    if box.kind == "parallel":
        sides = [_stack_size(branch.inside) for branch in box.inside]
        title = _title_size(box)
        width = sum(side.width for side in sides) + GAP_PX * (len(sides) - 1)
        return _Size(max(width, title.width), title.height + max(s.height for s in sides) + 2 * GAP_PX)
    title = _title_size(box)
    if not box.inside:
        return _Size(title.width, title.height + PAD_PX)
    inner = _stack_size(box.inside)
    return _Size(max(inner.width + 2 * PAD_PX, title.width), title.height + inner.height + 3 * PAD_PX)


def _stack_size(stack: Sequence[Box]) -> _Size:
    sizes = [_size(box) for box in stack]
    if not sizes:
        return _Size(0.0, 0.0)
    return _Size(max(s.width for s in sizes), sum(s.height for s in sizes) + GAP_PX * (len(sizes) - 1))


# ---------------------------------------------------------------------- drawing


def _draw_stack(svg: ET.Element, stack: Sequence[Box], x: float, y: float, width: float) -> None:
    """Boxes below each other, centred in a width, with arrows between them."""
    middle = x + width / 2
    for i, box in enumerate(stack):
        size = _size(box)
        if i:
            _arrow(svg, middle, y - GAP_PX, y)
        _draw(svg, box, middle - size.width / 2, y, size)
        y += size.height + GAP_PX


def _draw(svg: ET.Element, box: Box, x: float, y: float, size: _Size) -> None:
    if box.kind == "parallel":
        _draw_parallel(svg, box, x, y, size)
        return
    fill, edge = COLOURS.get(box.kind, COLOURS["note"])
    look = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{size.width:.1f}", "height": f"{size.height:.1f}",
            "rx": "14" if box.kind == "moment" else "6", "fill": fill, "stroke": edge}  # fmt: skip
    if box.kind == "group":
        look["stroke-dasharray"] = "5 4"
    ET.SubElement(svg, "rect", look)
    baseline = y + PAD_PX / 2 + FONT_PX
    n_first = len(_wrapped(box.text.split("\n")[0]))
    for i, line in enumerate(_wrapped(box.text)):
        if box.inside:
            _text(svg, line, x + PAD_PX, baseline, weight="bold" if box.kind == "section" else "normal")
        else:
            colour = INK if i < n_first else GREY
            _text(svg, line, x + size.width / 2, baseline, anchor="middle", colour=colour)
        baseline += LINE_PX
    if box.inside:
        top = y + _title_size(box).height + 2 * PAD_PX
        _draw_stack(svg, box.inside, x + PAD_PX, top, size.width - 2 * PAD_PX)


def _draw_parallel(svg: ET.Element, box: Box, x: float, y: float, size: _Size) -> None:
    """Branches side by side between two bars."""
    baseline = y + FONT_PX
    for line in _wrapped(box.text):
        _text(svg, line, x + size.width / 2, baseline, anchor="middle", colour=GREY)
        baseline += LINE_PX
    top = y + _title_size(box).height + 4
    end = y + size.height
    for bar in (top, end):
        ET.SubElement(
            svg, "line", {"x1": f"{x:.1f}", "x2": f"{x + size.width:.1f}", "y1": f"{bar:.1f}",
                          "y2": f"{bar:.1f}", "stroke": INK, "stroke-width": "4"},
        )  # fmt: skip
    sides = [_stack_size(branch.inside) for branch in box.inside]
    left = x + (size.width - sum(s.width for s in sides) - GAP_PX * (len(sides) - 1)) / 2
    for branch, side in zip(box.inside, sides, strict=True):
        middle = left + side.width / 2
        _arrow(svg, middle, top, top + GAP_PX)
        _draw_stack(svg, branch.inside, left, top + GAP_PX, side.width)
        _arrow(svg, middle, top + GAP_PX + side.height, end)
        left += side.width + GAP_PX


def _draw_legend(svg: ET.Element, legend: Sequence[tuple[Kind, str]], x: float, y: float) -> None:
    for kind, name in legend:
        fill, edge = COLOURS[kind]
        ET.SubElement(
            svg, "rect", {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": "14", "height": "14", "rx": "3",
                          "fill": fill, "stroke": edge},
        )  # fmt: skip
        _text(svg, name, x + 20, y + 12, colour=GREY)
        x += 34 + _text_px(name)


def _arrow(svg: ET.Element, x: float, y1: float, y2: float) -> None:
    ET.SubElement(
        svg, "line", {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": f"{y1:.1f}", "y2": f"{y2:.1f}",
                      "stroke": GREY, "stroke-width": "1.5", "marker-end": "url(#tip)"},
    )  # fmt: skip


def _text(
    svg: ET.Element,
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    weight: str = "normal",
    size: float = 1.0,
    colour: str = INK,
) -> None:
    ET.SubElement(
        svg, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "font-weight": weight,
                      "font-size": f"{FONT_PX * size:g}", "fill": colour},
    ).text = text  # fmt: skip
