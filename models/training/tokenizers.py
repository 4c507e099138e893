"""Train the tokenizers that belong to no model, for comparison with those that do.

    python -m models.training.tokenizers --corpus DIR --out assets/tokenizers

DIR/en holds the English text that `models.training.sources` names, DIR/zh/*.txt Chinese text and
DIR/parallel/*.tsv sentence pairs, English and Chinese. Held-out stories and pairs stay out of the training.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from models.training.corpus import is_held_out, read_corpus
from models.training.vocabulary import (
    train_byte_bpe,
    train_characters,
    train_unigram,
    train_words,
    vocabulary_text,
)

# Old novels and poems are most of the Chinese text: every fifth line of them beside all the sentence pairs.
_CLASSICS_SHARE = 5


@dataclass(frozen=True)
class Recipe:
    """One tokenizer: how it is trained, on which languages, how many pieces it may have."""

    kind: str
    train: Callable[[Iterable[str], int], PreTrainedTokenizerFast]
    languages: tuple[str, ...]
    vocab_size: int


RECIPES = {
    "char": Recipe("characters", train_characters, ("en", "zh"), 8192),
    "word": Recipe("words", train_words, ("en",), 8192),
    "unigram": Recipe("Unigram", train_unigram, ("en",), 4096),
    "bilingual": Recipe("byte-level BPE", train_byte_bpe, ("en", "zh"), 8192),
}


def read_texts(folder: Path) -> dict[str, list[str]]:
    """Lines of training text by language."""
    english = [line for story in vocabulary_text(read_corpus(folder / "en")) for line in story.splitlines()]
    pairs = [pair for pair in read_pairs(folder) if not is_held_out(pair[0])]
    chinese = [line for path in sorted((folder / "zh").glob("*.txt")) for line in _every_fifth(path)]
    return {"en": english, "zh": chinese + [translation for _, translation in pairs]}


def _every_fifth(path: Path) -> Iterator[str]:
    return islice(path.read_text(encoding="utf-8").splitlines(), 0, None, _CLASSICS_SHARE)


def read_pairs(folder: Path) -> list[tuple[str, str]]:
    """Sentences with their translations, from the tab-separated files."""
    lines = [line for path in sorted((folder / "parallel").glob("*.tsv")) for line in path.open(encoding="utf-8")]
    return [(english, chinese.strip()) for english, _, chinese in (line.partition("\t") for line in lines)]


def save(tokenizer: PreTrainedTokenizerFast, recipe: Recipe, n_characters: dict[str, int], out: Path) -> None:
    """Write a tokenizer as transformers reads it, without the line breaks, and its card."""
    tokenizer.save_pretrained(out)
    tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    card = {
        "kind": recipe.kind,
        "n_pieces": len(tokenizer),
        "licence": "Apache-2.0",
        "trained_on_characters": {language: n_characters[language] for language in recipe.languages},
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.tokenizers", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with en, zh and parallel")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets one folder a tokenizer")
    options = parser.parse_args(arguments)
    texts = read_texts(options.corpus)
    n_characters = {language: sum(map(len, lines)) for language, lines in texts.items()}
    for name, recipe in RECIPES.items():
        lines = [line for language in recipe.languages for line in texts[language]]
        save(recipe.train(lines, recipe.vocab_size), recipe, n_characters, options.out / name)
        print(f"saved {options.out / name}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
