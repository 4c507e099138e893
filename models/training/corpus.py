"""From a folder of text files to stories: parted, cleaned, without twins, some of them held out.

A *story* is the unit that is held out: a model never sees any part of a held-out story. Which
stories are held out follows from the story's own text (a hash of its letters), so it is the same
on every machine, for every model and in every session, and a story that stands in two files falls
on the same side in both.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

END_OF_TEXT = "<|endoftext|>"
HELD_OUT_SHARE = 0.04
_STORY_BREAK = re.compile(r"<\|endoftext\|>|\n\n\n+")
# After `!"` or `?"` a sentence may go on with who said it: `"who are you?" asked the bear.`
_TELLS_WHO_SPOKE = (
    r"(?:\w+ ){0,3}(?:said|says|asked|cried|replied|answered|shouted|yelled|called|exclaimed|whispered|screamed)\b"
)
_SENTENCE_START = re.compile(rf"(^|[.!?] |\.[\"'] |[!?][\"'] (?!{_TELLS_WHO_SPOKE})|\"|\n)([a-z])")
_LONE_I = re.compile(r"\bi\b")
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class Source:
    """One kind of text: which files, how much of the training, under which licence.

    Attributes:
        files: patterns below the corpus folder. A file that two sources name belongs to the first.
        share: of the training tokens.
        late_causal, late_masked: instead of `share` while the learning rate falls, in training with
            that objective: what is read last stays best, so the language to be strong in comes then.
            (The masked models read no capitals: to them the lower-case stories are no new ones.)
    """

    name: str
    files: tuple[str, ...]
    share: float
    late_causal: float
    late_masked: float
    licence: str
    restore_case: bool = False


# The novels whose words and pairs of words are nearest to the fairy tales': what is learnt from them serves both.
_FAIRY_BOOKS = (
    *("alice", "cuckoo", "dragons", "glass", "jungle", "mopsa", "pan", "pg496", "pg500", "pg503"),
    *("prigio", "prince", "princess", "rose", "stiria", "tapestry", "unlikely", "wind"),
)

SOURCES = (
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


@dataclass(frozen=True)
class Corpus:
    """The stories of every source, parted into the two sides."""

    training: dict[str, list[str]]
    held_out: dict[str, list[str]]


def read_corpus(folder: Path, sources: Iterable[Source] = SOURCES) -> Corpus:
    """Read, clean and part the text.

    Args:
        folder: holds the files that the sources name; a source without files is left out.

    Raises:
        FileNotFoundError: no source has a file there.
    """
    training: dict[str, list[str]] = {}
    held_out: dict[str, list[str]] = {}
    casing: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for source in sources:
        stories = list(_new_stories(_read_stories(folder, source.files), source, seen))
        if not stories:
            continue
        if source.restore_case:
            stories = [restore_case(story, casing) for story in stories]
        else:
            casing.update(word for story in stories for word in _WORD.findall(story))
        training[source.name] = [s for s in stories if not is_held_out(s)]
        held_out[source.name] = [s for s in stories if is_held_out(s)]
    if not training:
        raise FileNotFoundError(
            f"no training text in {folder}: none of {[name for source in sources for name in source.files]}"
        )
    return Corpus(training, held_out)


def is_held_out(story: str) -> bool:
    """True for about one story in 25, by a hash of its letters (case and layout do not matter)."""
    digest = hashlib.sha256(_letters(story).encode()).digest()
    return int.from_bytes(digest[:4], "big") < HELD_OUT_SHARE * 2**32


def restore_case(story: str, casing: Counter[str]) -> str:
    """Give an all-lower-case story its capitals back: sentence starts, `I`, and known names.

    A rule, not a model: a word becomes capitalised where `casing` (counts of words as written in
    cased text) holds it capitalised at least three times as often as not.
    """

    def as_written(match: re.Match[str]) -> str:
        word = match.group()
        return word.capitalize() if casing[word.capitalize()] > 3 * casing[word] else word

    text = _WORD.sub(as_written, story.replace("\n\n", "\n"))
    text = _LONE_I.sub("I", text)
    return _SENTENCE_START.sub(lambda m: m.group(1) + m.group(2).upper(), text)


def _letters(story: str) -> str:
    return re.sub(r"[^a-z]", "", story.lower())


def _read_stories(folder: Path, files: Iterable[str]) -> Iterator[str]:
    for path in sorted(path for pattern in files for path in folder.glob(pattern)):
        for story in _STORY_BREAK.split(path.read_text(encoding="utf-8")):
            if story.strip():
                yield story.strip()


def _new_stories(stories: Iterable[str], source: Source, seen: set[tuple[str, str]]) -> Iterator[str]:
    """Leave out stories met before. The lower-case file is read twice on purpose, as two sources."""
    scope = source.name if source.files == ("tinystories_lowercase.txt",) else ""
    for story in stories:
        # A middle stretch, because one of two twins may have lost its first or last line.
        letters = _letters(story)[100:200] or _letters(story)
        if ("", letters) in seen or (scope, letters) in seen:
            continue
        seen.add((scope, letters))
        yield story
