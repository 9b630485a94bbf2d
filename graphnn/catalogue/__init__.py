"""What can be placed in a graph, as data."""
