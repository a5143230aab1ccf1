// Answers 403 to a wrong signature.
// finds: signature-wrong-secret
// also: signature-tampered-body signature-missing signature-empty signature-short signature-half-right signature-longer signature-non-hex signature-non-ascii signature-base64 signature-doubled signature-upper-case signature-prefixed signature-unkeyed still-alive
import { serve } from "../correct.mjs";

serve({
  refuse: (response) => response.writeHead(403).end(),
});
