// The heap of a mock that has its process for itself. V8 lets the space for what is new grow to 32 MB and garbage to several times what
// lives; what a mock keeps is small, and what is new is gone at once. (In a program of somebody else's its heap is none of our business.)

import { setFlagsFromString } from "node:v8";

/** The space for what is new stays as it is once the mock listens, 4 MB, too small to be worth several threads; garbage is collected at half of what lives. */
const FLAGS = ["--semi-space-growth-factor=1", "--no-parallel-scavenge", "--heap-growing-percent=50"];

export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
