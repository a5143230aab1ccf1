// What --data keeps, for tests: a folder of its own, a mock that ends as if it were killed, and a handler that can be told what to answer.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { PlotonMock } from "../../src/index.js";

/** A file name in a folder that goes with the test. */
export function dataFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "mock.log");
}

let copies = 0;

/** What a kill at this instant would leave: nothing of the process, and what is in the file by now. The mock itself is closed. */
export async function killed(mock: PlotonMock, data: string): Promise<string> {
  copies += 1;
  const copy = `${data}.${copies}`;
  copyFileSync(data, copy);
  await mock.close();
  return copy;
}

/** A handler that answers with what `status` says, and remembers what it got. */
export function handler() {
  const got: string[] = [];
  const answer = { status: 200 };
  const waiting: (() => void)[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      got.push(body);
      const go = () => response.writeHead(answer.status).end();
      if (answer.status === 0) waiting.push(go);
      else go();
    });
  };
  return { got, answer, waiting, listener };
}

/** Creates a task in the account that the mock speaks for. */
export async function createIn({ baseUrl, apiKey }: PlotonMock, body: object): Promise<{ id: string; tool: string }> {
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  const answer = await fetch(`${baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as { id: string; tool: string };
}
