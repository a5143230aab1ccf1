// The log of --data: what happens is appended to a file before anybody hears of it. Now and then a new file, with all that there is
// and nothing of how it came to be, takes its place.

import fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { MockError } from "../domain/errors.js";
import { isOfAccounts, type Line, type Log } from "../engine/accounts-state.js";
import type { RealTime } from "../engine/clock.js";
import type { Level } from "../engine/journal.js";
import type { Change } from "../engine/state.js";
import {
  badData,
  HEAD,
  HEAD_SUM,
  type OwnSecret,
  type ReadLog,
  readLog,
  sealed,
  sealedWhole,
  textsInFile,
} from "./form.js";
import { takeLock } from "./lock.js";
import { createShares, type Shares } from "./shares.js";

/** The disk; tests pass one that fills up. */
type Disk = Pick<
  typeof fs,
  "openSync" | "writeSync" | "ftruncateSync" | "fchmodSync" | "fsync" | "renameSync" | "close" | "closeSync" | "rmSync"
>;

export type DataOptions = {
  file: string;
  secret: OwnSecret;
  real: RealTime;
  /** Hears what people should know. */
  tell: (level: Level, text: string) => void;
  disk?: Disk;
};

/** A file is written anew when it has grown to so many times what it was when it was last written anew, and is worth it, in bytes. */
const GROWTH = 4;
const WORTH = 16 * 1_048_576;
/** Work in the background lets others have their turn this often, in real milliseconds, and goes to the disk in pieces of so many characters. */
const SLICE_MS = 2;
const PIECE = 262_144;
/** So many lines are written at one go where others wait meanwhile. */
const FEW = 200;
/** At a start a file that has grown by more than this part since it was last written anew is written anew. */
const GROWN = 0.1;
/** So many counts stand in one line. */
const MOST_COUNTS = 200;
/** How long after a failure it is tried again, in real milliseconds. */
const RETRY_MS = 1_000;

/**
 * Takes the file for this process and reads it. Throws `MockError`: 400 `bad_data` when it cannot be read, and then it is as it was;
 * 409 `data_in_use` when another mock has it.
 */
export async function openData({ file, secret, real, tell, disk = fs }: DataOptions) {
  const name = `--data ${file}`;
  const path = pathOf(file);
  const lock = await takeLock(path, name, real);
  const past = readPast(path, name, secret, () => lock.release());
  const mode = fs.statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600;
  const log = createLog({ path, name, mode: mode & 0o777, past, secret, real, tell, disk });
  if (past && past.torn > 0)
    tell("info", `${name}: its last line was never finished (${past.torn} bytes), so it was left out.`);
  let closing: Promise<string | undefined> | undefined;
  return {
    /** The accounts that were kept; undefined: none. */
    state: past?.state.accounts.has(0) ? past.state : undefined,
    /** The webhook secret that it signs with is not in the file. */
    withheld: past?.withheld ?? false,
    log: log as Log,
    /** What is wrong with the file, as a sentence; undefined: all is kept. */
    problem: log.problem,
    /** The mock goes on from here: at this URL, and with these lines for all that there is, as often as somebody asks. */
    begin(url: string, lines: () => Iterable<Line>): void {
      lock.announce(url);
      log.begin(lines);
    },
    /** Stops writing; a sentence, when the last state could not be kept. */
    close(): Promise<string | undefined> {
      closing ??= log.close().finally(() => lock.release());
      return closing;
    },
  };
}

/** The accounts of a file that is only read (--from). */
export function readData(file: string, secret: OwnSecret): Pick<ReadLog, "state" | "withheld"> {
  const name = `--from ${file}`;
  const path = pathOf(file);
  const log = withReasons(name, () => readLog(path, name, secret));
  if (log.state.accounts.has(0)) return log;
  throw badData(name, "there is nothing in it", "name another file");
}

/** Where the file really is: links are followed, also one that leads to a file that is not there yet. */
function pathOf(file: string): string {
  let path = resolve(file);
  for (let left = 40; left > 0; left -= 1) {
    if (!fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) break;
    path = resolve(dirname(path), fs.readlinkSync(path));
  }
  if (!fs.existsSync(dirname(path)))
    throw new MockError(
      400,
      "bad_data",
      `--data ${file} cannot be kept: there is no folder ${dirname(file)}. Make it first.`,
    );
  return join(fs.realpathSync(dirname(path)), basename(path));
}

function readPast(path: string, name: string, secret: OwnSecret, release: () => void): ReadLog | undefined {
  try {
    if (!fs.existsSync(path)) return undefined;
    return withReasons(name, () => readLog(path, name, secret));
  } catch (error) {
    release();
    throw error;
  }
}

function withReasons<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MockError) throw error;
    throw badData(name, whyUnread(error as NodeJS.ErrnoException), "name another file");
  }
}

function whyUnread({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EISDIR") return "it is a folder, and a file is wanted";
  if (code === "ENOENT") return "there is no such file";
  return code === "EACCES" ? "that is not allowed" : message;
}

type LogOptions = Required<Pick<DataOptions, "secret" | "real" | "tell" | "disk">> & {
  path: string;
  name: string;
  mode: number;
  past: ReadLog | undefined;
};

/** The file that is written: how many of its bytes are whole lines, what the next line goes on from, what it has told of. */
type Out = { fd: number; size: number; sum: number; shares: Shares };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
function createLog({ path, name, mode, past, secret, real, tell, disk }: LogOptions) {
  let out: Out | undefined;
  /** Lines that are not in the file yet, and the sum after them; who waits until they are. */
  let pending = "";
  let waiting: (() => void)[] = [];
  /** Something has happened since lines were last written. */
  let isWaiting = false;
  let sum = 0;
  /** How large the file was when it was written anew. */
  let base = past?.base ?? 0;
  /** What was counted since lines were last written. */
  const counts = createCounts();
  /** While the file is written anew: what happens meanwhile. */
  let meanwhile: string[] | undefined;
  let lines: (() => Iterable<Line>) | undefined;
  let problem: string | undefined;
  /** Its first sentence. */
  let cause = "";
  let cancelRetry = () => {};
  let closed = false;
  let rewriting: Promise<void> | undefined;

  attempt(() => {
    out = openOut(past);
    sum = out.sum;
  });

  function openOut(from: ReadLog | undefined): Out {
    const fd = disk.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, mode);
    const opened = { fd, size: from?.size ?? 0, sum: from?.sum ?? 0, shares: createShares() };
    if (from && from.torn > 0) disk.ftruncateSync(fd, from.size);
    if (opened.size === 0) append(opened, HEAD, HEAD_SUM);
    return opened;
  }

  /** Writes whole lines to the end of a file. Throws when that does not go; then they are not there. */
  function append(to: Out, text: string, sumAfter: number): void {
    const bytes = Buffer.from(text, "utf8");
    try {
      for (let done = 0; done < bytes.length; )
        done += disk.writeSync(to.fd, bytes, done, bytes.length - done, to.size + done);
    } catch (error) {
      disk.ftruncateSync(to.fd, to.size);
      throw error;
    }
    to.size += bytes.length;
    to.sum = sumAfter;
  }

  /** What cannot be written stops nothing: it is said once, and tried again. */
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      failed(error as Error);
    }
  }

  function failed(error: Error): void {
    pending = "";
    if (problem === undefined) {
      cause = `${name} cannot be written: ${inWords(error)}.`;
      problem = `${cause} What happens now is not kept; it is tried again every second.`;
      const text = problem;
      // Not at once: what happens while it is told must not be lost in the middle of a write.
      void Promise.resolve().then(() => tell("error", text));
    }
    cancelRetry();
    if (!closed) cancelRetry = real.after(RETRY_MS, () => void rewrite());
  }

  function keepSoon(): void {
    if (isWaiting) keep();
  }

  /** Whoever waits is told, also where nothing can be kept: answers go on, and the problem is told elsewhere. */
  function keep(): void {
    isWaiting = false;
    writePending();
    if (waiting.length === 0) return;
    const those = waiting;
    waiting = [];
    for (const told of those) told();
  }

  function writePending(): void {
    for (const line of counts.take()) add(line);
    if (pending === "" || !out || problem !== undefined) return;
    const text = pending;
    const to = out;
    pending = "";
    attempt(() => append(to, text, sum));
    if (lines && problem === undefined && to.size > Math.max(WORTH, GROWTH * base)) void rewrite();
  }

  function add(line: Line): void {
    meanwhile?.push(...textsInFile(line, secret));
    if (problem !== undefined || !out) return;
    for (const text of textsInFile(line, secret, out.shares)) {
      const next = sealed(text, sum);
      pending += next.line;
      sum = next.sum;
    }
  }

  /** Puts a new file, with all that there is now, in the old one's place. `inSlices`: others have their turn meanwhile. */
  function rewrite(inSlices = true): Promise<void> {
    rewriting ??= writeAnew(inSlices)
      .catch((error: Error) => {
        if (problem !== undefined) failed(error);
        else if (!closed) base = Math.max(base, out?.size ?? 0); // not before it has doubled once more
      })
      .finally(() => {
        rewriting = undefined;
      });
    return rewriting;
  }

  async function writeAnew(inSlices: boolean): Promise<void> {
    const next = `${path}.next`;
    meanwhile = [];
    let to: Out | undefined;
    try {
      to = { fd: disk.openSync(next, "w", mode), size: 0, sum: 0, shares: createShares() };
      disk.fchmodSync(to.fd, mode);
      append(to, HEAD, HEAD_SUM);
      await writeAll(to, lines?.() ?? [], inSlices);
      if (inSlices) {
        await catchUp(to, meanwhile);
        await synced(to.fd);
        await catchUp(to, meanwhile);
        if (closed) throw new Error("the mock stops");
      }
      // From here on without a pause: the last of what happened meanwhile, and the change itself.
      for (const line of counts.take()) add(line);
      writeTexts(to, meanwhile.splice(0));
      disk.renameSync(next, path);
    } catch (error) {
      if (to) disk.closeSync(to.fd);
      disk.rmSync(next, { force: true });
      throw error;
    } finally {
      meanwhile = undefined;
    }
    // Apart: with the last hold on it the system frees the whole file that was, which takes its time.
    if (out) disk.close(out.fd, () => {});
    out = to;
    sum = to.sum;
    base = to.size;
    pending = "";
    if (problem === undefined) return;
    problem = undefined;
    tell("info", `${name} is written again; all that there is now is kept.`);
  }

  /** Others have their turn, where this one was long enough. */
  function createTurns(): () => Promise<void> | undefined {
    let turn = real.monotonic();
    const next = async () => {
      await new Promise<void>((resolve) => real.soon(resolve));
      if (closed) throw new Error("the mock stops");
      turn = real.monotonic();
    };
    return () => (real.monotonic() - turn < SLICE_MS ? undefined : next());
  }

  /** Writes most of what happened meanwhile, so that little is left for the moment of the change. */
  async function catchUp(to: Out, texts: string[]): Promise<void> {
    const turns = createTurns();
    while (texts.length > FEW) {
      writeTexts(to, texts.splice(0, FEW));
      await turns();
    }
  }

  function* textsOf(all: Iterable<Line>, shares: Shares): Generator<string> {
    for (const line of all) yield* textsInFile(line, secret, shares);
  }

  async function writeAll(to: Out, all: Iterable<Line>, inSlices: boolean): Promise<void> {
    const turns = createTurns();
    let text = "";
    let last = to.sum;
    for (const one of textsOf(all, to.shares)) {
      const next = sealed(one, last);
      text += next.line;
      last = next.sum;
      if (text.length > PIECE) {
        append(to, text, last);
        text = "";
      }
      const others = inSlices && turns();
      if (others) await others;
    }
    const end = sealedWhole(last);
    append(to, text + end.line, end.sum);
  }

  function writeTexts(to: Out, texts: readonly string[]): void {
    let text = "";
    let last = to.sum;
    for (const one of texts) {
      const next = sealed(one, last);
      text += next.line;
      last = next.sum;
    }
    append(to, text, last);
  }

  function synced(fd: number): Promise<void> {
    return new Promise((resolve, reject) => disk.fsync(fd, (error) => (error ? reject(error) : resolve())));
  }

  return {
    problem: () => problem,
    write(line: Line): void {
      if (closed) return;
      if (problem !== undefined && !meanwhile) return;
      if (!isWaiting) real.soon(keepSoon);
      isWaiting = true;
      if (counts.add(line)) return;
      // What was counted before is of the account as it was before.
      if (isOfAccounts(line.change)) for (const counted of counts.take()) add(counted);
      add(line);
    },
    keep,
    whenKept(told: () => void): void {
      if (!isWaiting) told();
      else waiting.push(told);
    },
    begin(all: () => Iterable<Line>): void {
      lines = all;
      if (past && out && out.size > base * (1 + GROWN)) void rewrite();
    },
    async close(): Promise<string | undefined> {
      keep();
      cancelRetry();
      closed = true;
      await rewriting;
      if (problem !== undefined && lines) await rewrite(false);
      if (out) disk.closeSync(out.fd);
      return problem === undefined ? undefined : `${cause} What happened last is not kept.`;
    },
  };
}

/** What is counted while a turn lasts is one line at its end: the newest count says it all. */
function createCounts() {
  let lines: (Line & { change: Extract<Change, { is: "counted" }> })[] = [];
  return {
    /** True for a count, which is taken up. */
    add({ account, at, change }: Line): boolean {
      if (change.is !== "counted") return false;
      const known = lines.findLast((line) => line.account === account && line.change.what === change.what);
      if (known && known.change.counts.length < MOST_COUNTS) {
        known.at = at;
        known.change.counts.push(...change.counts);
      } else lines.push({ account, at, change: { ...change, counts: [...change.counts] } });
      return true;
    },
    take(): Line[] {
      const taken = lines;
      if (taken.length > 0) lines = [];
      return taken;
    },
  };
}

function inWords({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full";
  if (code === "EROFS") return "the file system can only be read";
  if (code === "EACCES" || code === "EPERM") return "that is not allowed";
  return message;
}
