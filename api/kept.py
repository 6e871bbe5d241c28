"""What has been made before, kept in memory while there is room; the longest unused goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable


class Kept[Key: Hashable]:
    """Contents by key, together at most ``max_bytes``. For one thread."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._bytes = 0
        self._contents: OrderedDict[Key, bytes] = OrderedDict()

    def get(self, key: Key) -> bytes | None:
        """The content of this key, which then counts as the last used."""
        if (content := self._contents.get(key)) is not None:
            self._contents.move_to_end(key)
        return content

    def put(self, key: Key, content: bytes) -> None:
        """Keep a content, unless it is larger than all the room."""
        if len(content) > self.max_bytes:
            return
        self._bytes += len(content) - len(self._contents.pop(key, b""))
        self._contents[key] = content
        while self._bytes > self.max_bytes:
            _, dropped = self._contents.popitem(last=False)
            self._bytes -= len(dropped)
