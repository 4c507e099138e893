"""Train a bundled model from a folder of stories.

    python -m models.training gpt --corpus DIR --out assets/models/gpt
    python -m models.training bert --corpus DIR --out assets/models/bert
    python -m models.training lstm --corpus DIR --out assets/models/lstm --tokenizer assets/models/gpt
    python -m models.training norms --corpus DIR --out assets/models --tokenizer assets/models/gpt
    python -m models.training gpt-zh --corpus ZH --out assets/models/gpt-zh
    python -m models.training bert-zh --corpus ZH --out assets/models/bert-zh
    python -m models.training lstm-zh --corpus ZH --out assets/models/lstm-zh --tokenizer assets/models/gpt-zh

`norms` is five models, one after the other, each into a folder of its own under `--out`.
DIR holds the English text files that `models.training.sources` names, ZH the Chinese ones; sources
that are not there are left out. About one story in 25 is held out, by a hash of its letters. A missing
tokenizer is trained first. `checkpoint.pt` and `curve.csv` are written every 100 steps, and a stopped
run goes on from there when the same command is given again; a smaller `--steps` then brings the end
forward. `--start-from FOLDER` begins with the weights of a published model and goes on counting from its
last step, with a warm-up of its own; `--steps` is where both end together.

After the last step the weights are saved in 16 bits, read back, and judged on all held-out stories
beside a unigram, a Kneser-Ney 5-gram (of characters for a Chinese model) and `xz -9`; `card.json` and
`README.md` tell the whole account. On a run that is already finished the command repeats this end alone.

It trains on CUDA where there is a GPU. On a CPU the shell's OMP_NUM_THREADS sets the cores; on Linux
MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1000000000000 GLIBC_TUNABLES=glibc.malloc.hugetlb=1 keep the
memory of a step for the next one, which saved a quarter of the time where it was tried.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from models.training.card import RunFacts
from models.training.corpus import read_corpus
from models.training.evaluate import HELD_OUT_SEED
from models.training.loop import Run, read_progress, train
from models.training.objectives import build_objective, mean_loss
from models.training.publish import publish
from models.training.recipes import GROUPS, RECIPES
from models.training.sources import BY_LANGUAGE
from models.training.vocabulary import load_or_train

# A quick look during training; the card's figures use all held-out stories.
_GLANCE_BATCHES = 4


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m models.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", choices=[*RECIPES, *GROUPS])
    parser.add_argument("--corpus", type=Path, required=True, help="folder of text files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model, its tokenizer, curve and card")
    parser.add_argument("--steps", type=int, help="instead of the recipe's number")
    parser.add_argument("--tokenizer", type=Path, help="folder of a tokenizer to share, instead of training one")
    parser.add_argument("--start-from", type=Path, help="folder of a published model of this recipe, to train it on")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--compile", action="store_true", help="torch.compile the loss (needs a C++ compiler)")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    options = parse_arguments(arguments)
    for name in GROUPS.get(options.model, ()):
        train_one(argparse.Namespace(**{**vars(options), "model": name, "out": options.out / name}))
    if options.model in RECIPES:
        train_one(options)


def train_one(options: argparse.Namespace) -> None:
    """Everything from the corpus to the published model, for one recipe."""
    recipe = RECIPES[options.model]
    if options.steps is not None:
        recipe = replace(recipe, steps=options.steps)
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(options.corpus, BY_LANGUAGE[recipe.language])
    given = options.tokenizer or options.start_from or options.out
    tokenizer = load_or_train(given, corpus, recipe.tokenizer, recipe.vocab_size)
    tokenizer.save_pretrained(options.out)
    torch.manual_seed(options.seed)
    device = torch.device(options.device)
    model = recipe.build(tokenizer)
    if options.start_from:
        model.load_state_dict(type(model).from_pretrained(options.start_from, dtype=torch.float32).state_dict())
    nn.Module.to(model, device)
    run = Run(model, recipe, read_progress(options.start_from) if options.start_from else None)
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        run.load(checkpoint)
        print(f"going on from step {run.progress.step}", flush=True)
    if run.progress.step < recipe.steps:
        run.progress.note_command(public_command(options))
    judged = replace(recipe, recalled_share=0.0, late_recalled_share=0.0)
    held_out = build_objective(judged, corpus.held_out, tokenizer, HELD_OUT_SEED)
    train(
        run,
        recipe,
        build_objective(recipe, corpus.training, tokenizer, options.seed),
        lambda model: mean_loss(held_out, model, _GLANCE_BATCHES),
        options.out,
        device,
        seed=options.seed,
        compile_model=options.compile,
    )
    facts = RunFacts(
        commands=tuple(run.progress.commands),
        seed=options.seed,
        device=describe_device(device),
        n_steps=run.progress.step,
        n_tokens=run.progress.step * recipe.batch_tokens,
        minutes=run.progress.minutes,
    )
    publish(run.model, tokenizer, recipe, corpus, facts, options.out)
    print(f"saved {options.out / 'card.json'}", flush=True)


def public_command(options: argparse.Namespace) -> str:
    """The command as anybody can give it: folders of this machine become the repository's own."""
    words = ["python -m models.training", options.model, "--corpus DIR", f"--out assets/models/{options.model}"]
    if options.tokenizer is not None:
        words.append(f"--tokenizer assets/models/{options.tokenizer.name}")
    if options.start_from is not None:
        words.append(f"--start-from assets/models/{options.start_from.name}")
    if options.steps is not None and options.steps != RECIPES[options.model].steps:
        words.append(f"--steps {options.steps}")
    if options.seed:
        words.append(f"--seed {options.seed}")
    if options.compile:
        words.append("--compile")
    return " ".join(words)


def describe_device(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "cpu":
        n_cores = torch.get_num_threads()
        return f"{n_cores} CPU core{'s' * (n_cores > 1)}"
    return device.type


if __name__ == "__main__":
    print(f"command: python -m models.training {shlex.join(sys.argv[1:])}", flush=True)
    main(sys.argv[1:])
