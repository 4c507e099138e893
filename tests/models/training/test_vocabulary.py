"""The tokenizers for comparison: what each can spell, and the command that makes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.text.tokenizers import tokens_of
from models.training.corpus import is_held_out
from models.training.tokenizers import RECIPES, main, read_pairs, read_texts
from models.training.vocabulary import train_characters, train_unigram, train_words

TEXTS = ["The cat sat on the mat.", "The cat didn't see the dog. café", "你好"] * 3


def pieces(tokenizer, text: str) -> list[str]:
    return [token.piece for token in tokens_of(tokenizer, text)[1]]


def test_characters_know_the_most_frequent_ones() -> None:
    assert pieces(train_characters(TEXTS), "a☃你 ") == ["a", "<unk>", "你", " "]
    assert pieces(train_characters(TEXTS, vocab_size=3), "tz ") == ["t", "<unk>", " "]


def test_words_drop_white_space_and_part_punctuation() -> None:
    tokenizer = train_words(TEXTS)
    assert pieces(tokenizer, " The cat\ndidn't!") == ["The", "cat", "didn", "'", "t", "<unk>"]


def test_unigram_spells_spaces_and_takes_the_likeliest_pieces() -> None:
    tokenizer = train_unigram(TEXTS, vocab_size=60)
    found = tokens_of(tokenizer, "the\tcat ☃")[1]
    assert "".join(token.piece for token in found).replace("<unk>", "☃") == "▁the▁cat▁☃"
    assert found[-1].text == "☃"


def test_the_command_trains_all_of_them_without_what_is_held_out(tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    for folder in ("en", "zh", "parallel"):
        (corpus / folder).mkdir(parents=True)
    (corpus / "en/fairytales.txt").write_text("\n\n\n".join(f"Once a {n} cat sat." for n in range(60)), "utf-8")
    (corpus / "zh/poems.txt").write_text("床前明月光\n疑是地上霜\n", "utf-8")
    sentences = [f"{'abcdefghij'[n % 10] * (n // 10 + 1)} cat" for n in range(100)]
    (corpus / "parallel/pairs.tsv").write_text("".join(f"{s}\t第{n}只猫\n" for n, s in enumerate(sentences)), "utf-8")
    held_out = {translation for sentence, translation in read_pairs(corpus) if is_held_out(sentence)}
    assert held_out
    assert held_out.isdisjoint(read_texts(corpus)["zh"])
    main(["--corpus", str(corpus), "--out", str(out)])
    for name, recipe in RECIPES.items():
        card = json.loads((out / name / "card.json").read_text(encoding="utf-8"))
        assert card["kind"] == recipe.kind
        assert set(card["trained_on_characters"]) == set(recipe.languages)
        assert (out / name / "tokenizer.json").is_file()


@pytest.mark.parametrize("name", RECIPES)
def test_the_bundled_ones_have_their_card(name: str) -> None:
    folder = Path(__file__).parents[3] / "assets/tokenizers" / name
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert card["n_pieces"] == len(vocabulary)
