// The keys and the algorithms that handlers use by mistake.

import { createHash, createHmac } from "node:crypto";
import { type Clue, USE_WHOLE_SECRET } from "./clue.js";

/** A key that is not the webhook secret, and the mistake that makes it. */
export type WrongKey = Clue & { key: Buffer };

/** Another way to make a digest of a body, and the length of what it gives, in bytes. */
export type WrongAlgorithm = Clue & { length: number; digest: (key: Buffer, body: Buffer) => Buffer };

/** The secret of a mock that nobody configured. */
const DEFAULT_SECRET = "whsec_test_secret";

/** What this project's own pages and defaults use as API keys. */
const KNOWN_API_KEYS = ["pk_test_mock"];

/** Every key that a known mistake makes of `secret`, each different from it and the others; likeliest first. */
export function wrongKeys(secret: string, otherSecrets: readonly string[] = []): WrongKey[] {
  const bare = secret.replace(/^whsec_/, "");
  const rows: [mistake: string, what: string, key: string | Buffer][] = [
    ["secret-unset", "an empty key: the handler's secret is not set", ""],
    ["whsec-stripped", "the secret without whsec_", bare],
    ["whsec-stripped-base64", "the secret without whsec_, decoded as base64", Buffer.from(bare, "base64")],
    ["secret-base64-decoded", "the secret decoded as base64", Buffer.from(secret, "base64")],
    ["secret-hex-decoded", "the secret without whsec_, decoded as hex", Buffer.from(bare, "hex")],
    ["secret-base64-encoded", "the secret encoded as base64", Buffer.from(secret).toString("base64")],
    ["secret-white-space", "the secret with a line break after it", `${secret}\n`],
    ["secret-white-space", "the secret with a CR after it", `${secret}\r`],
    ["secret-white-space", "the secret with a space after it", `${secret} `],
    ["secret-white-space", "the secret without the white space at its ends", secret.trim()],
    ["secret-quoted", "the secret with double quotes around it", `"${secret}"`],
    ["secret-quoted", "the secret with single quotes around it", `'${secret}'`],
    ["secret-case", "the secret in lower case", secret.toLowerCase()],
    ["secret-case", "the secret in upper case", secret.toUpperCase()],
    ["secret-hashed", "the SHA-256 of the secret (bytes)", createHash("sha256").update(secret).digest()],
    ["secret-hashed", "the SHA-256 of the secret (hex)", createHash("sha256").update(secret).digest("hex")],
    ...["undefined", "null", "None", "nil"].map((word): [string, string, string] => [
      "secret-unset",
      `the word "${word}": the handler's secret is not set`,
      word,
    ]),
    ["secret-name", "the variable's name in place of its value", "PLOTON_WEBHOOK_SECRET"],
    ["secret-name", "the variable's name in place of its value", "$PLOTON_WEBHOOK_SECRET"],
    ["secret-name", "the text of an example in place of the secret", "whsec_..."],
  ];
  const made = [...rows.map(([mistake, what, key]) => wrongKey(mistake, what, key)), ...foreignKeys(otherSecrets)];
  // The likelier of two mistakes that make the same key: what is no hex decodes to nothing, as an unset variable is.
  const seen = new Set([Buffer.from(secret).toString("latin1")]);
  return made.filter(({ key }) => {
    const text = key.toString("latin1");
    return !seen.has(text) && seen.add(text);
  });
}

function foreignKeys(otherSecrets: readonly string[]): WrongKey[] {
  const mend = "Give the handler and the sender the same PLOTON_WEBHOOK_SECRET, and restart the handler.";
  const known = wrongKey(
    "another-secret",
    `another secret: the mock's default, ${DEFAULT_SECRET}`,
    DEFAULT_SECRET,
    mend,
  );
  const others = otherSecrets.map((other) =>
    other.startsWith("pk_")
      ? wrongKey("api-key-as-secret", "the API key", other, `${mend} The API key only goes into Authorization.`)
      : wrongKey("another-secret", `another secret, ${masked(other)}`, other, mend),
  );
  const keys = KNOWN_API_KEYS.map((key) =>
    wrongKey("api-key-as-secret", `the API key ${key}`, key, `${mend} The API key only goes into Authorization.`),
  );
  return [...others, known, ...keys];
}

function wrongKey(mistake: string, what: string, key: string | Buffer, mend = USE_WHOLE_SECRET): WrongKey {
  return { mistake, message: `The key that was used is ${what}.`, mend, key: Buffer.from(key as string) };
}

/** A secret as a log may show it: its beginning and its length. */
export function masked(secret: string): string {
  return `${secret.slice(0, 8)}… (${secret.length} characters)`;
}

const USE_HMAC = "Use HMAC-SHA256 with the webhook secret as the key and the raw body as the message.";

/** Digests that are no HMAC-SHA256 of the body under the key. */
export const WRONG_ALGORITHMS: readonly WrongAlgorithm[] = [
  ...(["sha1", "sha512", "md5", "sha384", "sha224", "sha3-256"] as const).map(hmacRow),
  ...(["sha256", "sha1", "sha512", "md5"] as const).flatMap((name): WrongAlgorithm[] => [
    hashRow(name, "no-key", "the body without any key", (_key, body) => [body]),
    hashRow(name, "key-before-body", "the secret followed by the body", (key, body) => [key, body]),
    hashRow(name, "key-after-body", "the body followed by the secret", (key, body) => [body, key]),
  ]),
  {
    mistake: "key-and-body-swapped",
    message: "Key and message are swapped: the secret was signed with the body as the key.",
    mend: USE_HMAC,
    length: 32,
    digest: (key, body) => createHmac("sha256", body).update(key).digest(),
  },
];

function hmacRow(name: string): WrongAlgorithm {
  return {
    mistake: `hmac-${name}`,
    message: `The algorithm that was used is HMAC-${name.toUpperCase()}, not HMAC-SHA256.`,
    mend: USE_HMAC,
    length: createHmac(name, "").digest().length,
    digest: (key, body) => createHmac(name, key).update(body).digest(),
  };
}

function hashRow(
  name: string,
  mistake: string,
  what: string,
  parts: (key: Buffer, body: Buffer) => Buffer[],
): WrongAlgorithm {
  return {
    mistake,
    message: `What was computed is a plain ${name.toUpperCase()} of ${what}, not an HMAC.`,
    mend: USE_HMAC,
    length: createHash(name).digest().length,
    digest: (key, body) =>
      createHash(name)
        .update(Buffer.concat(parts(key, body)))
        .digest(),
  };
}
