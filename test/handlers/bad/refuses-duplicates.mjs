// Answers 409 to an event that it has handled.
// finds: duplicate
// also: duplicate-effect
import { correct, serve } from "../correct.mjs";

serve({
  receive(body, request, response, parts) {
    const known = (key) => {
      const isKnown = correct.isRepetition(key);
      if (isKnown) response.writeHead(409).end();
      return isKnown;
    };
    const accept = () => response.headersSent || parts.accept(response);
    return correct.receive(body, request, response, { ...parts, isRepetition: known, accept });
  },
});
