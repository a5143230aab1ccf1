// Keys and secrets in text that is kept or shown: which kind it was, and no more. "pk_live_abc" → "pk_live_****".

/** How what must not be shown begins (contract 1.2, 1.7). */
const BEGINNINGS = ["pk_test_", "pk_live_", "whsec_"];

/** A letter as it stands, as a URL may write it, or as JSON may. */
function spellingsOf(letter: string): string {
  const code = letter.charCodeAt(0).toString(16);
  return `(?:${letter}|%${code}|\\\\u00${code})`;
}

const BEGINNING = BEGINNINGS.map((word) => [...word].map(spellingsOf).join("")).join("|");
/** What follows: anything that does not end a word in JSON, a header, a log line or a sentence. */
const ESCAPED = "\\\\u[0-9a-f]{4}";
const ENDING = "\\s\"'`,;<>\\\\…";
/** And what ends a sentence, or a bracket, does not end a secret. */
const REST = `(?:${ESCAPED}|[^${ENDING}])*(?:${ESCAPED}|[^${ENDING}.:!?)\\]}])`;
const SECRET = new RegExp(`(${BEGINNING})${REST}`, "gi");
/** How each of them goes on just before its "_", of which nearly every text has none ("task_" is not one): then it is not looked at any closer. */
const TAILS = ["pk_", "ec_"];
const TAIL = new RegExp(TAILS.join("|"), "i");
const SUSPECT = new RegExp(TAILS.map((word) => [...word].map(spellingsOf).join("")).join("|"), "i");

/** May one of them be in the text? Most letters are written as they are. */
function isSuspect(text: string): boolean {
  return text.includes("%") || text.includes("\\") ? SUSPECT.test(text) : TAIL.test(text);
}

/** The webhook secret that everybody knows: of a mock that was given none (contract 1.7). */
export const PUBLIC_SECRET = "whsec_test_secret";

/** The text with every key and webhook secret in it struck out after its beginning, but the one that is none. JSON stays JSON. */
export function maskSecrets(text: string): string {
  if (!isSuspect(text)) return text;
  return text.replace(SECRET, (whole, beginning: string) => (whole === PUBLIC_SECRET ? whole : `${beginning}****`));
}

/** The text with nothing in the place of keys and webhook secrets: for readers who would make a name of what is left of one. */
export function withoutSecrets(text: string): string {
  return isSuspect(text) ? text.replace(SECRET, " ") : text;
}
