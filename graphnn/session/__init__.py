"""Open documents and the engine that serves them."""
