"""What a text costs in each tokenizer, and what happens to a sentence when it is said in Chinese."""

from __future__ import annotations

from app.context import LabContext
from app.labs.tokens.rows import tokenize_rows
from app.questions import checked
from app.views import browser_view
from models.limits import check_text
from viz.tokens.payloads import CostPayload, CostProps, CostQuestion
from viz.tokens.rows import count_tokens

# Sentences and translations of the Tatoeba project, which no tokenizer of ours was trained on.
PAIRS = [
    ("The more books you read, the more you'll know.", "你看的书越多，你知道的越多。"),
    ("Spring is my favorite season.", "春天是我最喜欢的季节。"),
    ("The sky is full of stars.", "天空中繁星点点。"),
    ("The camel can go a long time without water and food.", "骆驼可以撑很久不吃不喝。"),
    ("Don't be afraid of making mistakes when you speak English.", "当你说英语的时候不要怕犯错。"),
    ("Mt. Fuji is the highest mountain in Japan.", "富士山是日本最高的山。"),
]


def build(context: LabContext) -> None:
    props: CostProps = {"pairs": PAIRS}
    browser_view("tokens/cost", server_functions=[two_languages], **props)
    context.setting("english", None, PAIRS[0][0])
    context.setting("chinese", None, PAIRS[0][1])


@checked
def two_languages(asked: CostQuestion) -> list[CostPayload]:
    """What a sentence and its translation cost each tokenizer of the rows."""
    models = [asked["models"]["gpt"], asked["models"]["bert"], asked["models"]["lstm"]]
    sentences = (asked["english"], asked["chinese"])
    costs = [tokenize_rows((check_text(sentence), ""), models, asked["shown"]) for sentence in sentences]
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
