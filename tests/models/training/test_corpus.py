"""Whole stories are held out, copies on the same side, and capitals come back by rule."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from models.training.corpus import Corpus, is_held_out, read_corpus, restore_case


def letters(story: str) -> str:
    return re.sub("[^a-z]", "", story.lower())


def test_every_story_is_whole_and_on_one_side(corpus_folder: Path, corpus: Corpus) -> None:
    written = (corpus_folder / "fairytales.txt").read_text().split("\n\n\n")
    assert sorted(corpus.training["fairytales"] + corpus.held_out["fairytales"]) == sorted(written)
    assert 0 < len(corpus.held_out["fairytales"]) < len(written) / 5


def test_no_training_story_has_the_letters_of_a_held_out_one(corpus: Corpus) -> None:
    training = {letters(story) for stories in corpus.training.values() for story in stories}
    held_out = {letters(story) for stories in corpus.held_out.values() for story in stories}
    assert training
    assert held_out
    assert not training & held_out


def test_a_lower_case_copy_is_left_out_where_the_cased_story_is_there(corpus_folder: Path, corpus: Corpus) -> None:
    kept = corpus.training["tinystories_lowercase"] + corpus.held_out["tinystories_lowercase"]
    lowered = (corpus_folder / "tinystories_lowercase.txt").read_text().split("\n<|endoftext|>\n")
    assert sorted(kept) == sorted(lowered[60:])


def test_the_recased_and_the_lower_case_story_fall_on_the_same_side(corpus: Corpus) -> None:
    for side in (corpus.training, corpus.held_out):
        recased, lowered = side["tinystories_recased"], side["tinystories_lowercase"]
        assert [letters(story) for story in recased] == [letters(story) for story in lowered]
        assert all(story[0].isupper() and lower.islower() for story, lower in zip(recased, lowered, strict=True))


def test_a_copy_that_lost_its_last_line_is_still_a_copy(tmp_path: Path, corpus: Corpus) -> None:
    for story in corpus.held_out["fairytales"]:
        shortened = story[: story.rindex(" ", 0, -30)].lower()
        (tmp_path / "tinystories_cased.txt").write_text(story)
        (tmp_path / "tinystories_lowercase.txt").write_text(shortened)
        read = read_corpus(tmp_path)
        assert [kept for stories in read.held_out.values() for kept in stories] == [story]
        assert not any(read.training.values())


def test_case_and_layout_do_not_move_a_story_to_the_other_side(corpus: Corpus) -> None:
    for story in corpus.training["fairytales"] + corpus.held_out["fairytales"]:
        assert is_held_out(story) == is_held_out(story.upper().replace(" ", "\n"))


def test_capitals_come_back() -> None:
    casing = Counter({"Tim": 9, "tim": 1, "Will": 2, "will": 5})
    story = 'once tim and i sat down. "will you play," said tim. "yes," i said! it\'s late.'
    assert restore_case(story, casing) == (
        'Once Tim and I sat down. "Will you play," said Tim. "Yes," I said! It\'s late.'
    )


def test_who_spoke_stays_inside_the_sentence() -> None:
    story = '"who are you?" asked the bear. "wow!" the little girl said. "run!" the cat ran. "no." the bear sat.'
    assert restore_case(story, Counter()) == (
        '"Who are you?" asked the bear. "Wow!" the little girl said. "Run!" The cat ran. "No." The bear sat.'
    )


def test_a_folder_without_stories_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no training text"):
        read_corpus(tmp_path)
