// A handler given as a function gets a server of its own, on a free port of loopback, so that deliveries are real HTTP.

import { listen } from "./listen.js";
import type { Listener } from "./ploton-api.js";

/** Serves a (req, res) listener, such as an express app. `url` has the path at which it is asked. */
export async function serveWebhook(listener: Listener, path: string): Promise<{ url: string; close(): Promise<void> }> {
  const { port, close } = await listen(listener, "localhost", 0);
  return { url: `http://localhost:${port}${path.startsWith("/") ? path : `/${path}`}`, close };
}
