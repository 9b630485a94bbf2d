/** A dropped folder as one zip file: its files stored as they are, by their paths; hidden ones are left out. */

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const IN_UTF8 = 0x0800;
const VERSION = 20;

export const MAX_FILES = 60_000; // a zip of the plain kind counts them in two bytes
export const MAX_BYTES = 60 * 2 ** 20;
const AT_ONCE = 64;

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {(done: number, count?: number) => void} [say]  is told how many files are found; then how many are read, of all
 * @returns {Promise<Uint8Array | null>} the zip; nothing if the folder is too large to send
 */
export async function zippedFolder(folder, say = () => {}) {
  const found = [];
  let size = 0;
  for await (const some of filesBelow(folder)) {
    for (const each of some) size += each.file.size;
    if (found.length + some.length > MAX_FILES || size > MAX_BYTES) return null;
    found.push(...some);
    say(found.length);
  }
  const files = [];
  for (let first = 0; first < found.length; first += AT_ONCE) {
    say(first, found.length);
    files.push(...(await Promise.all(found.slice(first, first + AT_ONCE).map(contentOf))));
  }
  return storedZip(files);
}

const contentOf = async ({ name, file }) => {
  const content = new Uint8Array(await file.arrayBuffer());
  return { name, content, sum: checksum(content) };
};

/** @param {{name: string, content: Uint8Array, sum: number}[]} files @returns {Uint8Array} */
export function storedZip(files) {
  const encoder = new TextEncoder();
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, content, sum } of files) {
    const nameBytes = encoder.encode(name);
    const facts = [VERSION, IN_UTF8, 0, 0, 0]; // no packing, no time
    const sizes = [sum, content.length, content.length];
    const local = [...words(LOCAL), ...halves(...facts), ...words(...sizes), ...halves(nameBytes.length, 0)];
    parts.push(Uint8Array.from(local), nameBytes, content);
    directory.push(
      Uint8Array.from([
        ...words(CENTRAL),
        ...halves(VERSION, ...facts),
        ...words(...sizes),
        ...halves(nameBytes.length, 0, 0, 0, 0),
        ...words(0, offset),
      ]),
      nameBytes,
    );
    offset += local.length + nameBytes.length + content.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const counts = halves(0, 0, files.length, files.length);
  return joined([...parts, ...directory, Uint8Array.from([...words(END), ...counts, ...words(length, offset), 0, 0])]);
}

/** Gives some files at a time, by their paths. */
async function* filesBelow(folder) {
  const reader = folder.createReader();
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return; // it gives a hundred at a time
    const seen = entries.filter((entry) => !entry.name.startsWith(".")); // others are what systems leave in folders
    yield await Promise.all(seen.filter((entry) => !entry.isDirectory).map(fileOf));
    for (const entry of seen) if (entry.isDirectory) yield* filesBelow(entry);
  }
}

const fileOf = async (entry) => ({
  name: entry.fullPath.replace(/^\/+/, ""),
  file: await new Promise((resolve, reject) => entry.file(resolve, reject)),
});

const halves = (...numbers) => numbers.flatMap((number) => [number & 0xff, (number >>> 8) & 0xff]);
const words = (...numbers) => numbers.flatMap((number) => halves(number & 0xffff, number >>> 16));

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32, as zip files have it. */
function checksum(content) {
  let rest = 0xffffffff;
  for (const byte of content) rest = (rest >>> 8) ^ TABLE[(rest ^ byte) & 0xff];
  return ~rest >>> 0;
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
