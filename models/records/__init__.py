"""Frozen records: what the models did, on the CPU, ready to be drawn or sent.

Views and endpoints read these and nothing else. Their annotations say the shapes: axes are named in
order, `batch pos query_pos key_pos n_layers n_heads d_head d_model d_vocab`, and have one size within
a record. Positions count tokens from 0.
"""

from models.records.attention import AttentionTrace, LayerVectors, Trace
from models.records.decoding import (
    BeamCandidate,
    CacheCost,
    Choice,
    DecodedToken,
    Decoding,
    DecodingRun,
    Diversity,
    RunMetrics,
    StepDistribution,
)
from models.records.functions import Curve, Flatness, PreActivations
from models.records.gradients import LossGradients, SmallNet, SmallStep, TimeGradients, WeightStep
from models.records.inside import (
    Activations,
    CellSum,
    Contribution,
    Contributions,
    Formula,
    Lens,
    Neuron,
    PartKind,
    Term,
)
from models.records.memory import BothDirections, Fading, GateTrace, Influence, Timing
from models.records.norms import (
    NormMoves,
    NormStatistics,
    NormTrace,
    ResidualStream,
    RunningStatistics,
    SiteStatistics,
    SmallBatch,
)
from models.records.predictions import Candidate, EditEffect, Prediction, Reading, Score
from models.records.text import (
    Family,
    InputVectors,
    ModelInputs,
    Neighbour,
    Normalized,
    Piece,
    Place,
    Share,
    Token,
    TokenColumns,
    TokenKind,
    WordVectors,
)

__all__ = [
    "Activations",
    "AttentionTrace",
    "BeamCandidate",
    "BothDirections",
    "CacheCost",
    "Candidate",
    "CellSum",
    "Choice",
    "Contribution",
    "Contributions",
    "Curve",
    "DecodedToken",
    "Decoding",
    "DecodingRun",
    "Diversity",
    "EditEffect",
    "Fading",
    "Family",
    "Flatness",
    "Formula",
    "GateTrace",
    "Influence",
    "InputVectors",
    "LayerVectors",
    "Lens",
    "LossGradients",
    "ModelInputs",
    "Neighbour",
    "Neuron",
    "NormMoves",
    "NormStatistics",
    "NormTrace",
    "Normalized",
    "PartKind",
    "Piece",
    "Place",
    "PreActivations",
    "Prediction",
    "Reading",
    "ResidualStream",
    "RunMetrics",
    "RunningStatistics",
    "Score",
    "Share",
    "SiteStatistics",
    "SmallBatch",
    "SmallNet",
    "SmallStep",
    "StepDistribution",
    "Term",
    "TimeGradients",
    "Timing",
    "Token",
    "TokenColumns",
    "TokenKind",
    "Trace",
    "WeightStep",
    "WordVectors",
]
