"""Train a bundled model: `python -m models.training gpt --corpus DIR --out assets/models/gpt`.

Stopped runs go on where they were when the same command is given again.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import torch

from models.training.corpus import read_corpus
from models.training.evaluate import HELD_OUT_SEED
from models.training.loop import Run, train
from models.training.objectives import build_objective, mean_loss
from models.training.recipes import RECIPES
from models.training.vocabulary import load_or_train

# A quick look during training; the card's figures use all held-out stories.
_GLANCE_BATCHES = 4


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    parser.add_argument("model", choices=sorted(RECIPES))
    parser.add_argument("--corpus", type=Path, required=True, help="folder of text files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model, its tokenizer, curve and card")
    parser.add_argument("--steps", type=int, help="instead of the recipe's number")
    parser.add_argument("--tokenizer", type=Path, help="folder of a tokenizer to share, instead of training one")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compile", action="store_true", help="torch.compile the loss (needs a C++ compiler)")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    options = parse_arguments(arguments)
    recipe = RECIPES[options.model]
    if options.steps is not None:
        recipe = replace(recipe, steps=options.steps)
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(options.corpus)
    tokenizer = load_or_train(options.tokenizer or options.out, corpus, recipe.tokenizer)
    tokenizer.save_pretrained(options.out)
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    run = Run(recipe.build(tokenizer).to(device), recipe)
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        run.load(checkpoint)
        print(f"going on from step {run.progress.step}")
    held_out = build_objective(recipe, corpus.held_out, tokenizer, HELD_OUT_SEED)
    train(
        run,
        recipe,
        build_objective(recipe, corpus.training, tokenizer, options.seed),
        lambda model: mean_loss(held_out, model, _GLANCE_BATCHES),
        options.out,
        device,
        compile_model=options.compile,
    )


if __name__ == "__main__":
    print(f"command: python -m models.training {shlex.join(sys.argv[1:])}", flush=True)
    main(sys.argv[1:])
