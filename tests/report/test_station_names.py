"""Queues and windows go by the titles of who serves there, in both languages."""

from dataclasses import replace

import pytest

import hallsim.api as hs
from hallsim.report.wording.station_names import station_name
from hallsim.study.names import names
from tests.helpers.study_builder import TEXT, small_study

TITLES = {
    "station": {
        "trade": {"en": "Trade", "zh": "商事"},
        "tax": {"en": "Tax", "zh": "税务"},
        "desk.trade": {"en": "Examiners", "zh": "审查科"},
        "township": {"en": "Township", "zh": "乡镇"},
        "township.all": {"en": "Comprehensive", "zh": "综合窗口"},
    }
}


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("trade", "Trade", "商事"),
        ("trade+tax", "Trade + Tax", "商事 + 税务"),
        ("trade+12", "Trade and 12 more", "商事等另 12 组"),
        ("trade+tax#2", "Trade + Tax (2)", "商事 + 税务（2）"),
        ("trade-3", "Trade no. 3", "商事 3 号"),
        ("desk.trade-1", "Examiners no. 1", "审查科 1 号"),
        ("township.all", "Comprehensive", "综合窗口"),
        ("township-2.all", "Township no. 2: Comprehensive", "乡镇 2 号：综合窗口"),
        ("township.all-2", "Township: Comprehensive no. 2", "乡镇：综合窗口 2 号"),
        ("other_group", "other group", "other group"),
        ("desk.other", "other", "other"),
    ],
)
def test_names_of_queues_windows_and_desks(name: str, en: str, zh: str) -> None:
    study = replace(small_study(), names=TITLES)
    assert (station_name(study, name, "en"), station_name(study, name, "zh")) == (en, zh)


def test_titles_of_windows_come_first_then_those_of_departments() -> None:
    text = TEXT.replace(
        "windows: {commerce: 2,", "windows: {commerce: {count: 2, title: {en: Trade, zh: 商事}},"
    )
    text = text.replace("calendar:", "departments: {building: {en: Building, zh: 住建局}}\n  calendar:")
    found = names(hs.loads(text).scenario)["station"]
    assert found["commerce"] == {"en": "Trade", "zh": "商事"}
    assert found["building"] == found["desk.building"] == {"en": "Building", "zh": "住建局"}
    assert "all_in_one" not in found


def test_an_office_without_a_title_goes_by_its_place_and_the_main_hall_by_ours() -> None:
    places = "{seat: {homes: 50%}, village: {title: {en: Village, zh: 村}, within: seat, homes: 50%}}"
    text = TEXT.replace("groups:", f"places: {places}\n  groups:")
    text = text.replace(
        "desks: {building: 2}\n    notice",
        "desks: {building: 2}\n    offices: {village: {windows: {one: 1}, accepts: [licence]}}\n    notice",
    )
    found = names(hs.loads(text).scenario)["station"]
    assert found["village"] == {"en": "Village", "zh": "村"}
    assert found["main"]["zh"] == "主大厅"
