// The published vectors of the signature: what the cases send, with fixed ids and a fixed secret, and what no case can send.

import { createHmac } from "node:crypto";
import { signBody } from "../contract/signature.js";
import type { Expectation, Kit, Message } from "./case.js";
import { BODY_CASES } from "./cases-bodies.js";
import { EVENT_CASES } from "./cases-events.js";
import { SIGNATURE_CASES } from "./cases-signatures.js";
import { completeBody } from "./messages.js";

/** What a verifier says of a body, a header (null: there is none) and a secret; a file in vectors/signature/v1/, `name` apart. */
export type SignatureVector = {
  name: string;
  body_base64: string;
  secret: string;
  header: string | null;
  expected: "valid" | "invalid";
  reason: string;
};

const SECRET = "whsec_test_secret";
/** The documented example: with its task, and `WEATHER`, a complete event has the 161 bytes of contract 4.2. */
const TASK = "task_8xK2mP";
const KIT: Kit = { task: () => TASK, sign: (body) => signBody(body, SECRET), secret: SECRET };
/** A longer body would say no more, and make the package longer. */
const LONGEST = 4_096;

/** What is plain of a verifier; other expectations are about the rest of a handler. */
const EXPECTED: Partial<Record<Expectation, SignatureVector["expected"]>> = {
  accepted: "valid",
  "accepted-strictly": "valid",
  refused: "invalid",
  "refused-strictly": "invalid",
};

export function signatureVectors(): SignatureVector[] {
  return [...sentByCases(), ...ofOtherSecrets(), ...ofOtherBytes()];
}

/** Two requests of a case that differ in their task alone are one vector. */
function isOther(one: Message, i: number, all: readonly { message: Message }[]): boolean {
  const isSame = ({ message }: { message: Message }) =>
    message.body.equals(one.body) && message.signatures.join() === one.signatures.join();
  return all.findIndex(isSame) === i;
}

function sentByCases(): SignatureVector[] {
  return [...EVENT_CASES, ...BODY_CASES, ...SIGNATURE_CASES].flatMap(({ id, steps }) => {
    const rows = steps(KIT).flatMap(({ send, expect }) => {
      const expected = EXPECTED[expect];
      return expected === undefined ? [] : send.map((message) => ({ message, expected }));
    });
    return rows
      .filter(({ message }, i) => message.body.length <= LONGEST && isOther(message, i, rows))
      .map(({ message, expected }, i, all) => vectorOf(all.length === 1 ? id : `${id}-${i + 1}`, message, expected));
  });
}

function vectorOf(
  name: string,
  { body, signatures, what }: Message,
  expected: SignatureVector["expected"],
): SignatureVector {
  // Several headers of one name mean what one does with a comma between them (RFC 9110, 5.3).
  const header = signatures.length === 0 ? null : signatures.join(", ");
  return { name, body_base64: body.toString("base64"), secret: SECRET, header, expected, reason: what };
}

/** A handler has one secret; a verifier meets others. */
function ofOtherSecrets(): SignatureVector[] {
  const body = Buffer.from(completeBody(KIT));
  const rows: [name: string, secret: string, reason: string][] = [
    ["secret-without-prefix", "another secret", "any secret is used as it stands"],
    ["secret-non-ascii", "whsec_schlüssel", "the secret is UTF-8"],
    ["secret-longer-than-a-block", `whsec_${"k".repeat(94)}`, "HMAC hashes a key of more than 64 bytes"],
  ];
  return [
    ...rows.map(([name, secret, reason]): SignatureVector => {
      const header = signBody(body, secret);
      return { name, body_base64: body.toString("base64"), secret, header, expected: "valid", reason };
    }),
    vectorOf(
      "secret-stripped",
      { what: "signed with the secret without whsec_", body, signatures: [keyed(body, SECRET.slice("whsec_".length))] },
      "invalid",
    ),
  ];
}

/** Bodies that Ploton does not send, or that a handler may refuse for another reason than the signature. */
function ofOtherBytes(): SignatureVector[] {
  const numbers = Buffer.from(`{"event":"task.complete","task_id":"${TASK}","data":{"n":62.0}}`);
  const written = JSON.stringify(JSON.parse(numbers.toString()));
  const longer = Buffer.from(`${completeBody(KIT)}\n`);
  const right = KIT.sign(completeBody(KIT));
  const valid: [name: string, body: Buffer, reason: string][] = [
    ["bytes-none", Buffer.alloc(0), "no byte at all has a signature, too"],
    ["bytes-no-json", Buffer.from("not json"), "the signature covers bytes, whatever they are"],
    ["bytes-no-utf-8", Buffer.from([0xff, 0xfe, 0x00, 0xe9]), "bytes that are no UTF-8 are signed as they are"],
  ];
  return [
    ...valid.map(([name, body, what]) => vectorOf(name, { what, body, signatures: [KIT.sign(body)] }, "valid")),
    vectorOf(
      "bytes-written-again",
      { what: "signed over JSON.stringify(JSON.parse(body))", body: numbers, signatures: [KIT.sign(written)] },
      "invalid",
    ),
    vectorOf(
      "bytes-line-break",
      { what: "a line break was added after signing", body: longer, signatures: [right] },
      "invalid",
    ),
  ];
}

function keyed(body: Buffer, key: string): string {
  return createHmac("sha256", key).update(body).digest("hex");
}
