import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { MAX_BYTES, zippedFolder } from "../src/folder-zip.js";

const file = (fullPath, content) => ({
  name: fullPath.split("/").at(-1),
  fullPath,
  file: (resolve) => resolve(new Blob([content])),
});
const folder = (...entries) => ({
  name: "folder",
  isDirectory: true,
  createReader: () => {
    const rest = entries.map((entry) => [entry]);
    return { readEntries: (resolve) => resolve(rest.shift() ?? []) };
  },
});
const READ = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.testzip() and sys.exit(1);" +
  "print('|'.join(f'{n}={z.read(n).decode()}' for n in z.namelist()))";

test("a folder comes as a zip that others can read, folders within it too", async () => {
  const animals = folder(
    folder(file("/animals/cat/1.txt", "purr"), file("/animals/cat/2.txt", "")),
    file("/animals/hütte.txt", "äöü"),
  );

  const path = join(mkdtempSync(join(tmpdir(), "zip-")), "animals.zip");
  writeFileSync(path, await zippedFolder(animals));

  const read = execFileSync("python3", ["-c", READ, path], { encoding: "utf-8" }).trim();
  assert.equal(read, "animals/cat/1.txt=purr|animals/cat/2.txt=|animals/hütte.txt=äöü");
});

test("a folder too large to send is none", async () => {
  const large = { size: MAX_BYTES + 1 };
  assert.equal(await zippedFolder(folder({ name: "1", fullPath: "/a/1", file: (resolve) => resolve(large) })), null);
});

test("what systems leave in folders stays behind, and how far it is gets told", async () => {
  const told = [];
  const animals = folder(file("/animals/.DS_Store", "x"), file("/animals/1", "y"), file("/animals/2", "y"));

  const zip = await zippedFolder(animals, (done, count) => told.push([done, count]));

  assert.deepEqual(told, [[0, undefined], [1, undefined], [2, undefined], [0, 2]]);
  assert.ok(!new TextDecoder("latin1").decode(zip).includes(".DS_Store"));
});
