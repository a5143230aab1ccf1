// The mock's own webhook client in a plain loop: what is left of a delivery when nothing decides, signs or keeps anything.

import { fromSource } from "../scripts/from-source.mjs";

/** Resolves with a function that sends a body to a handler as the courier does. */
export async function sameClient(url, body) {
  const { createSender } = await fromSource("src/http/post-webhook.ts");
  const send = createSender({ insecure: false });
  const { signal: abort } = new AbortController();
  const message = { body, signature: "0".repeat(64) };
  return () => send({ url, message, timeoutMs: 30_000, wire: null, abort });
}
