"""Bad input, said so that a person can act on it and the interface can translate it."""

from __future__ import annotations

MESSAGES = {
    "empty_text": "There is no text: type a sentence.",
    "too_many_characters": "{n:,} characters; at most {limit:,} are read.",
    "too_many_tokens": "{n:,} tokens; {model} reads at most {limit:,}: shorten the text by {over:,}.",
    "no_room_to_write": "{n:,} tokens; {model} reads at most {limit:,}, and the first token that it writes is one of "
    "them: shorten the text by {over:,}.",
    "too_much_written": "max_new_tokens = {n:,} in {rows:,} rows (every beam, candidate and sample is one) are "
    "{value:,} tokens to write; in one go at most {limit:,} are: with {rows:,} rows choose max_new_tokens up to "
    "{most:,}.",
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
    "no_head": "{model} has no output layer for words: its file lacks {names}. So it gives no probabilities and writes "
    "nothing; its attention, norms and vectors are its own.",
    "source_model": "{model} reads a text with its encoder and writes its answer with a decoder: no output matrix ever "
    "reads what the encoder's blocks hold, so there is no prediction to take from them.",
    "unknown_way_out": "What {model} does between its last block and its vocabulary is of a kind that is not named "
    "here, so its blocks cannot be compared with its vocabulary.",
    "unknown_parts": "{model} puts norms and sums together in an order that is not named here, so its logits cannot be "
    "taken apart.",
    "same_candidates": "Both candidates are {token!r}; choose two different ones.",
    "not_aligned": "The sentences have {n} and {n_other} tokens; a vector can be carried over only between sentences "
    "of equally many: change a word for one of as many tokens.",
    "same_sentences": "Both sentences are the same tokens; change a word in one of them.",
    "same_answer": "Both sentences lead to {token!r}, so nothing would be seen to change; choose two that are answered "
    "differently.",
    "not_observable": "{model} computes attention in a way of its own that gives no map of tokens by tokens.",
    "without_attention": "{model} has no attention: its tokens meet in another way, and there is no map.",
    "attention_sink": "{model} lets its heads rest on a sink that is no token: a map of tokens alone would be wrong.",
    "read_only": "{model} computes attention on its own: its maps can be seen, but not masked, silenced or opened.",
    "sees_ahead": "{model} was loaded as a causal model, yet sees the tokens that come after: it is not shown.",
    "cannot_read": "{model} cannot read a plain text. Its own code says: {reason}",
    "other_places": "{model} lengthens, shortens or regroups a text inside: there is not one vector for each token.",
    "no_plain_cache": "{model} keeps more than keys and values, or nothing, from token to token: not measured here.",
    "hub_unreachable": "{model} could not be loaded: it is not on this machine, and the model hub cannot be reached.",
    "no_such_folder": "UNMASKED_MODELS names {value!r}, and there is no such folder.",
    "no_model_files": "{model} holds no saved model: neither config.json nor weights.",
    "no_config": "{model} has weights and no config.json, which says how they belong together.",
    "no_weights": "{model} has a config.json and no weights; model.safetensors is looked for.",
    "model_deeper": "{model} holds no model itself; there is one deeper, in {found}. Name the folder right above it in "
    "UNMASKED_MODELS.",
    "adapter_alone": "{model} is an adapter alone ({file}) for {base}: merge it into that model and save the whole.",
    "dangling_link": "{model}: {file} is a link to a file that is not there; copy what it stands for.",
    "lfs_pointer": "{model}: {file} is a Git LFS pointer and not the file itself; `git lfs pull` fetches it.",
    "bad_json": "{model}: {file} is not whole JSON.",
    "not_safetensors": "{model}: {file} is no safetensors file.",
    "cut_off_weights": "{model}: {file} has {value:,} bytes; by its own header it should have {limit:,}.",
    "shard_missing": "{model}: model.safetensors.index.json names {file}, which is not there.",
    "weights_misnamed": "{model}: its weights are called {file}; model.safetensors is read, or "
    "model.safetensors.index.json with the files that it names.",
    "no_tokenizer": "{model} has no tokenizer that can be read ({known}); save it in the same folder.",
    "unknown_architecture": "{model} is of the kind {value!r}, for which transformers has no {loader}.",
    "weights_missing": "{model}: {n} of the weights that its config.json asks for are not in its file: {names}.",
    "weights_unmatched": "{model}: {n} of the weights that its config.json asks for are not in its file: {names}. "
    "The file has {n_unused} that it does not ask for: {unused}.",
    "weights_left_over": "{model}: its file has layers that its config.json leaves out: {names}.",
    "weights_misshapen": "{model}: {names} has the shape {value} in the file and {limit} by config.json.",
    "not_loadable": "{model} could not be loaded: {reason}",
    "id_outside": "{model}: its tokenizer gives {token!r} the id {value}; its embedding has {limit} rows.",
    "no_pad_token": "{model} has no padding token, so its tokenizer makes no batch of several sentences.",
    "model_too_large": "{model} weighs {value}; at most {limit} is loaded here.",
    "unsafe_model": "{model} has no safetensors weights; nothing else is loaded here.",
    "unknown_tensor": "{model} has no tensor {value!r}.",
    "not_asked": "Position {value} of the text cannot be asked; these can: {known}.",
    "no_mlp": "{model} has no MLP of a known kind and no gates: where its activation functions stand was not found.",
    "unknown_site": "{value!r} is no norm of this model; there are {known}.",
    "too_few_places": "{word!r} occurs {n} times; to compare, write it at least twice, in one sentence or in both.",
    "too_few_sentences": "{n} sentence in the batch; this takes at least {limit}.",
    "too_many_sentences": "{n} sentences; at most {limit} are read together.",
    "empty_sentence": "Sentence {number} is empty: type it or take it out.",
    "batch_too_large": "{n:,} tokens with the padding; at most {limit:,} are read together.",
    "no_lesson": "There is no lesson {value!r} here; there are {known}.",
    "no_step": "The lesson has no step {value}; it has {limit}.",
    "broken_lesson": "The lesson {value!r} cannot be read: {reason}",
    "no_class": "There is no class {value!r}: the code is wrong, or the class has ended.",
    "class_full": "This class is full: {limit} students at most.",
    "no_more_classes": "There are as many classes here as there may be ({limit}). Try again later.",
    "not_the_teacher": "Only the page that holds this class’s key may do this.",
    "another_leads": "Another page of yours leads the class now.",
    "no_seat": "Your place in the class was given up; join again.",
    "class_elsewhere": "The class is at another question now.",
    "answer_is_open": "The answer is open already.",
    "not_an_answer": "{value!r} is none of the answers to this question.",
    "class_too_large": "{n:,} bytes; at most {limit:,} are sent to a class: shorten the text.",
    "too_fast": "Too many at once; wait a few seconds.",
    "class_away": "Classes cannot be reached at the moment. Try again in a few seconds.",
    "not_one_token": "{model} reads {token!r} as {n} tokens; one is asked for.",
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
