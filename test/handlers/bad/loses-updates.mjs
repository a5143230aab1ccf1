// Reads its count, waits, and writes it back: events that come together overwrite each other.
// finds: burst
import { setTimeout } from "node:timers/promises";
import { effectCount, serve } from "../correct.mjs";

serve({
  async handle() {
    const count = effectCount.get();
    await setTimeout(5);
    effectCount.set(count + 1);
  },
});
