"""The engine: the only floor that imports Keras."""
