// One line of the ledger, and the three ways to write one.

/** How sure we are: the docs say it, it follows from what they show, or it is our choice. */
export const MARKS = ["documented", "inferred", "assumed"] as const;
type Mark = (typeof MARKS)[number];

/** Where an assumption comes from. */
export const OUR_CHOICE = "our choice";

/**
 * One emulated behaviour. `id` is the contract row, `source` the pages of Ploton's docs that say it or that it follows
 * from ("our choice" when assumed), `option` the option of ploton-mock that changes it.
 */
export type Behaviour = { id: string; text: string; mark: Mark; source: string; option?: string };

/** Ploton's docs say so, on the pages that `source` names. */
export function documented(id: string, source: string, text: string, option?: string): Behaviour {
  return { id, text, mark: "documented", source, ...(option && { option }) };
}

/** Not stated, but follows from what the pages in `source` show. */
export function inferred(id: string, source: string, text: string, option?: string): Behaviour {
  return { id, text, mark: "inferred", source, ...(option && { option }) };
}

/** The docs are silent: our choice. */
export function assumed(id: string, text: string, option?: string): Behaviour {
  return { id, text, mark: "assumed", source: OUR_CHOICE, ...(option && { option }) };
}

/** 10000 → "10,000". */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
