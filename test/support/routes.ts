// Every route that the mock serves, read off the tables and routers themselves, so that a new one is in every table of tests by itself.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { API_ROUTES } from "../../src/http/api-routes.js";
import { controlRoutes } from "../../src/http/control-api.js";
import { createPages } from "../../src/http/pages.js";
import { openMock } from "../../src/mock.js";
import { DEFAULTS } from "../../src/options.js";

export type AnyRoute = { method: string; path: string };

/** What express keeps of a router: its layers, each with a route, or with a router of its own. */
type Layer = {
  route?: { path: string | string[]; stack: { method?: string }[]; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
};

/** Each method and path, a parameter filled with `id`; each of the inspector's files is one. */
export async function everyRoute(id: string): Promise<AnyRoute[]> {
  const mock = await openMock({ ...DEFAULTS, port: 0, clock: "frozen", watch: false, log: "silent" });
  const pages = createPages(mock) as unknown as { router: { stack: Layer[] } };
  const ours = [...controlRoutes(mock), ...routesIn(pages.router.stack)];
  await mock.close();
  return [...API_ROUTES, ...ours]
    .flatMap((route) => (route.path.includes("{*path}") ? inspectorFiles(route) : [route]))
    .map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, id) }))
    .sort((a, b) => Number(a.path === STOPS) - Number(b.path === STOPS));
}

/** After this one there is no mock left to ask, so it comes last. */
const STOPS = "/_mock/stop";

function routesIn(stack: readonly Layer[]): AnyRoute[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return routesIn(handle?.stack ?? []);
    const methods = Object.keys(route.methods).filter((method) => method !== "_all");
    return [route.path].flat().flatMap((path) => methods.map((method) => ({ method: method.toUpperCase(), path })));
  });
}

function inspectorFiles({ method, path }: AnyRoute): AnyRoute[] {
  const folder = fileURLToPath(new URL("../../dist/inspector", import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => ({ method, path: path.replace("{*path}", name.replaceAll("\\", "/")) }));
}
