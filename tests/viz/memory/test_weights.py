from __future__ import annotations

from models.memory.weight_counts import count_weights
from viz.memory.weights import encode_weights


def test_weights_add_up() -> None:
    counts = count_weights("gru", 5, 7, 2, True, "one")
    sent = encode_weights(counts, "gru", 7, "one")
    assert sent["total"] == sum(layer["total"] for layer in sent["layers"]) == sum(layer.total for layer in counts)
    for layer in sent["layers"]:
        assert layer["total"] == len(layer["gates"]) * (layer["from_input"] + layer["from_state"] + layer["biases"])
