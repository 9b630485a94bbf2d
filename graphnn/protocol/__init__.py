"""The messages that the engine and its clients exchange."""
