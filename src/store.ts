// Keeps the default account's tasks and undelivered events in a file, across restarts (option --data).

import { existsSync, readFileSync, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Delivery } from "./domain/delivery.js";
import { MockError } from "./domain/errors.js";
import { maskSecrets } from "./domain/mask.js";
import type { Account, AccountState } from "./engine/account.js";
import type { RealTime } from "./engine/clock.js";

/** The file's form; another number is not read. */
const FORMAT = 2;
/** How long changes are gathered before they are written, in real milliseconds. */
const GATHER_MS = 100;

type StoredDelivery = Omit<Delivery, "body"> & { body: string };
type Stored = { format: number } & Omit<AccountState, "deliveries"> & { deliveries: StoredDelivery[] };

/** The state in `file`; undefined when there is no such file yet. Throws `MockError` 400 `bad_data` when it cannot be read. */
export function readState(file: string): AccountState | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const stored = parse(text, file);
  return { ...stored, deliveries: stored.deliveries.map((one) => ({ ...one, body: Buffer.from(one.body, "utf8") })) };
}

function readText(file: string): string | undefined {
  const folder = dirname(resolve(file));
  if (!existsSync(folder))
    throw new MockError(
      400,
      "bad_data",
      `--data ${file} cannot be kept: there is no folder ${dirname(file)}. Make it first.`,
    );
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw bad(file, whyUnread(error as NodeJS.ErrnoException));
  }
}

function whyUnread({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EISDIR") return "it is a folder, and a file is wanted";
  return code === "EACCES" ? "that is not allowed" : message;
}

function parse(text: string, file: string): Stored {
  let stored: Partial<Stored> | null;
  try {
    stored = JSON.parse(text) as Partial<Stored> | null;
  } catch (error) {
    throw bad(file, `it is not valid JSON (${error instanceof Error ? error.message : error})`);
  }
  if (stored?.format !== FORMAT || !isWhole(stored))
    throw bad(file, "it was not written by this version of ploton-mock");
  return stored;
}

/** A file that was cut or edited is refused, rather than failing somewhere in the middle of a start. */
function isWhole(stored: Partial<Stored>): stored is Stored {
  const { now, tasks, deliveries, counts, grants } = stored;
  if (typeof now !== "number" || ![tasks, deliveries, counts, grants].every(Array.isArray)) return false;
  const ids = new Set(tasks!.map((task) => task?.id));
  return (
    tasks!.every((task) => typeof task?.id === "string" && Array.isArray(task.plan) && task.timeline?.length > 0) &&
    deliveries!.every(
      (one) =>
        ids.has(one?.taskId) && typeof one.body === "string" && [one.attempts, one.schedule].every(Array.isArray),
    ) &&
    counts!.every(Array.isArray) &&
    grants!.every((grant) => typeof grant?.service === "string")
  );
}

function bad(file: string, why: string): MockError {
  return new MockError(
    400,
    "bad_data",
    `--data ${file} cannot be read: ${why}. Nothing was changed; move it away, or name another file.`,
  );
}

export type Store = {
  /** Follows this account from now on, in place of the one before (a reset makes a fresh one). */
  follow(account: Account): void;
  /** Writes what is not written yet, and stops. */
  close(): Promise<void>;
};

/** Writes the account's state soon after each change, whole and at once, so that a crash leaves the last good file. */
export function openStore(file: string, real: RealTime, current: () => Account): Store {
  let stopListening = () => {};
  let cancelTimer: (() => void) | undefined;
  let writing = Promise.resolve();
  let written = stampOf(file);
  let isOurs = true;

  function soon(): void {
    cancelTimer ??= real.after(GATHER_MS, () => void save());
  }
  function save(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    writing = writing.then(write).catch((error: Error) => tell(current(), `could not be written: ${error.message}`));
    return writing;
  }
  /** A file that another mock writes too is left to it: two that write in turn would each undo the other. */
  async function write(): Promise<void> {
    if (!isOurs) return;
    isOurs = stampOf(file) === written;
    if (!isOurs)
      return tell(
        current(),
        "is written by another program too, so this mock writes it no more. Give each mock a file of its own",
      );
    await writeWhole(file, current());
    written = stampOf(file);
  }
  function tell({ journal }: Account, what: string): void {
    journal.write({ kind: "note", level: "error", text: `--data ${file} ${what}.` });
  }
  return {
    follow(account) {
      stopListening();
      stopListening = account.journal.listen(({ kind }) => {
        if (kind === "task" || kind === "delivery" || kind === "reset") soon();
      });
    },
    async close() {
      stopListening();
      await save();
    },
  };
}

/** Requests and what handlers answered without the keys in them; a webhook's bytes and what is still to be sent stay as they are. */
function textOf(stored: Stored): string {
  const text = JSON.stringify(stored);
  if (maskSecrets(text) === text) return text;
  const masked = <T>(value: T) => JSON.parse(maskSecrets(JSON.stringify(value))) as T;
  return JSON.stringify({
    ...stored,
    tasks: stored.tasks.map((task) => ({ ...task, request: masked(task.request) })),
    deliveries: stored.deliveries.map((one) => ({ ...one, attempts: masked(one.attempts) })),
  });
}

/** When a file was last written, or nothing where there is none. */
function stampOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

async function writeWhole(file: string, account: Account): Promise<void> {
  const { deliveries, ...state } = account.state();
  const stored: Stored = {
    format: FORMAT,
    ...state,
    deliveries: deliveries.map((one) => ({ ...one, body: one.body.toString("utf8") })),
  };
  const next = `${file}.next`;
  await writeFile(next, textOf(stored), { mode: 0o600 });
  await rename(next, file);
}
