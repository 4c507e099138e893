"""What there is to try in the attention lab: two passes side by side, each with the head that tells most.

Every number that a hint says is a claim, and a test holds the models to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.claims import Claim, Expects, Look, encode_claims
from app.state import DEFAULT_TEXT, DEFAULT_TEXTS
from viz.attention.payloads import AttentionPreset, AttentionSide

# What the claims are about: the bundled models that read a language.
MODELS = {"en": {"gpt": "gpt", "bert": "bert"}, "zh": {"gpt": "gpt-zh", "bert": "bert-zh"}}
WIDE = "The animal didn't cross the street because it was too wide."
HE, SHE = (f"The boy helped the girl because {who} was kind." for who in ("he", "she"))
OWES, OWE = "He owes me a million", "I owe him a million"
RIVER, MONEY = "He swam across the river to the bank.", "He took the money from the bank."
REPEATED = "Once there was a man named Grobin. Everyone loved Gro"
DOG, DOG_WITHOUT_STOP = "my dog is [MASK].", "my dog is [MASK]"
REPEATING_HEADS = ((7, 1), (6, 4), (7, 3), (7, 4))  # by induction on this text, the best first
KITTEN, KITTEN_WIDE = DEFAULT_TEXTS["zh"], "小猫没有过马路，因为它太宽了。"
HE_OWES, I_OWE = "他欠我一百万", "我欠他一百万"
PLAY, DOZEN = "教练，我想打篮球！", "老板，我要一打包子。"
REPEATED_ZH = "从前有个人叫格鲁宾。大家都喜欢格"
REPEATING_HEADS_ZH = ((7, 2), (6, 3), (6, 4), (7, 4), (7, 0))
GLAD, HEART = "我今天很[MASK]兴。", "我今天很[MASK]心。"


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

    def encode(self, models: Mapping[str, str]) -> AttentionPreset:
        families = {model: family for family, model in models.items()}

        def side(look: Look) -> AttentionSide:
            return {"model": families[look.model], "text": "" if look.text == self.left.text else look.text}

        return {
            "text": self.left.text,
            "models": dict(models),
            "left": side(self.left),
            "right": side(self.right),
            "claims": encode_claims({"left": self.left, "right": self.right, **self.claims}),
        }


GPT_TIRED = Look("gpt", DEFAULT_TEXT, (4, 1), "it", "animal", 0.450)
BERT_TIRED = Look("bert", DEFAULT_TEXT, (3, 0), "it", "animal", 0.567)

ENGLISH: Mapping[str, Preset] = {
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

GPT_KITTEN = Look("gpt-zh", KITTEN, (4, 3), "它", "猫", 0.305)
BERT_KITTEN = Look("bert-zh", KITTEN, (2, 3), "它", "猫", 0.235)
CHINESE: Mapping[str, Preset] = {
    "kitten": Preset(GPT_KITTEN, BERT_KITTEN),
    "kitten_wide": Preset(BERT_KITTEN, Look("bert-zh", KITTEN_WIDE, (2, 3), "它", "猫", 0.248)),
    "owe": Preset(
        Look("gpt-zh", HE_OWES, (3, 3), "我", "他", 0.449),
        Look("gpt-zh", I_OWE, (3, 3), "他", "我", 0.308),
    ),
    "dozen": Preset(
        Look("bert-zh", PLAY, (1, 3), "打", "球", 0.195),
        Look("bert-zh", DOZEN, (1, 0), "打", "一", 0.997),
    ),
    "repeat_zh": Preset(
        Look("gpt-zh", REPEATED_ZH, REPEATING_HEADS_ZH[0], "格", "鲁", 1.0),
        Look("bert-zh", REPEATED_ZH, (4, 1), "格", "鲁", 0.173),
        {
            "goes_on": Expects("gpt-zh", REPEATED_ZH, "鲁", 0.993),
            "without": Expects("gpt-zh", REPEATED_ZH, "鲁", 0.021, is_first=False, silenced=REPEATING_HEADS_ZH),
        },
    ),
    "glad": Preset(
        Look("bert-zh", GLAD, (3, 4), "[MASK]", "兴", 1.0),
        Look("bert-zh", HEART, (3, 4), "[MASK]", "心", 0.999),
        {
            "glad": Expects("bert-zh", GLAD, "高", 0.964),
            "happy": Expects("bert-zh", HEART, "开", 0.365),
            "sad": Expects("bert-zh", HEART, "伤", 0.128, is_first=False),
        },
    ),
}
# By the language of the page's first texts, then by the string that names it; that of its hint says what to look at.
PRESETS: Mapping[str, Mapping[str, Preset]] = {"en": ENGLISH, "zh": CHINESE}


def look_at(model: str, text: str) -> Look | None:
    """What to show first of a pass, where one of the presets knows."""
    presets = (preset for known in PRESETS.values() for preset in known.values())
    looks = (look for preset in presets for look in (preset.left, preset.right))
    return next((look for look in looks if (look.model, look.text) == (model, text)), None)
