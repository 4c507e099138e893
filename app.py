"""Unmasked: see what happens inside GPT, BERT and LSTM language models while they run."""

import gc

if __name__ == "__main__":
    gc.disable()  # imports leave no garbage, and looking for it takes an eighth of the start; see launch
    from app.shell import launch

    launch()
