"""Run by alembic: applies the steps on the connection that the store gives."""

from __future__ import annotations

from alembic import context

from api.store import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
