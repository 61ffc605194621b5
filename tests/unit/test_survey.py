"""The table of a survey: read in English and Chinese, and every mistake told with its row and column."""

from pathlib import Path

import pytest

from hallsim.errors import InputError, render
from hallsim.scenario.satisfaction.survey import Answers, levels_of, read_survey

FIVE = {"very": 39.52, "fairly": 43.81, "basic": 16.19, "rather_dissatisfied": 0.48, "dissatisfied": 0.0}
GOOD = "indicator,group,level,share,n\n" + "".join(
    f"attitude,enterprises,{level},{share},210\n" for level, share in FIVE.items()
)


def read(tmp_path: Path, text: str | bytes, groups: tuple[str, ...] = ("elderly",)) -> tuple[Answers, ...]:
    file = tmp_path / "survey.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_survey(file, groups)


def test_five_levels(tmp_path: Path) -> None:
    (found,) = read(tmp_path, GOOD)
    assert (found.item, found.who, found.n, found.source) == ("attitude", "enterprises", 210, "")
    assert found.cumulative == pytest.approx((0.3952, 0.8333, 0.9952, 1.0))
    assert levels_of(found)["rather_dissatisfied"] == (3, 4)


@pytest.mark.parametrize(
    ("shares", "cumulative"),
    [
        ({"very": 20, "fairly": 30, "basic": 40, "dissatisfied": 10}, (0.2, 0.5, 0.9, None)),
        ({"satisfied": 60, "basic": 30, "dissatisfied": 10}, (None, 0.6, 0.9, None)),
        ({"satisfied": 55, "dissatisfied": 45}, (None, None, 0.55, None)),
        ({"satisfied": 30, "dissatisfied": 50, "unreported": 20}, (None, None, 0.375, None)),
    ],
)
def test_fewer_levels(tmp_path: Path, shares: dict[str, float], cumulative: tuple[float | None, ...]) -> None:
    rows = "".join(f"overall,{level},{share}%,500\n" for level, share in shares.items())
    (found,) = read(tmp_path, "indicator,level,share,n\n" + rows)
    assert found.who == "citizens"
    assert found.n == (400 if "unreported" in shares else 500)
    for got, expected in zip(found.cumulative, cumulative, strict=True):
        assert got == (None if expected is None else pytest.approx(expected))


def test_in_chinese_and_of_a_group_with_its_source(tmp_path: Path) -> None:
    rows = "办事效率,elderly,满意,70,180,乙\n办事效率,elderly,不满意,30,180,乙\n"
    text = "指标,群体,等级,比例,样本量,来源\n" + rows
    (found,) = read(tmp_path, text.encode("utf-8-sig"))
    assert (found.item, found.who, found.n, found.source) == ("efficiency", "elderly", 180, "乙")


ROW = "attitude,enterprises,fairly,43.81,210\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "remedy"),
    [
        (ROW, "attitude,enterprises,fairly,53.81,210\n", "6:35", "sum to 110 %", "must sum to 100"),
        (ROW, "attitude,enterprises,fairly,33.81,210\n", "6:35", "sum to 90 %", "unreported"),
        (ROW, "attitude,enterprises,fairly,143,210\n", "3:29", "'143' is no share", "percentage"),
        (ROW, "attitude,enterprises,fairly,,210\n", "3:29", "this cell is empty", "percentage"),
        (ROW, "attitude,enterprises,fairly,half,210\n", "3:29", "'half' is no share", "percentage"),
        (ROW, "attitude,enterprises,fairly,43.81,many\n", "3:35", "'many' is no number", "210"),
        (ROW, "atitude,enterprises,fairly,43.81,210\n", "3:1", "no indicator 'atitude'", "'attitude'"),
        (ROW, "attitude,enterprises,fairy,43.81,210\n", "3:22", "no level 'fairy'", "'fairly'"),
        (ROW, "attitude,enterprise,fairly,43.81,210\n", "3:10", "no group 'enterprise'", "'enterprises'"),
        (ROW, "attitude,,fairly,43.81,210\n", "3:10", "this cell is empty", "fill it in"),
        (ROW, "", "2:27", "lacks the level fairly", "0 where nobody chose it"),
        (ROW, ROW + ROW, "4:22", "stands twice", "keep one"),
        (ROW, "attitude,enterprises,satisfied,43.81,210\n", "2:27", "do not go together", "one of these"),
        (ROW, "attitude,enterprises,fairly,43.81\n", "3:1", "4 cells, the header 5", "5 cells"),
        ("level,share", "level,shares", "1:23", "no column 'shares'", "'share'"),
        ("indicator,group,level", "indicator,n,level", "1:25", "two columns are called 'n'", "rename"),
        (",", ";", "1:1", "separated by semicolons", "commas"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column(
    tmp_path: Path, old: str, new: str, place: str, said: str, remedy: str
) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    told = render(caught.value.problems)
    assert f"survey.csv:{place}: " in told
    assert said in told
    assert remedy in told
    assert render(caught.value.problems, lang="zh") != told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("very,39.52", "vary,39.52").replace("basic,16.19", "basic,x")
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert [one.place.line for one in caught.value.problems if one.place] == [2, 4]


def test_another_encoding_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="UTF-8") as caught:
        read(tmp_path, "指标,等级,比例\n总体,满意,70\n总体,不满意,30\n".encode("gbk"))
    place = caught.value.problems[0].place
    assert place is not None
    assert (place.line, place.snippet) == (1, "指标,等级,比例")  # as it was meant


@pytest.mark.parametrize("text", ["", "indicator,level,share\n"])
def test_a_table_of_nothing_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read(tmp_path, text)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_survey(tmp_path / "none.csv", ())
