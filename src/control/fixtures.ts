// Fixtures as records: what there is, one for this account alone, why one answers, a played task as a file.

import { z } from "zod";
import { CREATE_FIELDS, firstProblem } from "../contract/task-request.js";
import { attemptsAllowed } from "../domain/delivery.js";
import { didYouMean, MockError, said } from "../domain/errors.js";
import { isJsonObject, type JsonObject } from "../domain/json.js";
import { madeOnce } from "../domain/lazy.js";
import type { TaskRequest } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { doubtOf } from "../fixtures/doubt.js";
import { explain } from "../fixtures/explain.js";
import type { Fixture, FixtureFile } from "../fixtures/fixture.js";
import { planInWords } from "../fixtures/plan-words.js";
import { formatProblem } from "../fixtures/problem.js";
import { fixtureSchema, stepSchema } from "../fixtures/schema.js";
import type { Mock } from "./core.js";
import { jsonObject, listFields, type OutputOf, page, pageOf, schemaOf } from "./forms.js";
import { fieldName, operation } from "./operation.js";
import { taskOf } from "./tasks.js";
import type { ExplanationRecord, FixtureProblemRecord, FixtureRecord } from "./types.js";

const problemSchema = schemaOf<FixtureProblemRecord>()("FixtureProblem", () =>
  z.object({
    file: z.string(),
    line: z.int(),
    column: z.int(),
    path: z.string(),
    message: z.string(),
    text: z.string(),
  }),
);
const fixtureFile = madeOnce(() => fixtureSchema().meta({ id: "FixtureFile" }));
const stepInFile = madeOnce(() => stepSchema().meta({ id: "FixtureStep" }));
const fixtureRecordSchema = schemaOf<FixtureRecord>()("Fixture", () =>
  z.object({
    name: z.string(),
    description: z.string(),
    origin: z.enum(["user", "shipped", "program"]),
    file: z.string().nullable(),
    priority: z.int(),
    tool: z.string().nullable(),
    when: jsonObject(),
    plans: z
      .array(z.array(stepInFile()))
      .meta({ description: "In a file's words; one for each time, the last or all again after that." }),
  }),
);
const explanationSchema = schemaOf<ExplanationRecord>()("Explanation", () =>
  z.object({
    winner: z
      .object({
        name: z.string(),
        file: z.string().optional(),
        why: z.string(),
        plan: z.array(stepInFile()).meta({ description: "In a file's words; of several the first." }),
        plans: z.array(z.array(stepInFile())).optional().meta({ description: "All, when there are several." }),
        inferred: jsonObject()
          .optional()
          .meta({ description: "The result that the next task with this prompt gets, where $infer makes it." }),
        schema: jsonObject().optional().meta({ description: "What $infer reads off this prompt, as JSON Schema." }),
        acknowledges: z
          .literal(true)
          .optional()
          .meta({ description: "The prompt asks for something to be done, and for nothing to be told." }),
        reread: z
          .string()
          .optional()
          .meta({ description: "Where $infer did not take its first reading of this prompt: which it took, and why." }),
      })
      .nullable(),
    losers: z.array(
      z.object({ name: z.string(), file: z.string().optional(), failed: z.string(), nearness: z.number() }),
    ),
    suggestion: z.string(),
  }),
);

function fixtureRecord({ name, description, origin, file, priority, tool, when, plans }: Fixture): FixtureRecord {
  return { name, description, origin, file: file ?? null, priority, tool, when, plans: plans.map(planInWords) };
}

/** A request to explain is a create request; it is held to the same fields. */
const explainBody = () =>
  z.looseObject({
    prompt: z.string().min(1),
    user_id: z.string().nullish(),
    metadata: jsonObject().optional(),
    mode: z.enum(["live", "test"]).default("live"),
    sub_agent: z.string().optional(),
  });

function requestOf(body: OutputOf<typeof explainBody>): TaskRequest {
  const known: string[] = CREATE_FIELDS.map(({ name }) => name);
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new MockError(
      400,
      "invalid_request",
      `There is no field ${fieldName([unknown])}.${didYouMean(unknown, known)} Allowed: ${known.join(", ")}.`,
    );
  const wrong = firstProblem(body as JsonObject);
  if (wrong) throw new MockError(wrong.status, wrong.code, wrong.message);
  const { prompt, user_id, metadata, mode, sub_agent } = body;
  return {
    prompt,
    userId: user_id ?? null,
    mode,
    ...(metadata && { metadata: JSON.stringify(metadata) }),
    ...(sub_agent !== undefined && { subAgent: sub_agent }),
  };
}

/** Those of an account and those of files, in the order of the search, and what is wrong with files. */
function listOf(mock: Mock, account: Account, page: { limit: number; offset: number }) {
  return {
    ...pageOf([...mock.scenarios.usedBy(account), ...mock.library.list()], page, fixtureRecord),
    problems: mock.library.problems().map((problem) => {
      const { file, line, column, path, message } = problem;
      return { file, line, column, path, message, text: formatProblem(problem) };
    }),
  };
}

export const fixtureOperations = {
  listFixtures: operation({
    route: "GET /_mock/fixtures",
    summary: "All fixtures in the order of the search, this account's own first, and what is wrong with files.",
    query: () => z.strictObject({ ...page() }),
    answer: () => z.object({ ...listFields(fixtureRecordSchema), problems: z.array(problemSchema()) }),
    handle: ({ mock, account, query }) => listOf(mock, account, query),
  }),
  reloadFixtures: operation({
    route: "POST /_mock/fixtures/reload",
    summary: "Reads the files of the user again, watched or not; what they are then, and what is wrong with them.",
    answer: () => z.object({ ...listFields(fixtureRecordSchema), problems: z.array(problemSchema()) }),
    handle: async ({ mock, account }) => {
      await mock.library.reload();
      return listOf(mock, account, { limit: 1_000, offset: 0 });
    },
  }),
  getFixture: operation({
    route: "GET /_mock/fixtures/:name",
    refuses: [404],
    summary: "One fixture.",
    answer: fixtureRecordSchema,
    handle: ({ mock, account, params }) => {
      const all = [...mock.scenarios.usedBy(account), ...mock.library.list()];
      const fixture = all.find(({ name }) => name === params.name);
      if (!fixture)
        throw new MockError(
          404,
          "fixture_not_found",
          `There is no fixture ${JSON.stringify(params.name)}.${didYouMean(
            params.name,
            all.map(({ name }) => name),
          )}`,
        );
      return fixtureRecord(fixture);
    },
  }),
  useFixture: operation({
    route: "POST /_mock/fixtures",
    summary:
      "Uses a fixture (the format of the files, as JSON) for this account; it takes precedence over all others until restored or reset.",
    status: 201,
    body: () => z.custom<FixtureFile>(isJsonObject, "must be an object"),
    form: fixtureFile,
    answer: fixtureRecordSchema,
    handle: async ({ mock, account, body }) => {
      const { checkFixture } = await import("../fixtures/read.js");
      const fixture = await checkFixture(body, attemptsAllowed(account.endpoint.retry));
      const others = mock.scenarios.usedBy(account).filter(({ name }) => name !== fixture.name);
      mock.scenarios.use(account, [fixture, ...others]);
      const doubt = doubtOf(fixture);
      if (doubt !== undefined) account.journal.write({ kind: "note", level: "warning", text: doubt });
      return fixtureRecord(fixture);
    },
  }),
  restoreFixtures: operation({
    route: "DELETE /_mock/fixtures",
    summary: "Stops using all of this account's own fixtures.",
    answer: () => z.object({ deleted: z.int() }),
    handle: ({ mock, account }) => {
      const deleted = mock.scenarios.usedBy(account).length;
      mock.scenarios.use(account, []);
      return { deleted };
    },
  }),
  restoreFixture: operation({
    route: "DELETE /_mock/fixtures/:name",
    refuses: [404],
    summary: "Stops using one of this account's own fixtures.",
    answer: () => z.object({ deleted: z.int() }),
    handle: ({ mock, account, params }) => {
      const used = mock.scenarios.usedBy(account);
      const rest = used.filter(({ name }) => name !== params.name);
      if (rest.length === used.length)
        throw new MockError(
          404,
          "fixture_not_found",
          `This account uses no fixture of its own named ${JSON.stringify(params.name)}. ${used.length > 0 ? `It uses: ${used.map(({ name }) => name).join(", ")}.` : "It uses none."}`,
        );
      mock.scenarios.use(account, rest);
      return { deleted: 1 };
    },
  }),
  explainFixtures: operation({
    route: "POST /_mock/fixtures/explain",
    refuses: [422, 429],
    summary:
      "Which fixture answers a task request, why, and with what plan; why the others do not; and one ready to paste.",
    body: explainBody,
    answer: explanationSchema,
    handle: ({ mock, account, body }) => {
      const request = requestOf(body);
      return explain(mock.library, request, mock.scenarios.usedBy(account), (found) =>
        mock.scenarios.foresee(found, request, account),
      );
    },
  }),
  saveTask: operation({
    route: "GET /_mock/tasks/:id/fixture",
    refuses: [404],
    summary: "A played task as the YAML of a fixture that plays the same again.",
    answer: () => z.object({ yaml: z.string() }),
    handle: async ({ account, params }) => {
      const { taskToFixture } = await import("../fixtures/save.js");
      return { yaml: taskToFixture(taskOf(account, params.id)) };
    },
  }),
  keepTask: operation({
    route: "POST /_mock/tasks/:id/fixture",
    refuses: [404, 409],
    summary:
      "Writes a played task as a fixture into the fixtures folder, as a new file; 409 where there is no such folder.",
    status: 201,
    body: () => z.strictObject({}),
    answer: () => z.object({ file: z.string(), yaml: z.string() }),
    handle: async ({ mock, account, params }) => {
      const task = taskOf(account, params.id);
      if (mock.fixturesFolder === null)
        throw new MockError(
          409,
          "no_fixtures_folder",
          said`This mock reads no fixtures folder that a file could go into. Start it with --fixtures FOLDER, or take the text from ${{ operation: "saveTask", text: "GET /_mock/tasks/:id/fixture" }}.`,
        );
      const { taskToFixture } = await import("../fixtures/save.js");
      const { writeFixture } = await import("../fixtures/files.js");
      const { nameFor } = await import("../fixtures/write.js");
      const yaml = taskToFixture(task);
      return { file: await writeFixture(mock.fixturesFolder, nameFor(task.request.prompt), yaml), yaml };
    },
  }),
};
