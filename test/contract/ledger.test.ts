// The ledger is sound, and docs/contract.md says exactly what it says.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ASSUMED } from "../../src/contract/assumed.js";
import { type Behaviour, LEDGER, LEDGER_SECTIONS, MARKS, OUR_CHOICE } from "../../src/contract/ledger.js";

const SRC = new URL("../../src/", import.meta.url);
const page = readFileSync(new URL("../../docs/contract.md", import.meta.url), "utf8");

/** The page's table rows as the ledger would hold them. */
function behavioursOf(markdown: string): Behaviour[] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\| (row|-+) /.test(line))
    .map((line) => {
      const [id = "", text = "", mark = "", source = "", option = ""] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      return {
        id,
        text,
        mark: mark as Behaviour["mark"],
        source,
        ...(option && { option: option.replaceAll("`", "") }),
      };
    });
}

describe("the ledger", () => {
  it("gives every behaviour an id of its own", () => {
    const ids = LEDGER.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it("files every behaviour under the section that its id names", () => {
    for (const { title, behaviours } of LEDGER_SECTIONS) {
      const number = title.split(" ")[0]!;
      expect(behaviours.map(({ id }) => id).filter((id) => id !== number && !id.startsWith(`${number}.`))).toEqual([]);
    }
  });

  it.each(LEDGER.map((behaviour) => [behaviour.id, behaviour] as const))("%s is complete", (_, behaviour) => {
    expect(behaviour.id).toMatch(/^\d(\.[A-Za-z0-9_-]+)*$/);
    expect(MARKS).toContain(behaviour.mark);
    expect(behaviour.text).toMatch(/^\S.*\.$/);
    expect(behaviour.text).not.toMatch(/undefined|NaN|\[object|\|/);
    expect(behaviour.source).toMatch(/^[a-z].*\S$/);
    if (behaviour.option !== undefined) expect(behaviour.option).toMatch(/^--[a-z]+(-[a-z]+)*$/);
  });

  it("calls a behaviour assumed exactly when it is our choice", () => {
    for (const { id, mark, source } of LEDGER) {
      expect({ id, ours: source === OUR_CHOICE }).toEqual({ id, ours: mark === "assumed" });
    }
  });

  it.each([
    ["--retry", "4.1.8"],
    ["--webhook-timeout", "4.1.6"],
    ["--rate-limit", "2.429"],
    ["--consent", "3.5.auto-consent"],
    ["--api-key", "1.4.any-key"],
  ])("names %s where %s can be changed", (option, id) => {
    expect(LEDGER.find((behaviour) => behaviour.id === id)?.option).toBe(option);
  });

  it.each(["1.1", "1.9", "2.404-task.code", "2.429.retry-after", "3.1.prompt", "4.1.1", "4.1.14", "5.12"])(
    "has the contract's row %s",
    (id) => {
      expect(LEDGER.map((behaviour) => behaviour.id)).toContain(id);
    },
  );
});

describe("docs/contract.md", () => {
  it("lists the ledger, row for row, and nothing else (renew it with `node scripts/contract-doc.mjs`)", () => {
    expect(behavioursOf(page)).toEqual(LEDGER);
  });

  it("has the ledger's sections in their order", () => {
    expect(page.match(/^## .*$/gm)).toEqual(LEDGER_SECTIONS.map(({ title }) => `## ${title}`));
  });

  it.each(MARKS)("explains the mark %s", (mark) => {
    expect(page).toContain(`- **${mark}**: `);
  });
});

describe("the assumed values", () => {
  it("spread the retries over exactly the documented 24 hours, in 5 attempts, with growing waits", () => {
    const waits: readonly number[] = ASSUMED.retryWaits;
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(86_400_000);
    expect(waits).toHaveLength(4);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  it.each(["task_8xK2mP", "task_9vR3nQ", "task_3nL7pR"])("give ids the form of the documented %s", (id) => {
    expect(id).toMatch(/^task_[0-9][a-z][A-Z][0-9][a-z][A-Z]$/);
  });

  it("steer something, each of them", () => {
    const source = readdirSync(SRC, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/contract.(?:assumed|ledger)/.test(file))
      .map((file) => readFileSync(new URL(file, SRC), "utf8"))
      .join("\n");
    expect(Object.keys(ASSUMED).filter((name) => !new RegExp(`\\bASSUMED\\.${name}\\b`).test(source))).toEqual([]);
  });

  it("use no name twice", () => {
    const { codes, consentErrors, tools, documentedTools } = ASSUMED;
    const names = [codes, consentErrors, tools, documentedTools].flatMap((group) => Object.values<string>(group));
    expect(new Set(names).size).toBe(names.length);
  });
});
