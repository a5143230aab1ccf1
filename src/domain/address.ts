// Addresses: a host and a port as a URL, a mock's root from what somebody gave, and what an app under test wants in its environment.

/** Where a mock that listens on `host` is called: every address is reached as localhost, IPv6 stands in brackets. */
export function urlOfHost(host: string, port: number, isSecure = false): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http${isSecure ? "s" : ""}://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** A mock's root, also when its PLOTON_BASE_URL was given. */
export function rootOf(url: string): string {
  return url.replace(/\/+$/, "").replace(/\/v1$/, "");
}

/** What a mock's root looks like. */
export const ROOT_FORM = "a URL such as http://localhost:7568";

export function isRoot(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

/** A name or an address, as a host or in a URL, that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host);
}

/** The variables that lead an app to a mock at `root`, such as http://localhost:7568, as the account of a key. */
export function environmentOf(root: string, apiKey: string, webhookSecret: string): Record<EnvironmentName, string> {
  return {
    PLOTON_BASE_URL: `${root}/v1`,
    PLOTON_API_KEY: apiKey,
    PLOTON_WEBHOOK_SECRET: webhookSecret,
    PLOTON_MOCK_URL: root,
  };
}

export type EnvironmentName = "PLOTON_BASE_URL" | "PLOTON_API_KEY" | "PLOTON_WEBHOOK_SECRET" | "PLOTON_MOCK_URL";

/** What must never go through a proxy: this machine. */
const THIS_MACHINE = ["localhost", "127.0.0.1", "::1"];

const PROXY_NAMES = ["http_proxy", "https_proxy", "all_proxy"];

/** The proxy variable that an environment sets for requests, by its name as it is written; undefined when there is none. */
export function proxyIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return Object.keys(environment).find((name) => PROXY_NAMES.includes(name.toLowerCase()) && environment[name]);
}

/** NO_PROXY in both spellings, as it is and with this machine's names: a proxy reaches another localhost. */
export function withoutProxy(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = environment.NO_PROXY || environment.no_proxy || "";
  const names = given.split(",").map((name) => name.trim());
  if (names.includes("*")) return {};
  const all = [...new Set([...names, ...THIS_MACHINE])].filter((name) => name !== "").join(",");
  return { NO_PROXY: all, no_proxy: all };
}
