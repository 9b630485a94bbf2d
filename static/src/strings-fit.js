/** The words of the anatomy of a fit: the part of strings.js that fit-view.js needs. */

export const fitStrings = {
  fit: {
    name: "Anatomy of the fit",
    empty: "A network of one or two numbers and one answer is drawn here, while it learns and by hand.",
    play: "Play again",
    moment: "Moment of the training",
    epoch: (number) => `epoch ${number}`,
    fresh: "not trained yet",
    byHand: "weights set by hand",
    answer: "The fit",
    error: (value) => `mean square ${value.toPrecision(3)}`,
    surface: "Decision surface",
    sum: "Weighted sum",
    sumHint: "what adds up",
    features: (layer) => `Features of ${layer}`,
    units: (count) => `${count} ${count === 1 ? "unit" : "units"}`,
    some: (shown, count) => `${shown} of ${count} units`,
    unit: (number) => `Unit ${number + 1}`,
    hand: "Weights by hand",
  },
};
