// From a request to what is played for it: the fixture that answers in an account, its own ones first, and what is said of fixtures.

import { type Awaitable, andThen } from "./domain/awaitable.js";
import type { PlotonError } from "./domain/errors.js";
import type { JsonObject } from "./domain/json.js";
import type { Scenario } from "./domain/scenario.js";
import type { TaskRequest } from "./domain/task.js";
import type { Account } from "./engine/account.js";
import { countName } from "./engine/counter.js";
import type { Level } from "./engine/journal.js";
import { createRandom } from "./engine/random.js";
import type { ScenarioTask } from "./fixtures/apart.js";
import { doubtOf, isDoubtful } from "./fixtures/doubt.js";
import { whoAnswers } from "./fixtures/explain.js";
import type { Fixture } from "./fixtures/fixture.js";
import { type Found, type Library, usedInOrder } from "./fixtures/library.js";
import { areLoaded, loadMakers } from "./fixtures/makers.js";
import { makeScenario } from "./fixtures/plan.js";
import { formatProblem } from "./fixtures/problem.js";

/** A fixture found for a request, not yet played. `name`: what this prompt of it is counted as; `make` counts this time and draws the scenario, `foresee` only draws it. */
export type FoundScenario = ReturnType<typeof foundScenario>;

export type Scenarios = ReturnType<typeof createScenarios>;

export type Say = (level: Level, text: string) => void;

/** `say` hears of reloads and of what is wrong with files. */
export function createScenarios(library: Library, say: Say) {
  tellOfReloads(library, say);

  /** The fixtures that an account uses for itself, in the order of the search; they go before all others. */
  const usedBy = (account: Account) => account.used() as unknown as readonly Fixture[];

  return {
    /** The fixture that answers a request in an account, ready to be played; with none, 501 (product: --unmatched error). At once where nothing may take long. */
    find(request: TaskRequest, account: Account): Awaitable<FoundScenario | { error: PlotonError }> {
      const first = usedBy(account);
      const ready = (found: Found | undefined): Awaitable<FoundScenario | { error: PlotonError }> =>
        found ? foundScenario(found, request, account) : noFixture(library, request, first);
      return andThen(library.find(request, first), ready);
    },
    usedBy,
    /** The newest first: among equals it answers. */
    use: (account: Account, fixtures: readonly Fixture[]): void =>
      account.use(usedInOrder(fixtures) as unknown as readonly JsonObject[]),
    /** What the next task of this fixture for this request would play; nothing is counted. */
    foresee: (found: Found, request: TaskRequest, account: Account): Awaitable<Scenario> =>
      foundScenario(found, request, account).foresee(),
    /** Says of the fixtures that there are which of them may take long. */
    tell: (): void => tellOfDoubts(library.list(), say),
  };
}

function foundScenario(found: Found, request: TaskRequest, account: Account) {
  const { fixture } = found;
  const name = countName(`${request.mode} ${fixture.name}\n${request.prompt}`);
  const draw = (occurrence: number) =>
    drawScenario(found, request, { seed: account.settings.seed, now: account.startedAt, occurrence }, account.random);
  const make = () => {
    const occurrence = account.prompts.up(name);
    return andThen(draw(occurrence), (scenario) => ({ scenario, occurrence }));
  };
  return { fixture: fixture.name, name, foresee: () => draw(account.prompts.of(name)), make };
}

/** Whose scenario, and which: the seed, where the clock started (epoch milliseconds), how often the prompt came before. */
export type Turn = { seed: string; now: number; occurrence: number };

/** The scenario of a fixture for a request: a function of these and nothing else. */
export function drawScenario(
  { fixture, match }: Found,
  request: TaskRequest,
  { seed, now, occurrence }: Turn,
  random = createRandom(seed),
): Awaitable<Scenario> {
  const names = ["scenario", fixture.name, request.prompt, occurrence];
  if (isDoubtful(fixture)) return makeApart({ fixture, match, request, seed, names, occurrence, now });
  const made = () =>
    makeScenario(fixture, match, request, random.stream(...names), occurrence, now, (own) =>
      random.stream("fixture", fixture.name, own),
    );
  return areLoaded(fixture.needs) ? made() : loadMakers(fixture.needs).then(made);
}

async function makeApart(task: ScenarioTask): Promise<Scenario> {
  const { apart } = await import("./fixtures/apart.js");
  return apart("scenario", task, `Making the result of fixture ${task.fixture.name}`);
}

/** The three nearest fixtures and why each does not answer (product: --unmatched error). */
async function noFixture(
  library: Library,
  request: TaskRequest,
  first: readonly Fixture[],
): Promise<{ error: PlotonError }> {
  const nearest = (await whoAnswers(library, request, first)).losers.slice(0, 3);
  const why = nearest.map(({ name, failed }) => `${name}: ${failed}`).join("; ");
  const message = `No fixture answers the prompt ${JSON.stringify(request.prompt.slice(0, 200))}.${why && ` Nearest: ${why}.`} POST /_mock/fixtures/explain gives one ready to paste.`;
  return { error: { status: 501, code: "mock_no_fixture", message } };
}

/** Which fixtures may take long. */
function tellOfDoubts(fixtures: readonly Fixture[], say: Say): void {
  for (const text of fixtures.map(doubtOf)) if (text !== undefined) say("warning", text);
}

/** A path, and each folder that it lies in. */
function withFolders(path: string): string[] {
  return [...[...path.matchAll(/[\\/]/g)].map(({ index }) => path.slice(0, index)), path];
}

/** Reloads and what is wrong with files, in the journal: a problem when it is new, or its file was written again. */
function tellOfReloads(library: Library, say: Say): void {
  let told = new Set<string>();
  library.onChange(({ changed, removed, problems }) => {
    const sayFiles = (what: string, files: readonly string[]) => {
      if (files.length > 0) say("info", `fixtures ${what}: ${files.join(", ")}`);
    };
    const inUse = new Set(library.list().flatMap(({ file }) => (file === undefined ? [] : withFolders(file))));
    const broken = new Set(problems.map(({ file }) => file));
    const gone = new Set(removed);
    const isInUse = (path: string) => inUse.has(path);
    const isBroken = (path: string) => broken.has(path);
    sayFiles(
      "removed",
      removed.filter((path) => !isInUse(path) && !isBroken(path)),
    );
    sayFiles(
      "reloaded",
      changed.filter((path) => !gone.has(path) && isInUse(path) && !isBroken(path)),
    );
    const anew = new Set(changed);
    tellOfDoubts(
      library.list().filter(({ file = "" }) => anew.has(file)),
      say,
    );
    const lines = problems.map((problem) => {
      const fate = isInUse(problem.file) ? "its last good version stays in use" : "it is not used until it is mended";
      return { file: problem.file, text: `${formatProblem(problem)} (${fate})` };
    });
    for (const { file, text } of lines) if (anew.has(file) || !told.has(text)) say("warning", text);
    told = new Set(lines.map(({ text }) => text));
  });
}
