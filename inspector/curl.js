// An attempt as a command for a POSIX shell that sends the same bytes again.

/** What curl works out for itself. */
const ITS_OWN = new Set(["host", "content-length", "connection", "transfer-encoding", "accept-encoding"]);

/** One word for a shell: nothing in it is read. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command. `headers` are those that were sent; without an attempt, those that would be. */
export function curlOf({ url, body, signature }, attempt) {
  const sent =
    attempt && Object.keys(attempt.request.headers).length > 0
      ? attempt.request.headers
      : { "Content-Type": "application/json", "X-Ploton-Signature": signature };
  const lines = Object.entries(sent)
    .filter(([name]) => !ITS_OWN.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`);
  return [
    `curl -i ${quoted(attempt?.url ?? url ?? "http://localhost:3000/webhook")}`,
    ...lines,
    `--data-raw ${quoted(body)}`,
  ].join(" \\\n  ");
}
