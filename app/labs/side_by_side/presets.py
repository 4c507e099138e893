"""Sentences worth comparing the families on, each with the word that matters and what is to be seen there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.claims import Claim, Costs, encode_claims
from viz.side_by_side.payloads import ReadingPreset

# What the claims are about: the bundled models that read a language.
MODELS = {
    "en": {"gpt": "gpt", "bert": "bert", "lstm": "lstm"},
    "zh": {"gpt": "gpt-zh", "bert": "bert-zh", "lstm": "lstm-zh"},
}
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
BOOK, BOOK_WRONG = (f"小明从书包里拿出一{word}厚厚的书。" for word in ("本", "只"))
ORDER_ZH = "小狗咬了那个人，那个人跑开了。"
SHUFFLED_ZH = "人个狗那咬了小，开跑人了那个。"
NAME_ZH = "小红有一个皮球。小红的皮球丢了。小明找到了皮球，把它还给了小红。"
SHORT_ZH = "有一天，小女孩和妈妈一起去公园，看到树上有一只红色的小鸟。"
LONG_ZH = (
    "从前，有一个小男孩，他住在森林旁边的一座小房子里。每天早上，他都到河边去找石头。有一天，"
    "他找到了一块蓝色的石头，它亮得在黑夜里也能看见，于是他跑回家，把石头拿给妈妈看。"
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


ENGLISH: Mapping[str, Preset] = {
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

CHINESE: Mapping[str, Preset] = {
    "measure_word": Preset(
        BOOK,
        "书",
        {
            "gpt": Costs("gpt-zh", BOOK, "书", 2.00),
            "gpt_wrong": Costs("gpt-zh", BOOK_WRONG, "书", 5.78),
            "lstm": Costs("lstm-zh", BOOK, "书", 6.15),
            "lstm_wrong": Costs("lstm-zh", BOOK_WRONG, "书", 7.98),
        },
    ),
    "measure_word_wrong": Preset(
        BOOK_WRONG, "书", {"wrong": Costs("gpt-zh", BOOK_WRONG, "", 74.2), "right": Costs("gpt-zh", BOOK, "", 68.2)}
    ),
    "order_zh": Preset(
        ORDER_ZH, "咬", {"gpt": Costs("gpt-zh", ORDER_ZH, "", 73.0), "lstm": Costs("lstm-zh", ORDER_ZH, "", 76.1)}
    ),
    "shuffled_zh": Preset(
        SHUFFLED_ZH,
        "咬",
        {
            "gpt": Costs("gpt-zh", SHUFFLED_ZH, "", 142.5),
            "lstm": Costs("lstm-zh", SHUFFLED_ZH, "", 141.0),
            "gpt_ordered": Costs("gpt-zh", ORDER_ZH, "", 73.0),
            "lstm_ordered": Costs("lstm-zh", ORDER_ZH, "", 76.1),
        },
    ),
    "name_zh": Preset(
        NAME_ZH,
        "红",
        {
            "first": Costs("gpt-zh", "小红", "红", 6.73),
            "first_lstm": Costs("lstm-zh", "小红", "红", 6.76),
            "gpt": Costs("gpt-zh", NAME_ZH, "红", 0.23),
            "lstm": Costs("lstm-zh", NAME_ZH, "红", 3.69),
        },
    ),
    "short_zh": Preset(
        SHORT_ZH, "", {"gpt": Costs("gpt-zh", SHORT_ZH, "", 88.6), "lstm": Costs("lstm-zh", SHORT_ZH, "", 94.4)}
    ),
    "long_zh": Preset(
        LONG_ZH, "", {"gpt": Costs("gpt-zh", LONG_ZH, "", 281.0), "lstm": Costs("lstm-zh", LONG_ZH, "", 321.4)}
    ),
}
# By the language of the page's first texts, then by the string that names it; that of its hint says what to notice.
PRESETS: Mapping[str, Mapping[str, Preset]] = {"en": ENGLISH, "zh": CHINESE}


def preset_and_models(name: str) -> tuple[Preset, Mapping[str, str]]:
    """A preset of any language, and the models that its hint speaks of, by family."""
    language = next(language for language, known in PRESETS.items() if name in known)
    return PRESETS[language][name], MODELS[language]
