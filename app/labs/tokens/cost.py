"""What a text costs in each tokenizer, and what happens to a sentence when it is said in Chinese."""

from __future__ import annotations

from app.context import LabContext
from app.labs.tokens.rows import tokenize_rows
from app.questions import checked
from app.views import browser_view
from models.limits import check_text
from viz.tokens.payloads import CostPayload, CostQuestion
from viz.tokens.rows import count_tokens


def build(context: LabContext) -> None:
    browser_view("tokens/cost", server_functions=[two_languages])
    context.setting("english", None, "The more books you read, the more you'll know.")
    context.setting("chinese", None, "你看的书越多，你知道的越多。")


@checked
def two_languages(asked: CostQuestion) -> list[CostPayload]:
    """What a sentence and its translation cost each tokenizer."""
    models = [asked["models"]["gpt"], asked["models"]["bert"], asked["models"]["lstm"]]
    costs = [tokenize_rows((check_text(sentence), ""), models) for sentence in (asked["english"], asked["chinese"])]
    return [
        {
            "id": one.id,
            "title": one.title,
            "family": one.family,
            "counts": [
                count_tokens((sentence, ""), row.columns)
                for sentence, row in ((asked["english"], one), (asked["chinese"], other))
            ],
        }
        for one, other in zip(*costs, strict=True)
    ]
