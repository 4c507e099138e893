"""What a model gets of a text: tensors of whole numbers."""

from __future__ import annotations

from app.context import LabContext
from app.views import browser_view
from viz.tokens.payloads import BatchInputs, InputsQuestion
from viz.tokens.vectors import encode_inputs


def build(context: LabContext) -> None:
    browser_view("tokens/inputs", server_functions=[batch_inputs])
    context.setting("batch", None, "Lily was happy.\nThe little dog ran to the park.")


def batch_inputs(asked: InputsQuestion) -> BatchInputs:
    """The tensors of a batch: `{texts, batch, models}`, `batch` with one more sentence a line."""
    from models.text.inputs import model_inputs

    lines = [line.strip() for line in asked["batch"].splitlines() if line.strip()]
    first = (asked["texts"][0], asked["texts"][1])
    return {
        "bert": encode_inputs(model_inputs([first, *((line, "") for line in lines)], asked["models"]["bert"])),
        "gpt": encode_inputs(model_inputs([(first[0], "")], asked["models"]["gpt"])),
    }
