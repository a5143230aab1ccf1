// Answers 400 to invalid JSON, and ends.
// finds: still-alive
// also: invalid-json duplicate
import { correct, serve } from "../correct.mjs";

serve({
  parse(body) {
    try {
      return correct.parse(body);
    } catch (error) {
      setImmediate(() => process.exit(1));
      throw error;
    }
  },
});
