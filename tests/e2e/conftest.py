"""The running playground and a browser that is kept from asking any other host for anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Response, Route, expect

from benchmarks.server import APP, serving

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without these Chromium needs a sandbox that root has not got, and asks its maker for updates.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
TIMEOUT_MS = 30_000
# What Gradio's client writes when a page is left while it asks: the first, and at times the second behind it.
LEFT = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="session")
def app_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The playground, started once for all browser tests; `parametrize(..., indirect=True)` starts another script."""
    # Models of one's own are other tests' affair, which may have named some in this very process.
    with serving(getattr(request, "param", APP), {"UNMASKED_MODELS": ""}) as server:
        yield server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium where there is one, else Playwright's."""
    installed = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return {**browser_type_launch_args, "executable_path": installed, "args": list(CHROMIUM_ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], app_url: str) -> dict[str, Any]:
    """A projector's width, English and light; a test changes it with `@pytest.mark.browser_context_args(...)`."""
    ours = {
        "base_url": app_url,
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-US",
        "color_scheme": "light",
    }
    return {**browser_context_args, **ours}


@pytest.fixture
def context(context: BrowserContext, app_url: str) -> Iterator[BrowserContext]:
    """A fresh browser profile; the test fails when it asks another host or when a script throws."""
    context.set_default_timeout(TIMEOUT_MS)
    own_host = urlsplit(app_url).netloc
    requests_elsewhere: list[str] = []
    script_errors: list[str] = []

    def refuse(route: Route, request: Request) -> None:
        requests_elsewhere.append(request.url)
        route.abort()

    context.route(lambda url: is_elsewhere(url, own_host), refuse)
    context.on("weberror", lambda error: script_errors.append(str(error.error)))
    # Gradio catches what a view's script throws, and writes it to the console.
    context.on("console", lambda said: script_errors.append(said.text) if said.type == "error" else None)
    context.on("response", lambda said: script_errors.append(told(said)) if said.status >= 400 else None)
    yield context
    assert requests_elsewhere == []
    assert [error for error in script_errors if not is_of_leaving(error, script_errors)] == []


@pytest.fixture
def playground(page: Page) -> Page:
    """A page with the playground open and its first lab on screen."""
    page.goto("/")
    page.get_by_role("tab").first.wait_for()
    return page


def told(said: Response) -> str:
    """What the server refused, for whoever has to find out why."""
    return f"{said.status} {said.request.method} {said.url} {said.request.post_data}"


def is_of_leaving(error: str, all_errors: list[str]) -> bool:
    return error.startswith(LEFT) and any(other.startswith(LEFT[0]) for other in all_errors)


def is_elsewhere(url: str, own_host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own_host
