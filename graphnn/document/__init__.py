"""The graph file: its model, its codec, its edits.

`model` says what a document is, `codec` reads and writes it, `edits` and `apply` change it, `history` undoes that,
and `diff` tells what changed. Names are imported from these modules: several are called as the function in them.
"""
