// Does not catch the parser's exception: 500.
// finds: invalid-json
import { correct, serve } from "../correct.mjs";

serve({
  async receive(body, request, response, parts) {
    if (!parts.verify(body, parts.header(request))) return parts.refuse(response);
    parts.parse(body);
    return correct.receive(body, request, response, parts);
  },
});
