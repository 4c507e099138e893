"""Stored examples: what the first page shows without computing, and how `python -m app.examples` makes it.

One file a lab, `assets/examples/<lab>.json`; a test proves that a fresh computation gives the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "assets" / "examples"


def load_example(lab: str) -> dict[str, Any]:
    """The stored payloads of a lab by name; empty when none are stored."""
    file = FOLDER / f"{lab}.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return content


def store_example(lab: str, payloads: dict[str, Any]) -> None:
    """Write a lab's payloads where `load_example` finds them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(payloads, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{lab}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Compute and store the example of every lab, and of the model bar."""
    from app.bar import BAR
    from app.labs import LABS
    from app.link import default_page_state

    state = default_page_state()
    for lab in (BAR, *LABS):
        store_example(lab.id, lab.example(state))
        print(f"{lab.id}: {(FOLDER / f'{lab.id}.json').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
