"""Era years at their borders, and in another language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from hub.eras import era_date
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
