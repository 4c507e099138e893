"""What one pass over a text showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records.text import Family, Token

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    from jaxtyping import Bool, Float
    from torch import Tensor


@dataclass(frozen=True)
class AttentionTrace:
    """One stack's attention on one text (Vaswani et al., 2017, section 3.2.1).

    Attributes:
        pattern: rows sum to 1, forbidden cells are exactly 0, a row with nothing allowed is all 0.
        scores: `q k^T / sqrt(d_head)` before the mask; None when not captured.
        allowed: what each query may see; the same for all layers unless the architecture mixes windows.
        n_key_value_heads: heads before grouped-query heads were expanded for display.
    """

    pattern: Float[Tensor, "n_layers n_heads query_pos key_pos"]
    scores: Float[Tensor, "n_layers n_heads query_pos key_pos"] | None
    allowed: Bool[Tensor, "n_layers query_pos key_pos"]
    n_key_value_heads: int

    @property
    def n_layers(self) -> int:
        return int(self.pattern.shape[0])

    @property
    def n_heads(self) -> int:
        return int(self.pattern.shape[1])


@dataclass(frozen=True)
class LayerVectors:
    """What the heads of one layer multiply (Vaswani et al., 2017, equation 1).

    `scores = scaling * query key^T` (T5 adds a bias for the distance), and under the pass's mask
    `output = softmax(scores) value`.

    Attributes:
        query, key: as they meet: turned by their position already, where a model does so (Su et al., 2021).
        key, value: of the heads that share one (grouped queries) the same again.
        output: before the matrix that joins the heads.
        scaling: `1 / sqrt(d_head)` in most models.
    """

    query: Float[Tensor, "n_heads query_pos d_head"]
    key: Float[Tensor, "n_heads key_pos d_head"]
    value: Float[Tensor, "n_heads key_pos d_value"]
    output: Float[Tensor, "n_heads query_pos d_value"]
    scaling: float


@dataclass(frozen=True)
class Trace:
    """One forward pass over one text.

    Attributes:
        key: identifies the computation; equal keys, equal traces.
        attention: by stack: `self` for one-stack models, `encoder decoder cross` for two.
        logits: after each token; of two stacks, of the target's; None of a model without an output layer.
    """

    key: str
    model_id: str
    family: Family
    mask: str
    tokens: tuple[Token, ...]
    target_tokens: tuple[Token, ...]
    attention: Mapping[str, AttentionTrace]
    logits: Float[Tensor, "pos d_vocab"] | None
