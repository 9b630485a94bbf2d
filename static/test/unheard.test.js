import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";

import { keepUnheard } from "../src/unheard.js";

/** A socket that notes what is sent, and hears it when the test says so. */
const line = () => {
  const events = new EventEmitter();
  const sent = [];
  const socket = {
    connected: true,
    on: (name, listener) => events.on(name, listener),
    emit: (name, message, heard) => sent.push({ name, message, heard }),
  };
  const reconnect = () => {
    socket.connected = true;
    events.emit("connect");
  };
  return { socket, sent, reconnect };
};
const names = (sent) => sent.map(({ message }) => message.what);

test("an event is kept until it was heard", () => {
  const { socket, sent } = line();
  const counts = [];
  const unheard = keepUnheard(socket, (count) => counts.push(count));

  socket.emit("event", { what: "move" });
  assert.equal(unheard.count(), 1);
  sent[0].heard();

  assert.equal(unheard.count(), 0);
  assert.deepEqual(counts, [1, 0]);
});

test("after a break what was not heard is told again, in order, with what was done meanwhile, under its number", () => {
  const { socket, sent, reconnect } = line();
  keepUnheard(socket, () => {});
  socket.emit("event", { what: "heard" });
  sent[0].heard();
  socket.emit("event", { what: "lost" });
  socket.connected = false;
  socket.emit("event", { what: "meanwhile" });
  assert.deepEqual(names(sent), ["heard", "lost"]);

  reconnect();

  assert.deepEqual(names(sent), ["heard", "lost", "lost", "meanwhile"]);
  assert.deepEqual(
    sent.map(({ message }) => message.number),
    [1, 2, 2, 3],
  );
});

test("anything but events goes its own way", () => {
  const { socket, sent } = line();
  const unheard = keepUnheard(socket, () => {});

  socket.emit("log", { what: "words" });

  assert.equal(unheard.count(), 0);
  assert.equal(sent[0].message.number, undefined);
});
