"""Names of the model and its files."""

from __future__ import annotations

NAME = "e5-small-1"  # stands beside every vector: another way of making them gets another name
MADE = 2  # how the files are made: others are made anew, vectors may stay
SOURCE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
ENCODER, PIECES, WORDS, PLACES, USUAL = "encoder.onnx", "pieces.json", "words.npy", "places.npy", "usual.npy"
