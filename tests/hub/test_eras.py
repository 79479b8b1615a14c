"""Era years at their borders, and in another language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from hub.eras import era_date, typed_days
from hub.templatetags import hub_tags


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 23), "令和8年11月23日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 29), "1912年7月29日"),
    ],
)
def test_japanese_dates_carry_their_era(day: date, written: str) -> None:
    with translation.override("ja"):
        assert era_date(day) == written


def test_other_languages_keep_the_western_year() -> None:
    with translation.override("en"):
        assert era_date(date(2026, 11, 23)) == "Nov. 23, 2026"


def test_the_filter_takes_moments_in_local_time_and_nothing_at_all() -> None:
    with translation.override("ja"):
        late = datetime(2019, 4, 30, 15, 30, tzinfo=UTC)
        assert hub_tags.era_date(late) == "令和元年5月1日"
        assert hub_tags.era_date(None) == ""


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("令和8年11月23日", date(2026, 11, 23), date(2026, 11, 23)),
        ("令和８年 １１月 ２３日", date(2026, 11, 23), date(2026, 11, 23)),
        ("R8.11.23", date(2026, 11, 23), date(2026, 11, 23)),
        ("ｒ８／１１／２３", date(2026, 11, 23), date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23), date(2026, 11, 23)),
        ("2026/2/3", date(2026, 2, 3), date(2026, 2, 3)),
        ("2026年11月23日", date(2026, 11, 23), date(2026, 11, 23)),
        ("20261123", date(2026, 11, 23), date(2026, 11, 23)),
        ("令和3年5月", date(2021, 5, 1), date(2021, 5, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("令和元年5月1日", date(2019, 5, 1), date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30), date(2019, 4, 30)),
        ("昭和64年", date(1989, 1, 1), date(1989, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_typed_dates_are_read(typed: str, first: date, last: date) -> None:
    assert typed_days(typed) == (first, last)


@pytest.mark.parametrize("typed", ["11/23", "11月23日", "2/29"])
def test_a_day_without_a_year_is_the_latest(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.eras.timezone.localdate", lambda: date(2028, 11, 22))
    days = {"2/29": date(2028, 2, 29)}
    assert typed_days(typed)[0] == days.get(typed, date(2027, 11, 23))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "昨日",
        "令和8年13月",
        "2026-02-30",
        "令和",
        "8年11月",
        "13/1",
        "99999999",
        "0001",
        "9999",
        "99991231",
        "1800年",
        "令和0年1月0日",
    ],
)
def test_anything_else_is_no_date(typed: str) -> None:
    with pytest.raises(ValueError):
        typed_days(typed)
