"""Models out: the formats in which a network leaves for other programs, each compared with the model it came from."""
