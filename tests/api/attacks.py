"""Raw requests that no well-behaved client sends."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

HEAD = "POST /v1/scenarios/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def connect(address: tuple[str, int], sent: bytes = b"", seconds: float = 20) -> socket.socket:
    """A connection that has sent something, and waits at most so long."""
    connection = socket.create_connection(address, timeout=seconds)
    connection.sendall(sent)
    return connection


def received(connection: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    finally:
        connection.close()
    return b"".join(parts)


def asked(address: tuple[str, int], sent: bytes) -> tuple[int, dict[str, Any]]:
    """Status and JSON body of the answer to what was sent."""
    return status_and_body(received(connect(address, sent)))


def status_and_body(answer: bytes) -> tuple[int, dict[str, Any]]:
    """Of a raw response that has JSON."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def is_closed(connection: socket.socket, seconds: float) -> bool:
    """Does the server close the connection within that time?"""
    connection.settimeout(seconds)
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            if not connection.recv(65_536):
                return True
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return False
