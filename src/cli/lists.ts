// What verbs that list have in common: each filter is a flag, all of it comes unless --limit says otherwise, a list that is cut says so.

import { everyPage } from "../control/transports.js";
import { type Flag, type Given, textOf } from "./command.js";
import { complain } from "./stdio.js";

const LIMIT: Flag = { flag: "limit", value: "N", fallback: "all there are", help: "only the first so many" };

const ORDERS = "newest|oldest";

/** The flags of a list that can be turned round and begun later. */
export function listFlags(first: "newest" | "oldest", filters: readonly Flag[]): Flag[] {
  return [
    ...filters,
    { flag: "since", value: "TIME", help: "only those since this instant" },
    { flag: "order", value: ORDERS, fallback: first, help: "which come first" },
    LIMIT,
  ];
}

/** What the flags ask for, by the names that the control API gives them. */
function askedBy(given: Given, flags: readonly Flag[]): Record<string, string | undefined> {
  return Object.fromEntries(
    flags.map(({ flag, field = flag.replaceAll("-", "_"), value, fallback }) => [
      field,
      textOf(given, flag) ?? (value === ORDERS ? fallback : undefined),
    ]),
  );
}

/** All that `page` gives for what the flags ask, as text, which the mock checks; cut to --limit, and then that is said. */
export async function listed<T>(
  given: Given,
  flags: readonly Flag[],
  page: (query: never) => Promise<{ data: T[]; has_more: boolean }>,
): Promise<T[]> {
  const { limit, ...asked } = askedBy(given, flags);
  if (limit === undefined) return everyPage(asked, (query) => page(query as never));
  const { data, has_more } = await page({ ...asked, limit } as never);
  if (has_more) complain(partText(data.length, asked.order));
  return data;
}

/** Which part of all it is that --limit left: lists do not all begin at the same end. */
function partText(count: number, order: string | undefined): string {
  const other = order === "newest" ? "oldest" : "newest";
  const turn = order === undefined ? "" : `--order ${other} begins at the other end, `;
  return `Listed: the ${count} ${order ?? "first"} of more; ${turn}without --limit all are listed.`;
}

/** What a list says that is empty: that nothing fits, where something was asked for. */
export function noneText(what: string, many: string, given: Given, filters: readonly Flag[]): string {
  const asked = filters.flatMap(({ flag }) => {
    const text = textOf(given, flag);
    return text === undefined || flag === "order" || flag === "limit" ? [] : [`${flag} ${text}`];
  });
  return asked.length === 0 ? `There are no ${many}.` : `There is no ${what} with ${asked.join(", ")}.`;
}
