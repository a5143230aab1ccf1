// What a create costs with a thousand fixtures, of one with ten: a third with a text of their own, a third with words that must be
// there, a third with an expression. Asked is what the last expression answers, so that all others are passed over.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, rate, startMock } from "./requests.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "creates for a second of processor time, with 1,000 fixtures, to those with ten";

const BODY = JSON.stringify({
  prompt: "Tell the state of order # and of the invoice in folder zebra, and who is asked",
});
const COUNTS = { warm: 3_000, measured: 6_000 };

const KINDS = [
  (n) => JSON.stringify(`Tell the state of order ${n} and of its invoice`),
  (n) => `{ contains: [state of order, "report ${n}"] }`,
  (n) => `{ matches: "order (?<order>\\\\d+) and of the invoice ${n} in folder (?<folder>\\\\w+)" }`,
];
const LAST = '{ matches: "invoice in folder (?<folder>zebra)\\\\b" }';

export async function measure({ rounds = 5 } = {}) {
  const parent = mkdtempSync(join(tmpdir(), "ploton-mock-bench-"));
  try {
    const few = folderOf(parent, 10);
    const many = folderOf(parent, 1_000);
    const creates = (folder) => () =>
      rate(startMock(["--clock", "frozen", "--fixtures", folder]), () => create(BODY), COUNTS);
    const numbers = await takeTurns({ few: creates(few), many: creates(many) }, rounds);
    const { few: bare, many: mock } = numbers;
    return [{ what: title, unit: "/s", mock, bare, ratios: ratios(mock, bare), target: "≥ 0.67" }];
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** A folder with `count` fixtures, the one that answers the last in the order of the search. */
function folderOf(parent, count) {
  const folder = join(parent, String(count));
  mkdirSync(folder);
  const prompts = Array.from({ length: count - 1 }, (_, n) => KINDS[n % KINDS.length](n));
  for (const [n, prompt] of [...prompts, LAST].entries())
    writeFileSync(join(folder, `${String(n).padStart(4, "0")}.yaml`), fixture(prompt, n));
  return folder;
}

function fixture(prompt, n) {
  return `name: "fixture-${String(n).padStart(4, "0")}"\nwhen: { prompt: ${prompt} }\ntool: crm\nplan: [{ after: 3s, complete: { number: ${n} } }]\n`;
}
