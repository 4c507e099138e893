"""Sentences worth comparing the families on, each with the word that matters and what is to be seen there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.claims import Claim, Costs, encode_claims
from viz.side_by_side.payloads import ReadingPreset

MODELS = {"gpt": "gpt", "bert": "bert", "lstm": "lstm"}  # what the claims are about; the bundled English ones
AGREES = "The boy who played with the dogs in the garden was happy."
WRONG = "The boy who played with the dogs in the garden were happy."
ONE_DOG, ONE_DOG_WRONG = (text.replace("dogs", "dog") for text in (AGREES, WRONG))
ORDER = "The dog bit the man, and the man ran away."
SHUFFLED = "Man the bit dog the, away ran and the man."
NAME = "Lily had a ball. Lily lost her ball. Tom found the ball and gave it to Lily."
TWENTY = "One day the little girl went to the park with her mom and saw a red bird in a tree."
SIXTY = (
    "Once upon a time there was a little boy named Tim who lived in a small house near the forest. Every morning "
    "he walked to the river to look for stones. One day he found a blue stone that was so bright that he "
    "could see it in the dark, and he ran home to show it to his mother."
)


@dataclass(frozen=True)
class Preset:
    """A sentence.

    Attributes:
        word: the one that is chosen, where it stands last in the text; empty for the last word.
        claims: by the names that the hint calls them.
    """

    text: str
    word: str = ""
    claims: Mapping[str, Claim] = field(default_factory=dict)

    def encode(self) -> ReadingPreset:
        return {"text": self.text, "word": self.word, "claims": encode_claims(self.claims)}


# By the string that names it; the string of its hint says what to notice.
PRESETS: Mapping[str, Preset] = {
    "agreement": Preset(
        AGREES,
        "was",
        {
            "bert_was": Costs("bert", AGREES, "was", 2.89),
            "bert_were": Costs("bert", WRONG, "were", 6.74),
            "gpt_was": Costs("gpt", AGREES, "was", 5.40),
            "gpt_were": Costs("gpt", WRONG, "were", 3.43),
            "one_was": Costs("gpt", ONE_DOG, "was", 4.71),
            "one_were": Costs("gpt", ONE_DOG_WRONG, "were", 4.58),
        },
    ),
    "agreement_wrong": Preset(
        WRONG,
        "were",
        {
            "right": Costs("gpt", AGREES, "", 67.1),
            "wrong": Costs("gpt", WRONG, "", 65.3),
            "bert_right": Costs("bert", AGREES, "", 40.2),
            "bert_wrong": Costs("bert", WRONG, "", 45.3),
        },
    ),
    "order": Preset(ORDER, "bit", {"gpt": Costs("gpt", ORDER, "", 55.1), "lstm": Costs("lstm", ORDER, "", 62.5)}),
    "order_shuffled": Preset(
        SHUFFLED,
        "bit",
        {
            "gpt": Costs("gpt", SHUFFLED, "", 122.9),
            "lstm": Costs("lstm", SHUFFLED, "", 126.7),
            "gpt_ordered": Costs("gpt", ORDER, "", 55.1),
            "lstm_ordered": Costs("lstm", ORDER, "", 62.5),
        },
    ),
    "name": Preset(
        NAME,
        "Lily",
        {
            "first": Costs("gpt", "Lily", "Lily", 12.52),
            "first_lstm": Costs("lstm", "Lily", "Lily", 12.0),
            "gpt": Costs("gpt", NAME, "Lily", 0.39),
            "lstm": Costs("lstm", NAME, "Lily", 2.15),
        },
    ),
    "twenty": Preset(TWENTY, "", {"gpt": Costs("gpt", TWENTY, "", 60.9), "lstm": Costs("lstm", TWENTY, "", 64.7)}),
    "sixty": Preset(SIXTY, "", {"gpt": Costs("gpt", SIXTY, "", 197.6), "lstm": Costs("lstm", SIXTY, "", 221.9)}),
}
