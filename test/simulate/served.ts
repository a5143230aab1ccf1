// A handler on a port of its own, with what is read of its app beside it.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type App, makeHandler, type Ways } from "./handler.js";

export type Served = { app: App; root: string; url: string; close(): Promise<void> };

/** POST /webhook, GET /effects, GET /state/ID. */
export async function serveApp(ways: Ways): Promise<Served> {
  const app = makeHandler(ways);
  const server = createServer((request, response) => {
    const [, id] = /^\/state\/(.+)$/.exec(request.url ?? "") ?? [];
    if (request.url === "/effects") response.end(String(app.effects));
    else if (id !== undefined) response.end(JSON.stringify({ status: app.states.get(id)?.status ?? "unknown" }));
    else app.handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    app,
    root,
    url: `${root}/webhook`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
