"""Unmasked: see what happens inside GPT, BERT and LSTM language models while they run."""

from app.shell import launch

if __name__ == "__main__":
    launch()
