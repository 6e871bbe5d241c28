"""Plain YAML scalars: YAML 1.2, and an error where YAML 1.1 would read something else."""

from __future__ import annotations

import math

import pytest

from planner.scenario.scalars import WrongScalar, plain_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("-0", 0),
        ("10", 10),
        ("+5", 5),
        ("-12", -12),
        ("0.5", 0.5),
        ("00.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.0e-7", 1e-7),
        ("9" * 40, int("9" * 40)),
        # texts in both versions, and dates, of which nothing but their text is used
        ("tRUE", "tRUE"),
        ("nay", "nay"),
        ("y", "y"),
        ("n", "n"),
        ("FRA", "FRA"),
        ("2024-12", "2024-12"),
        ("2024-12-01", "2024-12-01"),
        ("1.2.3", "1.2.3"),
        ("10:75", "10:75"),
        ("0b12", "0b12"),
        ("08x", "08x"),
        ("+", "+"),
        ("-", "-"),
        ("1e", "1e"),
        # digits of other scripts are no digits
        ("٣", "٣"),
        ("1٣", "1٣"),
        ("²", "²"),
    ],
)
def test_value(text: str, value: object) -> None:
    found = plain_scalar(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("010", "write 10 or 8, or '010' in quotes"),
        ("-010", "write -10 or -8, or '-010' in quotes"),
        ("08", "write 8, or '08' in quotes"),
        ("00", "write 0, or '00' in quotes"),
        ("0o10", "write 8, or '0o10' in quotes"),
        ("0x1F", "write 31, or '0x1F' in quotes"),
        ("-0b11", "write -3, or '-0b11' in quotes"),
        ("1_000", "write 1000, or '1_000' in quotes"),
        ("1_0.5", "write 10.5, or '1_0.5' in quotes"),
        ("1:30", "write 90, or '1:30' in quotes"),
        ("-1:30:00", "write -5400, or '-1:30:00' in quotes"),
        ("1:30.5", "write 90.5, or '1:30.5' in quotes"),
        ("yes", "write true, or 'yes' in quotes"),
        ("On", "write true, or 'On' in quotes"),
        ("off", "write false, or 'off' in quotes"),
        ("no", "write false, or 'no' in quotes"),
        ("NO", "write false, NOR for Norway, or 'NO' in quotes"),
        (".inf", "write a finite number"),
        ("-.INF", "write a finite number"),
        (".NaN", "write a finite number"),
        ("1e999", "write a finite number"),
        ("9" * 41, "write a smaller number"),
    ],
)
def test_what_the_versions_of_yaml_read_differently(text: str, hint: str) -> None:
    with pytest.raises(WrongScalar) as caught:
        plain_scalar(text)
    assert caught.value.hint.startswith(hint)
    assert caught.value.problem


def test_no_number_is_infinite() -> None:
    assert math.isfinite(float(str(plain_scalar("1e308"))))
