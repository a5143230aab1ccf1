// Small handlers within the test's own process: an HTTP one, and one on the bare socket.

import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";

export type Listener = { url: string; close: () => Promise<void> };

/** An HTTP handler on a free port. */
export function listenHttp(listener: RequestListener): Promise<Listener> {
  return opened(createServer(listener));
}

/** Whatever `onSocket` does with a connection. */
export function listenTcp(onSocket: (socket: Socket) => void): Promise<Listener> {
  return opened(createTcpServer(onSocket));
}

function opened(server: Server): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}/webhook`, close: () => closed(server, sockets) });
    });
  });
}

function closed(server: Server, sockets: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
