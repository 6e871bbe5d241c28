"""The history of the store's tables, step by step; alembic runs what a store has not seen."""
