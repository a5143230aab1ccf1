// A webhook handler that does what no handler should, as it is told.

import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import type { HANDLERS } from "./cases.js";

type Behaviour = (typeof HANDLERS)[number];

const BEHAVIOURS: Record<Behaviour, (socket: Socket) => void> = {
  ok: (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
  500: (socket) => socket.end("HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
  reset: (socket) => socket.resetAndDestroy(),
  garbage: (socket) => socket.end(Buffer.alloc(10_000, 0xff)),
  half: (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"),
  flood: (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on("drain", more);
    more();
  },
  silent: () => {},
  redirect: (socket) =>
    socket.end("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
  headers: (socket) => socket.end(`HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(5_000)}\r\n`),
};

export async function hostileHandler() {
  let behaviour: Behaviour = "ok";
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.once("data", () => BEHAVIOURS[behaviour](socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    behave(how: Behaviour): void {
      behaviour = how;
    },
    close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
