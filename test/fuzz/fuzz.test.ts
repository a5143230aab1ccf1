// Whatever comes, from any side: the mock goes on answering, never with a 5xx that nobody ordered, and lets go of what it held.
// FUZZ_CASES, FUZZ_SECONDS and FUZZ_SEED make it longer; `npm run fuzz` sets them.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Case, cases } from "./cases.js";
import { hostileHandler } from "./hostile-handler.js";
import { startMockProcess } from "./mock-process.js";
import { call, raw } from "./send.js";

const CASES = Number(process.env.FUZZ_CASES ?? 300);
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 8);
const SEED = Number(process.env.FUZZ_SEED ?? 11);

/** The rule, in milliseconds: no input keeps the process from answering for longer. */
const LONGEST = 250;
/** What may still be held after all was reset, over what was at first, in bytes. */
const MOST_GROWTH = 96 * 1_048_576;
/** After so many it stops. */
const MOST_FINDINGS = 30;
/** A case is tried for as long as its client has patience; so many more milliseconds are left for what it set off. */
const SLACK_S = 60;

test(
  "no input keeps it from answering for 250 ms, makes it answer 5xx, or grow",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ploton-mock-fuzz-"));
    const handler = await hostileHandler();
    const mock = await startMockProcess([
      "-f",
      folder,
      "-w",
      handler.url,
      "--clock",
      "frozen",
      "--max-accounts",
      "50",
      "--max-steps",
      "2000",
    ]);
    try {
      const description = JSON.parse((await call(mock.url, "GET", "/_mock/openapi.json")).body);
      const created = await call(mock.url, "POST", "/v1/tasks", { prompt: "Connect to the CRM" });
      const { id } = JSON.parse(created.body) as { id: string };
      await mock.longest();
      const before = await mock.held();

      const findings: string[] = [];
      const tried = new Map<string, number>();
      const tell = (one: Case, what: string) => findings.push(`${what}: ${JSON.stringify(one).slice(0, 1_000)}`);
      const goesOn = fc.asyncProperty(
        cases(description, [id, `dlv_${id.slice(5)}_1`, "general", "fault_1"]),
        async (one) => {
          const statuses = await carryOut(one, mock.url, handler, folder);
          for (const status of statuses) {
            const key = `${one.kind} ${status}`;
            tried.set(key, (tried.get(key) ?? 0) + 1);
            if (status >= 500) tell(one, `it answered ${status}`);
          }
          // Once more, so that whatever was set off has had its turn.
          await call(mock.url, "GET", "/_mock/health");
          const longest = await mock.longest();
          if (longest >= LONGEST) tell(one, `it was busy for ${Math.round(longest)} ms`);
          for (const complaint of mock.complaints()) tell(one, complaint);
          await call(mock.url, "POST", "/_mock/reset", {});
          return findings.length < MOST_FINDINGS;
        },
      );
      await fc.check(goesOn, {
        numRuns: CASES,
        seed: SEED,
        interruptAfterTimeLimit: SECONDS * 1_000,
        endOnFailure: true,
      });
      if (process.env.FUZZ_CASES !== undefined) console.log(Object.fromEntries([...tried].sort()));
      expect(findings).toEqual([]);
      expect((await mock.held()) - before).toBeLessThan(MOST_GROWTH);
      expect(await mock.stop()).toBe(0);
    } finally {
      await mock.stop();
      await handler.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  (SECONDS + SLACK_S) * 1_000,
);

type Handler = Awaited<ReturnType<typeof hostileHandler>>;

/** Does what the case says; gives the statuses of all answers that came. */
async function carryOut(one: Case, url: string, handler: Handler, folder: string): Promise<number[]> {
  const post = async (path: string, body: unknown) => (await call(url, "POST", path, body)).status;
  if (one.kind === "call") return [(await call(url, one.method, one.path, one.body)).status];
  if (one.kind === "raw") return [await raw(url, one.text, one.cut)];
  if (one.kind === "fixture") {
    const task = { prompt: one.prompt, metadata: one.metadata };
    return [
      await post("/_mock/fixtures", one.fixture),
      await post("/v1/tasks", task),
      await post("/_mock/fixtures/explain", task),
      await post("/_mock/clock/advance", { by: "1h" }),
      (await call(url, "GET", "/_mock/tasks")).status,
    ];
  }
  if (one.kind === "file") {
    writeFileSync(join(folder, one.name), one.text);
    return [await post("/v1/tasks", { prompt: "x" }), (await call(url, "GET", "/_mock/fixtures")).status];
  }
  handler.behave(one.handler);
  const statuses = [await post("/v1/tasks", { prompt: one.prompt }), await post("/_mock/clock/advance", { by: "1m" })];
  handler.behave("ok");
  return statuses;
}
