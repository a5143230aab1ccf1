// Handles the event, then verifies.
// finds: refused-no-effect
import { correct, serve } from "../correct.mjs";

serve({
  receive(body, request, response, parts) {
    let event;
    try {
      event = parts.parse(body);
    } catch {
      return response.writeHead(400).end();
    }
    if (!parts.isRepetition(parts.identity(event, body))) parts.handle(event);
    if (!correct.verify(body, parts.header(request))) return parts.refuse(response);
    parts.accept(response);
  },
});
