"""Files of a person's own as data: opened safely, read strictly, described. No tensors, no Keras."""
