// Words, variables and programs as a shell or a system takes them: POSIX shells, fish, PowerShell, cmd.

/** A word that a POSIX shell reads back as `text`; quoted only where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export const SHELLS = ["sh", "fish", "powershell", "cmd"] as const;
export type Shell = (typeof SHELLS)[number];

/** The line that sets an environment variable in a shell. */
export const ASSIGN: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}=${shellWord(value)}`,
  fish: (name, value) => `set -gx ${name} '${value.replace(/['\\]/g, "\\$&")}'`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  // Within the quotes that end with the line only % means anything, and a file of commands halves two of them.
  cmd: (name, value) => `set "${name}=${value.replaceAll("%", "%%")}"`,
};

/** The line that fails where a shell carries it out: eval of nothing would be a success. */
export const FAIL: Readonly<Record<Shell, string>> = {
  sh: "false",
  fish: "false",
  powershell: "throw 'ploton-mock env failed'",
  cmd: "exit /b 1",
};

/** What to start: a file and its arguments; `verbatim`: on Windows the arguments are a line that is ready. */
export type Program = { file: string; words: readonly string[]; verbatim: boolean };

const END_OF_PROGRAMS = ".COM;.EXE;.BAT;.CMD";

/**
 * How to start `command`. On Windows npm, npx and most tools are .cmd files, which only cmd runs: found as cmd would find them, and
 * called with a line in which nothing means anything to it.
 */
export function programFor(
  platform: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  isThere: (file: string) => boolean,
): Program {
  const plain = { file: command, words: args, verbatim: false };
  if (platform !== "win32") return plain;
  const file = fileOnWindows(command, environment, isThere);
  if (file === undefined || !/\.(?:cmd|bat)$/i.test(file)) return plain;
  const line = [carets(quotedForCmd(file)), ...args.map((word) => carets(carets(quotedForCmd(word))))].join(" ");
  return {
    file: variable(environment, "COMSPEC") ?? "cmd.exe",
    words: ["/d", "/s", "/c", `"${line}"`],
    verbatim: true,
  };
}

/** The file that a command's name means: with an ending of PATHEXT, here or in a folder of PATH. */
function fileOnWindows(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  isThere: (file: string) => boolean,
): string | undefined {
  const endings = (variable(environment, "PATHEXT") ?? END_OF_PROGRAMS).split(";");
  const hasEnding = endings.some((ending) => command.toLowerCase().endsWith(ending.toLowerCase()));
  const names = hasEnding ? [command] : endings.map((ending) => `${command}${ending.toLowerCase()}`);
  const folders = /[\\/]/.test(command) ? [""] : ["", ...(variable(environment, "PATH") ?? "").split(";")];
  const files = folders.flatMap((folder) =>
    names.map((name) => (folder === "" ? name : `${folder.replace(/[\\/]$/, "")}\\${name}`)),
  );
  return files.find(isThere);
}

/** Windows does not mind how a variable's name is written. */
function variable(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const key = Object.keys(environment).find((one) => one.toUpperCase() === name);
  return key === undefined ? undefined : environment[key] || undefined;
}

/** A word as programs on Windows take their command lines apart: quotes escaped, and the backslashes before them doubled. */
function quotedForCmd(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, "$1$1")}"`;
}

/** What means something to cmd, made to mean nothing. A .cmd file reads its arguments once more, so they need it twice. */
function carets(text: string): string {
  return text.replace(/[()\][%!^"`<>&|;, *?]/g, "^$&");
}
