// A task's traffic as an HTTP archive (HAR 1.2): the call that made it, and each request to the handler.

const pairs = (headers) =>
  Object.entries(headers).map(([name, value]) => ({
    name,
    value: Array.isArray(value) ? value.join(", ") : String(value),
  }));
const size = (text) => new TextEncoder().encode(text).length;

/** `created` is the call that made the task, where the journal still has it; `origin` the mock's root. */
export function harOf({ deliveries }, created, origin) {
  const entries = [
    ...(created ? [callEntry(created, origin)] : []),
    ...deliveries.flatMap((delivery) => delivery.attempts.map((attempt) => attemptEntry(delivery, attempt))),
  ];
  entries.sort((a, b) => (a.startedDateTime < b.startedDateTime ? -1 : 1));
  const log = { version: "1.2", creator: { name: "ploton-mock", version: "1" }, entries };
  return JSON.stringify({ log }, null, 2);
}

function callEntry({ at, method, path, headers, body, status, answer, tookMs }, origin) {
  return entryOf({
    at,
    tookMs,
    method,
    url: origin + path,
    headers,
    body,
    status,
    answer,
    answerHeaders: {},
    comment: "the call that made the task",
  });
}

function attemptEntry(delivery, { at, tookMs, url, sent, answer, error, number, fault, byHand, isEdited }) {
  return entryOf({
    at,
    tookMs,
    method: "POST",
    url,
    headers: sent.headers,
    body: sent.body ?? delivery.body,
    status: answer?.status ?? 0,
    answer: answer?.body ?? "",
    answerHeaders: answer?.headers ?? {},
    comment: [
      `${delivery.event} ${delivery.id}, ${isEdited ? "edited" : `attempt ${number}`}`,
      fault ? `fault ${fault}` : "",
      byHand ? "by hand" : "",
      error ?? "",
    ]
      .filter(Boolean)
      .join("; "),
  });
}

function entryOf({ at, tookMs, method, url, headers, body, status, answer, answerHeaders, comment }) {
  const type = (all) => Object.entries(all).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return {
    startedDateTime: new Date(at).toISOString(),
    time: tookMs,
    request: {
      method,
      url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(headers),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      ...(body !== "" && { postData: { mimeType: String(type(headers)) || "application/json", text: body } }),
      headersSize: -1,
      bodySize: size(body),
    },
    response: {
      status: status ?? 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(answerHeaders),
      content: { size: size(answer), mimeType: String(type(answerHeaders)), text: answer },
      redirectURL: "",
      headersSize: -1,
      bodySize: size(answer),
    },
    cache: {},
    timings: { send: 0, wait: tookMs, receive: 0 },
    comment,
  };
}
