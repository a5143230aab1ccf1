// A webhook handler on a free port that tells each request and answers as it is told to.

import http from "node:http";
import type { AddressInfo } from "node:net";

export type TestHandler = { url: string; received: string[]; next(): Promise<string>; close(): Promise<void> };

/** `answer` gives the status of the nth request, from 1; null: no answer at all. */
export async function startHandler(answer: (n: number) => number | null = () => 200): Promise<TestHandler> {
  const received: string[] = [];
  const waiting: ((body: string) => void)[] = [];
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    received.push(body);
    waiting.shift()?.(body);
    const status = answer(received.length);
    if (status !== null) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
