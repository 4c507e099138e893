"""What there is to try in the attention lab: two passes side by side, each with the head that tells most.

Every number that a hint says is a claim, and a test holds the models to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.claims import Claim, Expects, Look, encode_claims
from app.state import DEFAULT_TEXT
from viz.attention.payloads import AttentionPreset, AttentionSide

MODELS = {"gpt": "gpt", "bert": "bert"}  # what the claims are about; the bundled English ones
WIDE = "The animal didn't cross the street because it was too wide."
HE, SHE = (f"The boy helped the girl because {who} was kind." for who in ("he", "she"))
OWES, OWE = "He owes me a million", "I owe him a million"
RIVER, MONEY = "He swam across the river to the bank.", "He took the money from the bank."
REPEATED = "Once there was a man named Grobin. Everyone loved Gro"
DOG, DOG_WITHOUT_STOP = "my dog is [MASK].", "my dog is [MASK]"
REPEATING_HEADS = ((7, 1), (6, 4), (7, 3), (7, 4))  # by induction on this text, the best first


@dataclass(frozen=True)
class Preset:
    """Something to try.

    Attributes:
        left, right: what the panels open.
        claims: by the names that the hint calls them.
    """

    left: Look
    right: Look
    claims: Mapping[str, Claim] = field(default_factory=dict)

    def encode(self) -> AttentionPreset:
        def side(look: Look) -> AttentionSide:
            return {"model": look.model, "text": "" if look.text == self.left.text else look.text}

        return {
            "text": self.left.text,
            "models": MODELS,
            "left": side(self.left),
            "right": side(self.right),
            "claims": encode_claims({"left": self.left, "right": self.right, **self.claims}),
        }


GPT_TIRED = Look("gpt", DEFAULT_TEXT, (4, 1), "it", "animal", 0.450)
BERT_TIRED = Look("bert", DEFAULT_TEXT, (3, 0), "it", "animal", 0.567)

# By the string that names it; the string of its hint says what to look at.
PRESETS: Mapping[str, Preset] = {
    "tired": Preset(GPT_TIRED, BERT_TIRED),
    "wide": Preset(BERT_TIRED, Look("bert", WIDE, (3, 0), "it", "animal", 0.584)),
    "she": Preset(
        Look("bert", HE, (4, 1), "he", "boy", 0.374),
        Look("bert", SHE, (4, 1), "she", "girl", 0.390),
        {
            "he_girl": Look("bert", HE, (4, 1), "he", "girl", 0.021),
            "she_boy": Look("bert", SHE, (4, 1), "she", "boy", 0.148),
        },
    ),
    "bank": Preset(
        Look("bert", RIVER, (4, 4), "bank", "river", 0.439),
        Look("bert", MONEY, (4, 4), "bank", "money", 0.542),
    ),
    "owes": Preset(
        Look("gpt", OWES, (2, 4), "me", "He", 0.485),
        Look("gpt", OWE, (2, 4), "him", "I", 0.599),
    ),
    "repeat": Preset(
        Look("gpt", REPEATED, REPEATING_HEADS[0], "Gro", "b", 0.993),
        Look("bert", REPEATED, (1, 1), "Gro", "b", 0.169),
        {
            "goes_on": Expects("gpt", REPEATED, "b", 0.996),
            "without": Expects("gpt", REPEATED, "b", 0.007, is_first=False, silenced=REPEATING_HEADS),
        },
    ),
    "dog": Preset(
        Look("gpt", DOG, (4, 3), "]", "K", 0.868),
        Look("bert", DOG, (4, 4), "[MASK]", "dog", 0.351),
        {
            "happy": Expects("bert", DOG, "happy", 0.169),
            "stop": Expects("bert", DOG_WITHOUT_STOP, ".", 0.703),
        },
    ),
}


def look_at(model: str, text: str) -> Look | None:
    """What to show first of a pass, where one of the presets knows."""
    looks = (look for preset in PRESETS.values() for look in (preset.left, preset.right))
    return next((look for look in looks if (look.model, look.text) == (model, text)), None)
