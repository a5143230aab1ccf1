// Cases: signatures that a handler must refuse with 401 (contract 4.1.4).

import { createHmac } from "node:crypto";
import { signBody } from "../contract/signature.js";
import { EVENTS, type EventName } from "../domain/delivery.js";
import type { Case, Expectation, Kit, Message } from "./case.js";
import { almost, completeBody, EVENT_DATA, eventBody, inverted, signed } from "./messages.js";

/** `expect`: `refused` unless said. */
type ForgedSignature = {
  what: string;
  forge: (right: string, body: Buffer) => readonly string[];
  expect?: Expectation;
};
type Row = Omit<Case, "steps"> & { forgeries: readonly ForgedSignature[] };

const LENGTHS =
  "Compare the lengths first, then the bytes in constant time; answer 401 whenever the header is not what you computed.";
export const WHOLE = "Compare the whole header with the whole signature in constant time.";

const FORGED: readonly Row[] = [
  {
    id: "signature-missing",
    title: "a request without a signature is refused with 401",
    why: "Anybody who finds the URL can post to it. A missing header must be refused, not skipped, and must not crash the comparison.",
    mend: "Answer 401 when X-Ploton-Signature is not there, before you compare.",
    forgeries: [{ what: "no signature header", forge: () => [] }],
  },
  {
    id: "signature-empty",
    title: "an empty signature is refused with 401",
    why: "An empty header is falsy in most languages, which is how checks get skipped, and it has another length, which makes timingSafeEqual throw.",
    mend: LENGTHS,
    forgeries: [{ what: "an empty signature header", forge: () => [""] }],
  },
  {
    id: "signature-short",
    inPart: true,
    title: "a signature of another length is refused with 401",
    why: "Node's timingSafeEqual throws when lengths differ; the exception becomes a 500, so Ploton would retry for 24 hours. Comparing only as many bytes as there are lets anybody in.",
    mend: LENGTHS,
    forgeries: [
      { what: "the first 16 characters of the right signature", forge: (right) => [right.slice(0, 16)] },
      { what: "the right signature without its last character", forge: (right) => [right.slice(0, -1)] },
      { what: "the first byte of the right signature", forge: (right) => [right.slice(0, 2)] },
    ],
  },
  {
    id: "signature-half-right",
    inPart: true,
    title: "a signature that is right only in part is refused with 401",
    why: "Whoever compares a part of the signature has a secret of that length only.",
    mend: WHOLE,
    forgeries: [
      {
        what: "the right first half, a wrong second",
        forge: (right) => [right.slice(0, 32) + inverted(right.slice(32))],
      },
      {
        what: "a wrong first half, the right second",
        forge: (right) => [inverted(right.slice(0, 32)) + right.slice(32)],
      },
      { what: "the right signature but for its last character", forge: (right) => [almost(right)] },
    ],
  },
  {
    id: "signature-longer",
    inPart: true,
    title: "the right signature with characters after it is refused with 401",
    why: 'Buffer.from(header, "hex") stops at the first character that is no hex, which is harmless as long as the whole is compared; startsWith ignores what follows.',
    mend: WHOLE,
    forgeries: [
      { what: "the right signature and zz", forge: (right) => [`${right}zz`], expect: "refused-strictly" },
      { what: "the right signature and 00", forge: (right) => [`${right}00`] },
    ],
  },
  {
    id: "signature-non-hex",
    inPart: true,
    title: "a signature that is no hex is refused with 401",
    why: 'Buffer.from(header, "hex") gives fewer bytes, or none, for such a header; timingSafeEqual then throws, and other decoders throw by themselves.',
    mend: "Refuse what is not 64 lower-case hex characters, or compare the texts and not what they decode to.",
    forgeries: [
      { what: "64 characters that are no hex", forge: () => ["z".repeat(64)] },
      { what: "the right signature with its last character no hex", forge: (right) => [`${right.slice(0, -1)}g`] },
    ],
  },
  {
    id: "signature-non-ascii",
    inPart: true,
    title: "a signature with non-ASCII characters is refused with 401",
    why: "64 characters that are not 64 bytes: a comparison of text lengths passes, and timingSafeEqual (Node) or compare_digest (Python) then throws.",
    mend: "Compare bytes of equal length, or refuse what is not 64 lower-case hex characters.",
    forgeries: [
      { what: "64 latin-1 characters", forge: () => ["\u00e9".repeat(64)] },
      { what: "the right signature with its last character é", forge: (right) => [`${right.slice(0, -1)}\u00e9`] },
    ],
  },
  {
    id: "signature-base64",
    title: "a base64 signature is refused with 401",
    why: "Ploton's signature is hex. A handler that takes other forms as well has more doors than it needs, and one that decodes before comparing can trip over the length.",
    mend: WHOLE,
    forgeries: [
      {
        what: "the right digest as base64",
        forge: (right) => [Buffer.from(right, "hex").toString("base64")],
        expect: "refused-strictly",
      },
    ],
  },
  {
    id: "signature-doubled",
    inPart: true,
    title: "two signature headers are refused with 401",
    why: "Frameworks disagree on a header that comes twice: the first, the last, both joined, or an array, on which a string comparison throws. Taking a request of which one is right is safe by itself; a proxy in front may check the other one.",
    mend: "Refuse a request whose signature header is not exactly one value.",
    forgeries: [
      {
        what: "the right signature, then a wrong one",
        forge: (right) => [right, inverted(right)],
        expect: "refused-strictly",
      },
      {
        what: "a wrong signature, then the right one",
        forge: (right) => [inverted(right), right],
        expect: "refused-strictly",
      },
      { what: "two wrong signatures", forge: (right) => [inverted(right), almost(right)] },
    ],
  },
  {
    id: "signature-upper-case",
    title: "an upper-case signature gets an answer",
    why: "Ploton's signature is lower-case hex. Who compares decoded bytes takes upper case as well, which is harmless; an exception is not.",
    mend: WHOLE,
    forgeries: [
      {
        what: "the right signature in upper case",
        forge: (right) => [right.toUpperCase()],
        expect: "refused-harmlessly",
      },
    ],
  },
  {
    id: "signature-prefixed",
    inPart: true,
    title: "the right signature with characters before it is refused with 401",
    why: "Ploton sends the 64 characters alone. Taking a prefix off, as other services' sha256= wants it, or looking for the signature anywhere in the header is harmless by itself, but no request of Ploton's ever needs it.",
    mend: WHOLE,
    forgeries: [
      {
        what: "sha256= and the right signature",
        forge: (right) => [`sha256=${right}`],
        expect: "refused-strictly",
      },
      { what: "zz and the right signature", forge: (right) => [`zz${right}`], expect: "refused-strictly" },
    ],
  },
  {
    id: "signature-unkeyed",
    title: "a signature made without the secret is refused with 401",
    why: "A plain hash, or an HMAC with an empty key, can be computed by anybody: a handler whose secret is not set must not accept it.",
    mend: "Stop at start when PLOTON_WEBHOOK_SECRET is not set.",
    forgeries: ["", "undefined", "null", "None"].map((key) => ({
      what: key === "" ? "an HMAC with an empty key" : `an HMAC with the key "${key}"`,
      forge: (_right, body) => [createHmac("sha256", key).update(body).digest("hex")],
    })),
  },
];

export const SIGNATURE_CASES: readonly Case[] = [
  {
    id: "signature-wrong-secret",
    title: "a signature with another secret is refused with 401",
    why: "This is what a signature is for. Ploton's docs ask for 401, which tells a wrong secret from a broken handler.",
    mend: "Compute HMAC-SHA256 over the raw body with PLOTON_WEBHOOK_SECRET and answer 401 when it differs, before anything else.",
    steps: (kit) => EVENTS.map((event) => ({ send: [wrongSecret(kit, event)], expect: "refused" as const })),
  },
  {
    id: "signature-tampered-body",
    title: "a body that was changed after signing is refused with 401",
    why: "A signature that is not computed over this very body protects nothing.",
    mend: "Compute the signature over the body that you are about to use.",
    steps: (kit) => {
      const known = signed(kit, "task.complete", completeBody(kit));
      return [
        { send: [tampered(kit)], expect: "refused" },
        { send: [known], expect: "any" },
        { send: [{ ...changed(known), what: "a signature that was right for another body" }], expect: "refused" },
      ];
    },
  },
  ...FORGED.map(
    ({ forgeries, ...rest }): Case => ({
      ...rest,
      steps: (kit) =>
        forgeries.map((forgery) => ({ send: [forge(kit, forgery)], expect: forgery.expect ?? "refused" })),
    }),
  ),
];

/** Requests that any handler that verifies refuses, for the case that looks at their effect. */
export function refusedMessages(kit: Kit): Message[] {
  return [
    wrongSecret(kit),
    tampered(kit),
    forge(kit, { what: "no signature header", forge: () => [] }),
    forge(kit, { what: "a signature of zeros", forge: () => ["0".repeat(64)] }),
  ];
}

function forge(kit: Kit, { what, forge: make }: ForgedSignature, text = completeBody(kit)): Message {
  const { body } = signed(kit, what, text);
  return { what, body, signatures: make(kit.sign(body), body) };
}

function wrongSecret(kit: Kit, event: EventName = "task.complete"): Message {
  const what = `${event} signed with another secret`;
  const text = eventBody(event, kit.task(), EVENT_DATA[event]);
  return forge(kit, { what, forge: (_right, body) => [signBody(body, `${kit.secret}x`)] }, text);
}

function tampered(kit: Kit): Message {
  return changed(signed(kit, "a temperature changed after signing", completeBody(kit)));
}

function changed(message: Message): Message {
  return { ...message, body: Buffer.from(message.body.toString("utf8").replace("62", "26")) };
}
