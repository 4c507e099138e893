"""A class at work: 32 people ask for attention at once, beside one person who asks again and again."""

from __future__ import annotations

import json
import random
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from benchmarks.server import serving
from benchmarks.table import Row
from models.registry import load_tokenizer

PEOPLE = 32
QUESTIONS_EACH = 3
N_TOKENS = 32
CORES = 2
TARGET = 1 / (0.9 * CORES)
READY_SECONDS = 60


def rows() -> Iterator[Row]:
    texts = distinct_texts()
    with serving() as server:
        wait_until_ready(server.url)
        alone_ms = milliseconds_per_answer(server.url, [list(islice(texts, PEOPLE))])
        crowd_ms = milliseconds_per_answer(server.url, [list(islice(texts, QUESTIONS_EACH)) for _ in range(PEOPLE)])
    yield Row(
        f"/attention for {PEOPLE} people, {N_TOKENS} tokens, per answer", crowd_ms, "one person", alone_ms, TARGET
    )


def distinct_texts(seed: int = 0) -> Iterator[str]:
    """Texts of `N_TOKENS` tokens that differ, so that no answer comes from the cache."""
    tokenizer = load_tokenizer("gpt")
    words = sorted(piece[1:] for piece in tokenizer.get_vocab() if piece[0] == "Ġ" and piece[1:].isalpha())
    draw = random.Random(seed)
    while True:
        text = " ".join(draw.choices(words, k=N_TOKENS - 1))  # the tokenizer adds the start token
        if len(tokenizer(text)["input_ids"]) == N_TOKENS:
            yield text


def milliseconds_per_answer(url: str, questions: list[list[str]]) -> float:
    """Every person asks their questions one after another, all people at once.

    Raises:
        RuntimeError: an answer was an error.
    """
    start = time.perf_counter()
    sessions = [f"person{n}" for n in range(len(questions))]
    with ThreadPoolExecutor(len(questions)) as people:
        answers = list(people.map(lambda session, own: [ask(url, text, session) for text in own], sessions, questions))
    elapsed_ms = (time.perf_counter() - start) * 1000
    return elapsed_ms / sum(map(len, answers))


def ask(url: str, text: str, session: str = "first") -> dict[str, object]:
    """One question to the named endpoint, over plain HTTP as in Gradio's own `curl` example.

    Args:
        session: who asks; a page and Gradio's clients keep one, and Gradio builds its state once for each.
    """
    call = f"{url}/gradio_api/call/attention"
    body = {"data": [text, "gpt", "native", 0, 0], "session_hash": session}
    request = urllib.request.Request(call, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=READY_SECONDS) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{call}/{event}", timeout=READY_SECONDS) as response:
        *_, kind, data = [line for line in response.read().decode().splitlines() if line]
    if kind != "event: complete":
        raise RuntimeError(f"{text!r}: {data}")
    answer: dict[str, object] = json.loads(data.removeprefix("data: "))[0]
    return answer


def wait_until_ready(url: str) -> None:
    """The first page comes before the model libraries do."""
    give_up = time.monotonic() + READY_SECONDS
    while True:
        try:
            ask(url, "Once upon a time")
            return
        except RuntimeError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)
