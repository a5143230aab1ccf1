// Words as nouns: plural or not, and how a phrase becomes a key.

import { COLLECTIVE, IRREGULAR, NOT_PLURAL } from "./words.js";

/** True for "contacts", "companies", "people", "PRs"; false for "sales", "status". */
export function isPlural(word: string): boolean {
  const lower = lastOf(word);
  if (Object.hasOwn(IRREGULAR, lower)) return true;
  return (
    /^\p{L}[\p{L}-]*s$/u.test(lower) &&
    lower.length > 2 &&
    !/(?:ss|us|is|'s|ous)$/.test(lower) &&
    !NOT_PLURAL.has(lower)
  );
}

/** "cities" → "city", "leads" → "lead"; a word that is no plural stays. */
export function singularOf(word: string): string {
  const last = lastOf(word);
  if (last !== word.toLowerCase()) return `${word.slice(0, -last.length)}${singularOf(word.slice(-last.length))}`;
  const lower = last;
  if (Object.hasOwn(IRREGULAR, lower)) return IRREGULAR[lower]!;
  if (!isPlural(lower)) return word;
  if (/(?:[^aeiou])ies$/.test(lower) && lower.length > 4) return `${lower.slice(0, -3)}y`;
  if (/(?:xes|ches|shes|sses|zzes)$/.test(lower)) return lower.slice(0, -2);
  return lower.slice(0, -1);
}

/** "city" → "cities", "lead" → "leads"; a plural stays. */
export function pluralOf(word: string): string {
  const lower = word.toLowerCase();
  if (COLLECTIVE.has(lower)) return lower;
  const irregular = Object.keys(IRREGULAR).find((plural) => IRREGULAR[plural] === lower);
  if (irregular) return irregular;
  if (isPlural(lower) || (NOT_PLURAL.has(lower) && /[^s]s$/.test(lower))) return lower;
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(lower) ? `${lower}es` : `${lower}s`;
}

/** The last word of a key: "addresses" of email_addresses, emailAddresses. */
function lastOf(word: string): string {
  return (/(?:[_ ]|\p{Ll}(?=\p{Lu}))([\p{L}-]+)$/u.exec(word)?.[1] ?? word).toLowerCase();
}

/** ["close", "date"] → close_date. */
export function keyOf(words: readonly string[]): string {
  return words
    .join("_")
    .toLowerCase()
    .replace(/&/g, "_and_")
    .replace(/[^\p{L}\p{N}\p{M}$]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}

/** "dueDate", "due_date", "due-date" → ["due", "date"]. */
export function wordsOfKey(key: string): string[] {
  if (!/[^a-z0-9_ ]/.test(key)) return key.split(/[_ ]+/).filter(Boolean);
  return key
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean);
}
