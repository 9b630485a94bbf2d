"""Pure checks of a document against the catalogue."""
