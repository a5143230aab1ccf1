// Answers 400 to a number that is too big for it.
// finds: body-numbers
import { correct, serve } from "../correct.mjs";

serve({
  parse: (body) =>
    JSON.parse(body.toString("utf8"), (_name, value) => {
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Error("number out of range");
      return value;
    }),
  handle: correct.handle,
});
