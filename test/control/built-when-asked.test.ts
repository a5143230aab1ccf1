// Schemas are built when somebody asks for them: a call builds those of what it is given, the description those of all.

import { expect, test } from "vitest";
import { z } from "zod";
import type { Mock } from "../../src/control/core.js";
import { openApi } from "../../src/control/openapi.js";
import { operation, perform } from "../../src/control/operation.js";
import type { Account } from "../../src/engine/account.js";

/** An operation that counts how often each of its schemas is built. */
function counted() {
  const built: string[] = [];
  const count = <S>(what: string, schema: S): (() => S) => {
    return () => {
      built.push(what);
      return schema;
    };
  };
  const body = count("body", z.strictObject({ name: z.string() }));
  const greet = operation({
    route: "POST /_mock/greet",
    summary: "Greets.",
    query: count("query", z.strictObject({ loud: z.string().optional() })),
    body,
    answer: count("answer", z.object({ text: z.string() })),
    handle: ({ body }) => ({ text: `Hello, ${body.name}.` }),
  });
  return { built, greet };
}

const call = () => ({ mock: {} as Mock, account: { keep() {} } as Account, body: { name: "Ada" } });

test("an operation that nobody calls has none of its schemas built", () => {
  expect(counted().built).toEqual([]);
});

test("a call builds the schemas of what it is given, once for all calls, and not that of the answer", async () => {
  const { built, greet } = counted();
  expect(await perform(greet, call())).toEqual({ text: "Hello, Ada." });
  await perform(greet, call());
  expect(built).toEqual(["query", "body"]);
});

test("the description builds them all", () => {
  const { built, greet } = counted();
  openApi({ greet }, "1.0.0", "http://localhost");
  expect(new Set(built)).toEqual(new Set(["query", "body", "answer"]));
});
