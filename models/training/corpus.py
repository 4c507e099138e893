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

from models.training.sources import ENGLISH, Source

END_OF_TEXT = "<|endoftext|>"
HELD_OUT_SHARE = 0.04
# After `!"` or `?"` a sentence may go on with who said it: `"who are you?" asked the bear.`
_TELLS_WHO_SPOKE = (
    r"(?:\w+ ){0,3}(?:said|says|asked|cried|replied|answered|shouted|yelled|called|exclaimed|whispered|screamed)\b"
)
_SENTENCE_START = re.compile(rf"(^|[.!?] |\.[\"'] |[!?][\"'] (?!{_TELLS_WHO_SPOKE})|\"|\n)([a-z])")
_LONE_I = re.compile(r"\bi\b")
_WORD = re.compile(r"[A-Za-z]+")
_NO_LETTER = re.compile(r"[^a-z\u4e00-\u9fff]")
_WEB_ADDRESS = re.compile(r"www|http")


@dataclass(frozen=True)
class Corpus:
    """The stories of every source, parted into the two sides."""

    training: dict[str, list[str]]
    held_out: dict[str, list[str]]


def read_corpus(folder: Path, sources: Iterable[Source] = ENGLISH) -> Corpus:
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
        stories = list(_new_stories(_read_stories(folder, source), source, seen))
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
    """True for about one story in 25, by a hash of its letters (case, marks and layout do not matter)."""
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
    """The Latin letters and Chinese characters of a story."""
    return _NO_LETTER.sub("", story.lower())


def _read_stories(folder: Path, source: Source) -> Iterator[str]:
    for path in sorted(path for pattern in source.files for path in folder.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        if source.passage_length:
            yield from _gather(text.splitlines(), source.passage_length)
            continue
        for story in re.split(source.story_break, text):
            if story.strip():
                yield story.strip()


def _gather(lines: Iterable[str], length: int) -> Iterator[str]:
    """Neighbouring lines as passages of at least `length` characters.

    A line that has followed the same line before is a copy (one file holds whole chapters twice), and
    one with a web address praises the place where a book was scanned: both are left out.
    """
    passage: list[str] = []
    pairs: set[tuple[str, str]] = set()
    before = ""
    for line in filter(None, map(str.strip, lines)):
        copied = (before, line) in pairs
        pairs.add((before, line))
        before = line
        if copied or _WEB_ADDRESS.search(line):
            continue
        passage.append(line)
        if sum(map(len, passage)) >= length:
            yield "\n".join(passage)
            passage = []
    if passage:
        yield "\n".join(passage)


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
