/** Build static/dist: index.js (with `vue` left to the page's import map), index.css and the fonts it names. */

import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

await rm(dist, { recursive: true, force: true });
await build({
  entryPoints: [join(here, "src/index.js"), join(here, "src/index.css")],
  outdir: dist,
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox121", "safari16.4"],
  external: ["vue"],
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
  minify: true,
  sourcemap: false,
  legalComments: "eof",
  logLevel: "info",
});
