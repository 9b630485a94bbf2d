/**
 * What a page has told its server and does not know to have arrived, in order.
 *
 * A connection that breaks takes along what was under way. Here every event has a number and is kept until the server
 * says that it heard it; after a break what is left is told again, and the server drops what it has heard before
 * (`hearing.py`). While there is no connection, events wait.
 */

const EVENT = "event";

/**
 * @param {{connected: boolean, emit: Function, on: Function}} socket of Socket.IO; its `emit` is replaced
 * @param {(count: number) => void} onChange is told how many are kept
 * @returns {{count: () => number}}
 */
export const keepUnheard = (socket, onChange) => {
  const kept = new Map();
  let last = 0;
  const emit = socket.emit.bind(socket);
  const tell = (number) =>
    emit(EVENT, kept.get(number), () => {
      if (kept.delete(number)) onChange(kept.size);
    });

  socket.emit = (name, ...rest) => {
    if (name !== EVENT) return emit(name, ...rest);
    const number = (last += 1);
    kept.set(number, { ...rest[0], number });
    onChange(kept.size);
    if (socket.connected) tell(number);
    return socket;
  };
  socket.on("connect", () => [...kept.keys()].forEach(tell));
  return { count: () => kept.size };
};
