"""Training runs as folders."""
