// The mock's own webhook client in a plain loop: what is left of a delivery when nothing decides, signs or keeps anything.

import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { packageFile } from "./processes.mjs";

/** Resolves with a function that sends a body to a handler as the courier does. */
export async function sameClient(url, body) {
  const outfile = packageFile(`dist/bench-client-${process.pid}.mjs`);
  await esbuild.build({
    entryPoints: [packageFile("src/http/post-webhook.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
  });
  const { createSender } = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  const send = createSender({ insecure: false });
  const { signal: abort } = new AbortController();
  const message = { body, signature: "0".repeat(64) };
  return () => send({ url, message, timeoutMs: 30_000, wire: null, abort });
}
