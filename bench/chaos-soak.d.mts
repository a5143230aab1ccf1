import type { PlotonMock, StartOptions } from "../src/index.js";

export type Soaked = {
  hash: string;
  tasks: number;
  deliveries: number;
  attempts: number;
  strikes: Record<string, number>;
};
export function soak(
  startPlotonMock: (options: StartOptions) => Promise<PlotonMock>,
  options: { tasks: number; seed: number; onBatch?: (done: number) => void },
): Promise<Soaked>;
