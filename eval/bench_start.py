"""What starting takes: a command from nothing, the service until its first page, their memory.

Everything is started as a user starts it, in processes of its own. It does not know what they do.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import FirsthandError
from eval.made_export import write_export

_LONGEST_S = 180.0
_QUESTION = "how did the monthly call help the sponsor?"


@dataclass(frozen=True, kw_only=True)
class StartFigures:
    """What commands take from the shell's point of view, round by round."""

    messages: int
    first_sync_s: float
    unchanged_sync_s: tuple[float, ...]
    ask_cold_s: tuple[float, ...]
    """`firsthand ask` with nothing running."""
    ask_served_s: tuple[float, ...]
    """The same while `firsthand serve` runs."""
    page_s: tuple[float, ...]
    """From `firsthand serve` to the first page."""


def measured(scratch: Path, messages: int, rounds: int) -> StartFigures:
    """Make a home from an invented export, and start everything over it."""
    home = scratch / "home"
    write_export(scratch / "export", messages)
    _timed(home, "init", "--json")
    _timed(home, "source", "add", str(scratch / "export"), "--id", "made", "--json")
    first = _timed(home, "sync", "--json")
    unchanged = tuple(_timed(home, "sync", "--json") for _ in range(rounds))
    ask = ("ask", _QUESTION, "--json")
    cold = tuple(_timed(home, *ask) for _ in range(rounds))
    pages, served = [], []
    for _ in range(rounds):
        with _served(home) as (_, page_s):
            pages.append(page_s)
            _timed(home, *ask)
            served.append(_timed(home, *ask))
    return StartFigures(
        messages=messages,
        first_sync_s=first,
        unchanged_sync_s=unchanged,
        ask_cold_s=cold,
        ask_served_s=tuple(served),
        page_s=tuple(pages),
    )


def serving_mb(home: Path, questions: Sequence[str], audience: str) -> dict[str, int]:
    """Return the memory of the service over a home after questions: owner, web app, together."""
    with _served(home) as (service, _):
        for question in questions:
            _timed(home, "ask", question, "--audience", audience, "--json")
        owner, web = _proportional_mb([service.pid]), _proportional_mb(_children(service.pid))
    return {"owner": round(owner), "web": round(web), "together": round(owner + web)}


def slowest_imports(command: Sequence[str], most: int = 8) -> list[tuple[str, float]]:
    """Return the packages that a command spends most on importing, in ms (`-X importtime`)."""
    line = [sys.executable, "-X", "importtime", "-m", "ui", *command]
    ended = subprocess.run(line, check=False, capture_output=True, text=True, timeout=_LONGEST_S)
    spent: dict[str, float] = {}
    for row in ended.stderr.splitlines():
        if row.startswith("import time:") and "self" not in row:
            own, _, name = row.removeprefix("import time:").split("|")
            package = name.strip().split(".")[0]
            spent[package] = spent.get(package, 0.0) + int(own) / 1000
    return sorted(spent.items(), key=lambda item: -item[1])[:most]


def _timed(home: Path, *arguments: str) -> float:
    line = [sys.executable, "-m", "ui", *arguments, "--home", str(home)]
    begun = time.perf_counter()
    ended = subprocess.run(line, check=False, capture_output=True, text=True, timeout=_LONGEST_S)
    took = time.perf_counter() - begun
    if ended.returncode:
        raise FirsthandError(f"firsthand {arguments[0]} failed: {ended.stdout or ended.stderr}")
    json.loads(ended.stdout)
    return round(took, 3)


@contextmanager
def _served(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "ui", "serve", "--home", str(home), "--port", str(port)]
    quiet = subprocess.DEVNULL
    begun = time.perf_counter()
    service = subprocess.Popen(line, stdout=quiet, stderr=quiet)
    try:
        while not _is_up(f"http://127.0.0.1:{port}/"):
            if service.poll() is not None or time.perf_counter() - begun > _LONGEST_S:
                raise FirsthandError("firsthand serve did not come up")
            time.sleep(0.05)
        yield service, round(time.perf_counter() - begun, 3)
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=_LONGEST_S)


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _children(pid: int) -> list[int]:
    direct = [
        int(child)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    return direct + [below for child in direct for below in _children(child)]


def _proportional_mb(pids: Sequence[int]) -> float:
    """Return the memory of processes, what they share counted once (Linux: PSS)."""
    total = 0
    for pid in pids:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii", "replace").splitlines()
        total += next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total / 1024


def machine() -> dict[str, object]:
    """Describe the machine: processor, cores, memory, how busy others keep it."""
    info = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    names = {row.partition(":")[2].strip() for row in info.splitlines() if "model name" in row}
    flags = next((row for row in info.splitlines() if row.startswith("flags")), "").split()
    wanted = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16", "amx_int8")
    return {
        "processor": ", ".join(sorted(names)),
        "cores": os.cpu_count(),
        "cores_used": len(os.sched_getaffinity(0)),
        "instructions": [flag for flag in wanted if flag in flags],
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_1_min": round(os.getloadavg()[0], 1),
        "python": sys.version.split()[0],
    }
