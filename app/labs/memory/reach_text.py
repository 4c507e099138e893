"""Which text the reach of the models is measured on: the one above, or while that is the page's first, a telling one.

In the page's first sentence nothing has to be remembered for long; there an LSTM seems to reach as far as a GPT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from app.claims import Claim, Expects, Reaches, encode_claims
from app.context import Control, LabContext
from app.gradio_compat import event_value
from app.state import DEFAULT_TEXTS
from app.views import browser_view
from models.catalog import card
from models.text.scripts import main_script
from viz.memory.payloads import ReachTextPayload

N_EXPECTED = 5


@dataclass(frozen=True)
class Story:
    """A text in which something has to be remembered.

    Attributes:
        models: what the claims are about, beside the RNN that is always there.
        claims: by the names that the hint calls them.
    """

    text: str
    models: tuple[str, str]
    claims: Mapping[str, Claim]


KITE = (
    "Lily had a red kite. One day she went to the park with her mom. They saw a big dog and a little bird. The bird "
    "sang a song. It was sunny and they ate a cake. Then they went home and Lily played with her red"
)
KITE_ZH = (
    "小红有一只红色的风筝。一天，她和妈妈去公园玩。她们看到一只大狗和一只小鸟。小鸟在唱歌。天气很好，她们吃了蛋糕。"
    "回到家里，小红又去放风"
)
# By the language of the page's first texts; the string of a story's hint is `memory.look_<language>`.
STORIES: Mapping[str, Story] = {
    "en": Story(
        KITE,
        ("gpt", "lstm"),
        {
            "gpt": Expects("gpt", KITE, "kite", 0.965),
            "lstm": Expects("lstm", KITE, "ball", 0.647),
            "gpt_reach": Reaches("gpt", KITE, 48),
            "lstm_reach": Reaches("lstm", KITE, 16),
            "rnn_reach": Reaches("rnn", KITE, 2),
        },
    ),
    "zh": Story(
        KITE_ZH,
        ("gpt-zh", "lstm-zh"),
        {
            "gpt": Expects("gpt-zh", KITE_ZH, "筝", 0.994),
            "lstm": Expects("lstm-zh", KITE_ZH, "了", 0.331),
            "lstm_kite": Expects("lstm-zh", KITE_ZH, "筝", 0.086, is_first=False),
            "gpt_reach": Reaches("gpt-zh", KITE_ZH, 40),
            "lstm_reach": Reaches("lstm-zh", KITE_ZH, 4),
        },
    ),
}
STORY_OF = {DEFAULT_TEXTS[language]: story.text for language, story in STORIES.items()}


def build(context: LabContext) -> Control:
    """Lay out what is said of the text.

    Returns:
        The hidden control that says which text is measured, as `measured_text` reads it.
    """
    view = browser_view(
        "memory/reach_text",
        events=("text_choice",),
        claims={language: encode_claims(story.claims) for language, story in STORIES.items()},
    )
    which = gr.Radio(["telling", "above"], value="telling", visible="hidden")
    context.setting("measured", which, "telling")
    text = context.chosen.text
    view.text_choice(on_choice, text, [text, which], queue=False, show_progress="hidden", api_visibility="private")
    context.refresh(on_text, [text, which, context.chosen.gpt, context.chosen.lstm], view)
    return which


def measured_text(above: str, which: str) -> str:
    """The telling text while the one above is a page's first, unless a person wants that one measured.

    >>> measured_text("My own words.", "telling")
    'My own words.'
    """
    return STORY_OF.get(above, above) if which == "telling" else above


def on_choice(above: str, event: gr.EventData) -> tuple[str, str]:
    """The text above and the choice, as a person wants them: the telling text takes the place of words of their own."""
    which = str(event_value(event, "which"))
    if which == "telling" and above not in STORY_OF:
        above = STORIES["zh" if main_script(above) == "han" else "en"].text
    return above, which


def on_text(above: str, which: str, gpt: str, lstm: str) -> ReachTextPayload:
    """Which text is measured, and what the models expect after it."""
    from models import predict

    text = measured_text(above, which)
    expected = [(card(model), predict(text, model, N_EXPECTED)[0].top) for model in (gpt, lstm)]
    told = next((language for language, story in STORIES.items() if story.text == text), None)
    return {
        "text": text,
        "is_telling": told is not None,
        "claimed": told if told and (gpt, lstm) == STORIES[told].models else None,
        "expected": [
            {
                "title": model.title,
                "family": model.family,
                "top": [{"token": candidate.token, "prob": candidate.prob} for candidate in top],
            }
            for model, top in expected
        ],
    }
