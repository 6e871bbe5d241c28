"""Names of variables and rows in the solver."""

from __future__ import annotations

from hashlib import blake2b

LONGEST_NAME = 100


def solver_name(prefix: str, key: tuple[str | int, ...]) -> str:
    """A solver name, for reading only: the map ``rows`` holds the truth.

    A digest at its end keeps it apart from others where an id holds two underscores itself, and
    where it is cut: CBC reads no more than 160 characters of a name in a file.
    """
    parts = [prefix, *[str(part) for part in key]]
    name = "__".join(parts)
    if len(name) <= LONGEST_NAME and name.count("__") == len(key):
        return name
    digest = blake2b(".".join(parts).encode(), digest_size=8).hexdigest()
    return f"{name[: LONGEST_NAME - 17]}.{digest}"
