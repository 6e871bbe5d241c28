"""API keys, and how often a client may ask."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from api.clients import Rate
from api.keys import Keys, main, new_key
from api.serving import serve
from planner import InputError

from .test_errors import assert_problem


def test_a_key_is_known_by_its_hash_alone() -> None:
    key, hashed = new_key("ada")
    keys = Keys([hashed])
    assert key.partition(".")[2] not in hashed
    assert keys.known(key) is None
    assert keys.name_of(key) == "ada"
    assert keys.known(key) == "ada"
    for wrong in (key + "x", "ada.", "bob." + key.partition(".")[2], ""):
        assert keys.name_of(wrong) is None
        assert keys.known(wrong) is None


@pytest.mark.parametrize("text", ["ada", "ada:x:y", "Ada B:AAAA:BBBB", "a:b:c:d"])
def test_what_is_no_key_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError, match=r"python -m api\.keys"):
        Keys([text])


def test_two_keys_have_two_names() -> None:
    with pytest.raises(InputError, match="two keys"):
        Keys([new_key("ada")[1], new_key("ada")[1]])


def test_the_command_prints_both(capsys: pytest.CaptureFixture[str]) -> None:
    main(["ada"])
    printed = capsys.readouterr().out.split()
    assert Keys([printed[-1].partition("=")[2]]).name_of(printed[3]) == "ada"
    with pytest.raises(SystemExit, match="no name of a key"):
        main(["no name"])


def test_a_rate_is_counted_for_each_client() -> None:
    rate = Rate(2)
    assert [rate.is_over("a") for _ in range(3)] == [False, False, True]
    assert not rate.is_over("b")
    assert rate.wait_s() > 0


def test_an_address_that_others_reach_needs_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_API_KEYS", raising=False)
    with pytest.raises(InputError, match="no API key is set"):
        serve("0.0.0.0", _free_port())  # noqa: S104


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.mark.slow
def test_with_keys_nothing_is_told_without_one(
    start: Callable[..., Any], tiny: dict[str, Any]
) -> None:
    (ada, first), (bob, second) = new_key("ada"), new_key("bob")
    server = start(keys=f"{first},{second}", workers=0, max_requests_per_minute=30)

    def ask(method: str, path: str, key: str = "", **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return httpx.request(method, server.url + path, headers=headers, timeout=30, **more)

    for path in ("/v1/scenarios", "/v1/plans", "/metrics", "/v1/nothing"):
        answer = ask("GET", path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert_problem(answer)
    assert ask("GET", "/healthz").status_code == ask("GET", "/readyz").status_code == 200
    assert ask("GET", "/v1/limits", ada).json()["keys"] is True

    submitted = ask("POST", "/v1/plans", ada, json={"scenario": tiny, "author": "mallory"}).json()
    assert submitted["author"] == "ada"
    assert ask("GET", submitted["url"], bob).status_code == 200
    assert ask("DELETE", submitted["url"], bob).status_code == 403
    assert ask("POST", f"{submitted['url']}/cancel", bob).status_code == 403
    assert ask("POST", f"{submitted['url']}/cancel", ada).json()["status"] == "cancelled"
    assert ask("POST", f"{submitted['url']}/retry", bob).status_code == 403

    def guess(number: int) -> int:
        return ask("GET", "/v1/limits", f"ada.wrong{number}").status_code

    with ThreadPoolExecutor(20) as threads:  # all at once
        assert sorted(threads.map(guess, range(20))) == [401] * 10 + [429] * 10
    statuses = [ask("GET", "/v1/limits", bob).status_code for _ in range(40)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert ask("GET", "/v1/limits", ada).status_code == 200


def test_a_key_can_be_made_from_the_shell() -> None:
    command = [sys.executable, "-W", "error", "-m", "api.keys", "ada"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "PLANNER_API_KEYS=ada:" in done.stdout
