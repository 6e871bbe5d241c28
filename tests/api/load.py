"""Many clients at once, each of whose answers is compared with the library's own.

By hand: ``python -m tests.api.load CLIENTS SECONDS``. The clients are a process of their own, so
that the one that asks for the server's health waits for nobody but the server.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

import planner

from .conftest import Server, fighters, pss_mib, running

SETTINGS = {
    "max_requests_per_minute": 1_000_000,
    "retry_after_s": 1,
    "trusted_proxies": "127.0.0.1",
    "workers": 2,
}
"""each client comes through a proxy, and has an address of its own"""
THRESHOLDS = [1 + number / 10 for number in range(200)]
ROOT = Path(__file__).parents[2]
ASK_S = 0.1


@dataclass
class Report:
    """What was asked, what was answered, and how the server fared meanwhile."""

    answered: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """with 429 or 503, and when to come back"""
    wrong: list[str] = field(default_factory=list)
    health_s: list[float] = field(default_factory=list)
    memory_mib: list[float] = field(default_factory=list)
    """of the server and its helpers, without the workers of single questions"""

    @property
    def p99_s(self) -> float:
        """The time in which 99 of 100 checks of the server's health are answered."""
        return quantiles(self.health_s, n=100)[98]

    @property
    def growth(self) -> float:
        """Memory in the last quarter of the time over that in the second."""
        quarter = len(self.memory_mib) // 4
        return median(self.memory_mib[-quarter:]) / median(self.memory_mib[quarter : 2 * quarter])

    def __str__(self) -> str:
        asked = ", ".join(f"{count} {kind}" for kind, count in sorted(self.answered.items()))
        refused = ", ".join(f"{count} {kind}" for kind, count in sorted(self.refused.items()))
        return (
            f"{sum(self.answered.values())} right answers ({asked}), {len(self.wrong)} wrong, "
            f"refused for now: {refused or 'none'}; health p50 {median(self.health_s):.3f} s, "
            f"p99 {self.p99_s:.3f} s of {len(self.health_s)}; memory at most "
            f"{max(self.memory_mib):.0f} MiB, last quarter / second {self.growth:.2f}"
        )


def scenario(threshold: float) -> dict[str, Any]:
    """So many fighters over the theatre, which there are."""
    return fighters(f"fighters_{round(10 * threshold)}", threshold)


class Client:
    """One of many: asks by chance, waits when it is told to, and looks at what it gets."""

    def __init__(self, http: httpx.AsyncClient, number: int, report: Report) -> None:
        self.http, self.report = http, report
        self.chance = random.Random(number)  # noqa: S311
        self.headers = {"x-forwarded-for": f"10.0.{number // 250}.{number % 250 + 1}"}
        self.questions: dict[str, Callable[[], Awaitable[bool]]] = {
            "scenario": self.scenario,
            "table": self.table,
            "check": self.check,
            "mistake": self.mistake,
            "solve": self.solve,
            "plan": self.plan,
        }

    async def run(self, ends: float) -> None:
        """Ask until the time is over."""
        while time.monotonic() < ends:
            (kind,) = self.chance.choices(list(self.questions), (6, 3, 3, 1, 3, 1))
            try:
                is_right = await self.questions[kind]()
            except (httpx.HTTPError, AssertionError, KeyError, ValueError) as error:
                self.report.wrong.append(f"{kind}: {error!r}")
                continue
            if is_right:
                self.report.answered[kind] += 1
            else:
                self.report.wrong.append(kind)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer, at last: who is refused for now comes again when it was told to."""
        while True:
            answer = await self.http.request(method, path, headers=self.headers, **more)
            if answer.status_code not in (429, 503):
                return answer
            self.report.refused[answer.json()["type"].removeprefix("/problems/")] += 1
            await asyncio.sleep(int(answer.headers["retry-after"]) * self.chance.uniform(1, 3))

    async def scenario(self) -> bool:
        """A shipped one, in full."""
        name = self.chance.choice(list(SCENARIOS))
        return bool((await self.ask("GET", f"/v1/scenarios/{name}")).json() == SCENARIOS[name])

    async def table(self) -> bool:
        """What a scenario may name."""
        return bool((await self.ask("GET", "/v1/reference/effects")).json() == EFFECTS)

    async def check(self) -> bool:
        """A scenario that is valid."""
        answer = await self.ask("POST", "/v1/scenarios/check", json=scenario(self.threshold()))
        return answer.json().get("valid") is True

    async def mistake(self) -> bool:
        """A scenario with a field of another name."""
        wrong = {**scenario(self.threshold()), "nmae": "x"}
        answer = await self.ask("POST", "/v1/solve", json=wrong)
        return answer.status_code == 422 and answer.json()["errors"][0]["where"] == "nmae"

    async def solve(self) -> bool:
        """A plan, at once."""
        threshold = self.threshold()
        return is_met(
            (await self.ask("POST", "/v1/solve", json=scenario(threshold))).json(), threshold
        )

    async def plan(self) -> bool:
        """A plan from the queue."""
        threshold = self.threshold()
        body = {"scenario": scenario(threshold)}
        state = (await self.ask("POST", "/v1/plans", json=body)).json()
        while state["status"] in ("queued", "running"):
            await asyncio.sleep(1)
            state = (await self.ask("GET", state["url"])).json()
        if state.get("plan") is None:
            state = (await self.ask("GET", state["url"])).json()
        return state["status"] == "done" and is_met(state["plan"], threshold)

    def threshold(self) -> float:
        """Of the next question."""
        return self.chance.choice(THRESHOLDS)


SCENARIOS = {
    name: planner.load_scenario(name).model_dump(mode="json")
    for name in ("guarantor", "tripwire", "air_shield")
}
EFFECTS = planner.list_reference("effects")


def is_met(plan: dict[str, Any], threshold: float) -> bool:
    """Is it the plan of this question, and does it meet what was asked?"""
    (requirement,) = plan["scenario"]["requirements"]
    supplied = [row["supplied"] for row in plan["requirements"]]
    asked = requirement["threshold"] == threshold
    return bool(asked and plan["status"] == "met" and min(supplied) >= threshold - 1e-6)


async def ask_all(url: str, clients: int, seconds: float) -> Report:
    """So many clients for so long."""
    report = Report()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as http:
        ends = time.monotonic() + seconds
        each = (Client(http, number, report).run(ends) for number in range(clients))
        await asyncio.gather(*each)
    return report


def load(server: Server, clients: int, seconds: float) -> Report:
    """Let the clients ask in another process, and look at health and memory meanwhile."""
    command = [sys.executable, "-m", "tests.api.load", server.url, str(clients), str(seconds)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as asking,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        health_s, memory_mib = [], []
        while asking.poll() is None:
            began = time.perf_counter()
            assert client.get("/healthz").status_code == 200
            health_s.append(time.perf_counter() - began)
            memory_mib.append(memory_of(server))
            time.sleep(ASK_S)
        assert asking.stdout is not None
        told = json.loads(asking.stdout.read())
    return Report(
        Counter(told["answered"]), Counter(told["refused"]), told["wrong"], health_s, memory_mib
    )


def memory_of(server: Server) -> float:
    """Of the server and the processes that stay, in MiB."""
    return sum(pss_mib(pid) for pid in {server.pid, *server.helpers()})


def main(arguments: list[str]) -> int:
    """Of one server, or of the process of the clients, which is told the server's address."""
    if len(arguments) == 3:
        url, clients, seconds = arguments
        report = asyncio.run(ask_all(url, int(clients), float(seconds)))
        fields = {"answered": report.answered, "refused": report.refused, "wrong": report.wrong}
        sys.stdout.write(json.dumps(fields))
        return 0
    clients, seconds = arguments
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "log.txt", None, SETTINGS) as server,
    ):
        report = load(server, int(clients), float(seconds))
    sys.stdout.write(f"{clients} clients for {seconds} s: {report}\n")
    sys.stdout.writelines(f"  {text}\n" for text in report.wrong[:20])
    return int(bool(report.wrong) or report.p99_s > 0.5 or report.growth > 1.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
