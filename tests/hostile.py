"""Requests as nobody should send them: each endpoint's arguments, with some replaced by what they must not be.

    python -m tests.hostile 2000 [http://127.0.0.1:7860]

sends that many to a running playground, started for it where no address is given, and says what was answered.
"""

from __future__ import annotations

import json
import random
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

SLOWEST_SECONDS = 5.0
_NESTED: Any = "leaf"
for _ in range(40):
    _NESTED = [_NESTED]
# What no argument should be, or what one may be at its edge. Infinity and NaN are sent as Python spells them.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 5, 3.7, 1e308, 10**30, -(10**30), 2**63, float("nan"), float("inf"), -float("inf"),
    "", " ", "\n\t", "\x00", "\ud800", "ok \udfff", "\u202e\u200f", "a\u0301", "👩‍👩‍👧" * 40, "的" * 3_000,
    "x" * 100_001, "a b " * 4_000, "<|endoftext|>" * 5, "[MASK]" * 3, "[PAD][SEP]", "</script><img src=x onerror=1>",
    "../../etc/passwd", "gpt\x00", "native", "window:0", "window:-3", "window:1e9", "window:9" + "9" * 400, "prefix:",
    "[[0,0]]", "[[0,1e400]]", "[[NaN,0]]", "[[-1,0]]", "[[9999,0]]", "[" * 5_000, "[[]]", "nan",
    [], [[]], [None], [[[]]], [0], [""], ["\ud800"], ["a", 1], ["a"] * 17, ["nobody"], ["a " * 900], _NESTED,
    {}, {"a": []}, {"name": "greedy"}, {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    [{}], [{"name": None}], [{"name": "magic"}], [{"name": ["greedy"]}], [{"name": "beam", "num_beams": 10**9}],
    [{"name": "beam", "num_beams": True}], [{"name": "sample", "temperature": float("nan")}],
    [{"name": "sample", "temperature": "hot"}], [{"name": "sample", "top_k": 10**40}],
    [{"name": "sample", "top_p": [0.9]}], [{"name": "greedy", "force": [1]}], [{"name": "greedy", "force": {"x": "y"}}],
    [{"name": "greedy", "force": {"0": 10**12}}], [{"name": "greedy", "no_repeat_ngram_size": 10**30}],
    [{"name": "sample", "draw": -1}], [{"name": "greedy", "\ud800": 1}], [{"name": "greedy"}] * 33,
)  # fmt: skip
STRATEGIES = [{"name": "greedy"}, {"name": "sample", "temperature": 0.8}]
TEXT = "The cat sat on the mat."


@dataclass(frozen=True)
class Request:
    """A call of an endpoint.

    Attributes:
        arguments: by name, in the order of the signature.
        changed: the names of those that were replaced.
    """

    endpoint: str
    arguments: Mapping[str, Any]
    changed: tuple[str, ...] = ()


def requests(seed: int, gpt: str, bert: str, lstm: str) -> Iterator[Request]:
    """Without an end: first every value in the place of every argument, then two or three of them at once."""
    draw = random.Random(seed)
    base = list(good_requests(gpt, bert, lstm))
    single = [
        replace(request, arguments={**request.arguments, name: value}, changed=(name,))
        for request in base
        for name in request.arguments
        for value in VALUES
    ]
    draw.shuffle(single)
    yield from single
    while True:
        request = draw.choice(base)
        changed = draw.sample(list(request.arguments), min(len(request.arguments), draw.choice((2, 2, 3))))
        hostile = {name: draw.choice(VALUES) for name in changed}
        yield replace(request, arguments={**request.arguments, **hostile}, changed=tuple(changed))


def good_requests(gpt: str, bert: str, lstm: str) -> Iterator[Request]:
    """What every endpoint answers."""
    yield Request("tokenize", {"text": TEXT, "tokenizers": [gpt]})
    yield Request("train_bpe", {"corpus": TEXT, "n_merges": 5})
    yield Request("attention", {"text": TEXT, "model": gpt, "mask": "native", "layer": 0, "head": 0})
    yield Request("predict", {"text": "My [MASK] sat.", "model": bert, "k": 3, "mask": "native"})
    yield Request("score", {"text": TEXT, "model": lstm})
    yield Request("decode", {"prompt": TEXT, "model": gpt, "strategies": STRATEGIES, "max_new_tokens": 3, "seed": 0})
    yield Request("norms", {"texts": [TEXT, "A dog."], "model": gpt, "site": "", "groups": 8})
    yield Request("lstm", {"text": TEXT, "model": lstm, "layer": 0})
    yield Request("lens", {"text": TEXT, "model": gpt, "k": 3})
    yield Request("silence", {"text": TEXT, "model": gpt, "how": "zero", "token": ""})
    swapped = {"text": TEXT, "other": "The dog sat on the mat.", "model": gpt}
    yield Request("patch", {**swapped, "site": "mlp", "head": -1, "token": " cat", "rival": " dog"})
    yield Request("contributions", {"text": TEXT, "model": gpt, "token": "", "other": "", "position": -1})


def fault_of(request: Request, error: str | None, answer: str, seconds: float) -> str | None:
    """What is wrong with how a request was met; None for an answer, or for an error that says what to do.

    Args:
        error: the message of one that was refused, else None.
        answer: the JSON of one that was answered.
    """
    if seconds > SLOWEST_SECONDS:
        return f"{seconds:.1f} s"
    if error is None:
        return "NaN in the answer" if "NaN" in answer or "Infinity" in answer else None
    if not error.strip():
        return "an empty error"
    if "Traceback" in error or 'File "' in error:
        return "a stack trace"
    if "our fault" in error or len(error) > 2_000:
        return error[:200]
    return None


def main(arguments: list[str]) -> int:
    from benchmarks.server import serving

    n_requests = int(arguments[0])
    if len(arguments) > 1:
        return _report(arguments[1], n_requests)
    with serving() as server:
        return _report(server.url, n_requests)


def _report(url: str, n_requests: int) -> int:
    [ask(url, request) for request in good_requests("gpt", "bert", "lstm")]  # the libraries load
    met: Counter[str] = Counter()
    slowest = 0.0
    for request in islice(requests(0, "gpt", "bert", "lstm"), n_requests):
        start = time.perf_counter()
        error, answer = ask(url, request)
        seconds = time.perf_counter() - start
        slowest = max(slowest, seconds)
        fault = fault_of(request, error, answer, seconds)
        if fault:
            print(fault, repr(request)[:300])
        met["at fault" if fault else "answered" if error is None else "refused in words"] += 1
    print(dict(met), f"slowest {slowest:.1f} s")
    return int(met["at fault"] > 0)


def ask(url: str, request: Request) -> tuple[str | None, str]:
    """Send a request over plain HTTP: its error, or None and the answer's JSON."""
    call = f"{url}/gradio_api/call/{request.endpoint}"
    body = json.dumps({"data": list(request.arguments.values()), "session_hash": "hostile"}).encode()
    post = urllib.request.Request(call, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(post, timeout=60) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{call}/{event}", timeout=60) as response:
        *_, kind, data = (line for line in response.read().decode().splitlines() if line)
    told = data.removeprefix("data: ")
    return (None, told) if kind == "event: complete" else (json.loads(told)["error"] or "", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
