"""A small corpus of made-up stories, in the files that the sources name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.training.corpus import Corpus, read_corpus

NAMES = ("Tim", "Anna", "Lily", "Ben")
WORDS = tuple("the cat saw a dog and one old tree by our house then it ran to see that red ball again".split())  # noqa: SIM905


def made_up_story(rng: np.random.Generator) -> str:
    """Ten sentences of eight words; long enough that no two stories share their letters."""
    sentences = []
    for _ in range(10):
        words = [str(rng.choice(NAMES)), *map(str, rng.choice(WORDS, size=7))]
        sentences.append(" ".join(words).capitalize() + rng.choice([".", "!", "?"]))
    return " ".join(sentences)


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cased stories; a lower-case file with copies of half of them and as many new ones; fairy tales."""
    folder = tmp_path_factory.mktemp("corpus")
    rng = np.random.default_rng(0)
    cased, new, tales = ([made_up_story(rng) for _ in range(120)] for _ in range(3))
    lowered = [story.lower() for story in cased[:60] + new[:60]]
    (folder / "tinystories_cased.txt").write_text("\n<|endoftext|>\n".join(cased))
    (folder / "tinystories_lowercase.txt").write_text("\n<|endoftext|>\n".join(lowered))
    (folder / "fairytales.txt").write_text("\n\n\n".join(tales))
    return folder


@pytest.fixture(scope="session")
def corpus(corpus_folder: Path) -> Corpus:
    return read_corpus(corpus_folder)
