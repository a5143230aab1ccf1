// What --data costs: creates per second, the start on many kept tasks, pauses of the event loop while a full file is written anew; each
// beside a mock that keeps nothing.

import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { mockCommand, packageFile } from "./processes.mjs";
import { bytesOf, create, OF_A_FIXTURE, OF_NONE, rate, startMock } from "./requests.mjs";
import { ratios, takeTurns } from "./rounds.mjs";
import { startToFirstAnswer } from "./start-up.mjs";

export const title = "--data";

const KEPT = 100_000;
const AT_ONCE = 64;
/** What a start may take beyond three empty ones. */
const FREE_MS = 1_000;

export async function measure({ rounds = 7 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-bench-"));
  let files = 0;
  const file = (name) => join(folder, `${name}.${files++}`);
  try {
    const full = file("full");
    await fill(full);
    const copy = () => {
      const copied = file("copy");
      copyFileSync(full, copied);
      return copied;
    };
    return [
      await creates(file, rounds, "", OF_A_FIXTURE),
      await creates(file, rounds, ", another prompt each time", OF_NONE),
      await starts(file, copy, rounds),
      ...(await pauses(copy, rounds)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function creates(file, rounds, which, body) {
  const { mock, bare } = await takeTurns(
    {
      bare: () => rate(startMock([]), () => create(body)),
      mock: () => rate(startMock(["--data", file("creates")]), () => create(body)),
    },
    rounds,
  );
  const what = `POST /v1/tasks with \`--data\` for a second of processor time, to without${which}`;
  return { what, unit: "/s", mock, bare, ratios: ratios(mock, bare), target: "≥ 0.85" };
}

async function starts(file, copy, rounds) {
  const startOn = (data) => startToFirstAnswer(mockCommand(0, "json", "--data", data));
  const { mock, bare } = await takeTurns({ bare: () => startOn(file("none")), mock: () => startOn(copy()) }, rounds);
  const beyond = ratios(
    mock.map((took) => Math.max(0, took - FREE_MS)),
    bare,
  );
  const what = "start on 100,000 kept tasks, less one second, to a start on none";
  return { what, unit: "ms", mock, bare, ratios: beyond, target: "≤ 3" };
}

async function pauses(copy, rounds) {
  const numbers = await takeTurns({ bare: () => pausesOn(), mock: () => pausesOn(copy()) }, rounds);
  const row = (what, field) => {
    const [mock, bare] = [numbers.mock, numbers.bare].map((all) => all.map((one) => one[field]));
    return { what, unit: "ms", mock, bare, ratios: ratios(mock, bare), target: "≤ 20 ms" };
  };
  return [
    row("longest pause under creates while the file is written anew, to without `--data`", "delay"),
    row("the same, in processor time", "own"),
  ];
}

async function pausesOn(...data) {
  const { stdout } = await promisify(execFile)(process.execPath, [packageFile("bench/data-pauses.mjs"), ...data]);
  return JSON.parse(stdout);
}

/** A file of so many tasks that are under way, each of another prompt, with all that it took to make them. On a live clock they would end meanwhile, and of those that have ended 10,000 are kept. */
async function fill(data) {
  const { port, stop } = await startMock(["--data", data, "--clock", "frozen"]);
  const bytes = (number) => bytesOf(create(OF_NONE.replace("#", number)));
  const socket = net.connect(port, "127.0.0.1");
  let sent = 0;
  let answered = 0;
  const send = (count) => {
    const more = Math.min(count, KEPT - sent);
    socket.write(Array.from({ length: more }, (_, i) => bytes(sent + i)).join(""));
    sent += more;
  };
  send(AT_ONCE);
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (answers) => {
      const count = answers.toString("latin1").split("HTTP/1.1 200").length - 1;
      answered += count;
      if (answered === KEPT) resolve();
      else send(count);
    });
  });
  socket.destroy();
  await stop();
}
