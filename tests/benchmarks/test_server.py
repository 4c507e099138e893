"""A script that fails to serve is reported with what it printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.server import answers, serving


def test_a_script_that_stops_is_reported_with_its_words(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit('no such house')", encoding="utf-8")
    with pytest.raises(RuntimeError, match="no such house"), serving(script):
        pass


def test_a_script_that_serves_is_stopped_afterwards(tmp_path: Path) -> None:
    script = tmp_path / "served.py"
    script.write_text(
        "import http.server, os\n"
        "address = '127.0.0.1', int(os.environ['GRADIO_SERVER_PORT'])\n"
        "http.server.ThreadingHTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()\n",
        encoding="utf-8",
    )
    with serving(script) as server:
        assert answers(server.url)
        assert server.first_page_ms > 0
    assert not answers(server.url)
