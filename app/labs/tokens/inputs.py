"""What a model gets of a text: tensors of whole numbers."""

from __future__ import annotations

from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from viz.tokens.payloads import InputsPayload, InputsQuestion
from viz.tokens.vectors import encode_inputs


def build(context: LabContext) -> None:
    browser_view("tokens/inputs", server_functions=[batch_inputs])
    context.setting("batch", None, "Lily was happy.\nThe little dog ran to the park.")


@checked
def batch_inputs(asked: InputsQuestion) -> list[InputsPayload]:
    """The whole batch for BERT, the first sentence for GPT."""
    from models.text.inputs import model_inputs

    lines = [line.strip() for line in asked["batch"].splitlines() if line.strip()]
    batch = [asked["texts"], *((line, "") for line in lines)]
    return [
        encode_inputs(model_inputs(batch, asked["models"]["bert"]), is_batch=True),
        encode_inputs(model_inputs([(asked["texts"][0], "")], asked["models"]["gpt"]), is_batch=False),
    ]
