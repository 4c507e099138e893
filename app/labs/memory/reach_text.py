"""Which text the reach of the models is measured on: the one above, or while that is the page's first, a telling one.

In the page's first sentence nothing has to be remembered for long; there an LSTM seems to reach as far as a GPT.
"""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr

from app.claims import Claim, Expects, Reaches, encode_claims
from app.context import Control, LabContext
from app.gradio_compat import event_value
from app.state import DEFAULT_TEXT
from app.views import browser_view
from models.catalog import card
from viz.memory.payloads import ReachTextPayload

TELLING_TEXT = (
    "Lily had a red kite. One day she went to the park with her mom. They saw a big dog and a little bird. The bird "
    "sang a song. It was sunny and they ate a cake. Then they went home and Lily played with her red"
)
CLAIMS: Mapping[str, Claim] = {
    "gpt": Expects("gpt", TELLING_TEXT, "kite", 0.965),
    "lstm": Expects("lstm", TELLING_TEXT, "ball", 0.647),
    "gpt_reach": Reaches("gpt", TELLING_TEXT, 48),
    "lstm_reach": Reaches("lstm", TELLING_TEXT, 16),
    "rnn_reach": Reaches("rnn", TELLING_TEXT, 2),
}
MODELS = ("gpt", "lstm")  # what the claims are about, beside the RNN that is always there
N_EXPECTED = 5


def build(context: LabContext) -> Control:
    """Lay out what is said of the text.

    Returns:
        The hidden control that says which text is measured, as `measured_text` reads it.
    """
    view = browser_view("memory/reach_text", events=("text_choice",), claims=encode_claims(CLAIMS))
    which = gr.Radio(["telling", "above"], value="telling", visible="hidden")
    context.setting("measured", which, "telling")
    text = context.chosen.text
    view.text_choice(on_choice, text, [text, which], queue=False, show_progress="hidden", api_visibility="private")
    context.refresh(on_text, [text, which, context.chosen.gpt, context.chosen.lstm], view)
    return which


def measured_text(above: str, which: str) -> str:
    """The telling text while the one above is the page's first, unless a person wants that one measured.

    >>> measured_text("My own words.", "telling")
    'My own words.'
    """
    return TELLING_TEXT if which == "telling" and above == DEFAULT_TEXT else above


def on_choice(above: str, event: gr.EventData) -> tuple[str, str]:
    """The text above and the choice, as a person wants them: the telling text takes the place of words of their own."""
    which = str(event_value(event, "which"))
    return (TELLING_TEXT if which == "telling" and above != DEFAULT_TEXT else above), which


def on_text(above: str, which: str, gpt: str, lstm: str) -> ReachTextPayload:
    """Which text is measured, and what the models expect after it."""
    from models import predict

    text = measured_text(above, which)
    expected = [(card(model), predict(text, model, N_EXPECTED)[0].top) for model in (gpt, lstm)]
    return {
        "text": text,
        "is_telling": text == TELLING_TEXT,
        "is_claimed": text == TELLING_TEXT and (gpt, lstm) == MODELS,
        "expected": [
            {
                "title": model.title,
                "family": model.family,
                "top": [{"token": candidate.token, "prob": candidate.prob} for candidate in top],
            }
            for model, top in expected
        ],
    }
