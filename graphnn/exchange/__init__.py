"""From Keras' model configs to documents, and from documents to Python source: text to text, no Keras needed."""
