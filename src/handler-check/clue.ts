// A clue: one mistake that would explain a signature, in words. What `diagnose` is made of.

/** What went wrong (an id, and one sentence in plain words) and how to mend it. */
export type Clue = { mistake: string; message: string; mend: string };

export const READ_RAW_BYTES =
  "Sign the raw body: take its bytes before any JSON parser sees them " +
  '(express.raw, request.get_data(), file_get_contents("php://input"), io.ReadAll).';

export const USE_WHOLE_SECRET =
  "Use the whole secret, whsec_ included, as it stands, as the key: its UTF-8 bytes, nothing decoded.";
