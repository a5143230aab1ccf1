import type { StartOptions, startPlotonMock } from "../../src/index.js";

export type Told = { id: string; tool: string; status: string; after: string[]; outcome: object };

export function tellTasks(
  start: typeof startPlotonMock,
  given: { prompts: readonly string[] } & StartOptions,
): Promise<Record<string, Told[]>>;
