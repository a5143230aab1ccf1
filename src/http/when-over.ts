// When a request is over: its answer is out, or its socket is gone, also while it still waits behind another on that socket.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What ends with each socket. One listener for all of a socket's requests: a client may send any number at once. */
const open = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `end` once, when the answer is out or can no longer go out. An answer that waits behind another one (pipelining)
 * is never told that its socket has closed, so the socket is asked.
 */
export function whenOver({ socket }: IncomingMessage, response: ServerResponse, end: () => void): void {
  const ends = open.get(socket) ?? follow(socket);
  const over = () => {
    if (ends.delete(over)) end();
  };
  ends.add(over);
  response.on("close", over);
  if (socket.destroyed) over();
}

function follow(socket: Socket): Set<() => void> {
  const ends = new Set<() => void>();
  open.set(socket, ends);
  socket.once("close", () => {
    for (const over of ends) over();
  });
  return ends;
}
