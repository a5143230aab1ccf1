// Finds causes by asking: further requests, each made so that a handler with one certain mistake takes it.

import { createHmac } from "node:crypto";
import { signBody } from "../contract/signature.js";
import type { Header } from "../contract/webhooks.js";
import { formatTime } from "../domain/duration.js";
import type { Message } from "./case.js";
import type { Clue } from "./clue.js";
import type { Answer } from "./send.js";
import { wrongBodies } from "./wrong-bodies.js";
import { WRITTEN_FORMS } from "./wrong-formats.js";
import { WRONG_ALGORITHMS, wrongKeys } from "./wrong-keys.js";

/** A mistake, the request that only a handler with this mistake takes, and of which other requests it is the cause, too. */
type Question = { clue: Clue; message: Message; explains: (message: Message) => boolean };

/** The mistake that the handler has shown. */
export type FoundMistake = { clue: Clue; explains: (message: Message) => boolean };

/** How a handler is asked: the answers, in order. `secret`: what was signed with; `others`: what it may have in its place. */
export type Asking = {
  post: (message: Message) => Promise<Answer>;
  secret: string;
  others: readonly string[];
  /** Epoch milliseconds. */
  wall: () => number;
};

const AT_ONCE = 8;
const ALWAYS = () => true;
/** Writing a long body anew in forty forms takes longer than it tells. */
const LONGEST_BODY = 64 * 1024;

/**
 * Why a rightly signed request was refused: the first mistake whose own request is taken, unless the request itself is taken, too, when
 * it comes again. Undefined when none is.
 */
export async function askWhyRefused(message: Message, asking: Asking): Promise<FoundMistake | undefined> {
  const { secret, others } = asking;
  const found = await firstTaken(
    [...signatureQuestions(message, secret, others), ...timeQuestion(message, asking), ...headerQuestions(message)],
    asking,
  );
  if (found === undefined || !isTaken(await asking.post(message))) return found;
  const { id: mistake, text, mend } = flaky("refused");
  return { clue: { mistake, message: text, mend }, explains: ALWAYS };
}

/** What fails, and does not when it is asked again. */
export function flaky(how: string) {
  return {
    id: "flaky",
    text: `The handler fails now and then: what was ${/^\d/.test(how) ? `answered with ${how}` : how} is taken when the same event comes again.`,
    mend: "Look in its log for what failed: something behind it that is down or too slow, a pool, a rate limit. No case here is its cause.",
  };
}

/** The same event as if it had just happened: what a handler that refuses old ones takes. */
function timeQuestion(message: Message, { secret, wall }: Asking): Question[] {
  const text = message.body.toString("utf8");
  const fresh = text.replace(/("timestamp"\s*:\s*)"[^"]*"/, `$1"${formatTime(wall())}"`);
  if (fresh === text || message.body.length > LONGEST_BODY) return [];
  return [
    {
      clue: {
        mistake: "old-timestamp",
        message: "The handler refuses events whose timestamp is old: the same event with the present time is taken.",
        mend: "Take events however old they are: the timestamp says when the event happened, and attempts of it come up to 24 hours later. The signature is no stamp of time.",
      },
      message: { what: "asking: the present time", body: Buffer.from(fresh), signatures: [signBody(fresh, secret)] },
      explains: ALWAYS,
    },
  ];
}

async function firstTaken(questions: readonly Question[], { post }: Asking): Promise<FoundMistake | undefined> {
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    const some = questions.slice(from, from + AT_ONCE);
    const answers = await Promise.all(some.map(({ message }) => post(message)));
    const taken = some.find((_, i) => answers[i]!.kind === "answered" && isTaken(answers[i]!));
    if (taken) return taken;
    // Who does not even answer will not say more.
    if (answers.every(({ kind }) => kind !== "answered")) return undefined;
  }
  return undefined;
}

export function isTaken(answer: Answer): boolean {
  return answer.kind === "answered" && answer.status === 200;
}

/** The message with the signature that each known mistake makes: keys, forms, bodies, algorithms. */
function signatureQuestions(message: Message, secret: string, others: readonly string[]): Question[] {
  const { body } = message;
  const hex = (key: string | Buffer, bytes: Buffer) => createHmac("sha256", key).update(bytes).digest("hex");
  const right = hex(secret, body);
  const asked = new Set([right]);
  const ask = (clue: Clue, signature: string, explains: Question["explains"] = ALWAYS): Question[] => {
    if (asked.has(signature)) return [];
    asked.add(signature);
    return [{ clue, message: { ...message, what: `asking: ${clue.mistake}`, signatures: [signature] }, explains }];
  };
  const bodies = body.length > LONGEST_BODY ? [] : wrongBodies(body);
  return [
    ...wrongKeys(secret, others).flatMap((wrong) => ask(wrong, hex(wrong.key, body))),
    ...WRITTEN_FORMS.flatMap(({ write, ...clue }) => ask(clue, write(right))),
    ...bodies.flatMap((wrong) => ask(wrong, hex(secret, wrong.bytes), changedBy(wrong.message))),
    ...WRONG_ALGORITHMS.flatMap((wrong) => ask(wrong, wrong.digest(Buffer.from(secret), body).toString("hex"))),
  ];
}

/** Is a body another one once this mistake was made with it? */
function changedBy(mistake: string): (message: Message) => boolean {
  return ({ body }) => body.length > LONGEST_BODY || wrongBodies(body).some(({ message }) => message === mistake);
}

const OTHER_HEADERS = [
  ...["X-Signature", "X-Hub-Signature-256", "X-Hub-Signature", "X-Webhook-Signature", "Webhook-Signature"],
  ...["Ploton-Signature", "X-Ploton-Signature-256", "X-Ploton-Hmac-Sha256", "X-Ploton-Webhook-Signature"],
  ...["Signature", "X-Signature-256", "Stripe-Signature", "X-Ploton-Sig", "Ploton-Webhook-Signature"],
];

/** What a handler may want beside what Ploton sends, and the headers that give it. */
const WANTED: readonly [clue: Clue, headers: Header[]][] = [
  [
    {
      mistake: "csrf",
      message: "A CSRF check refuses events: with a token and an origin of its own the handler takes them.",
      mend: "Take the webhook's route out of the CSRF check (csrf_exempt, skip_forgery_protection, VerifyCsrfToken's except): the signature is what protects it.",
    },
    [
      ["Origin", "null"],
      ["X-CSRF-Token", "asking"],
      ["X-XSRF-Token", "asking"],
      ["X-CSRFToken", "asking"],
      ["X-Requested-With", "XMLHttpRequest"],
    ],
  ],
  [
    {
      mistake: "content-type",
      message: 'The handler wants "application/json; charset=utf-8"; Ploton sends application/json without a charset.',
      mend: "Take application/json with and without a charset.",
    },
    [["Content-Type", "application/json; charset=utf-8"]],
  ],
  [
    {
      mistake: "accept-header",
      message: "The handler wants an Accept header; Ploton sends none.",
      mend: "Don't negotiate the type of a webhook's answer.",
    },
    [["Accept", "application/json, */*"]],
  ],
  [
    {
      mistake: "user-agent",
      message: "The handler refuses Ploton's User-Agent and takes a browser's.",
      mend: "Let no filter of bots stand before the webhook's route.",
    },
    [["User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"]],
  ],
];

/** The message with headers that Ploton does not send: what a handler that waits for one of them takes. */
function headerQuestions(message: Message): Question[] {
  const [right = ""] = message.signatures;
  const elsewhere = OTHER_HEADERS.flatMap((name) =>
    ["", "sha256="].map((prefix): (typeof WANTED)[number] => [
      {
        mistake: "wrong-header",
        message: `The handler reads the signature from ${name}${prefix && `, after ${prefix}`}; Ploton sends X-Ploton-Signature.`,
        mend: "Read X-Ploton-Signature: 64 lower-case hex characters, nothing before them.",
      },
      [[name, prefix + right]],
    ]),
  );
  return [...WANTED, ...elsewhere].map(([clue, extra]) => ({
    clue,
    message: { ...message, what: `asking: ${clue.mistake}`, extra },
    explains: ALWAYS,
  }));
}
