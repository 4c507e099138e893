"""Bad input, said so that a person can act on it and the interface can translate it."""

from __future__ import annotations

MESSAGES = {
    "empty_text": "There is no text: type a sentence.",
    "too_many_characters": "{n:,} characters; at most {limit:,} are read.",
    "too_many_tokens": "{n:,} tokens; {model} reads at most {limit:,}: shorten the text by {over:,}.",
    "no_room_to_write": "{n:,} tokens; {model} reads at most {limit:,}, and the first token that it writes is one of "
    "them: shorten the text by {over:,}.",
    "unknown_model": "There is no model {value!r}; there are {known}.",
    "unknown_tokenizer": "There is no tokenizer {value!r}; there are {known}.",
    "unknown_mask": "{value!r} is no mask; a mask is {known} or a JSON list of [query, key] cells.",
    "cell_outside": "The cell {cell} lies outside the text; positions run from 0 to {limit}.",
    "unknown_strategy": "{value!r} is no strategy; there are {known}.",
    "unknown_option": "{strategy} has no option {value!r}; it takes {known}.",
    "out_of_range": "{name} is {value}; allowed: {limit}.",
    "answer_too_large": "The answer would hold {n:,} numbers; at most {limit:,} are sent at once: shorten the text.",
    "not_given": "{name} is missing; give it.",
    "not_text": "{name} is {value}; a text is expected, such as {example}.",
    "not_whole": "{name} is {value}; a whole number is expected, such as {example}.",
    "not_number": "{name} is {value}; a number is expected, such as {example}.",
    "not_switch": "{name} is {value}; true or false is expected.",
    "not_one_of": "{name} is {value}; one of these is expected: {example}.",
    "not_list": "{name} is {value}; a list is expected, such as {example}.",
    "not_object": "{name} is {value}; an object is expected, such as {example}.",
    "too_deep": "{name} holds lists in lists; at most {limit} of them may lie in each other.",
    "half_a_character": "{name} is {value}: half a character (a lone surrogate) at position {position}; remove it.",
    "no_mask_token": "{model} fills in [MASK], and the text has none.",
    "no_attention": "{model} has no attention: its memory is a recurrent state.",
    "no_gates": "{model} has no gates: its memory is attention.",
    "not_recurrent": "{model} carries no state from token to token.",
    "reads_both_ways": "{model} does not read from left to right: there is no distance back.",
    "too_few_tokens": "{n} tokens; at least {limit} are needed here.",
    "no_next_sentence": "{model} was not trained to judge whether one sentence follows another.",
    "no_second_sentence": "There is no second sentence: type one.",
    "edit_outside": "The change does not lie in the text any more; choose a word again.",
    "no_norms": "{model} has no norms.",
    "no_score": "{model} gives probabilities to its own output alone, not to a text.",
    "no_repeat_test": "{model} reads its own output: random tokens cannot be repeated to it.",
    "no_offsets": "{model} has a tokenizer that does not say which characters a token covers.",
    "cannot_write": "{model} does not write from left to right; choose a causal model or an LSTM.",
    "not_observable": "{model} computes attention in a way that cannot be observed.",
    "hub_unreachable": "{model} could not be loaded: it is not on this machine, and the model hub cannot be reached.",
    "model_too_large": "{model} weighs {value}; at most {limit} is loaded here.",
    "unsafe_model": "{model} has no safetensors weights; nothing else is loaded here.",
    "unknown_site": "{value!r} is no norm of this model; there are {known}.",
    "too_few_places": "{word!r} occurs {n} times; to compare, write it at least twice, in one sentence or in both.",
    "too_few_sentences": "{n} sentence in the batch; this takes at least {limit}.",
    "too_many_sentences": "{n} sentences; at most {limit} are read together.",
    "empty_sentence": "Sentence {number} is empty: type it or take it out.",
    "batch_too_large": "{n:,} tokens with the padding; at most {limit:,} are read together.",
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
