// One door: `/v1` goes to the emulated API, everything else to the control API and the pages, which are loaded when first asked for.

import type { Listener } from "./ploton-api.js";

export function createApp(api: Listener, openRest: () => Promise<Listener>): Listener {
  let rest: Promise<Listener> | undefined;
  return (request, response) => {
    const target = request.url ?? "/";
    if (isApi(target)) return api(request, response);
    rest ??= openRest();
    rest.then((listener) => listener(request, response)).catch((error: Error) => response.destroy(error));
  };
}

/** The path is `/v1` or below it, also in a proxy's absolute form. */
function isApi(target: string): boolean {
  const path = target.startsWith("/") ? target : target.replace(/^[a-z]+:\/\/[^/]*/i, "");
  return /^\/v1(?:[/?]|$)/.test(path);
}
