"""Five tiny twins that differ in their norm, saved as the bundled ones are, with the account of a training."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from models.architectures.norm_twins import PLACES, NormTwinConfig, NormTwinForCausalLM
from tests.tiny import byte_bpe

CURVE = """step,tokens,minutes,lr,train_loss_nats,held_out_loss_nats,gradient_norm
10,80,0.1,0.001,5.5,5.6,1.5
20,160,0.2,0.001,4.5,4.75,{last}
"""


def save_twins(folder: Path) -> Path:
    tokenizer = byte_bpe()
    for place in PLACES:
        torch.manual_seed(0)
        config = NormTwinConfig(
            place,
            vocab_size=len(tokenizer),
            n_positions=64,
            n_embd=16,
            n_layer=1,
            n_head=2,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
        twin = folder / f"norm-{place}"
        NormTwinForCausalLM(config).save_pretrained(twin)
        tokenizer.save_pretrained(twin)
        (twin / "curve.csv").write_text(CURVE.format(last="nan" if place == "none" else 0.5), encoding="utf-8")
        bits = {"model": 2.5} | ({"training_mode": 2.25} if place == "batch" else {})
        figures = [{"source": "tinystories", "n_stories": 9, "n_bytes": 999, "bits_per_byte": bits}]
        (twin / "card.json").write_text(
            json.dumps({"title": place, "listed": False, "figures": figures}), encoding="utf-8"
        )
    return folder
