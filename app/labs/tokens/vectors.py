"""From a token's number to its vector, and from there through the layers."""

from __future__ import annotations

from app.context import LabContext
from app.questions import checked
from app.state import CHOSEN_FAMILIES
from app.views import browser_view
from models.catalog import card
from viz.tokens.payloads import VectorsPayload, VectorsProps, VectorsQuestion, WordPayload, WordQuestion
from viz.tokens.vectors import encode_vectors, encode_word

# One word in two sentences, by the language of the page's first texts.
CONTEXTS = {
    "en": ("They sat on the bank of the river and fished.", "He took all his money to the bank.", "bank"),
    "zh": ("教练，我想打篮球！", "老板，我要一打包子。", "打"),
}


def build(context: LabContext) -> None:
    props: VectorsProps = {"readers": list(CHOSEN_FAMILIES)}
    browser_view("tokens/vectors", server_functions=[vectors, word_in_contexts], **props)
    context.setting("reader", None, CHOSEN_FAMILIES[0])
    context.setting("token", None, "2")
    for name, default in zip(("context_a", "context_b", "context_word"), CONTEXTS[context.language], strict=True):
        context.setting(name, None, default)


@checked
def vectors(asked: VectorsQuestion) -> VectorsPayload:
    """What a model adds up for each token."""
    from models import input_vectors

    facts = card(asked["model"]).facts
    found = input_vectors(asked["texts"][0], asked["model"], asked["texts"][1])
    return encode_vectors(found, norm_follows=facts.norm_place == "after", is_recurrent=facts.state is not None)


@checked
def word_in_contexts(asked: WordQuestion) -> WordPayload:
    """One word in two sentences through all layers."""
    from models import word_vectors

    sentences = [sentence for sentence in asked["sentences"] if sentence]
    return encode_word(word_vectors(sentences, asked["word"], asked["model"]), sentences)
