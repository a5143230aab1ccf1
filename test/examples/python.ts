// Which Python runs the tests of ours that need one: the first on the path that has what they import.

import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { isInstalled, ROOT } from "./run.js";

const FOLDERS = (process.env.PATH ?? "").split(delimiter);

const known = new Map<string, string | undefined>();

/** The first python3 on the path that has these modules; undefined when none has. */
export function pythonWith(modules: readonly string[]): string | undefined {
  const key = modules.join();
  if (!known.has(key)) known.set(key, findPython(modules));
  return known.get(key);
}

/** Where a module is costs little to say; to import all of pytest takes longer than many a test. */
const HAS = "import sys, importlib.util as all; sys.exit(any(all.find_spec(name) is None for name in sys.argv[1:]))";

function findPython(modules: readonly string[]): string | undefined {
  const candidates = [...new Set(FOLDERS)].map((folder) => join(folder, "python3")).filter(isExecutable);
  return candidates.find((python) => isInstalled([python, "-c", HAS, ...modules]));
}

/** The environment in which `python3` is that one, and our package is there as if it were installed from `folder`. */
export function withPackage(python: string, folder = join(ROOT, "python/src")): Record<string, string> {
  return {
    PATH: [dirname(python), ...FOLDERS].join(delimiter),
    PYTHONPATH: folder,
    PLOTON_MOCK_COMMAND: `"${process.execPath}" "${join(ROOT, "bin/ploton-mock.js")}"`,
  };
}

/** pytest finds plugins by what an installation left; from the source it is told, and asked to load no others that this machine may have. */
export function fromSource(modules: readonly string[]): Record<string, string> {
  const plugins = [...(modules.includes("xdist") ? ["xdist.plugin"] : []), "ploton_mock.pytest_plugin"];
  return { PYTEST_PLUGINS: plugins.join(), PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1" };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
