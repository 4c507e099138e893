"""What goes over the wire beside Gradio's own: our files, the head of the page, and headers."""

from __future__ import annotations

import gzip
import html
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.gradio_compat import with_head
from app.language import asked_defaults, defaults_of
from viz.palette import css_variables

ASSETS = Path(__file__).parent.parent / "assets"
PREFIX = "/unmasked"
# What `shell/boot.js` imports.
_EARLY = (
    *(f"shell/{name}" for name in ("gates", "link", "menus", "opened", "theme", "visit")),
    *(f"lib/{name}" for name in ("into_view", "keys")),
)
# Gradio starts from inline scripts and makes functions from strings. Spaces show the page in a frame.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self' https://huggingface.co https://*.hf.space",
    )
)


def routes() -> list[Mount]:
    """Scripts and styles of ours and the glossary, packed."""
    folders = [folder for folder in (ASSETS / name for name in ("js", "css", "vendor", "glossary")) if folder.is_dir()]
    return [Mount(f"{PREFIX}/{folder.name}", GZipMiddleware(StaticFiles(directory=folder))) for folder in folders]


def head() -> str:
    """What the page reads before Gradio starts: its language, and its looks, so that nothing flashes."""
    sheets = sorted(path.name for path in (ASSETS / "css").glob("*.css"))
    links = (f'<link rel="stylesheet" href=".{PREFIX}/css/{html.escape(sheet)}">' for sheet in sheets)
    early = (f'<link rel="modulepreload" href=".{PREFIX}/js/{name}.js">' for name in _EARLY)
    script = f'<script type="module" src=".{PREFIX}/js/shell/boot.js"></script>'  # imports these
    return "".join((script, *early, f"<style>{css_variables()}</style>", *links))


def middleware() -> list[Middleware]:
    return [Middleware(PageMiddleware, head=head())]


class PageMiddleware:
    """Adds our head to the page, packs it for who can unpack it, and adds headers to every answer."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked_defaults.set(defaults_of(scope["query_string"].decode("latin-1"), headers.get("accept-language", "")))
        start: Message = {}
        page = bytearray()

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = secure(message, scope["path"])
                if not headers.get("content-type", "").startswith("text/html"):
                    await send(message)
                elif scope["method"] == "HEAD":
                    del headers["content-length"]
                    await send(message)
                else:
                    start = message
            elif not start:
                await send(message)
            else:
                page.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await self.send_page(bytes(page), start, scope, send)

        await self.app(scope, receive, send_on)

    async def send_page(self, page: bytes, start: Message, scope: Scope, send: Send) -> None:
        whole = with_head(page, self.head)
        headers = MutableHeaders(scope=start)
        headers.add_vary_header("Accept-Encoding")
        headers.add_vary_header("Accept-Language")
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            whole = _packed(whole)
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(whole))
        await send(start)
        await send({"type": "http.response.body", "body": whole})


@lru_cache(maxsize=4)  # the same page for nearly everybody
def _packed(page: bytes) -> bytes:
    return gzip.compress(page, compresslevel=6, mtime=0)


def secure(message: Message, path: str) -> MutableHeaders:
    """The headers of an answer, with those that keep a browser from guessing, leaking and framing."""
    headers = MutableHeaders(scope=message)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    if headers.get("content-type", "").startswith("text/html"):
        headers["Content-Security-Policy"] = POLICY
    if path.startswith(PREFIX):
        headers["Cache-Control"] = "no-cache"  # asks whether the file changed; most answers are a bare 304
    return headers
