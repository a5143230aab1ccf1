// Works before it answers (HANDLER_DELAY_MS).
// finds: answer-time
import { setTimeout } from "node:timers/promises";
import { addEffect, serve } from "../correct.mjs";

serve({
  async handle() {
    addEffect();
    await setTimeout(Number(process.env.HANDLER_DELAY_MS ?? 6_000));
  },
});
