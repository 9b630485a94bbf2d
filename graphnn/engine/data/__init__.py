"""Data sets as arrays: where they come from, how they are split, and how columns become a model's inputs.

Nothing here imports Keras or scikit-learn before a data set needs them.
"""
