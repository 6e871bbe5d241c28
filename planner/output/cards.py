"""A plan or a study in a notebook: a few sentences and short tables."""

from __future__ import annotations

from planner.output.report_tables import Line, Table, givers, study_table, table
from planner.output.templating import template
from planner.plan.plan import Plan
from planner.study import Study
from planner.summary.gaps import demand_levels
from planner.summary.texts import counted

MOST_ROWS = 10


def card_html(source: Plan | Study) -> str:
    """What a notebook shows of a plan or a study: HTML of a few kilobytes, texts escaped.

    Of a plan the verdict, what is kept up of every demand, and who gives most; of a study its
    answer and its first rows.
    """
    if isinstance(source, Study):
        title, sentences = source.question, [*source.answer, *source.warnings]
        tables = [study_table(source)]
    else:
        title, sentences = source.scenario.title or source.scenario.name, [source.verdict]
        tables = [_kept_up(source), givers(source)]
    return template("card.html.j2").render(
        title=title, sentences=sentences, tables=[_short(part) for part in tables]
    )


def _kept_up(plan: Plan) -> Table:
    """A line for every kind of thing that is asked for, the shortest first."""
    rows = [
        Line((level.demand, level.where, level.need, level.kept_up), level.short)
        for level in demand_levels(plan)
    ]
    return table("Kept up in every month that counts", "demand|where|>need|>kept up", rows)


def _short(full: Table) -> Table:
    """The first rows of a table, with how many more there are."""
    more = len(full.rows) - MOST_ROWS
    if more <= 0:
        return full
    return full._replace(rows=full.rows[:MOST_ROWS], note=f"and {counted(more, 'more row')}")
