// What `start` prints first, in at most twelve lines: where everything is, a line to paste, and a warning where others can reach it.

import type { Mock } from "../control/core.js";
import { isLoopback } from "../domain/address.js";
import { nextAttemptAt } from "../domain/delivery.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { maskSecrets } from "../domain/mask.js";
import { shellWord } from "../domain/shell.js";
import { FALLBACK } from "../fixtures/library.js";
import { ANY_KEY } from "../index.js";
import { FIXTURES_FOLDER } from "../mock.js";
import type { Options } from "../options.js";
import { commandAt } from "./command.js";
import { complain } from "./stdio.js";
import type { Paint } from "./terminal.js";

const PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const NAME_WIDTH = 24;
const VALUE_WIDTH = 29;

export function bannerText(mock: Mock, paint: Paint): string {
  const { options, told } = mock;
  const baseUrl = `${told}/v1`;
  const key = options.apiKey[0] ?? ANY_KEY;
  const anyKey = options.apiKey.length === 0 ? "any pk_test_… or pk_live_… works" : "";
  const row = (name: string, value: string, remark = "") =>
    `  ${name.padEnd(NAME_WIDTH)}${value.padEnd(VALUE_WIDTH - 2)}  ${paint(remark, "dim")}`.trimEnd();
  const title = `ploton-mock ${mock.version}`;
  const lines = [
    "",
    `  ${paint(title, "bold")}${" ".repeat(Math.max(2, NAME_WIDTH + VALUE_WIDTH - title.length))}inspector ${paint(`${told}/`, "cyan")}`,
    row("PLOTON_BASE_URL", baseUrl),
    row("PLOTON_API_KEY", key, anyKey),
    row("PLOTON_WEBHOOK_SECRET", mock.accounts.main().endpoint.secret),
    webhookRow(mock, row),
    row("fixtures", fixturesText(mock)),
    row("clock", ...clockTexts(mock)),
    ...pastRows(mock, row),
    `  ${curlLine(baseUrl, key, options)}`,
    ...[hostWarning(options)].flatMap((text) => (text === undefined ? [] : [paint(`  warning: ${text}`, "yellow")])),
    "",
  ];
  return lines.join("\n");
}

type Row = (name: string, value: string, remark?: string) => string;

function webhookRow({ accounts }: Mock, row: Row): string {
  const { url, retry } = accounts.main().endpoint;
  if (url === null) return row("webhooks", "none", "set one with --webhook-url http://localhost:3000/webhook");
  const span = retry.reduce((sum, wait) => sum + wait, 0);
  const attempts = retry.length === 0 ? "1 attempt" : `${retry.length + 1} attempts over ${formatDuration(span)}`;
  return row("webhooks", maskSecrets(url), attempts);
}

function fixturesText({ library, options }: Mock): string {
  const scenarios = library.list().filter(({ name, origin }) => !(name === FALLBACK && origin === "shipped"));
  const count = (origin: "shipped" | "user") => scenarios.filter((fixture) => fixture.origin === origin).length;
  const own = count("user");
  const shipped = `${count("shipped")} shipped`;
  if (own === 0) return `${shipped}; your own: put them into ${FIXTURES_FOLDER}/ (ploton-mock init)`;
  return `${shipped}, ${own} from ${options.fixtures?.join(", ") ?? `${FIXTURES_FOLDER}/`}`;
}

/** The files of --from and --data, and what was found there. */
function pastRows(mock: Mock, row: Row): string[] {
  const { data, from } = mock.options;
  const found = keptText(mock);
  return [
    ...(from === null ? [] : [row("from", from, found)]),
    ...(data === null ? [] : [row("data", data, from === null ? found : "what happens from here on")]),
  ];
}

/** What there is of a past. */
function keptText({ accounts }: Mock): string {
  const account = accounts.main();
  const tasks = account.taskCount();
  const due = account.courier.list().filter((one) => nextAttemptAt(one) !== null).length;
  if (tasks + due === 0) return "nothing kept yet";
  const count = (n: number, word: string) => `${n} ${n === 1 ? word : `${word}s`}`;
  return `${count(tasks, "task")}, ${count(due, "event")} due`;
}

/** A live clock that is this much off the real time is said to be, in milliseconds. */
const OFF_MS = 2_000;

function clockTexts({ url, accounts, real }: Mock): [string, string?] {
  const { clock } = accounts.main();
  const at = formatInstant(clock.now());
  if (clock.mode() === "frozen") return [`frozen at ${at}`, `${commandAt(url, "advance 3s")} moves it`];
  if (clock.mode() === "instant") return [`instant, from ${at}`];
  const off = clock.now() - real.wall();
  const remark =
    Math.abs(off) < OFF_MS
      ? "times below are UTC"
      : `it is ${at} there, ${off < 0 ? "behind" : "ahead of"} the real time`;
  return [clock.speed() === 1 ? "live" : `live, ${clock.speed()} times as fast`, remark];
}

/** The quickstart's create call, to be pasted. */
function curlLine(baseUrl: string, key: string, { tlsCert }: Options): string {
  const globbing = baseUrl.includes("[") ? "-g " : "";
  const headers = [`Authorization: Bearer ${key}`, "Content-Type: application/json"].map(
    (header) => `-H ${shellWord(header)}`,
  );
  const trusted = tlsCert === null ? "" : `--cacert ${shellWord(tlsCert)} `;
  return `curl ${globbing}${trusted}${shellWord(`${baseUrl}/tasks`)} ${headers.join(" ")} -d ${shellWord(JSON.stringify({ prompt: PROMPT }))}`;
}

/** A sentence for a mock that other machines may reach, else undefined. */
function hostWarning({ host, controlToken }: Options): string | undefined {
  if (isLoopback(host)) return undefined;
  const token = controlToken === null ? "; --control-token T asks them for a token" : "";
  return `on ${host} other machines may reach the mock, its control API too${token}.`;
}

/** Where there is no banner: a JSON log has it as a note, else it goes to standard error. Call it once the log runs. */
export function warnOfHost({ options, accounts }: Mock): void {
  const text = hostWarning(options);
  if (text === undefined) return;
  if (options.log === "json") accounts.main().journal.write({ kind: "note", level: "warning", text });
  else complain(`ploton-mock: warning: ${text}`);
}
