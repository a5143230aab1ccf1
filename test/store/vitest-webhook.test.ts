// ploton-mock/vitest: a webhook that a file's tests share hears of the tasks of each of them.

import { describe, expect } from "vitest";
import { test as base } from "../../src/vitest.js";

const heard: string[] = [];
const test = base.override({
  plotonOptions: {
    webhookSecret: "whsec_shared",
    webhook: (request, response) => {
      heard.push(String(request.url));
      response.end();
    },
  },
});

describe("a webhook in plotonOptions", () => {
  for (const name of ["one", "two"])
    test(`hears of a task of test ${name}, and the secret is the handler's`, async ({ ploton }) => {
      const before = heard.length;
      await ploton.trigger("task.complete");
      expect(heard).toHaveLength(before + 1);
      expect(ploton.webhookSecret).toBe("whsec_shared");
    });
});
