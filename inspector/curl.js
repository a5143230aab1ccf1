// An attempt, or a call, as a command for a POSIX shell that sends the same bytes again.

/** What curl works out for itself. */
const ITS_OWN = new Set(["host", "content-length", "connection", "transfer-encoding", "accept-encoding"]);
const bytes = (text) => new TextEncoder().encode(text).length;

/** One word for a shell: nothing in it is read. @forTests with a real shell */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The bytes that an attempt sent, as text. */
export function sentBody({ body }, attempt) {
  return attempt?.sent.body ?? body;
}

/**
 * The command that sends what an attempt sent; without one, what it would send. A body that was cut short says a longer length
 * than it has, and the command gives up waiting, as the sender did.
 */
export function curlOf(delivery, attempt) {
  const headers =
    attempt && Object.keys(attempt.sent.headers).length > 0
      ? attempt.sent.headers
      : { "Content-Type": "application/json", "X-Ploton-Signature": delivery.signature };
  const body = sentBody(delivery, attempt);
  const said = Number(headers["Content-Length"] ?? bytes(body));
  const isCut = said > bytes(body);
  return command({
    url: attempt?.url ?? delivery.url ?? "http://localhost:3000/webhook",
    options: isCut ? ["--max-time 2", `-H 'Content-Length: ${said}'`] : [],
    headers,
    body,
  });
}

/** A call to `/v1` again. Its key was masked, so the one of this account stands in its place. */
export function curlOfCall({ method, path, headers, body }, { origin, key }) {
  const kept = Object.fromEntries(
    Object.entries(headers).filter(([name]) => ["content-type", "accept"].includes(name.toLowerCase())),
  );
  return command({
    url: `${origin}${path}`,
    options: method === "GET" ? [] : [`-X ${quoted(method)}`],
    headers: { Authorization: `Bearer ${key}`, ...kept },
    body,
  });
}

function command({ url, options, headers, body }) {
  const lines = Object.entries(headers)
    .filter(([name]) => !ITS_OWN.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`);
  return [`curl -i ${quoted(url)}`, ...options, ...lines, ...(body === "" ? [] : [`--data-raw ${quoted(body)}`])].join(
    " \\\n  ",
  );
}
