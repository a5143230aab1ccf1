// During a change of secrets both are taken; the old one is not set, which makes it the empty text.
// finds: signature-unkeyed
import { hexSignature, secret, serve } from "../correct.mjs";

const secrets = [secret, process.env.OLD_SECRET ?? ""];

serve({
  verify: (body, header) => secrets.some((key) => header === hexSignature(body, key)),
});
