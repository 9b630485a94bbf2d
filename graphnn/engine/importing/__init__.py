"""Taking over models of Keras with their weights, in a process that has little to lose."""
