"""What a model gets of a text: tensors of whole numbers."""

from __future__ import annotations

from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from viz.tokens.payloads import InputsPayload, InputsQuestion
from viz.tokens.vectors import encode_inputs

# The rest of a batch, by the language of the page's first texts.
DEFAULT_BATCH = {"en": "Lily was happy.\nThe little dog ran to the park.", "zh": "小红很高兴。\n小狗跑到公园里去了。"}


def build(context: LabContext) -> None:
    browser_view("tokens/inputs", server_functions=[batch_inputs])
    context.setting("batch", None, DEFAULT_BATCH[context.language])


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
