"""The page as it leaves the server: our head before Gradio's script, and headers that protect."""

from __future__ import annotations

import re

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web import ASSETS, head, middleware, routes

PAGE = '<!doctype html><html><head><base href="./" /><script src="gradio.js"></script></head><body>字</body></html>'


def client() -> TestClient:
    page = Route("/", lambda request: HTMLResponse(PAGE))
    data = Route("/data", lambda request: JSONResponse({"a": 1}))
    return TestClient(Starlette(routes=[*routes(), page, data], middleware=middleware()))


def test_our_head_comes_after_the_base_and_before_gradio() -> None:
    answer = client().get("/", headers={"accept-encoding": "identity"})
    assert answer.text == PAGE.replace('<base href="./" />', f'<base href="./" />{head()}')
    assert answer.headers["content-length"] == str(len(answer.content))


def test_the_page_and_our_files_are_packed_for_who_can_unpack_them() -> None:
    for path in ("/", "/unmasked/js/lib/chart.js"):
        packed = client().get(path, headers={"accept-encoding": "gzip, br"})
        plain = client().get(path, headers={"accept-encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert "accept-encoding" in packed.headers["vary"].lower()
        assert packed.text == plain.text  # the client has unpacked it
    assert int(client().get("/unmasked/js/lib/chart.js").headers["content-length"]) < len(plain.content) / 2


def test_a_page_may_only_ask_its_own_host() -> None:
    policy = client().get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self' data: blob:;" in policy
    assert "frame-ancestors 'self' https://huggingface.co https://*.hf.space" in policy


def test_every_answer_forbids_guessing_its_type() -> None:
    for path in ("/", "/data", "/unmasked/js/shell/boot.js"):
        assert client().get(path).headers["x-content-type-options"] == "nosniff"


def test_data_is_left_alone() -> None:
    answer = client().get("/data")
    assert answer.json() == {"a": 1}
    assert "content-security-policy" not in answer.headers


def test_scripts_and_styles_are_served_and_checked_for_changes() -> None:
    script = client().get("/unmasked/js/shell/boot.js")
    assert "javascript" in script.headers["content-type"]
    assert script.headers["cache-control"] == "no-cache"
    again = client().get("/unmasked/js/shell/boot.js", headers={"if-none-match": script.headers["etag"]})
    assert again.status_code == 304


def test_nothing_else_of_the_disk_is_served() -> None:
    for path in ("/unmasked/js/../../app.py", "/unmasked/js/%2e%2e/%2e%2e/app.py", "/unmasked/models/gpt/config.json"):
        assert client().get(path).status_code == 404


def test_every_style_sheet_is_linked() -> None:
    assert "./unmasked/css/base.css" in head()
    assert "./unmasked/css/tokens.css" in head()


def test_head_requests_have_no_body() -> None:
    answer = client().head("/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_the_first_script_imports_is_fetched_beside_it() -> None:
    """Else Gradio's scripts, which wait for it, wait for one more answer of the server."""
    boot = (ASSETS / "js/shell/boot.js").read_text(encoding="utf-8")
    early = set(re.findall(r'rel="modulepreload" href="\./unmasked/js/shell/(\w+)\.js"', head()))
    assert early == set(re.findall(r'^import .* from "\./(\w+)\.js"', boot, re.MULTILINE))
