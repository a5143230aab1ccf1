// Handles one event at a time and turns the others away: 503.
// finds: burst
import { setTimeout } from "node:timers/promises";
import { correct, serve } from "../correct.mjs";

let isBusy = false;

serve({
  async receive(body, request, response, parts) {
    if (isBusy) return response.writeHead(503).end();
    isBusy = true;
    await setTimeout(5);
    await correct.receive(body, request, response, parts);
    isBusy = false;
  },
});
