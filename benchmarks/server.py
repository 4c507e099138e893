"""A Gradio script in a process of its own, as `python app.py` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
APP = ROOT / "app.py"
_POLL_SECONDS = 0.005
_STOP_SECONDS = 10


@dataclass(frozen=True)
class Server:
    """A server that has answered its first page.

    Attributes:
        url: without a slash at the end.
        first_page_ms: from starting the process to its first answer with status 200.
    """

    url: str
    first_page_ms: float


@contextmanager
def serving(
    script: Path = APP, environment: Mapping[str, str] | None = None, timeout_seconds: float = 120
) -> Iterator[Server]:
    """Run a Gradio script on a free local port until the block is left.

    Args:
        script: run from the repository's root with this interpreter.
        environment: on top of this process's own.

    Raises:
        RuntimeError: it stopped, or showed no page in time; the message ends with what it printed.
    """
    port = free_port()
    settings = {
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "PYTHONUNBUFFERED": "1",
    }
    with tempfile.TemporaryFile("w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, str(script)],
            cwd=ROOT,
            env={**os.environ, **settings, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            while not answers(url):
                if process.poll() is not None or time.perf_counter() - start > timeout_seconds:
                    log.seek(0)
                    raise RuntimeError(f"{script.name} showed no page:\n{log.read()[-4000:]}")
                time.sleep(_POLL_SECONDS)
            yield Server(url, (time.perf_counter() - start) * 1000)
        finally:
            stop(process)


def answers(url: str) -> bool:
    """True when the page at `url` comes with status 200."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end it if it does not."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A local port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
