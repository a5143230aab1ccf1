// Serves the inspector: files that the build put together, a fixed list, under a policy that lets nothing but them run.

import { existsSync, readdirSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RequestHandler, Router } from "express";
import { MockError } from "../domain/errors.js";

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-cache",
};
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page at `/` and `/_mock/`, its files below `/inspector/`. */
export function inspector(): Router {
  const folder = folderOf(dirname(fileURLToPath(import.meta.url)));
  const files = new Set(folder === undefined ? [] : filesIn(folder));
  const router = Router();
  router.get(["/", "/_mock"], serve("index.html"));
  router.get("/inspector/{*path}", (request, response, next) => serve(request.path.slice(11))(request, response, next));
  return router;

  /** By its name below the folder: `sendFile` refuses a path with a dot in any folder's name, as npx's cache has. */
  function serve(name: string): RequestHandler {
    return (_request, response, next) => {
      if (folder === undefined) throw missing();
      if (!files.has(name)) return next();
      response.set(HEADERS).type(TYPES[extname(name)]!).sendFile(name, { root: folder, cacheControl: false });
    };
  }
}

function missing(): MockError {
  return new MockError(500, "no_inspector", "The inspector's files are missing from this installation of ploton-mock.");
}

/** The package's dist/inspector/, found upwards: from the sources and from dist/. */
function folderOf(from: string): string | undefined {
  const folder = join(from, "dist/inspector");
  if (existsSync(join(folder, "index.html"))) return folder;
  return dirname(from) === from ? undefined : folderOf(dirname(from));
}

function filesIn(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below + entry.name;
    if (entry.isDirectory()) return filesIn(folder, `${name}/`);
    return TYPES[extname(name)] ? [name] : [];
  });
}
