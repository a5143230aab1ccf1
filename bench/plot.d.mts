import type { Results } from "./table.mjs";

export function plotOf(results: Results): string;
