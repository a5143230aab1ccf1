// Puts the inspector together in dist/inspector/: its modules in one file, its style sheets in another, as a page costs a browser what it asks for.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const SOURCE = fileURLToPath(new URL("../inspector", import.meta.url));

/** Readable in a browser's tools: nothing is made shorter. */
export async function buildInspector(dist) {
  await esbuild.build({
    absWorkingDir: SOURCE,
    entryPoints: ["index.html", "icon.svg", "app.js", "theme.js", "style.css", "consent.css"],
    outdir: join(dist, "inspector"),
    bundle: true,
    format: "esm",
    charset: "utf8",
    loader: { ".html": "copy", ".svg": "copy" },
  });
}
