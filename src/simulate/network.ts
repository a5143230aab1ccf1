// What the network does to the attempts of a story: loses, repeats, holds back, forges, and puts several on the wire at once.

import type { Delivery, Outcome } from "../domain/delivery.js";
import { seen } from "../domain/lazy.js";
import type { Send } from "../engine/attempt.js";
import {
  bend,
  LOST_ANSWER,
  WEBHOOK_EFFECTS,
  type WireFault,
  type WireMessage,
} from "../engine/faults/webhook-effects.js";
import {
  type Forgery,
  type ForgeryStep,
  formatPosition,
  isForgery,
  isMishap,
  isOverlap,
  type Mishap,
  type MishapStep,
  msOf,
  type Position,
  positionIn,
  positionOf,
  type Story,
} from "./story.js";
import type { StoryTime } from "./story-time.js";

/** The outside: puts requests on the wire in order, and says what became of each. */
export type Fire = (shots: readonly { message: WireMessage; wire: WireFault | null }[]) => Promise<Outcome[]>;

/** One request that was put on the wire. `at`: milliseconds of the story. `cut`: its body was broken off; `beside`: how many were on the wire with it. */
export type Sent = {
  delivery: Delivery;
  position: Position;
  kind: "attempt" | "copy" | "cut" | Forgery;
  lost: boolean;
  at: number;
  beside: number;
  outcome: Outcome;
};

/** A mishap or an attempt that was met, for the coverage. */
export type Met = { position: Position; faults: readonly (Mishap | Forgery)[]; beside: "nobody" | "itself" | "others" };

export type Network = {
  /** For the engine: what it hands over here is bent as the story says. */
  send: Send;
  /** Makes known which event of the story a delivery is. */
  name(delivery: Delivery, event: Omit<Position, "attempt">, attempt: () => number): void;
  /** Resolves when nothing is on the wire and what came back has been taken in. */
  quiet(): Promise<void>;
  /** Until when the first of those held back may be held; undefined when none is. */
  heldUntil(): number | undefined;
  /** Lets everything go that is held back. */
  letGo(): void;
  sent: Sent[];
  met: Met[];
};

/** Held back longer than this an attempt would have timed out at Ploton's side, in milliseconds. */
const LONGEST_HOLD_MS = 25_000;
const DEFAULT_DELAY = "10s";

type Held = { task: string | undefined; since: number; go: () => void };
type KnownDelivery = { event: Omit<Position, "attempt">; delivery: Delivery; attempt: () => number };
type Shot = {
  message: WireMessage;
  wire: WireFault | null;
  kind: Sent["kind"];
  lost: boolean;
  known: KnownDelivery;
  attempt: number;
};
/** What an attempt puts on the wire: strangers' requests before it, it and what is at once with it, what comes after its answer. */
type Sequence = { before: Shot[]; main: Shot[]; after: Shot[] };
/** Attempts that leave together: by their positions as the story writes them, in order; who has come so far. */
type Group = {
  keys: readonly string[];
  come: Map<string, { sequence: Sequence; answer: (outcome: Promise<Outcome>) => void }>;
  held: Held[];
  over: boolean;
};

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createNetwork(story: Story, time: StoryTime, fire: Fire): Network {
  const mishaps = byPosition(story.steps.filter(isMishap));
  const forgeries = byPosition(story.steps.filter(isForgery));
  const groups = story.steps.filter(isOverlap).map(
    ({ overlap }): Group => ({
      keys: overlap.map((text) => formatPosition(positionIn(text))),
      come: new Map(),
      held: [],
      over: false,
    }),
  );
  const known = new Map<Buffer, KnownDelivery>();
  const held = new Set<Held>();
  const sent: Sent[] = [];
  const met: Met[] = [];
  let line: Promise<void> = Promise.resolve();
  let onWire = 0;
  const landed: (() => void)[] = [];

  /** One after the other: only what the story puts side by side is on the wire at once. Gives the outcomes of the `main` volley. */
  function putOnWire({ before, main, after }: Sequence): Promise<Outcome[]> {
    onWire += 1;
    const work = line.then(async () => {
      for (const shot of before) await volley([shot]);
      const outcomes = await volley(main);
      for (const shot of after) await volley([shot]);
      return outcomes;
    });
    line = work.then(
      () => {},
      () => {},
    );
    return work.finally(() => {
      onWire -= 1;
      if (onWire === 0) for (const go of landed.splice(0)) go();
    });
  }

  async function volley(shots: readonly Shot[]): Promise<Outcome[]> {
    if (shots.length === 0) return [];
    const at = time.now();
    const outcomes = await fire(shots);
    for (const [i, { known, attempt, kind, lost }] of shots.entries()) {
      const position = { ...known.event, attempt };
      sent.push({
        delivery: known.delivery,
        position,
        kind,
        lost,
        at,
        beside: shots.length - 1,
        outcome: outcomes[i]!,
      });
    }
    return outcomes;
  }

  /** `go` is called once: by whoever lets it go first. */
  function hold(task: string | undefined, go: () => void): Held {
    const one: Held = { task, since: time.now(), go: () => void (held.delete(one) && go()) };
    held.add(one);
    return one;
  }

  /** Later, or after the next event of its task has been sent. */
  async function heldBack(task: string, faults: readonly MishapStep[]): Promise<void> {
    const delay = faults.find(({ fault }) => fault === "delay");
    if (delay)
      await new Promise<void>((resolve) => {
        const one = hold(undefined, resolve);
        time.real.after(msOf(delay.by ?? DEFAULT_DELAY), one.go);
      });
    if (faults.some(({ fault }) => fault === "reorder")) await new Promise<void>((resolve) => hold(task, resolve));
  }

  /** What was held back until another event of the task had been sent. */
  function release(task: string): void {
    for (const one of [...held]) if (one.task === task) one.go();
  }

  /** With the others of its group, once all have come or those that are there are let go; alone where it is in none. */
  async function together(key: string, sequence: Sequence): Promise<Outcome | undefined> {
    const group = groups.find(({ keys, come, over }) => !over && keys.includes(key) && !come.has(key));
    const genuine = sequence.main[genuineIn(sequence.main)];
    if (!group || !genuine) return (await putOnWire(sequence))[genuineIn(sequence.main)];
    const copies = group.keys.filter((other) => other === key).slice(1);
    const main = [...sequence.main, ...copies.map(() => copyOf(genuine))];
    return await new Promise<Outcome>((resolve) => {
      const answer = resolve as (outcome: Promise<Outcome>) => void;
      group.come.set(key, { sequence: { ...sequence, main }, answer });
      group.held.push(hold(undefined, () => leave(group)));
      if (group.come.size === new Set(group.keys).size) leave(group);
    });
  }

  function leave(group: Group): void {
    if (group.over) return;
    group.over = true;
    for (const one of group.held) held.delete(one);
    const members = [...new Set(group.keys)].flatMap((key) => group.come.get(key) ?? []);
    const all = (part: keyof Sequence) => members.flatMap(({ sequence }) => sequence[part]);
    const work = putOnWire({ before: all("before"), main: all("main"), after: all("after") });
    let from = 0;
    for (const { sequence, answer } of members) {
      const at = from + genuineIn(sequence.main);
      answer(work.then((outcomes) => outcomes[at]!));
      from += sequence.main.length;
    }
  }

  const send: Send = async ({ message }) => {
    const which = known.get(message.body)!;
    const attempt = which.attempt();
    const position = { ...which.event, attempt };
    const key = formatPosition(position);
    const struck = mishaps.get(key) ?? [];
    const forged = forgeries.get(key) ?? [];
    const shotOf = (kind: Sent["kind"], bent: WireMessage, wire: WireFault | null = null, lost = false): Shot => ({
      message: bent,
      wire,
      kind,
      lost,
      known: which,
      attempt,
    });
    const forge = (places: readonly string[]) =>
      forged
        .filter(({ place = "before" }) => places.includes(place))
        .flatMap(({ fault, times = 1 }) =>
          Array.from({ length: times }, () => shotOf(fault, bend(WEBHOOK_EFFECTS[fault], message))),
        );
    const isGrouped = groups.some(({ keys }) => keys.includes(key));
    const faults = [...struck, ...forged].map(({ fault }) => fault);
    const besideOthers =
      isGrouped && groups.some(({ keys }) => keys.includes(key) && keys.some((other) => other !== key));
    const besideItself = isGrouped || forged.some(({ place }) => place?.startsWith("at-once"));
    met.push({ position, faults, beside: besideOthers ? "others" : besideItself ? "itself" : "nobody" });
    await heldBack(position.task, struck);
    const instead = struck.map(({ fault }) => WEBHOOK_EFFECTS[fault].instead).find((one) => one !== undefined);
    const wire = struck.map(({ fault }) => WEBHOOK_EFFECTS[fault].wire?.(0)).find((one) => one !== undefined) ?? null;
    const isLost = struck.some(({ fault }) => WEBHOOK_EFFECTS[fault].loseAnswer);
    const genuine = instead ? [] : [shotOf(wire ? "cut" : "attempt", message, wire, isLost)];
    const isTwice = struck.some(({ fault }) => fault === "duplicate");
    const answered = await together(key, {
      before: forge(["before"]),
      main: [...forge(["at-once-first"]), ...genuine, ...forge(["at-once-last"])],
      after: [...(isTwice ? genuine.map(copyOf) : []), ...forge(["after"])],
    });
    release(position.task);
    const outcome = instead?.(0) ?? answered!;
    const heard = isLost && outcome.kind === "answered" ? LOST_ANSWER : outcome;
    return { outcome: heard, requestHeaders: {}, durationMs: 0 };
  };

  return {
    send,
    name: (delivery, event, attempt) => void known.set(seen(delivery.body), { event, delivery, attempt }),
    async quiet() {
      const turn = () => new Promise<void>((resolve) => time.real.soon(resolve));
      await turn();
      while (onWire > 0) {
        await new Promise<void>((resolve) => landed.push(resolve));
        await turn();
      }
    },
    heldUntil: () => (held.size === 0 ? undefined : Math.min(...[...held].map(({ since }) => since)) + LONGEST_HOLD_MS),
    letGo() {
      for (const one of [...held]) one.go();
    },
    sent,
    met,
  };
}

/** The one that the engine waits for; forged ones and copies stand beside it. */
function genuineIn(shots: readonly Shot[]): number {
  return shots.findIndex(({ kind }) => kind === "attempt" || kind === "cut");
}

/** The same bytes, once more; broken off where those are. */
function copyOf(shot: Shot): Shot {
  return { ...shot, kind: shot.kind === "cut" ? "cut" : "copy" };
}

function byPosition<S extends MishapStep | ForgeryStep>(steps: readonly S[]): Map<string, S[]> {
  const found = new Map<string, S[]>();
  for (const step of steps) {
    const key = formatPosition(positionOf(step));
    found.set(key, [...(found.get(key) ?? []), step]);
  }
  return found;
}
