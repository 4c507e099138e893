"""Bad input, said so that a person can act on it and the interface can translate it."""

from __future__ import annotations

MESSAGES = {
    "empty_text": "There is no text: type a sentence.",
    "too_many_characters": "{n:,} characters; at most {limit:,} are read.",
    "too_many_tokens": "{n:,} tokens; {model} reads at most {limit:,}.",
    "too_few_tokens": "{n} tokens; at least {limit} are needed here.",
    "unknown_model": "There is no model {value!r}; there are {known}.",
    "unknown_tokenizer": "There is no tokenizer {value!r}; there are {known}.",
    "unknown_mask": (
        "{value!r} is no mask; a mask is native, causal, full, window:N, prefix:N or a JSON list of [query, key] cells."
    ),
    "cell_outside": "The cell {cell} lies outside the text; positions run from 0 to {limit}.",
    "unknown_strategy": "{value!r} is no strategy; there are {known}.",
    "unknown_option": "{strategy} has no option {value!r}; it takes {known}.",
    "out_of_range": "{name} is {value}; it must be {limit}.",
    "contradiction": "{first} and {second} contradict each other: {why}.",
    "no_mask_token": "{model} fills in [MASK], and the text has none.",
    "not_capable": "{model} cannot do this: it {why}.",
    "hub_unreachable": "{model} could not be loaded: it is not on this machine, and the model hub cannot be reached.",
    "model_too_large": "{model} weighs {value}; at most {limit} is loaded here.",
    "unsafe_model": "{model} has no safetensors weights; nothing else is loaded here.",
    "unknown_site": "{value!r} is no norm of this model; there are {known}.",
    "too_many_sentences": "{n} sentences; at most {limit} are read together.",
    "empty_sentence": "Sentence {number} is empty: type it or take it out.",
    "batch_too_large": "{n:,} tokens with the padding; at most {limit:,} are read together.",
    "still_loading": "The model libraries are still loading; try again in a few seconds.",
    "bad_characters": "The text has a lone surrogate (half of a character) at position {position}; remove it.",
}


class InputError(ValueError):
    """What was asked cannot be done, and why, with the value and the limit.

    Attributes:
        code: a key of `MESSAGES`; the interface looks up its translation by it.
        values: what fills the message's places.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(MESSAGES[code].format(**values))
