// Calls to the control API and to /v1. What the address carries after # (token, key) goes along in headers, and out of the address.

const TOKEN = "ploton-mock-token";
const fromAddress = new URLSearchParams(location.hash.slice(1));
let token = fromAddress.get("token") ?? stored();
const key = fromAddress.get("key");

if (fromAddress.has("token")) {
  setToken(token);
  fromAddress.delete("token");
  history.replaceState(null, "", `${location.pathname}${fromAddress.size > 0 ? `#${fromAddress}` : ""}`);
}

function stored() {
  try {
    return sessionStorage.getItem(TOKEN);
  } catch {
    return null;
  }
}

/** The --control-token, kept for this tab. */
export function setToken(value) {
  token = value;
  try {
    sessionStorage.setItem(TOKEN, value);
  } catch {
    // Then it holds until the page is left.
  }
}

/** True once a token was given; a mock that asks for one nevertheless has another. */
export const hasToken = () => Boolean(token);

/** The key of the account that is looked at; null: the default one. */
export const accountKey = key;

/** The page of another account. It is read anew from the start: everything belongs to the account. */
export function switchAccount(other) {
  location.hash = other === null ? "" : `key=${encodeURIComponent(other)}`;
  location.reload();
}

export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function headers() {
  return {
    ...(token ? { "X-Ploton-Mock-Token": token } : {}),
    ...(key ? { Authorization: `Bearer ${key}` } : {}),
  };
}

/** A call that answers with JSON. Throws `ApiError`; its status is 0 when the mock did not answer at all. */
export async function call(method, path, body, more = {}) {
  const response = await fetch(path, {
    method,
    cache: "no-store",
    headers: {
      Accept: "application/json",
      ...headers(),
      ...(method === "GET" ? {} : { "Content-Type": "application/json" }),
      ...more,
    },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
  }).catch(() => {
    throw new ApiError(0, "unreachable", "The mock does not answer.");
  });
  const answer = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer;
  const { code = "no_json", message = `It answered ${response.status} without JSON.` } = answer?.error ?? {};
  throw new ApiError(response.status, code, message);
}

export const get = (path) => call("GET", path);

/** The same as text, as it came. */
export async function getText(path, accept = "text/plain") {
  const response = await fetch(path, { cache: "no-store", headers: { ...headers(), Accept: accept } });
  if (!response.ok) throw new ApiError(response.status, "no_text", `It answered ${response.status}.`);
  return response.text();
}
export const post = (path, body) => call("POST", path, body);
export const put = (path, body) => call("PUT", path, body);
export const remove = (path) => call("DELETE", path);

/** The path with its parts encoded: at`/_mock/tasks/${id}`. */
export function at(texts, ...parts) {
  return String.raw({ raw: texts }, ...parts.map(encodeURIComponent));
}
