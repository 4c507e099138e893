"""A Redis server of the tests' own, where one is installed; the gate installs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from benchmarks.server import free_port


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Where a fresh Redis answers, which keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        assert os.environ.get("CI") != "true", "the gate needs redis-server"
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    redis = pytest.importorskip("redis")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as client:
            for _ in range(200):
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)
