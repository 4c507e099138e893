"""The running playground and a browser that is kept from asking any other host for anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

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
    # No other host has an address. A route that refuses them would cost more: it switches the browser's cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
TIMEOUT_MS = 30_000
# What Gradio's client writes when a page is left while it asks: the first, and at times the second behind it.
LEFT = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
# What one test may leave for the next in a profile, but for the cache of what the server sends.
STORED = "cookies,local_storage,indexeddb,service_workers"
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


@pytest.fixture(scope="session")
def kept_profile(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """The profile of every test that asks for no other: Gradio's scripts are fetched and compiled once for them all."""
    profile = browser.new_context(**browser_context_args)
    yield profile
    profile.close()


@pytest.fixture
def profile(request: pytest.FixtureRequest, app_url: str) -> Iterator[BrowserContext]:
    """A profile that remembers nothing: one of its own for a test with a mark, else the kept one, emptied."""
    if request.node.get_closest_marker("browser_context_args"):
        yield request.getfixturevalue("new_context")()
        return
    kept: BrowserContext = request.getfixturevalue("kept_profile")
    yield kept
    emptied = kept.new_page()
    kept.new_cdp_session(emptied).send("Storage.clearDataForOrigin", {"origin": app_url, "storageTypes": STORED})
    kept.clear_permissions()
    for page in kept.pages:
        page.close()


@pytest.fixture
def context(profile: BrowserContext, app_url: str) -> Iterator[BrowserContext]:
    """A browser profile; the test fails when it asks another host or when a script throws."""
    profile.set_default_timeout(TIMEOUT_MS)
    own_host = urlsplit(app_url).netloc
    requests_elsewhere: list[str] = []
    script_errors: list[str] = []
    listeners: dict[Any, Callable[[Any], None]] = {
        "request": lambda asked: requests_elsewhere.extend(filter(partial(is_elsewhere, own_host), [asked.url])),
        "weberror": lambda error: script_errors.append(str(error.error)),
        # Gradio catches what a view's script throws, and writes it to the console.
        "console": lambda said: script_errors.append(said.text) if said.type == "error" else None,
        "response": lambda said: script_errors.append(told(said)) if said.status >= 400 else None,
    }
    for event, listener in listeners.items():
        profile.on(event, listener)
    yield profile
    for event, listener in listeners.items():
        profile.remove_listener(event, listener)
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


def is_elsewhere(own_host: str, url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own_host
