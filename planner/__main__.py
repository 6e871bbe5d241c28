"""``python -m planner``: the same as the command ``planner``.

Older versions of Python read this file too, so that they are answered in one clear line.
"""

from __future__ import annotations

import sys

NEEDED = (3, 12)


def complaint(version: tuple[int, ...]) -> str:
    """What to say to a Python that is too old; nothing to one that will do."""
    if version[:2] >= NEEDED:
        return ""
    needed, found = (".".join(map(str, numbers[:2])) for numbers in (NEEDED, version))
    return f"planner needs Python {needed} or newer; this is {found}"


if __name__ == "__main__":
    if said := complaint(tuple(sys.version_info[:3])):
        sys.stderr.write(f"{said}\n")
        sys.exit(2)
    from planner.cli.app import main

    main()
