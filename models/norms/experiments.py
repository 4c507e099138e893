"""Six experiments on norms: what one change of a real batch does to the output of each of them.

All norms get the same activations and leave padding out unless said otherwise. `moved` is always the
largest distance of any one number of the output; the outputs have a variance of about 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.errors import InputError
from models.limits import MAX_EXTRA_PADDING, MAX_FACTOR, MAX_RUNNING_STEPS
from models.norms.averages import apply_norm, run_torch_norm, torch_norm
from models.norms.batches import Ids, capture_site, check_batch, check_site, padding_of, read_sentences
from models.norms.sites import NormCapture
from models.norms.slices import NORMS
from models.records import NormMoves, RunningStatistics, SmallBatch, Token
from models.registry import load, load_tokenizer
from models.text.tokenizers import describe_tokens

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    Outputs = dict[str, Float[Tensor, "batch pos d_model"]]

MOVES = 1e-3  # of outputs with a variance of about 1; rounding stays far below


def change_neighbour(
    texts: Sequence[str], model_id: str, site: str, changed: int, replacement: str, groups: int = 8
) -> NormMoves:
    """Replace one sentence of the batch and see how far the others move (Ioffe and Szegedy, 2015, section 3).

    Args:
        changed: which sentence, from 0.
        replacement: what stands there instead.

    Returns:
        Columns are the other sentences by number, counted from 1.

    Raises:
        InputError: `too_few_sentences`, `out_of_range` for `changed`, and as `models.norms.averages.trace_norms`.
    """
    if len(texts) < 2:
        raise InputError("too_few_sentences", n=len(texts), limit=2)
    if changed not in range(len(texts)):
        raise InputError("out_of_range", name="changed", value=changed, limit=f"0 … {len(texts) - 1}")
    site = check_site(model_id, site)
    ids, _ = read_sentences(texts, model_id)
    new_ids, _ = read_sentences([*texts[:changed], replacement, *texts[changed + 1 :]], model_id)
    width = max(map(len, (*ids, *new_ids)))  # the same shape twice: then nothing but the sentence differs
    check_batch(ids, width)
    before, after = (capture_site(model_id, rows, site, width) for rows in (ids, new_ids))
    one, other = (
        _outputs(capture, padding_of(rows, width), groups) for capture, rows in ((before, ids), (after, new_ids))
    )
    others = [n for n in range(len(texts)) if n != changed]
    moved = {name: _distance(one[name], other[name], axes=(1, 2))[others] for name in NORMS}
    input_moved = _distance(before.entered, after.entered, axes=(1, 2))[others]
    return _moves([str(n + 1) for n in others], moved, input_moved, range(len(others)))


def shrink_batch(
    texts: Sequence[str], model_id: str, site: str, groups: int = 8
) -> Mapping[str, Mapping[str, SmallBatch]]:
    """The whole batch, its first sentence alone, and one token of it alone, under every norm.

    Returns:
        By case (`batch`, `one_sentence`, `one_token`) and norm.
    """
    site = check_site(model_id, site)
    ids, tokens = read_sentences(texts, model_id)
    batch = capture_site(model_id, ids, site)
    alone = capture_site(model_id, ids[:1], site).entered
    position = next((n for n, token in enumerate(tokens[0]) if not token.special), 0)
    cases = {"one_sentence": alone, "one_token": alone[:, position : position + 1]}
    whole = {name: _small(name, batch.entered, padding_of(ids), batch.eps, groups) for name in NORMS}
    small = {
        case: {name: _small(name, cells, None, batch.eps, groups) for name in NORMS} for case, cells in cases.items()
    }
    return {"batch": whole, **small}


def pad_batch(
    texts: Sequence[str], model_id: str, site: str, extra: int = 8, groups: int = 8
) -> tuple[NormMoves, float]:
    """Pad a batch further and count the padding in: how far do the real tokens move?

    Args:
        extra: positions of padding behind the longest sentence, 1 to `MAX_EXTRA_PADDING`.

    Returns:
        The moves, with columns `left_out` (the norm has a mask) and `counted` (it has none), both against
        the batch without any further padding; the model masks the padding in attention in both. And how
        far the activations move when the model itself reads the padding like any token.
    """
    if extra not in range(1, MAX_EXTRA_PADDING + 1):
        raise InputError("out_of_range", name="extra", value=extra, limit=f"1 … {MAX_EXTRA_PADDING}")
    site = check_site(model_id, site)
    ids, _ = read_sentences(texts, model_id)
    n_positions = max(map(len, ids))
    check_batch(ids, n_positions + extra)
    padding = padding_of(ids, n_positions + extra)
    padded = capture_site(model_id, ids, site, n_positions + extra)
    unmasked = capture_site(model_id, ids, site, n_positions + extra, masked=False)
    plain = NormCapture(padded.kind, padded.eps, padded.entered[:, :n_positions], padded.left[:, :n_positions])
    reference = _outputs(plain, padding[:, :n_positions], groups)
    real = ~padding[:, :n_positions]
    columns = [_outputs(padded, padding, groups), _outputs(padded, None, groups)]
    moved = {
        name: torch.stack([(o[name][:, :n_positions] - reference[name])[real].abs().max() for o in columns])
        for name in NORMS
    }
    model_moves = float((unmasked.entered - padded.entered)[~padding].abs().max())
    return _moves(["left_out", "counted"], moved, torch.zeros(2), [1]), model_moves


def keep_running_statistics(
    texts: Sequence[str], model_id: str, site: str, n_steps: int = 50, momentum: float = 0.1, groups: int = 8
) -> RunningStatistics:
    """Let torch's batch norm read one sentence a step, in turn, and compare it with the whole batch's own statistics.

    Args:
        n_steps: 1 to `MAX_RUNNING_STEPS`.
        momentum: the share of each step in the running statistics, above 0 and at most 1.

    Raises:
        InputError: `out_of_range`; `too_few_tokens` when no sentence has the two tokens that a variance takes.
    """
    if n_steps not in range(1, MAX_RUNNING_STEPS + 1):
        raise InputError("out_of_range", name="n_steps", value=n_steps, limit=f"1 … {MAX_RUNNING_STEPS}")
    if not 0 < momentum <= 1:
        raise InputError("out_of_range", name="momentum", value=momentum, limit="0 … 1")
    site = check_site(model_id, site)
    ids, _ = read_sentences(texts, model_id)
    capture = capture_site(model_id, ids, site)
    sentences = [row[: len(tokens)] for row, tokens in zip(capture.entered, ids, strict=True) if len(tokens) > 1]
    if not sentences:
        raise InputError("too_few_tokens", n=1, limit=2)
    steps = [sentences[n % len(sentences)] for n in range(n_steps)]
    return _running(torch.cat(sentences), steps, momentum, sentences[0], capture.eps, groups)


def change_last_token(
    texts: Sequence[str], model_id: str, site: str, groups: int = 8
) -> tuple[NormMoves, tuple[Token, ...], Token]:
    """Change the last token of the first sentence and see what moves before it.

    Returns:
        The moves with a column for every position before the changed one; the sentence's tokens up to and with
        the last; and what stands there instead: the first other token of the batch. What enters the norms of a
        causal model does not move there.

    Raises:
        InputError: `too_few_tokens` when nothing stands before the last token.
    """
    site = check_site(model_id, site)
    ids, tokens = read_sentences(texts, model_id)
    last = max((n for n, token in enumerate(tokens[0]) if not token.special), default=0)
    if last == 0:
        raise InputError("too_few_tokens", n=len(ids[0]), limit=2)
    new_id = _another_token(ids, tokens, last, load(model_id).model.config.get_text_config().vocab_size)
    new_ids = [[*ids[0][:last], new_id, *ids[0][last + 1 :]], *ids[1:]]
    before, after = (capture_site(model_id, rows, site) for rows in (ids, new_ids))
    one, other = (_outputs(capture, padding_of(ids), groups) for capture in (before, after))
    moved = {name: _distance(one[name][0, :last], other[name][0, :last], axes=(1,)) for name in NORMS}
    input_moved = _distance(before.entered[0, :last], after.entered[0, :last], axes=(1,))
    (new_token,) = describe_tokens(load_tokenizer(model_id), [new_id])
    return _moves(list(map(str, range(last))), moved, input_moved, [0]), tokens[0][: last + 1], new_token


def scale_and_shift(
    texts: Sequence[str], model_id: str, site: str, factor: float = 3.0, addend: float = 2.0, groups: int = 8
) -> NormMoves:
    """Multiply or add to all activations, those of one feature, one token or one sentence: who notices?

    Args:
        factor: above 0, at most `MAX_FACTOR`.
        addend: at most `MAX_FACTOR` either way.

    Returns:
        Columns `<part>_scaled` and `<part>_shifted` for `all`, `feature`, `token` and `sentence`. The feature is
        the strongest, the token the first sentence's second where it has one. The question is about the feature.
    """
    if not 0 < factor <= MAX_FACTOR:
        raise InputError("out_of_range", name="factor", value=factor, limit=f"0 … {MAX_FACTOR:g}")
    if not abs(addend) <= MAX_FACTOR:
        raise InputError("out_of_range", name="addend", value=addend, limit=f"-{MAX_FACTOR:g} … {MAX_FACTOR:g}")
    site = check_site(model_id, site)
    ids, _ = read_sentences(texts, model_id)
    capture, padding = capture_site(model_id, ids, site), padding_of(ids)
    before = _outputs(capture, padding, groups)
    moved: dict[str, list[Tensor]] = {name: [] for name in NORMS}
    input_moved, columns = [], []
    for part, cells in _parts(capture.entered, padding).items():
        for change, changed in (("scaled", capture.entered * factor), ("shifted", capture.entered + addend)):
            entered = torch.where(cells, changed, capture.entered)
            after = _outputs(NormCapture(capture.kind, capture.eps, entered, entered), padding, groups)
            columns.append(f"{part}_{change}")
            input_moved.append((entered - capture.entered)[~padding].abs().max())
            for name in NORMS:
                moved[name].append((after[name] - before[name]).abs().max())
    stacked = {name: torch.stack(values) for name, values in moved.items()}
    asked = [n for n, column in enumerate(columns) if column.startswith("feature")]
    return _moves(columns, stacked, torch.stack(input_moved), asked)


def _outputs(capture: NormCapture, padding: Bool[Tensor, "batch pos"] | None, groups: int) -> Outputs:
    return {name: apply_norm(name, capture.entered, padding, capture.eps, groups).output for name in NORMS}


def _distance(
    one: Float[Tensor, " column *over"], other: Float[Tensor, " column *over"], axes: tuple[int, ...]
) -> Float[Tensor, " column"]:
    return (one - other).abs().amax(axes)


def _moves(
    columns: Sequence[str],
    moved: Mapping[str, Float[Tensor, " column"]],
    input_moved: Float[Tensor, " column"],
    asked: Sequence[int],
) -> NormMoves:
    answers = {name: bool(distances[list(asked)].max() > MOVES) for name, distances in moved.items()}
    return NormMoves(tuple(columns), moved, input_moved, answers)


def _small(
    name: str,
    cells: Float[Tensor, "batch pos d_model"],
    padding: Bool[Tensor, "batch pos"] | None,
    eps: float,
    groups: int,
) -> SmallBatch:
    found = apply_norm(name, cells, padding, eps, groups)
    real = torch.ones(cells.shape[:2], dtype=torch.bool) if padding is None else ~padding
    n_cells = int(real.sum()) * cells.shape[2]
    held = real if found.var.shape == real.shape else torch.ones_like(found.var, dtype=torch.bool)
    return SmallBatch(
        n_values=n_cells // int(held.sum()),
        least_variance=float(found.var[held].min()),
        output_size=float(found.output[real].square().mean().sqrt()),
        error=_torch_error(name, cells, eps, groups) if padding is None else None,
    )


def _torch_error(name: str, cells: Float[Tensor, "batch pos d_model"], eps: float, groups: int) -> str | None:
    """What torch's module, if there is one, answers to these activations in training."""
    module = torch_norm(name, cells.shape[2], eps, groups)
    if module is None:
        return None
    try:
        run_torch_norm(module.train(), cells)
    except ValueError as error:
        return str(error)
    return None


def _running(
    whole: Float[Tensor, "token d_model"],
    steps: Sequence[Float[Tensor, "_ d_model"]],
    momentum: float,
    sentence: Float[Tensor, "pos d_model"],
    eps: float,
    groups: int,
) -> RunningStatistics:
    """Source: Ioffe and Szegedy (2015), section 3.1; the update as in `torch.nn.BatchNorm1d`."""
    norm = torch.nn.BatchNorm1d(whole.shape[1], eps, momentum, affine=False)
    mean, deviation = whole.mean(0), whole.std(0, correction=0)
    own = (whole - mean) / torch.sqrt(deviation**2 + eps)
    gaps = []
    for step in steps:
        norm.train()(step)
        output = norm.eval()(whole)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        mean_gap = (norm.running_mean - mean) / deviation.clamp(min=eps)
        deviation_gap = norm.running_var.sqrt() / deviation.clamp(min=eps) - 1
        gaps.append(torch.stack([gap.square().mean().sqrt() for gap in (mean_gap, deviation_gap, output - own)]))
    moved = {name: _mode_gap(name, sentence[None], eps, groups) for name in NORMS}
    moved["batch"] = float((norm.eval()(whole) - own).abs().max())
    mean_gaps, deviation_gaps, output_gaps = torch.stack(gaps).T
    return RunningStatistics(mean_gaps, deviation_gaps, output_gaps, moved)


def _mode_gap(name: str, cells: Float[Tensor, "batch pos d_model"], eps: float, groups: int) -> float:
    """How far torch's module in training and in evaluation lie apart; a norm that torch has not got does not learn."""
    module = torch_norm(name, cells.shape[2], eps, groups)
    if module is None:
        return 0.0
    outputs = [run_torch_norm(module.train(mode), cells) for mode in (True, False)]
    return float((outputs[0] - outputs[1]).abs().max())


def _another_token(ids: Ids, tokens: Sequence[Sequence[Token]], last: int, d_vocab: int) -> int:
    found = ids[0][last]
    real = (token.id for row in tokens for token in row if not token.special)
    return next((id_ for id_ in real if id_ != found), (found + 1) % d_vocab)


def _parts(
    entered: Float[Tensor, "batch pos d_model"], padding: Bool[Tensor, "batch pos"]
) -> Mapping[str, Bool[Tensor, "batch pos d_model"]]:
    """Which cells are changed, padding never."""
    feature = int(entered[~padding].square().mean(0).argmax())
    position = min(1, int((~padding[0]).sum()) - 1)
    choices: Mapping[str, Callable[[Tensor], Tensor]] = {
        "all": lambda cells: cells.fill_(True),
        "feature": lambda cells: cells.index_fill_(2, torch.tensor([feature]), True),
        "token": lambda cells: cells.index_put_((torch.tensor(0), torch.tensor(position)), torch.tensor(True)),
        "sentence": lambda cells: cells.index_fill_(0, torch.tensor([0]), True),
    }
    real = ~padding[..., None]
    return {part: choose(torch.zeros_like(entered, dtype=torch.bool)) & real for part, choose in choices.items()}
