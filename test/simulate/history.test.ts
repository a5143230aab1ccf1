// Handlers whose mistake needs a history, by authors who have not seen the simulator: each fails its story, which a right one passes.
// The stories are what `simulate` cut down to; SIMULATE=all looks for them anew, within a minute for each handler.

import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { realTime } from "../../src/engine/clock.js";
import { type SimulationReport, type Story, simulate } from "../../src/index.js";
import { play as playFrom } from "../../src/simulate/play.js";
import { threadOf } from "../handler-check/start-handler.js";
import { readings, rightHandler } from "./handler.js";

type Known = { invariants: string[]; shortest: number; story: Story };

const FOLDER = new URL("handlers/", import.meta.url);
const STORIES = JSON.parse(readFileSync(new URL("stories.json", FOLDER), "utf8")) as Record<string, Known>;
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".mjs"));
/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function withHandler<T>(file: string, use: (root: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const thread = threadOf(`test/simulate/handlers/${file}`, { PORT: String(port) });
  await new Promise<void>((resolve) => thread.stdout.on("data", (text) => /listening/.test(String(text)) && resolve()));
  return use(`http://127.0.0.1:${port}`).finally(() => thread.terminate());
}

const play = (file: string, how: { story?: Story; seeds?: number; timeout?: string }): Promise<SimulationReport> =>
  withHandler(file, (root) =>
    simulate({
      webhook: `${root}/webhook`,
      effects: `${root}/effects`,
      state: `${root}/state/{task_id}`,
      settle: "250ms",
      ...how,
    }),
  );

describe("a handler with a mistake that needs a history", () => {
  it("has a story, each of them", () => {
    expect(Object.keys(STORIES).sort()).toEqual(files);
  });

  it.concurrent.each(files)("%s fails its story", async (file) => {
    const { invariants, shortest, story } = STORIES[file]!;
    const { failures } = await play(file, { story, timeout: "1s" });
    expect(failures).toHaveLength(1);
    expect(invariants).toContain(failures[0]!.invariant);
    expect(failures[0]!.shrunk.requests).toBeLessThanOrEqual(shortest + 2);
  });

  it("that goes by the minute, in its story has two events of one minute, whenever that begins", async () => {
    const { story } = STORIES["18-dedupe-per-minute.mjs"]!;
    const answer = { kind: "answered" as const, status: 200, headers: {}, body: "", truncated: false };
    for (let second = 0; second < 60; second += 1) {
      const { tasks } = await playFrom(story, {
        real: realTime,
        secret: "whsec_test_secret",
        fire: async (shots) => shots.map(() => answer),
        freshId: () => "task_A",
        clockFor: () => second * 1_000,
        nextMark: () => 1,
        isOver: () => false,
      });
      const minutes = tasks[0]!.events.map((event) => Math.floor(event.second / 60));
      expect(new Set(minutes).size, `begun at second ${second}`).toBeLessThan(minutes.length);
    }
  });

  it("is none that is right: that passes all their stories", async () => {
    for (const { story } of Object.values(STORIES))
      expect(await simulate({ ...readings(rightHandler()), story })).toMatchObject({ passed: true });
  });

  it.runIf(process.env.SIMULATE === "all").each(files)(
    "%s is found from the seeds within a minute",
    async (file) => {
      const { failures } = await play(file, { seeds: 1_000 });
      expect(failures[0]?.shrunk.requests).toBeLessThanOrEqual(STORIES[file]!.shortest + 2);
    },
    60_000,
  );
});
