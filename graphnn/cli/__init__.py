"""The shell: `graphnn` and its verbs.

Verbs only read words, call the floors below and print; none imports Keras. Results go to stdout, all else to
stderr; with `--json` a verb prints exactly one JSON document.
"""

from graphnn.cli.app import main

__all__ = ["main"]
