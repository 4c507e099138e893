"""What the card of each bundled model says in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    title: str
    what: str
    use: str
    limits: str


ABOUT = {
    "gpt": About(
        "GPT",
        "a small causal transformer with pre-norm and learned positions. It reads from left to right and predicts "
        "the next token.",
        "watching causal attention, next-token probabilities, decoding strategies and norms at work",
        "Its stories are grammatical, but drift after a few sentences; written greedily they soon repeat themselves.",
    ),
    "bert": About(
        "BERT",
        "a small bidirectional transformer with post-norm, learned positions and two segments. It fills in masked "
        "tokens and judges whether one passage follows another; both heads are saved.",
        "watching bidirectional attention, masked-token predictions and next-sentence judgements",
        "Text is lower-cased and accents are taken off. A letter that no training story has becomes `[UNK]`. It "
        "does not write.",
    ),
    "lstm": About(
        "LSTM",
        "a small recurrent network: LSTM layers between an embedding and an output layer that share their weights. "
        "It reads from left to right and predicts the next token, with the GPT's own tokenizer.",
        "watching gates and cell states, and comparing a recurrent network with a transformer of the same size",
        "It reads texts of any length, but practised on windows of 256 tokens.",
    ),
}
_NORM_PLACES = {
    "before": "layer norm before attention and MLP",
    "after": "layer norm after attention and MLP",
    "rms": "RMS norm before attention and MLP",
    "batch": "batch norm before attention and MLP",
    "none": "no norm at all",
}
ABOUT |= {  # the twins
    f"norm-{place}": About(
        f"GPT with {norm}",
        f"a very small causal transformer with {norm}: one of five twins, trained on the same batches from the same "
        "seed, that differ in their norm alone.",
        "seeing what the norm of a transformer does for its training",
        "It is there to be compared with its twins, and writes poorly.",
    )
    for place, norm in _NORM_PLACES.items()
}
ABOUT |= {
    "gpt-unmasked": About(
        "GPT, trained unmasked",
        "the GPT's twin: same architecture, data, size and steps, but while it was trained every token saw every "
        "token, also the one it was to predict.",
        "seeing why a model that writes from left to right needs the causal mask while it learns",
        "It learned to copy the token after each one: its training loss is small, and what it writes is worthless.",
    ),
    "rnn": About(
        "RNN",
        "a small plain recurrent network: two tanh layers without gates, between an embedding and an output layer that "
        "share their weights. It reads from left to right and predicts the next token, with the GPT's own tokenizer.",
        "measuring how fast a plain recurrent network forgets, beside an LSTM and a transformer",
        "It remembers a handful of tokens, which is what it is here to show.",
    ),
    "bilstm": About(
        "BiLSTM",
        "a small bidirectional LSTM: one reads from the left, one from the right, and a linear map joins their states. "
        "It fills in masked tokens, with BERT's own tokenizer.",
        "watching what the forward and the backward state each contribute to a prediction",
        "Text is lower-cased and accents are taken off. It does not write.",
    ),
}
ABOUT |= {
    "gpt-zh": About(
        "GPT 中文",
        "a small causal transformer with pre-norm and learned positions. It reads Chinese from left to right and "
        "predicts the next token: a character or a common word.",
        "watching causal attention, next-token probabilities, decoding strategies and norms at work, in Chinese",
        "It has read little: a clause or two hold together, then it loses the thread, and written greedily it repeats "
        "itself at once. Rare characters are bytes to it, which it seldom puts together rightly.",
    ),
    "bert-zh": About(
        "BERT 中文",
        "a small bidirectional transformer with post-norm, learned positions and two segments. It reads Chinese, "
        "a character a token, fills in masked tokens and judges whether one passage follows another; both heads are "
        "saved.",
        "watching bidirectional attention, masked-token predictions and next-sentence judgements, in Chinese",
        "A rare character becomes `[UNK]`; Latin text is lower-cased and accents are taken off. It does not write.",
    ),
    "lstm-zh": About(
        "LSTM 中文",
        "a small recurrent network: LSTM layers between an embedding and an output layer that share "
        "their weights. It reads Chinese from left to right and predicts the next token, with the own tokenizer of "
        "`gpt-zh`.",
        "watching gates and cell states, and comparing a recurrent network with a transformer of the same size",
        "It reads texts of any length, but practised on windows of 256 tokens. It has read very little, and repeats "
        "itself.",
    ),
}
