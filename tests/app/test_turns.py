"""One bound on the threads that work with models, whoever asks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Barrier, Event, Lock, Thread
from typing import Any

import gradio as gr
import pytest

from app import api, context, views
from app.context import speaking
from app.turns import N_WORKERS, Turns, in_turn
from app.views import browser_view

N_ASKING = 4  # of each kind


class Watch:
    """Work that notes how many do it at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at_work = 0
        self.most = 0
        self.done = 0

    def work(self, *_: Any) -> int:
        with self._lock:
            self._at_work += 1
            self.most = max(self.most, self._at_work)
        time.sleep(0.01)
        with self._lock:
            self._at_work -= 1
            self.done += 1
        return 0

    def answer(self) -> int:
        """An endpoint's arguments are those that it declares."""
        return self.work()

    def stream(self, *_: Any) -> Iterator[int]:
        for _step in range(3):
            yield self.work()


def together(*jobs: Any) -> None:
    """Run all at the same moment, and wait for all."""
    barrier = Barrier(len(jobs))

    def start(job: Any) -> None:
        barrier.wait()
        job()

    threads = [Thread(target=start, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_events_scripts_and_endpoints_together_keep_to_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (api, context, views):
        monkeypatch.setattr(module, "load_libraries", lambda: None)
    watch = Watch()
    with gr.Blocks():
        of_script = browser_view("lab/view", server_functions=[watch.work]).work
    event, stream = speaking(watch.work, 1), speaking(watch.stream, 1)
    endpoint = api._with_clear_errors(watch.answer)
    together(*[event, of_script, endpoint, lambda: list(stream())] * N_ASKING)
    assert watch.done == N_ASKING * (3 + 3)
    assert watch.most == N_WORKERS


def test_a_long_stream_lets_others_in_between_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.turns._turns", Turns(1))
    said: list[str] = []
    begun = Event()

    def long() -> Iterator[None]:
        for step in range(20):
            time.sleep(0.01)
            said.append(str(step))
            begun.set()
            yield

    def short() -> None:
        said.append("short")

    def ask_short() -> None:
        begun.wait()
        in_turn(short)()

    together(lambda: list(in_turn(long)()), ask_short)
    assert said.index("short") <= 3


def test_who_fails_gives_the_turn_back() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns:
            raise ZeroDivisionError
    with turns:
        pass


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order, waiting = Turns(1), [], []

    def ask(name: int) -> None:
        with turns:
            order.append(name)

    with turns:
        for name in range(5):
            waiting.append(Thread(target=ask, args=(name,)))
            waiting[-1].start()
            while len(turns._waiting) <= name:
                time.sleep(0.001)
    for thread in waiting:
        thread.join()
    assert order == list(range(5))


def test_a_stream_that_is_left_closes_its_handler() -> None:
    closed: list[bool] = []

    def handler() -> Iterator[int]:
        try:
            yield from range(5)
        finally:
            closed.append(True)

    steps = in_turn(handler)()
    next(steps)
    steps.close()
    assert closed == [True]
