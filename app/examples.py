"""Stored examples: what the first page shows without computing, and how `python -m app.examples` makes it.

One file a lab and language of the page's first values, `assets/examples/<language>/<lab>.json`; a test
proves that a fresh computation gives the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "assets" / "examples"


def load_example(lab: str, language: str) -> dict[str, Any]:
    """The stored payloads of a lab by name; empty when none are stored."""
    file = FOLDER / language / f"{lab}.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return content


def store_example(lab: str, language: str, payloads: dict[str, Any]) -> Path:
    """Write a lab's payloads where `load_example` finds them."""
    file = FOLDER / language / f"{lab}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(payloads, ensure_ascii=False, separators=(",", ":"))
    file.write_text(text + "\n", encoding="utf-8")
    return file


def main() -> None:
    """Compute and store the example of every lab, and of the model bar."""
    from app.bar import BAR
    from app.labs import LABS
    from app.link import default_page_state
    from app.state import LANGUAGES

    for language in LANGUAGES:
        state = default_page_state(language)
        for lab in (BAR, *LABS):
            file = store_example(lab.id, language, lab.example(state))
            print(f"{language} {lab.id}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
