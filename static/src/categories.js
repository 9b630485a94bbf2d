/** Which colour stands for which category of the catalogue; the colours themselves are in theme.css. */

const colors = {
  Input: "--k-input",
  Output: "--k-out",
  Core: "--k-core",
  Activation: "--k-core",
  Convolution: "--k-conv",
  Pooling: "--k-pool",
  Recurrent: "--k-rnn",
  Attention: "--k-attn",
  Normalisation: "--k-norm",
  Regularisation: "--k-reg",
  Shape: "--k-shape",
  Merge: "--k-shape",
  Preprocessing: "--k-prep",
  Augmentation: "--k-prep",
};

/** @param {string} category @returns {string} a CSS colour; an unknown category (a plug-in's) is neutral */
export const categoryColor = (category) => `var(${colors[category] ?? "--k-input"})`;
