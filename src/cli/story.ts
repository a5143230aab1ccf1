// `story` and `replay`: what happened to a task, to paste into a report; and its signed bytes sent again, wherever the report is read.

import type { Answer } from "../handler-check/send.js";
import { exchange } from "../http/post-webhook.js";
import type { AttemptRecord, DeliveryRecord, StoryRecord } from "../index.js";
import { badUsage, type Command, JSON_FLAG, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { print, printJson, readInput } from "./stdio.js";
import { printable, table } from "./terminal.js";

export const story: Command = {
  name: "story",
  summary: "Tell what happened to a task, in lines to paste into a report",
  words: [{ name: "TASK", required: true }],
  flags: RUNNING_MOCK,
  examples: [
    ["ploton-mock story task_8xK2mP", "created, each step, each attempt and its answer, what is due"],
    ["ploton-mock story task_8xK2mP --json > story.json", "with all bytes and signatures, for replay"],
  ],
  async run(given) {
    const call = await connect(given);
    return show(given, await call("getStory", { params: { id: given.words[0]! } }), ({ lines }) =>
      lines.map(printable).join("\n"),
    );
  },
};

const TIMEOUT_MS = 30_000;

export const replay: Command = {
  name: "replay",
  summary: "Send the webhooks of a story again: the same bytes, the same signatures, in their order",
  words: [{ name: "FILE" }],
  flags: [{ flag: "to", value: "URL", help: "the handler that gets them" }, JSON_FLAG],
  examples: [
    ["ploton-mock replay story.json --to http://localhost:3000/webhook", "what ploton-mock story --json wrote"],
  ],
  notes: "Needs no mock. Ends with 0 when each was answered with 200, else with 1.",
  async run(given) {
    const to = textOf(given, "to");
    if (to === undefined) throw badUsage("replay needs --to URL, such as http://localhost:3000/webhook.");
    const { readHandlerUrl } = await import("../handler-check/runner.js");
    const url = readHandlerUrl(to);
    const shots = shotsOf(readStory((await readInput(given.words[0])).toString("utf8")));
    const sent: Replayed[] = [];
    for (const shot of shots) sent.push({ ...shot, answer: await fire(url, shot) });
    if (given.flags.json === true) printJson(sent.map(recordOf));
    else print(replayText(sent));
    return sent.every(({ answer }) => answer.kind === "answered" && answer.status === 200) ? 0 : 1;
  },
};

type Shot = { event: string; delivery: string; number: number; body: string; signatures: string[] };
type Replayed = Shot & { answer: Answer };

function readStory(text: string): StoryRecord {
  const bad = badUsage('That is no story: give the file that "ploton-mock story TASK --json" wrote.');
  try {
    const told = JSON.parse(text) as StoryRecord;
    if (Array.isArray(told?.task?.deliveries)) return told;
  } catch {
    throw bad;
  }
  throw bad;
}

/** Every request of the story that went out, oldest first; of an event that never did, the one that would have. */
function shotsOf({ task }: StoryRecord): Shot[] {
  const shots = task.deliveries.flatMap((delivery) => {
    if (delivery.truncated)
      throw badUsage(`The body of ${delivery.id} is not whole in this story: it cannot be sent again.`);
    const sent = delivery.attempts
      .filter(wasSent)
      .map((attempt) => ({ at: attempt.at, shot: shotOf(delivery, attempt) }));
    return sent.length > 0 ? sent : [{ at: task.created_at, shot: shotOf(delivery) }];
  });
  if (shots.length === 0) throw badUsage(`${task.id} had no event yet: there is nothing to send.`);
  return shots.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ shot }) => shot);
}

function wasSent({ request }: AttemptRecord): boolean {
  return Object.keys(request.headers).length > 0;
}

function shotOf({ id, event, body, signature }: DeliveryRecord, attempt?: AttemptRecord): Shot {
  const headers = Object.entries(attempt?.request.headers ?? { "X-Ploton-Signature": signature });
  const signatures = headers.flatMap(([name, value]) => (/^x-ploton-signature$/i.test(name) ? [value] : []));
  return { event, delivery: id, number: attempt?.number ?? 1, body: attempt?.request.body ?? body, signatures };
}

async function fire(url: URL, { body, signatures }: Shot): Promise<Answer> {
  const bytes = Buffer.from(body, "utf8");
  const { sendWebhook } = await import("../handler-check/send.js");
  return sendWebhook({ url, body: bytes, signatures, timeoutMs: TIMEOUT_MS }, (request) =>
    exchange(request, { insecure: false }),
  );
}

function answerText(answer: Answer): string {
  if (answer.kind === "answered") return `${answer.status} in ${Math.max(1, Math.round(answer.ms))}ms`;
  return answer.kind === "timed-out" || answer.kind === "cut" ? "no answer in 30s" : answer.error;
}

function replayText(sent: readonly Replayed[]): string {
  const rows = sent.map(({ event, delivery, number, answer }) => [event, delivery, String(number), answerText(answer)]);
  return table([["EVENT", "DELIVERY", "ATTEMPT", "ANSWER"], ...rows.map((row) => row.map(printable))]);
}

function recordOf({ event, delivery, number, answer }: Replayed) {
  const status = answer.kind === "answered" ? answer.status : null;
  return { event, delivery, attempt: number, status, answer: answerText(answer) };
}
