"""Times: what a limit is in hours, and which times stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmsdocs.durations import durations_in, hours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 h", 2),
        ("2 hours", 2),
        ("1 hour", 1),
        ("90 min", 1.5),
        ("30 minutes", 0.5),
        ("36 s", 0.01),
        ("20 seconds", 20 / 3600),
        ("1.5 days", 36),
        ("1,5 days", 36),
        ("5 working days", 120),
        ("1 business day", 24),
        ("two weeks", 336),
        ("Three months", 2190),
        ("eight working days", 192),
        ("3 years", 26280),
        ("same working day", 24),
        ("at once", 0),
        (" 2 h ", 2),
        ("2\u00a0h", 2),
        ("2小时", 2),
        ("2个小时", 2),
        ("30分钟", 0.5),
        ("20秒", 20 / 3600),
        ("5个工作日", 120),
        ("5 个工作日", 120),
        ("3天", 72),
        ("2周", 336),
        ("3个月", 2190),
        ("3年", 26280),
        # No single time.
        ("", None),
        ("as needed", None),
        ("every 3 working days", None),
        ("2 to 3 h", None),
        ("2", None),
        ("h", None),
        ("98 %", None),
        ("2 kg", None),
    ],
)
def test_a_limit_in_hours(text: str, expected: float | None) -> None:
    """A working day counts as a day, so that limits can be put in order; what is no single time has no length."""
    assert hours(text) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Answer within 2 h, at the latest within 24 hours.", ["2 h", "24 hours"]),
        ("Keep it for three years.", ["three years"]),
        ("5-day limit", ["5-day"]),
        ("Within 12 h or 2 h", ["12 h", "2 h"]),
        ("应在2小时内答复，5个工作日内办结。", ["2小时", "5个工作日"]),
        ("每2周一次，保存3年", ["2周", "3年"]),
        # No times: numbers of documents, versions, parts of words, quantities.
        ("See QP-05 hours before", []),
        ("Version 1.2 summary", []),
        ("ISO 9001:2015 says", []),
        ("5 seats, 3 hotlines, 4 monthly reports", []),
        ("A4 sheets, step 3 days of", ["3 days"]),
        ("Someone years ago", []),
        ("2026年10月1日第2天", []),
    ],
)
def test_times_in_a_text(text: str, expected: list[str]) -> None:
    """Times are found as they are written, and nothing else is taken for one."""
    assert [written for written, _ in durations_in(text)] == expected


@given(number=st.integers(1, 999), unit=st.sampled_from(["h", "min", "working days", "weeks", "小时", "个工作日"]))
def test_a_time_is_the_same_alone_and_in_a_text(number: int, unit: str) -> None:
    """What is a limit alone is found in a sentence with the same length."""
    alone = hours(f"{number} {unit}")

    assert [length for _, length in durations_in(f"Reply (within {number} {unit}), please.")] == [alone]
