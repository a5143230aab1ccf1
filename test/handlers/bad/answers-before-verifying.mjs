// Answers 200 at once and verifies afterwards.
// finds: signature-wrong-secret
// also: signature-tampered-body signature-missing signature-empty signature-short signature-half-right signature-longer signature-non-hex signature-non-ascii signature-base64 signature-doubled signature-upper-case signature-prefixed signature-unkeyed still-alive
import { serve } from "../correct.mjs";

serve({
  receive(body, request, response, parts) {
    response.writeHead(200).end();
    if (!parts.verify(body, parts.header(request))) return;
    let event;
    try {
      event = parts.parse(body);
    } catch {
      return;
    }
    if (!parts.isRepetition(parts.identity(event, body))) parts.handle(event);
  },
});
