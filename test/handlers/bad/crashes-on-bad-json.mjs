// An exception that nobody catches ends the process.
// finds: invalid-json
// also: duplicate still-alive
import { correct, serve } from "../correct.mjs";

serve({
  receive(body, request, response, parts) {
    const parse = () => {
      try {
        return correct.parse(body);
      } catch {
        process.exit(1);
      }
    };
    return correct.receive(body, request, response, { ...parts, parse });
  },
});
