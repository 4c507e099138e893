"""What a text costs in each tokenizer, and what happens to a sentence when it is said in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.context import LabContext
from app.labs.tokens.rows import tokenize_rows
from app.views import browser_view
from models.limits import check_text
from viz.tokens.rows import count_tokens


def build(context: LabContext) -> None:
    browser_view("tokens/cost", server_functions=[two_languages])
    context.setting("english", None, "The more books you read, the more you'll know.")
    context.setting("chinese", None, "你看的书越多，你知道的越多。")


def two_languages(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a sentence and its translation cost each tokenizer: `{english, chinese, models}` to counts."""
    models = tuple(asked["models"].values())
    costs = [tokenize_rows((check_text(asked[name]), ""), models) for name in ("english", "chinese")]
    return [
        {
            "id": one.id,
            "title": one.title,
            "family": one.family,
            "counts": [
                count_tokens((asked[name], ""), row.columns) for name, row in (("english", one), ("chinese", other))
            ],
        }
        for one, other in zip(*costs, strict=True)
    ]
