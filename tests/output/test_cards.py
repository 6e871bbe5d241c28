"""What a notebook shows of a plan and of a study: short, and safe whatever users wrote."""

from __future__ import annotations

from ..small_plan import EVIL, small_plan
from ..test_study import study

MOST_LETTERS = 12_000


def test_a_plan_is_short() -> None:
    assert repr(small_plan()) == "<Plan small: shortfall, 2 nations, 12 months>"
    assert str(small_plan()) == repr(small_plan())
    assert f"{study()!r}" == "<Study dropout of small: 2 rows>"


def test_a_plan_in_a_notebook() -> None:
    shown = small_plan()._repr_html_()
    assert len(shown) < MOST_LETTERS
    for text in ("Two nations can keep up", "Battlegroups", "Eastern sector", "France", "lead"):
        assert text in shown


def test_a_study_in_a_notebook() -> None:
    shown = study()._repr_html_()
    assert "BBB may not." in shown
    assert "2.5" in shown


def test_what_users_write_is_text() -> None:
    evil = "<script>alert(1)</script>"
    assert evil not in small_plan(verdict=evil)._repr_html_()
    assert "&lt;script&gt;" in small_plan(verdict=evil)._repr_html_()
    told = study().model_copy(update={"question": evil, "answer": (EVIL, evil)})
    assert evil not in told._repr_html_()


def test_long_tables_are_cut_and_counted() -> None:
    rows = tuple({"leaves": f"N{number}"} for number in range(14))
    shown = study().model_copy(update={"rows": rows})._repr_html_()
    assert "N9" in shown
    assert "N10" not in shown
    assert "and 4 more rows" in shown
