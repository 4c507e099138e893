"""Make the small n-gram baselines that stand beside the bundled models on any text.

    python -m models.training.ngrams --corpus DIR --tokenizer assets/models/gpt --out assets/models/ngrams

The 5-gram of the models' cards knows millions of n-grams; this one forgets the rarest, by a rule that
keeps its probabilities whole, and the card says what that costs on held-out stories.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from transformers import PreTrainedTokenizerFast

from models.predictions.baselines import NGRAM_FILE, UNIGRAM_FILE
from models.predictions.ngram import KneserNey
from models.training.baselines import NgramBaselines, encode
from models.training.corpus import read_corpus
from models.training.figures import MAIN_SOURCES

LEAST_COUNTS = (1, 3, 4, 5, 6)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.ngrams", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of text files")
    parser.add_argument("--tokenizer", type=Path, required=True, help="folder of the tokenizer")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    options = parser.parse_args(arguments)
    corpus = read_corpus(options.corpus)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(options.tokenizer, local_files_only=True)
    stories = [story for source in corpus.training.values() for story in source]
    whole = NgramBaselines.train(tokenizer, stories)
    encoded = encode(tokenizer, stories)
    small = KneserNey(encoded, len(tokenizer), boundary_id=int(tokenizer.pad_token_id), least_counts=LEAST_COUNTS)
    options.out.mkdir(parents=True, exist_ok=True)
    small.save(options.out / NGRAM_FILE)
    np.save(options.out / UNIGRAM_FILE, whole.unigram.astype(np.float32))
    read_back = NgramBaselines(tokenizer, whole.unigram, KneserNey.read(options.out / NGRAM_FILE))
    figures = {}
    for source in MAIN_SOURCES:
        held_out = corpus.held_out.get(source)
        if held_out:
            figures[source] = {"whole": whole.bits_per_byte(held_out), "bundled": read_back.bits_per_byte(held_out)}
    card = {
        "what": "unigram and interpolated modified Kneser-Ney 5-gram over the GPT's tokens",
        "licence": "Apache-2.0",
        "least_counts": LEAST_COUNTS,
        "n_grams": {"whole": whole.five_gram.n_grams, "bundled": small.n_grams},
        "held_out_bits_per_byte": figures,
    }
    (options.out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:])
