/**
 * Split a message where it names cards, so that their names can stand out. Pure.
 *
 * @param {string} message @param {(word: string) => boolean} isName
 * @returns {{text: string, isName: boolean}[]}
 */
export const emphasized = (message, isName) => {
  const parts = [];
  for (const piece of message.split(/([A-Za-z_][A-Za-z0-9_]*)/)) {
    if (piece === "") continue;
    const named = /^[A-Za-z_]/.test(piece) && isName(piece);
    if (parts.length && parts.at(-1).isName === named) parts.at(-1).text += piece;
    else parts.push({ text: piece, isName: named });
  }
  return parts;
};
