"""Training: from a document and its data to a trained model."""
