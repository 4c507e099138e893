"""Backwards: the gradient of a loss, from the net that textbooks draw to the model itself."""

from __future__ import annotations

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.questions import checked
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from viz.inside.backward.gradients import (
    encode_depth_line,
    encode_gradients,
    encode_small_net,
    encode_step,
    encode_time_line,
)
from viz.inside.backward.payloads import (
    BackwardPayload,
    BackwardQuestion,
    BesidePayload,
    BesideQuestion,
    SmallNetPayload,
    SmallNetProps,
    SmallNetQuestion,
    WeightPayload,
    WeightQuestion,
)
from viz.labels import spaced_label

# Sure and wrong: the squared error sends almost nothing back, where cross-entropy sends all of the error.
FIRST: SmallNetQuestion = {
    "x1": 1.0, "x2": 2.0, "w1": -1.0, "w2": -1.5, "b": 0.0, "target": 1.0, "loss": "squared", "rate": 1.0,
}  # fmt: skip
TWINS = ("norm-before", "norm-after", "norm-none")
CARRIERS = ("lstm", "rnn")
N_STEPS = 20  # tokens, before something can be said of how far a gradient comes back
LONG_TEXT = (
    "One day a little girl named Lily found a red ball in the park. She was very happy and wanted to show it to her "
    "mom. Her mom smiled and said that it was a nice ball."
)


def build(context: LabContext, model: Control) -> None:
    props: SmallNetProps = {"first": FIRST}
    browser_view("inside/small_net", server_functions=[net], **props)
    view = browser_view("inside/backward", server_functions=[backward, weight, beside])
    for name in ("net", "loss", "rate", "asked", "matrix", "step_rate"):
        context.setting(name, None, "")
    context.refresh(on_backward, [context.chosen, model], view)


@checked
def net(asked: SmallNetQuestion) -> SmallNetPayload:
    """The small net with one's own numbers."""
    from models import small_net
    from models.inside.small_net import GIVEN

    numbers = {name: float(value) for name, value in asked.items() if name in GIVEN and isinstance(value, float)}
    return encode_small_net(small_net(numbers, asked["loss"], asked["rate"]))


def on_backward(chosen: Chosen, choice: str) -> BackwardPayload:
    """The loss that is largest in the second half of the text."""
    return _encoded(chosen.text, model_of(chosen, choice))


@checked
def backward(asked: BackwardQuestion) -> BackwardPayload:
    """The loss at the position that is asked for."""
    return _encoded(asked["text"], asked["model"], asked["position"])


def _encoded(text: str, model: str, position: int | None = None) -> BackwardPayload:
    from models import loss_gradients
    from models.inside.weight_step import matrices

    chosen = card(model)
    return encode_gradients(
        loss_gradients(text, chosen.id, position),
        {"text": text, "model": chosen.id},
        title=chosen.title,
        is_masked=chosen.facts.is_masked,
        has_state=chosen.facts.state is not None,
        matrices=matrices(chosen.id),
    )


@checked
def weight(asked: WeightQuestion) -> WeightPayload:
    """A step on the weight that has the largest gradient in its matrix."""
    from models import weight_step

    return encode_step(
        weight_step(asked["text"], asked["model"], asked["matrix"], rate=asked["rate"], position=asked["position"])
    )


@checked
def beside(asked: BesideQuestion) -> BesidePayload:
    """Twins that differ in their norms, and an LSTM beside a plain network; they have read English alone."""
    from models import loss_gradients, time_gradients
    from models.passes import prepare

    own = asked["text"]
    is_own = own.isascii() and len(prepare(own, CARRIERS[0]).ids) >= N_STEPS
    text = own if is_own else LONG_TEXT
    times = [time_gradients(text, model) for model in CARRIERS]
    position = len(times[0].tokens) - 1  # the twins have the same tokenizer
    return {
        "text": text,
        "is_own": is_own,
        "tokens": [spaced_label(token) for token in times[0].tokens],
        "depth": [encode_depth_line(loss_gradients(text, model, position), card(model).title) for model in TWINS],
        "time": [encode_time_line(found, card(found.model_id).title) for found in times],
    }
