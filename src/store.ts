// Keeps the default account's tasks and undelivered events in a file, across restarts (option --data).

import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Delivery } from "./domain/delivery.js";
import { MockError } from "./domain/errors.js";
import type { Account, AccountState } from "./engine/account.js";
import type { RealTime } from "./engine/clock.js";

/** The file's form; another number is not read. */
const FORMAT = 1;
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
  if (!existsSync(dirname(resolve(file)))) throw bad(file, "its folder does not exist");
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw bad(file, error instanceof Error ? error.message : String(error));
  }
}

function parse(text: string, file: string): Stored {
  let stored: Partial<Stored> | null;
  try {
    stored = JSON.parse(text) as Partial<Stored> | null;
  } catch (error) {
    throw bad(file, `it is not valid JSON (${error instanceof Error ? error.message : error})`);
  }
  const lists = [stored?.tasks, stored?.deliveries, stored?.counts, stored?.grants];
  if (stored?.format !== FORMAT || !lists.every(Array.isArray))
    throw bad(file, "it was not written by this version of ploton-mock");
  return stored as Stored;
}

function bad(file: string, why: string): MockError {
  return new MockError(
    400,
    "bad_data",
    `--data ${file} cannot be read: ${why}. Nothing was changed; move the file away, or name another.`,
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

  function soon(): void {
    cancelTimer ??= real.after(GATHER_MS, () => void save());
  }
  function save(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    writing = writing.then(() => write(file, current())).catch((error: Error) => tell(current(), file, error));
    return writing;
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

async function write(file: string, account: Account): Promise<void> {
  const { deliveries, ...state } = account.state();
  const stored: Stored = {
    format: FORMAT,
    ...state,
    deliveries: deliveries.map((one) => ({ ...one, body: one.body.toString("utf8") })),
  };
  const next = `${file}.next`;
  await writeFile(next, JSON.stringify(stored));
  await rename(next, file);
}

function tell({ journal }: Account, file: string, error: Error): void {
  journal.write({ kind: "note", level: "error", text: `--data ${file} could not be written: ${error.message}` });
}
