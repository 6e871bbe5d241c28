"""API keys: names with the scrypt hash of a secret. ``python -m api.keys NAME`` makes one.

A key is ``NAME.SECRET``; the server is given ``NAME:SALT:HASH`` and cannot tell the secret.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import re
import secrets
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from planner import InputError, Issue

NAME = re.compile(r"[a-z0-9_-]{1,40}")
COST = {"n": 2**14, "r": 8, "p": 1}
KNOWN = 1_000
"""keys that were right once and need not be hashed again"""


@dataclass(frozen=True, slots=True)
class Hashed:
    """What the server keeps of a key."""

    name: str
    salt: bytes
    digest: bytes


class Keys:
    """The keys of a server. ``name_of`` takes some 50 ms of a CPU for a key not seen before."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Raises InputError for what is no ``NAME:SALT:HASH``, and for a name given twice."""
        self._hashed: dict[str, Hashed] = {}
        for text in texts:
            key = _read(text)
            if key.name in self._hashed:
                problem, hint = f"two keys are called {key.name!r}", "give each a name of its own"
                raise InputError([Issue("PLANNER_API_KEYS", problem, hint)])
            self._hashed[key.name] = key
        self._known: dict[bytes, str] = {}

    def __bool__(self) -> bool:
        return bool(self._hashed)

    def known(self, key: str) -> str | None:
        """The name of a key that was right before; costs nothing."""
        return self._known.get(hashlib.sha256(key.encode()).digest())

    def name_of(self, key: str) -> str | None:
        """The name of a key; None when it is wrong."""
        name, _, secret = key.partition(".")
        hashed = self._hashed.get(name)
        if hashed is None or not hmac.compare_digest(_digest(secret, hashed.salt), hashed.digest):
            return None
        if len(self._known) < KNOWN:
            self._known[hashlib.sha256(key.encode()).digest()] = name
        return name


def new_key(name: str) -> tuple[str, str]:
    """A key for a client, and what the server is given. Raises InputError for a wrong name."""
    if not NAME.fullmatch(name):
        raise InputError([Issue(name, "no name of a key", "use a-z, 0-9, _ and -, at most 40")])
    secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
    return f"{name}.{secret}", f"{name}:{_written(salt)}:{_written(_digest(secret, salt))}"


def _digest(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, dklen=32, **COST)


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _read(text: str) -> Hashed:
    try:
        name, salt, digest = text.split(":")
        read = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (salt, digest)]
        if not NAME.fullmatch(name) or len(read[0]) != 16 or len(read[1]) != 32:
            raise ValueError(text)
    except ValueError:
        hint = "make one with: python -m api.keys NAME"
        issue = Issue("PLANNER_API_KEYS", "one is not NAME:SALT:HASH", hint)
        raise InputError([issue]) from None
    return Hashed(name, read[0], read[1])


def main(arguments: list[str] | None = None) -> None:
    """Print a new key, and what the server is given for it."""
    parser = argparse.ArgumentParser(prog="python -m api.keys", description=main.__doc__)
    parser.add_argument("name", help="who will use it")
    try:
        key, hashed = new_key(parser.parse_args(arguments).name)
    except InputError as error:
        sys.exit(str(error))
    sys.stdout.write(f"for the client:  {key}\nfor the server:  PLANNER_API_KEYS={hashed}\n")


if __name__ == "__main__":
    main()
