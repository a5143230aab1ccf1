// The mock's events, for as long as the page is open: read with fetch, so that headers can go along; resumed after a break.

import { headers } from "./api.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5_000;

/**
 * Follows the stream. `onState`: "live", "lost" (with the milliseconds until the next try) or "locked" (a token is asked for).
 * `onRun(isNew)` hears when all must be read anew: another run of the mock answers (true), or there is nothing to resume from.
 * `retry()` tries at once, in place of whatever try is under way.
 */
export function follow({ onEvents, onState, onRun }) {
  let lastId;
  let run;
  let delay = FIRST_DELAY_MS;
  let timer;
  let current;

  function request(signal) {
    const resume = lastId === undefined ? {} : { "Last-Event-ID": lastId };
    return fetch("/_mock/events", { cache: "no-store", signal, headers: { ...headers(), ...resume } });
  }

  /** Which run of the mock answers, and what follows from that. */
  function noteRun(its) {
    const isNew = run !== undefined && its !== run;
    const cannotResume = its !== run || lastId === undefined;
    if (its !== run) lastId = undefined;
    run = its;
    if (cannotResume) onRun(isNew);
  }

  async function connect() {
    clearTimeout(timer);
    current?.abort();
    const mine = new AbortController();
    current = mine;
    try {
      const response = await request(mine.signal);
      if (response.status === 401) return onState("locked");
      if (!response.ok || !response.body) throw new Error(String(response.status));
      noteRun(response.headers.get("X-Ploton-Mock-Run"));
      delay = FIRST_DELAY_MS;
      onState("live");
      await readFrames(response.body, take);
    } catch {
      // A break, whatever its kind, is answered by another try.
    }
    if (current !== mine) return;
    onState("lost", delay);
    timer = setTimeout(connect, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY_MS);
  }

  const take = (frames) => {
    const events = [];
    for (const { id, event, data } of frames.map(fieldsOf)) {
      if (id !== undefined) lastId = id;
      if (event !== undefined) events.push([event, JSON.parse(data)]);
    }
    if (events.length > 0) onEvents(events);
  };

  connect();
  return { retry: connect };
}

/** Calls `take` with the whole frames of each piece that arrives. */
async function readFrames(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const frames = (rest + value).split("\n\n");
    rest = frames.pop();
    take(frames);
  }
}

function fieldsOf(frame) {
  const fields = {};
  for (const line of frame.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return fields;
}
