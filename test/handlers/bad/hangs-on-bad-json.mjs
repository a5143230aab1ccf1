// An exception after which nobody answers.
// finds: invalid-json
import { correct, serve } from "../correct.mjs";

serve({
  receive(body, request, response, parts) {
    const parse = () => {
      try {
        return correct.parse(body);
      } catch {
        return undefined;
      }
    };
    if (parts.verify(body, parts.header(request)) && parse() === undefined) return;
    return correct.receive(body, request, response, parts);
  },
});
