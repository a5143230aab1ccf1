// The clock: what time it is, how it moves, what comes next, and the buttons that move it.

import { post, put } from "./api.js";
import { loadClock } from "./data.js";
import { elapsed } from "./deliveries.js";
import { button, draw, h } from "./dom.js";
import { attempt, tell, toast } from "./say.js";
import { change, isOffline, now, state, subscribe } from "./store.js";
import { exact, length } from "./time.js";
import { CLOCKS } from "./words.js";

const STEPS = [
  ["1m", "+1 m"],
  ["1h", "+1 h"],
  ["24h", "+24 h"],
];
const SPEEDS = [1, 10, 60, 600, 3_600];
const TICK_MS = 250;

/** Draws itself into `place`, and goes on ticking. */
export function startClockBar(place) {
  const drawIt = () => draw(place, ...parts());
  subscribe(drawIt);
  setInterval(tick, TICK_MS);
  drawIt();
}

/** The time goes on by itself without anything else being drawn. */
function tick() {
  for (const node of document.querySelectorAll("[data-since]")) node.textContent = elapsed(Number(node.dataset.since));
  const next = document.getElementById("next");
  if (next) next.textContent = nextText();
  if (state.clock?.mode !== "live") return;
  const time = document.getElementById("now");
  if (time) time.textContent = exact(Math.floor(now() / 1_000) * 1_000);
}

function parts() {
  const { clock, busy } = state;
  const isOff = busy !== undefined || isOffline();
  if (!clock) return [h("span", { class: "time" }, "…")];
  const idle = clock.pending.length === 0;
  return [
    h("time", { class: "time", id: "now", title: "The mock's clock, UTC" }, exact(Math.floor(now() / 1_000) * 1_000)),
    modeSelect(clock),
    clock.mode === "live" ? speedSelect(clock) : null,
    h(
      "span",
      { class: "moves" },
      STEPS.map(([by, label]) =>
        button(label, () => move("/_mock/clock/advance", { by }), {
          disabled: isOff,
          title: `Advance the clock by ${by}`,
        }),
      ),
      button("Next event", () => move("/_mock/clock/advance", { to: clock.pending[0]?.at }), {
        disabled: isOff || idle,
      }),
      button("Run until idle", () => move("/_mock/clock/run-until-idle"), { disabled: isOff || idle }),
    ),
    h("span", { class: "next", id: "next" }, nextText()),
  ];
}

function nextText() {
  const { clock, busy, sending } = state;
  const [wire] = sending.values();
  if (wire) return wireText(wire, sending.size);
  if (busy) return busy;
  const [first] = clock.pending;
  if (!first) return "Nothing is due";
  const wait = Date.parse(first.at) - now();
  return `Next ${wait > 0 ? `in ${length(wait)}` : "now"}: ${first.label}`;
}

/** What time stands still for, under every clock but a live one. */
function wireText({ event, taskId, attempt, since }, all) {
  const others = all > 1 ? ` and ${all - 1} more` : "";
  return `Waiting for the answer to ${event} of ${taskId}${attempt ? `, attempt ${attempt}` : ""}${others} · ${elapsed(since)}`;
}

function modeSelect({ mode }) {
  const set = (event) => attempt(() => put("/_mock/clock", { mode: event.target.value })).then(loadClock);
  return h(
    "select",
    { class: "select", "aria-label": "Clock mode", value: mode, disabled: isOffline(), onchange: set },
    Object.entries(CLOCKS).map(([value, label]) => h("option", { value }, label)),
  );
}

function speedSelect({ speed }) {
  const set = (event) => attempt(() => put("/_mock/clock", { speed: Number(event.target.value) })).then(loadClock);
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [speed, ...SPEEDS];
  return h(
    "select",
    { class: "select", "aria-label": "Clock speed", value: String(speed), disabled: isOffline(), onchange: set },
    speeds.map((value) => h("option", { value: String(value) }, `${value}×`)),
  );
}

/** Moves time to an instant. */
export const advanceTo = (at) => move("/_mock/clock/advance", { to: new Date(at).toISOString() });

/** Moves time, and says how much was played. */
async function move(path, body) {
  if (state.busy !== undefined) return;
  change({ busy: "Moving the clock …" });
  await attempt(async () => {
    const { played } = await post(path, body);
    const text =
      played.length === 0
        ? "Nothing fell due."
        : `Played ${played.length}${played.length === 1_000 ? " or more" : ""}: ${played.at(-1).label}${played.length > 1 ? " last" : ""}.`;
    if (played.length === 0) toast(text);
    tell(text);
  });
  change({ busy: undefined });
  await loadClock().catch(() => {});
}
