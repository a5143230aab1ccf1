// One mock a file: whoever has it listens on a socket beside it, which dies with the process and says who it is.

import { createHash } from "node:crypto";
import { lstatSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MockError } from "../domain/errors.js";
import type { RealTime } from "../engine/clock.js";

/** `announce`: at which URL the holder is reached. */
export type Lock = { announce(url: string): void; release(): void };

/** What a holder says of itself; no more than that it is there while it starts. */
type Holder = { url: string | null; pid: number | null };

/** How long a path of a socket may be, in bytes: the least that any system takes. */
const LONGEST_PATH = 100;
/** How long a holder may take to say who it is, and how often and in which steps one that begins is looked for again, in milliseconds. */
const PATIENCE_MS = 1_000;
const STEPS = 5;
const STEP_MS = 20;

/** Takes the file at `path` for this process. Throws `MockError` 409 `data_in_use` with the address and pid of the mock that has it. */
export async function takeLock(path: string, name: string, real: RealTime): Promise<Lock> {
  let last: unknown;
  for (const place of placesFor(path)) {
    try {
      return await takeAt(place, name, real);
    } catch (error) {
      if (error instanceof MockError) throw error;
      last = error; // no sockets here, or no rights to make one
    }
  }
  throw last;
}

/** Beside the file, where others that see the file see it too; else among what is temporary. */
function placesFor(path: string): string[] {
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 16);
  if (process.platform === "win32") return [`\\\\.\\pipe\\ploton-mock-${hash}`];
  const beside = `${path}.lock`;
  const apart = join(tmpdir(), `ploton-mock-${hash}.lock`);
  return Buffer.byteLength(beside) <= LONGEST_PATH ? [beside, apart] : [apart];
}

async function takeAt(place: string, name: string, real: RealTime): Promise<Lock> {
  for (let left = STEPS; ; left -= 1) {
    const server = await listenAt(place);
    if (server) return server;
    const holder = await askHolder(place, real);
    if (holder) throw inUse(name, holder);
    await new Promise<void>((resolve) => real.after(STEP_MS, resolve));
    if (left > 1) continue;
    // Nobody answers: it was left behind by a process that was killed.
    if (!lstatSync(place, { throwIfNoEntry: false })?.isSocket()) throw notALock(name, place);
    rmSync(place, { force: true });
    const taken = await listenAt(place);
    if (!taken) continue;
    // Another one that found it left behind may have thrown ours away meanwhile; then it has the file.
    await new Promise<void>((resolve) => real.after(STEP_MS, resolve));
    const mine = await askHolder(place, real);
    if (mine?.pid === process.pid) return taken;
    taken.release();
    throw inUse(name, mine ?? { url: null, pid: null });
  }
}

/** Undefined when there is somebody, or was. */
function listenAt(place: string): Promise<Lock | undefined> {
  const me: Holder = { url: null, pid: process.pid };
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.end(JSON.stringify(me));
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(place, () =>
      resolve({
        announce: (url) => {
          me.url = url;
        },
        release: () => void server.close(),
      }),
    );
  });
}

/** Who holds it; undefined when nobody is there. */
function askHolder(place: string, real: RealTime): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(place);
    let text = "";
    const said = () => {
      cancel();
      socket.destroy();
      resolve(holderOf(text));
    };
    const cancel = real.after(PATIENCE_MS, said);
    socket.on("data", (bytes) => {
      text += bytes;
    });
    socket.on("end", said);
    socket.on("error", () => {
      cancel();
      resolve(undefined);
    });
  });
}

function holderOf(text: string): Holder {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { url: null, pid: null };
  }
}

function inUse(name: string, { url, pid }: Holder): MockError {
  const who = [url ?? "which has no address yet", ...(pid === null ? [] : [`pid ${pid}`])].join(", ");
  return new MockError(
    409,
    "data_in_use",
    `${name} is in use by another ploton-mock (${who}). Use that one, stop it, or name another file.`,
  );
}

function notALock(name: string, place: string): MockError {
  return new MockError(409, "data_in_use", `${name} cannot be locked: ${place} is there and is no lock. Move it away.`);
}
