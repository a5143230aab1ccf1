// What a command is, as data: `commands*.ts` list them, `parse.ts` and `help.ts` read them, `run.ts` runs one.

/** A flag. `value` is the word for its value in help; absent: a switch, which `--no-…` turns off. */
export type Flag = {
  flag: string;
  alias?: string;
  value?: string;
  list?: true;
  /** A list that takes one value after each flag, because other words follow. */
  single?: true;
  env?: string;
  fallback?: string;
  help: string;
  /** The heading under which help lists it. */
  group?: string;
};

/** A word that is no flag. `many`: any number of them. */
export type Word = { name: string; required?: true; many?: true };

/** What the command line said. `rest` is what stood after `--`, null when there was none. */
export type Given = {
  words: string[];
  rest: string[] | null;
  flags: Record<string, string | boolean | string[] | undefined>;
};

/** Does the work and gives the exit status. Throws `MockError` for what the user must hear. */
export type Run = (given: Given) => Promise<number>;

export type Command = {
  name: string;
  summary: string;
  words?: readonly Word[];
  /** The word in help for what stands after `--`; absent: nothing may. */
  rest?: string;
  flags: readonly Flag[];
  /** Command line and what it is for. */
  examples: readonly (readonly [string, string])[];
  /** More to know, below the flags. */
  notes?: string;
  load: () => Promise<Run>;
};

/** The text of a flag that takes one value; undefined when it was not given. */
export function textOf({ flags }: Given, name: string): string | undefined {
  const value = flags[name];
  return typeof value === "string" ? value : undefined;
}

/** The texts of a flag that may be repeated. */
export function textsOf({ flags }: Given, name: string): string[] {
  const value = flags[name];
  return Array.isArray(value) ? value : [];
}

/** "task <ID>", as a usage line has it. */
export function usageOf({ name, words = [], rest }: Command): string {
  const parts = words.map((word) => {
    const text = word.many ? `${word.name}...` : word.name;
    return word.required ? `<${text}>` : `[${text}]`;
  });
  return [name, ...parts, ...(rest === undefined ? [] : ["[options]", "--", rest])].join(" ");
}
