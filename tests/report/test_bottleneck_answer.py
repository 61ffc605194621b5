"""What is said of where the days go, in both languages; and when it is not said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from hallsim.metrics.attribution.lead_parts import LEAD_PARTS
from hallsim.report.answer import printed, save_answer
from hallsim.report.bottleneck.answer import answer
from hallsim.report.bottleneck.sentences import headline, where_the_days_go
from hallsim.report.bottleneck.words import what
from hallsim.report.figures.days import PART_COLOURS
from hallsim.report.html import page
from hallsim.report.terminal import shown
from hallsim.report.wording.day_parts import PART_LABELS
from hallsim.study.bottleneck.result import Bottleneck, Gain
from hallsim.text.message import LANGS, Lang
from tests.helpers.permit_hall import permit_hall
from tests.helpers.study_builder import small_study


def with_gains(*gains: Gain) -> Bottleneck:
    return replace(permit_hall(), gains=gains)


def unclear(gain: Gain) -> Gain:
    """One whose interval includes no change."""
    return replace(gain, verdict=replace(gain.verdict, word="unsettled", lo=-0.4, hi=0.3))


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            "The bottleneck: the meetings (Expert board), not the reviewers, the inspection teams or the"
            " windows. Meetings on Monday and Wednesday instead of on Wednesday: ",
        ),
        ("zh", "瓶颈在会议（专家评审会），不在审批人员、踏勘组或窗口。会议由周三改为周一、周三："),
    ],
)
def test_the_meeting_and_not_the_reviewers(lang: Lang, told: str) -> None:
    assert headline(permit_hall(), lang)[0].startswith(told)


def test_what_may_bring_as_much_is_told() -> None:
    best, *others = permit_hall().gains
    officer = next(gain for gain in others if gain.addition.kind == "officer")
    twin = replace(best, addition=officer.addition)
    first, second = headline(with_gains(best, twin), "en")[:2]
    assert first.startswith(
        "Expert board: meetings on Monday and Wednesday instead of on Wednesday brings most: "
    )
    assert second.startswith("Back office: one more officer may bring as much: ")


def test_when_nothing_helps_for_sure() -> None:
    gains = [unclear(gain) for gain in permit_hall().gains]
    assert "Nothing that was tried helps for sure" in headline(with_gains(*gains), "en")[0]
    same = [replace(gain, verdict=replace(gain.verdict, word="same")) for gain in gains]
    told = headline(with_gains(*same), "en")[0]
    assert told.startswith("One more officer, window or meeting changes next to nothing")
    assert "0.400 working days at most" in told
    assert "Nowhere do people or files wait" in headline(with_gains(), "en")[0]


def test_the_largest_parts_are_told_with_their_shares() -> None:
    split = permit_hall().split
    assert split is not None
    text = where_the_days_go(split, "en")
    largest = max(split.parts, key=lambda part: split.parts[part].value)
    assert text.index(PART_LABELS[largest].text("en")) < 80
    assert f"Of {split.total.value:.2f} working days" in text
    assert 0.5 < sum(float(share.split("%")[0]) for share in text.split("(")[1:]) / 100 <= 1


@pytest.mark.parametrize(("lang", "says"), [("en", "Nothing takes days: "), ("zh", "没有事项耗费工作日：")])
def test_a_hall_in_which_nothing_takes_days(lang: Lang, says: str, tmp_path: Path) -> None:
    """Of a night, which no working day counts."""
    full = permit_hall()
    assert full.split is not None
    none = replace(full.split.total, value=0.0, lo=0.0, hi=0.0)
    split = replace(full.split, total=none, parts=dict.fromkeys(full.split.parts, none))
    told = answer(replace(full, split=split, by_service={"permit": split}, steps=(), files=None), lang)
    assert any(line.startswith(says) for line in told.headline)
    html = (tmp_path / save_answer(told, tmp_path, lang)).read_text("utf-8")
    assert html.count("<figure>") == 1


def test_every_part_has_a_label_and_a_colour() -> None:
    assert set(PART_LABELS) == set(LEAD_PARTS) == set(PART_COLOURS)
    assert len(set(PART_COLOURS.values())) == len(LEAD_PARTS)


def test_an_addition_at_several_offices_says_so() -> None:
    one = next(g.addition for g in permit_hall().gains if g.addition.kind == "officer")
    assert what(replace(one, n_offices=3), "en") == "one more officer at each of 3 offices"


@pytest.mark.parametrize("lang", LANGS)
def test_page_tables_and_what_is_printed(lang: Lang, tmp_path: Path) -> None:
    told = answer(permit_hall(), lang)
    text = shown(printed(told))
    assert "Building permit" in text if lang == "en" else "建设许可" in text
    assert max(map(len, text.splitlines())) <= 100
    name = save_answer(told, tmp_path, lang)
    html = (tmp_path / name).read_text("utf-8")
    assert html.count("<figure>") == 3
    assert "--set &#39;designs.now.desks.board.meets.on=[mon, wed]&#39;" in html
    split = pd.read_csv(tmp_path / "split.csv")
    for _, own in split.fillna({"service": ""}).groupby("service"):
        parts, total = own[own["part"] != "total"], own[own["part"] == "total"]
        assert parts["working_days"].sum() == pytest.approx(total["working_days"].iloc[0], abs=1e-9)
    gains = pd.read_csv(tmp_path / "one_more.csv")
    assert gains["kind"].iloc[0] == "meeting"
    assert {"steps.csv", "files_in_work.csv", "cases_in_work.csv"} <= {
        file.name for file in tmp_path.iterdir()
    }


@pytest.mark.parametrize(("lang", "heading"), [("en", "Where the days go"), ("zh", "时间花在哪里")])
def test_the_page_of_compare_tells_where_the_days_go(lang: Lang, heading: str) -> None:
    html = page(small_study(), {}, lang)
    assert f"<h2>{heading}</h2>" in html
    assert ("Waiting of files by step" if lang == "en" else "各环节的文件等候") in html
