"""The one owner of matplotlib: blank figures, colours, fonts, and files. No pyplot, no global state."""

from __future__ import annotations

import io
import logging
import math
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import east_asian_width

from hallsim.study.collector import without_collector
from hallsim.text.message import Lang

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.figure import Figure as Figure

Format = Literal["svg", "png"]
Draw = Callable[[Lang], "Figure"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, told apart by the colour-blind; Source:

Okabe & Ito 2008, Color Universal Design.
"""
LINES = ("-", "--", "-.", ":")
TITLE_WIDE = 92
"""Latin letters of a title that fit above a figure 8 inches wide."""
_NAME_IN_TWO_COLUMNS = 48  # Latin letters
_LEGEND_ROW = 0.21  # inches
LINE_SPACING = 1.5
"""Of texts of several lines: Chinese characters fill their lines."""
GREY = "#6b7280"
GRID = "#e5e7eb"

_CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun", "Droid Sans Fallback",
    "Noto Sans CJK JP", "Noto Serif CJK SC", "Arial Unicode MS",
)  # fmt: skip
_DPI = 144
_WORDS = re.compile(r"\s+|[（《]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef]+)[，。；：、）》！？]*")
"""What stays on one line: a word of Latin letters, a Chinese character, with the signs that belong to it."""


@lru_cache(maxsize=1)
def chinese_font() -> str | None:
    """A font with Chinese characters that is on the machine now, or None.

    Matplotlib lists fonts once and keeps the list on disk: of one installed since it knows nothing, and one
    removed since it still offers.
    """
    from matplotlib import font_manager

    manager = font_manager.fontManager
    files = {Path(file).resolve() for file in font_manager.findSystemFonts()}
    listed = {Path(font.fname).resolve(): font.name for font in manager.ttflist}
    for file in sorted(files - set(listed)):
        try:
            manager.addfont(file)
        except (OSError, RuntimeError, ValueError):
            continue  # not a font that can be drawn
    present = {font.name for font in manager.ttflist if Path(font.fname).exists()}
    return next((name for name in _CHINESE_FONTS if name in present), None)


def blank(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of `width` x `height` inches with one plain axis."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(colors="#374151", labelsize=9)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def panels(width: float, height: float, rows: int, columns: int) -> tuple[Figure, list[list[Axes]]]:
    """A figure of plain axes, those of a row with one scale of y, all with one of x."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    found = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey="row")
    for axes in found.ravel():
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(GREY)
        axes.tick_params(colors="#374151", labelsize=8)
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)
    return figure, found.tolist()


def clock_axis(axes: Axes) -> None:
    """Hours of the day along the x axis."""
    from matplotlib.ticker import MultipleLocator

    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(MultipleLocator(1 if high - low <= 12 else 3))
    axes.xaxis.set_major_formatter(lambda hour, _: f"{int(hour):02d}:00")


def whole_numbers(axes: Axes, *, upright: bool = False) -> None:
    """Ticks of the x axis (of the y axis) at whole numbers only, as what is counted by days."""
    from matplotlib.ticker import MaxNLocator

    (axes.yaxis if upright else axes.xaxis).set_major_locator(MaxNLocator(integer=True))


def wrapped(text: str, wide: int) -> str:
    """A text in lines of at most `wide` Latin letters; a Chinese character is as wide as two of them."""
    lines, line, room = [], "", wide
    for word in _WORDS.findall(text):
        width = _width(word)
        if line.strip() and width > room and word.strip():
            lines.append(line.strip())
            line, room = "", wide
        line, room = line + word, room - width
    return "\n".join([*lines, line.strip()])


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def legend_below(figure: Figure, axes: Axes) -> None:
    """What the colours mean, below the figure, where it hides nothing; the figure grows by as much."""
    handles, names = axes.get_legend_handles_labels()
    columns = 2 if max(map(_width, names)) <= _NAME_IN_TWO_COLUMNS else 1
    figure.legend(handles, names, frameon=False, fontsize=9, loc="outside lower center", ncols=columns)
    figure.set_figheight(figure.get_figheight() + _LEGEND_ROW * math.ceil(len(names) / columns))


def style(i: int) -> dict[str, Any]:
    """Colour and line of the i-th design."""
    return {"color": COLOURS[i % len(COLOURS)], "linestyle": LINES[i % len(LINES)]}


@without_collector
def render(draw: Draw, lang: Lang) -> dict[Format, bytes]:
    """The figure as SVG and PNG, the same bytes every time.

    The SVG keeps its text as text, so whoever opens it sees Chinese with their own fonts.  The PNG needs an
    installed Chinese font and is labelled in English where there is none.
    """
    import matplotlib as mpl

    chinese = None if lang == "en" else chinese_font()  # the fonts of a machine are many
    png_lang: Lang = "en" if chinese is None else lang
    settings: dict[Any, Any] = {
        "svg.hashsalt": "hallsim",
        "font.family": [*filter(None, [chinese]), "DejaVu Sans"],
        "axes.unicode_minus": True,
        "text.parse_math": False,
    }
    with mpl.rc_context({**settings, "svg.fonttype": "none"}), _unheard():
        figure = _laid_out(draw(lang))
        svg = _save(figure, "svg", {"Date": None, "Creator": "hallsim"})
        figure = figure if png_lang == lang else _laid_out(draw(png_lang))
        png = _save(figure, "png", {"Software": "hallsim"})
    return {"svg": _with_reader_fonts(svg), "png": png}


def _laid_out(figure: Figure) -> Figure:
    """The figure with its parts in their places, which both formats share: finding them takes as long as
    drawing.
    """
    figure.set_dpi(_DPI)
    layout = figure.get_layout_engine()
    if layout is not None:
        layout.execute(figure)
    figure.set_layout_engine("none")
    return figure


@contextmanager
def _unheard() -> Iterator[None]:
    """What matplotlib says of fonts is kept from the reader, who can do nothing about it."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)  # a font without the weight asked for is drawn in the one that it has
    try:
        with warnings.catch_warnings():
            # the reader's fonts draw the characters that the font measured here may lack
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            yield
    finally:
        log.setLevel(level)


def _with_reader_fonts(svg: bytes) -> bytes:
    fonts = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'Hiragino Sans GB', 'WenQuanYi Micro Hei'"
    return svg.replace(b"'DejaVu Sans'", f"'DejaVu Sans', 'Segoe UI', {fonts}, sans-serif".encode())


def _save(figure: Figure, kind: Format, metadata: dict[str, str | None]) -> bytes:
    """By the canvas of the format: `savefig` would draw once more before, to lay out what is laid out."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.BytesIO()
    figure.set_dpi(_DPI)
    figure.set_facecolor("white")
    write: Any = FigureCanvasSVG(figure).print_svg if kind == "svg" else FigureCanvasAgg(figure).print_png
    write(buffer, metadata=metadata)
    return buffer.getvalue()
