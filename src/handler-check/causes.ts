// One cause, one failure: what went wrong in several cases for one reason is said once, with the cases that it explains.

import { type Asking, askWhyRefused, type FoundMistake, flaky, isTaken } from "./ask.js";
import type { Case, CaseResult, Cause, Message, Side } from "./case.js";
import { WHOLE } from "./cases-signatures.js";
import { diagnoseAnswer, HANDS_OUT } from "./diagnose-refusal.js";
import { completeBody, signed } from "./messages.js";
import { type PlayedCase, post, type Stage, type Trouble } from "./play-case.js";
import type { Answer } from "./send.js";
import { mendOf, sideOf } from "./verdict.js";
import { masked } from "./wrong-keys.js";

/** What is known of a cause. `reach`: whether forged requests meet it as well. */
export type Known = { id: string; text: string; mend: string; reach: "genuine" | "all" };

/**
 * A case with what became of it. `spared`: it was not played, because what is wrong with that side is known already; `isCut`: because
 * the time was over.
 */
export type ToldCase = PlayedCase & { one: Case; spared?: Side; isCut?: true };
/** One in which something went wrong. */
type Troubled = ToldCase & { trouble: Trouble };

type Reason = Pick<Cause, "id" | "text" | "mend">;

/** Whether a case is only about forged requests. */
export function sideOfCase(one: Case, { kit }: Stage): Side {
  return one.steps(kit).every(({ expect }) => expect === "any" || sideOf(expect) === "forged") ? "forged" : "genuine";
}

/** Asks whether the trouble with the first event is that of every event, and why. Undefined: it is not. */
export async function causeOfAll({ key, answer, message }: Trouble, stage: Stage, asking: Asking) {
  const another = signed(stage.kit, "asking: another event", completeBody(stage.kit, { note: "asking" }));
  const second = await post(another, stage);
  const isSame = second.kind === "answered" ? String(second.status) === key : second.kind === key;
  if (!isSame) return undefined;
  return (
    (await placeOrState(answer, stage)) ??
    (await refusalOf({ message: another, answer: second }, asking)) ??
    whatever(answer, message)
  );
}

/** What the answer alone tells, without a question about signatures. */
async function placeOrState(answer: Answer, stage: Stage): Promise<Known | undefined> {
  if (answer.kind === "timed-out") return known("silent", "The handler answers no event.", SILENT, "genuine");
  if (answer.kind === "broken")
    return known("broken", `The handler closes the connection without an answer: ${answer.error}.`, BROKEN, "genuine");
  if (answer.kind !== "answered") return undefined;
  const { status, headers } = answer;
  const mend = mendOf(answer) ?? "";
  if (status > 200 && status < 300)
    return known(
      "not-200",
      `The handler takes events with ${status}, which Ploton counts as a failure.`,
      mend,
      "genuine",
    );
  if (status >= 300 && status < 400)
    return known("redirect", `Every request is redirected (${status}); Ploton follows no redirect.`, mend, "all");
  if (status === 404 || status === 405 || status === 501) return wrongPath(status, mend, stage);
  if (status === 429) return known("rate-limit", "A rate limit refuses every event (429).", mend, "all");
  if (headers["www-authenticate"] !== undefined) {
    const text = `The handler wants credentials (${headers["www-authenticate"]}); Ploton sends none.`;
    return known(
      "credentials",
      text,
      "Take the webhook's route out of the login: the signature is what protects it.",
      "all",
    );
  }
  return undefined;
}

const SILENT = "Answer every request: look for a promise that nobody awaits, or work that is done before the answer.";
const BROKEN = "Look in the handler's log for the exception that ends the connection.";

const OTHER_PATHS = ["/webhook", "/webhooks", "/webhooks/ploton", "/webhook/ploton", "/api/webhook", "/api/webhooks"];

/** Looks for the handler next door, with requests that no handler takes. */
async function wrongPath(status: number, mend: string, stage: Stage): Promise<Known> {
  const { url, kit } = stage;
  const own = url.pathname;
  const turned = own.endsWith("/") ? own.slice(0, -1) : `${own}/`;
  const paths = [...new Set([turned || "/", ...OTHER_PATHS, `/api${own}`])].filter((path) => path !== own);
  const message = { ...signed(kit, "asking: another path", completeBody(kit)), signatures: ["0".repeat(64)] };
  const answers = await Promise.all(paths.map((path) => post(message, { ...stage, url: new URL(path, url) })));
  const isThere = (answer: Answer) => answer.kind === "answered" && [200, 400, 401, 403].includes(answer.status);
  const found = answers.every(isThere) ? [] : paths.filter((_, i) => isThere(answers[i]!));
  const text = `There is no handler at ${own}: it answers ${status} to every event.`;
  const hint = found.length === 0 ? "" : ` A POST to ${found.join(" or ")} is answered otherwise: is that it?`;
  return known("wrong-path", text, `${mend}${hint}`, "all");
}

const CSRF = /csrf|xsrf|forgery|token mismatch|page expired/i;
/** These stand before the handler, so forged requests meet them too. */
const BEFORE_THE_HANDLER = ["csrf", "content-type", "accept-header", "user-agent"];

/** A signature that the handler gives away tells at once; without one it is asked. */
async function whyRefused(
  { message, answer }: Pick<Trouble, "message" | "answer">,
  asking: Asking,
): Promise<FoundMistake | undefined> {
  const { secret, others: otherSecrets } = asking;
  const shown =
    answer.kind === "answered" &&
    diagnoseAnswer({
      body: message.body,
      secret,
      otherSecrets,
      responseBody: answer.body,
      responseHeaders: answer.headers,
    });
  if (shown) return { clue: { ...shown, mend: `${shown.mend} ${HANDS_OUT}` }, explains: () => true };
  return askWhyRefused(message, asking);
}

async function refusalOf(refused: Pick<Trouble, "message" | "answer">, asking: Asking): Promise<Known | undefined> {
  const { answer } = refused;
  if (answer.kind !== "answered") return undefined;
  const found = await whyRefused(refused, asking);
  if (found) {
    const { mistake, message: text, mend } = found.clue;
    return known(mistake, text, mend, BEFORE_THE_HANDLER.includes(mistake) ? "all" : "genuine");
  }
  const { status, body } = answer;
  if (status === 419 || (status < 500 && CSRF.test(body))) {
    const text = `A CSRF check refuses every event (${status}).`;
    return known("csrf", text, "Take the webhook's route out of it: a webhook has no session and no token.", "all");
  }
  if (status >= 500) return undefined;
  if (status === 415)
    return known("content-type", "The handler refuses Ploton's content type (415).", mendOf(answer)!, "all");
  const text = `The handler refuses every event with ${status}, also those that are rightly signed with this secret.`;
  const before =
    status === 401 ? "" : " Or a check stands before the handler that Ploton cannot pass: CSRF, a login, a filter.";
  return known(
    "refuses-everything",
    text,
    `Most likely the handler has another secret than the one given here, ${masked(asking.secret)}; no mistake that is known with this one explains it. ` +
      `Print the length of the secret in the handler, and see that the raw bytes are signed and X-Ploton-Signature is read.${before}`,
    "genuine",
  );
}

function whatever(answer: Answer, message: Message): Known {
  const what = answer.kind === "answered" ? String(answer.status) : "no answer";
  return known(
    "fails",
    `The handler fails on every event: ${what} to ${message.what}.`,
    "Look in the handler's log for the exception.",
    "genuine",
  );
}

function known(id: string, text: string, mend: string, reach: Known["reach"]): Known {
  return { id, text, mend, reach };
}

/** Finds what is one cause among what went wrong, and leaves one verdict for it. `all`: what was found to be wrong with every event. */
export async function foldCauses(told: ToldCase[], all: Known | undefined, asking: Asking): Promise<Cause[]> {
  const causes: Cause[] = [];
  const done = new Set<ToldCase>();
  const fold = (members: readonly ToldCase[], { id, text, mend }: Reason, rest: "skipped" | "pass" = "skipped") => {
    const carrier = members.find(({ result }) => result.verdict === "fail") ?? members[0]!;
    const others = members.filter((one) => one !== carrier);
    carrier.result = { ...carrier.result, mend: `${text} ${mend}` };
    for (const one of others) one.result = { ...one.result, verdict: rest, ...said(rest, one.result, carrier, text) };
    for (const one of members) done.add(one);
    causes.push({
      id,
      text,
      mend,
      shown_by: carrier.result.id,
      explains: others.map(({ result }) => result.id),
    });
  };
  const open = (side: Side) =>
    told
      .filter((one): one is Troubled => one.trouble !== undefined)
      .filter((one) => !done.has(one) && one.trouble.side === side && one.trouble.key !== "cut");

  foldStopped(told, fold);
  if (all) {
    const isSame = ({ trouble, spared }: ToldCase) =>
      (spared !== undefined && spared !== "forged") || (trouble?.side === "genuine" && trouble.key !== "cut");
    const isItsDoor = ({ one, trouble }: ToldCase) => trouble?.key === "taken" && DOORS[all.id]?.includes(one.id);
    const isSilent = ({ trouble, spared }: ToldCase) => spared === "forged" || trouble?.key === "timed-out";
    const members = told.filter(
      (one) => !done.has(one) && (isSame(one) || isItsDoor(one) || (all.id === "silent" && isSilent(one))),
    );
    if (members.length > 0) fold(members, all);
  }
  await foldFlaky(told, done, asking, fold);
  await foldRefused(open, refusalIn(told), asking, fold);
  foldEvents(open, fold);
  foldForged(open("forged"), told, fold);
  const silent = told.filter((one) => !done.has(one) && (one.trouble?.key === "timed-out" || one.spared !== undefined));
  for (const side of ["genuine", "forged"] as const) {
    const members = silent.filter((one) => (one.trouble?.side ?? one.spared) === side);
    if (members.length > 1) fold(members, SILENCE[side]);
  }
  return causes;
}

/** Forged requests that a handler takes because of what it takes for right. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  "secret-unset": ["signature-unkeyed"],
  base64: ["signature-base64"],
  prefix: ["signature-prefixed"],
  truncated: ["signature-short"],
};

type Fold = (members: readonly ToldCase[], reason: Reason, rest?: "skipped" | "pass") => void;

function said(
  rest: "skipped" | "pass",
  { received }: CaseResult,
  carrier: ToldCase,
  text: string,
): Partial<CaseResult> {
  const { id } = carrier.result;
  return { received: rest === "pass" ? `${received}: see ${id}` : `skipped: see ${id}: ${text}` };
}

const SILENCE: Readonly<Record<Side, Reason>> = {
  genuine: { id: "silent", text: "The handler stops answering.", mend: SILENT },
  forged: {
    id: "silent-when-refusing",
    text: "The handler does not answer a request whose signature is wrong.",
    mend: "Answer 401 where you refuse: every way through the handler ends with an answer.",
  },
};

/** A handler that stopped: the request after which nobody listened any more. */
function foldStopped(told: readonly ToldCase[], fold: Fold): void {
  const gone = told.filter(({ trouble }) => trouble?.key === "unreachable");
  const before = told.slice(0, told.indexOf(gone[0]!)).findLast(({ trouble }) => trouble !== undefined);
  const members = [...(before?.trouble?.key === "broken" ? [before] : []), ...gone];
  if (members.length < 2) return;
  const text = "The handler's process ended, or stopped listening.";
  fold(members, {
    id: "stopped",
    text,
    mend: "Look in its log for the exception that ended it, and catch it where one request is handled.",
  });
}

/** The status with which the handler refuses a wrong signature. */
function refusalIn(told: readonly ToldCase[]): readonly string[] {
  const shown = told.find(({ one }) => one.id === "signature-wrong-secret");
  const answer = shown?.trouble?.answer;
  if (answer?.kind === "answered" && answer.status < 500) return [String(answer.status)];
  return shown ? ["401"] : ["401", "403", "400"];
}

/** Failures of one status that don't come again when the same event does: no case is to blame for them. */
async function foldFlaky(told: readonly ToldCase[], done: ReadonlySet<ToldCase>, asking: Asking, fold: Fold) {
  const failed = told.filter((one) => !done.has(one) && isDown(one.trouble));
  for (const key of new Set(failed.flatMap(({ trouble }) => (trouble!.side === "genuine" ? trouble!.key : [])))) {
    const isSame = ({ trouble }: ToldCase) =>
      trouble!.answer.kind === "answered" && String(trouble!.answer.status) === key;
    const members = failed.filter(isSame);
    const genuine = members.filter(({ trouble }) => trouble!.side === "genuine");
    if (members.length < 2) continue;
    const again = await Promise.all(genuine.map(({ trouble }) => asking.post(trouble!.message)));
    if (again.some(isTaken)) fold(members, flaky(key));
  }
}

function isDown(trouble: Trouble | undefined): boolean {
  return trouble?.answer.kind === "answered" && (trouble.answer.status >= 500 || trouble.answer.status === 429);
}

/** Rightly signed events that were refused as if they were not: the body was changed before it was signed. */
async function foldRefused(open: (side: Side) => Troubled[], statuses: readonly string[], asking: Asking, fold: Fold) {
  for (;;) {
    const refused = open("genuine").filter(({ trouble }) => statuses.includes(trouble.key));
    if (refused.length === 0) return;
    const first = (refused.find(({ result }) => result.verdict === "fail") ?? refused[0]!).trouble;
    const { message } = first;
    const found = await whyRefused(first, asking);
    const { mistake: id, message: text, mend } = found?.clue ?? CHANGED;
    const mine = refused.filter(
      ({ trouble }) => trouble.message === message || (found?.explains(trouble.message) ?? true),
    );
    fold(mine, { id, text, mend });
  }
}

/** An event of which the handler makes a mess does so wherever it comes. */
function foldEvents(open: (side: Side) => Troubled[], fold: Fold): void {
  for (const first of open("genuine").filter(({ one }) => one.id.startsWith("event-"))) {
    const { key, message } = first.trouble;
    const event = eventIn(message);
    const members = open("genuine").filter(({ trouble }) => trouble.key === key && eventIn(trouble.message) === event);
    const { mend } = first.result;
    if (members.length > 1) fold(members, { id: "fails-on-event", text: `${event} is answered with ${key}.`, mend });
  }
}

function eventIn({ body }: Message): string | undefined {
  return /"event"\s*:\s*"([\w.]+)"/.exec(body.subarray(0, 1_000).toString("utf8"))?.[1];
}

const CHANGED = {
  mistake: "changed-body",
  message: "Some rightly signed bodies are refused: what the handler signs is not the bytes that were sent.",
  mend: "Verify the raw body, as bytes, before any JSON parser or string conversion touches it.",
};

function foldForged(troubled: readonly Troubled[], told: readonly ToldCase[], fold: Fold): void {
  const keyed = (fits: (key: string) => boolean) => troubled.filter(({ trouble }) => fits(trouble.key));
  const taken = keyed((key) => key === "taken");
  const has = (id: string) => taken.some(({ one }) => one.id === id);
  const missing = taken.filter(({ one }) => ["signature-missing", "signature-empty"].includes(one.id));
  const inPart = taken.filter(({ one }) => one.inPart);
  if (has("signature-half-right") && has("signature-wrong-secret")) {
    fold(taken, has("signature-missing") ? TAKES_ALL : TAKES_ANY);
  } else {
    const part = partIn(has);
    const ofPart = part === undefined ? [] : taken.filter(({ one }) => part.cases.includes(one.id));
    if (part) fold(ofPart, part.reason);
    if (missing.length > 1) fold(missing, TAKES_NONE);
    const rest = inPart.filter((one) => !ofPart.includes(one));
    if (rest.length > 1 && rest.some(({ result }) => result.verdict === "fail")) fold(rest, IN_PART);
  }
  for (const key of new Set(troubled.map(({ trouble }) => trouble.key).filter((one) => one.startsWith("refused")))) {
    const members = keyed((other) => other === key);
    if (members.length > 1)
      fold(
        members,
        { id: "other-status", text: `A wrong signature is ${key}.`, mend: members[0]!.result.mend },
        "pass",
      );
  }
  // Who throws on every wrong signature throws on that of a body that is no JSON, too.
  const isAll = troubled.some(({ one, trouble }) => one.id === "signature-wrong-secret" && trouble!.key === "threw");
  const threw = keyed((key) => key === "threw" || key === "broken" || (isAll && key === "parsed-first"));
  if (threw.length > 1) fold(threw, threwReason(threw, told));
}

/** Which part of the header or of the signature is compared, where that shows. */
function partIn(has: (id: string) => boolean): { reason: Reason; cases: string[] } | undefined {
  const isAround = has("signature-longer") && has("signature-prefixed");
  if (has("signature-half-right") || has("signature-short") === isAround) return undefined;
  return isAround
    ? { reason: LOOKS_WITHIN, cases: ["signature-longer", "signature-prefixed", "signature-doubled"] }
    : { reason: TAKES_BEGINNING, cases: ["signature-short", "signature-doubled"] };
}

function threwReason(threw: readonly ToldCase[], told: readonly ToldCase[]): Reason {
  const asked = told.filter(({ one }) => one.id.startsWith("signature-"));
  const isAll = threw.some(({ one }) => one.id === "signature-wrong-secret");
  const text = isAll
    ? "The handler fails with an exception where it should refuse."
    : `Some wrong signatures are an exception (in ${threw.length} of ${asked.length} cases): most likely those of another length, or that are no hex, on which comparing (timingSafeEqual) or decoding throws.`;
  return { id: "exception-when-refusing", text, mend: threw[0]!.result.mend };
}

const VERIFY =
  "Compute HMAC-SHA256 over the raw body with PLOTON_WEBHOOK_SECRET and answer 401 when it differs, before anything else.";
const TAKES_ALL = {
  id: "takes-everything",
  text: "The handler does not verify: it takes what anybody sends.",
  mend: VERIFY,
};
const TAKES_ANY = {
  id: "takes-any-signature",
  text: "The handler takes any signature, as long as there is one.",
  mend: VERIFY,
};
const TAKES_NONE = {
  id: "takes-no-signature",
  text: "The handler takes requests without a signature.",
  mend: "Answer 401 when X-Ploton-Signature is not there or empty, before you compare.",
};
const TAKES_BEGINNING = {
  id: "takes-beginning",
  text: "The beginning of the signature is taken for the whole: startsWith, includes, or a comparison of as many bytes as there are.",
  mend: "Compare the lengths first, then the whole in constant time.",
};
const LOOKS_WITHIN = {
  id: "looks-within",
  text: "The signature is looked for within the header (includes, indexOf, a pattern): whatever stands around it is taken, too.",
  mend: WHOLE,
};
const IN_PART = {
  id: "compares-part",
  text: "Only a part of the signature is compared.",
  mend: WHOLE,
};
