"""The training loop: draw a batch, follow the gradient of its loss, look at held-out text now and then."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn
from transformers import PreTrainedModel, get_wsd_schedule

from models.training.objectives import Objective
from models.training.recipes import Recipe

GRADIENT_NORM_LIMIT = 1.0
CURVE_COLUMNS = ("step", "tokens", "minutes", "lr", "train_loss_nats", "held_out_loss_nats", "gradient_norm")


@dataclass
class Progress:
    """Where a run stands; saved with every checkpoint.

    Attributes:
        commands: what was asked for, and from which step on: more than one where a run went on under another command.
    """

    step: int = 0
    minutes: float = 0.0
    curve: list[tuple[float, ...]] = field(default_factory=list)
    commands: list[tuple[int, str]] = field(default_factory=list)

    def note_command(self, command: str) -> None:
        """The same command again is the same run; another one is part of what made the weights."""
        if not self.commands or self.commands[-1][1] != command:
            self.commands.append((self.step, command))


class Run:
    """A model in training with its optimizers and schedules: what a checkpoint holds."""

    def __init__(self, model: PreTrainedModel, recipe: Recipe, progress: Progress | None = None) -> None:
        """Begin where `progress` stands: its steps are done, and what is left has a warm-up of its own."""
        self.model = model
        self.progress = progress or Progress()
        self.optimizers = build_optimizers(model, recipe)
        self.schedules = [
            get_wsd_schedule(
                optimizer,
                num_warmup_steps=recipe.warmup_steps,
                num_decay_steps=recipe.steps - recipe.decay_begins,
                num_training_steps=recipe.steps - self.progress.step,
                decay_type="linear",
            )
            for optimizer in self.optimizers
        ]

    def save(self, path: Path) -> None:
        """Write everything needed to go on, in one step, so that a kill leaves the old or the new file."""
        parts = [self.model, *self.optimizers, *self.schedules]
        partial = path.with_suffix(".partial")
        torch.save({"parts": [part.state_dict() for part in parts], "progress": vars(self.progress)}, partial)
        partial.replace(path)

    def load(self, path: Path) -> None:
        saved = torch.load(path, weights_only=True, map_location="cpu")  # a run may go on elsewhere
        parts = [self.model, *self.optimizers, *self.schedules]
        for part, state in zip(parts, saved["parts"], strict=True):
            part.load_state_dict(state)
        self.progress = Progress(**saved["progress"])


def read_progress(folder: Path) -> Progress:
    """Where a published model's training ended, by its card and its curve."""
    training = json.loads((folder / "card.json").read_text())["training"]
    with (folder / "curve.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    curve = [(int(step), int(tokens), *map(float, rest)) for step, tokens, *rest in rows]
    commands = [(one["from_step"], one["command"]) for one in training["commands"]]
    return Progress(training["n_steps"], training["minutes"], curve, commands)


def build_optimizers(model: nn.Module, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """AdamW for everything, or Muon for the matrices inside the model and AdamW for the rest.

    Muon steps along the gradient made orthogonal (Jordan et al., 2024); scaled to AdamW's step size
    (Liu et al., 2025), so that one learning rate serves both. Embeddings, and the output layers that
    share their weights, are not its business.

    Raises:
        RuntimeError: the recipe asks for Muon, and this torch has none.
    """
    if recipe.muon and not hasattr(torch.optim, "Muon"):
        raise RuntimeError(
            f"training {recipe.name} needs torch 2.9 or newer (torch.optim.Muon); this is {torch.__version__}"
        )
    embeddings = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
    inner = [p for p in model.parameters() if p.ndim == 2 and id(p) not in embeddings] if recipe.muon else []
    inner_ids = {id(p) for p in inner}
    rest = [p for p in model.parameters() if id(p) not in inner_ids]
    decayed = [p for p in rest if p.ndim >= 2]
    plain = [p for p in rest if p.ndim < 2]
    groups = [
        {"params": decayed, "weight_decay": recipe.weight_decay},
        {"params": plain, "weight_decay": 0.0},
    ]
    optimizers: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, lr=recipe.lr, betas=(0.9, 0.95), fused=True)]
    if inner:
        optimizers.append(
            torch.optim.Muon(inner, lr=recipe.lr, weight_decay=recipe.weight_decay, adjust_lr_fn="match_rms_adamw")
        )
    return optimizers


def train(
    run: Run,
    recipe: Recipe,
    objective: Objective,
    held_out_loss: Callable[[PreTrainedModel], float],
    out: Path,
    device: torch.device,
    *,
    seed: int = 0,
    compile_model: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Train until `recipe.steps`, from wherever `run` stands.

    Writes `out/checkpoint.pt` and `out/curve.csv` every `recipe.report_every` steps. Batches and dropout
    follow from the seed and the step alone: a run that was stopped ends with the same weights.
    """
    model, progress = run.model.train(), run.progress
    # torch's own dropout: the compiler's takes a fifth of a step on a CPU.
    loss_of = torch.compile(objective.loss, options={"fallback_random": True}) if compile_model else objective.loss
    parameters = list(model.parameters())
    began, minutes_before = time.monotonic(), progress.minutes
    recent = torch.zeros(3, device=device)  # loss, norm of the gradient before it is clipped, steps
    for step in range(progress.step, recipe.steps):
        torch.manual_seed((seed << 32) + step)
        batch = {name: tensor.to(device) for name, tensor in objective.batch(step).items()}
        with torch.autocast(device.type, torch.bfloat16):
            loss = loss_of(model, batch)
        loss.backward()
        gradient_norm = nn.utils.clip_grad_norm_(parameters, GRADIENT_NORM_LIMIT)
        for optimizer, schedule in zip(run.optimizers, run.schedules, strict=True):
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
        recent += torch.stack((loss.detach(), gradient_norm, torch.ones_like(loss)))
        progress.step = step + 1
        if progress.step % recipe.report_every == 0 or progress.step == recipe.steps:
            progress.minutes = minutes_before + (time.monotonic() - began) / 60
            train_loss, mean_gradient_norm, _ = (recent / recent[-1]).tolist()
            _report(run, recipe, (train_loss, held_out_loss(model), mean_gradient_norm), out, say)
            recent.zero_()
            model.train()


def _report(
    run: Run, recipe: Recipe, figures: tuple[float, float, float], out: Path, say: Callable[[str], None]
) -> None:
    progress = run.progress
    tokens = progress.step * recipe.batch_tokens
    lr = run.schedules[0].get_last_lr()[0]
    train_loss, held_out_loss, gradient_norm = (round(figure, 4) for figure in figures)
    progress.curve.append(
        (progress.step, tokens, round(progress.minutes, 2), lr, train_loss, held_out_loss, gradient_norm)
    )
    run.save(out / "checkpoint.pt")
    write_curve(progress.curve, out / "curve.csv")
    say(
        f"{recipe.name} step {progress.step}/{recipe.steps}  {tokens / 1e6:.1f} M tokens  {progress.minutes:.1f} min"
        f"  train {train_loss:.3f}  held-out {held_out_loss:.3f} nats"
    )


def write_curve(curve: list[tuple[float, ...]], path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CURVE_COLUMNS)
        writer.writerows(curve)
