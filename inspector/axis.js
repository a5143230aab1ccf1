// The time axis: a task's entries on one lane, the attempts of each kind of event on a lane of its own, all by the mock's clock.
// A mark stands exactly where its instant is; those that would cover each other are one mark that opens.

import { goToNode, showAttempt } from "./address.js";
import { clustered, scaleFor } from "./axis-scale.js";
import { advanceTo } from "./clock-bar.js";
import { button, h } from "./dom.js";
import { armedFor } from "./faults.js";
import { isOffline, isOpen, now, state, toggle } from "./store.js";
import { exact, length, millis } from "./time.js";
import { answerWord, EVENTS, isFinished } from "./words.js";

/** The least distance of two marks, in pixels of the page. */
const MARK_PX = 16;
/** How long a cluster may be, and how far it reaches past its first and last mark where there is room. */
const CLUSTER_PX = 36;
const REACH_PX = 12;
const MOST_LANES = 24;
const MOST_ENTRIES = 1_000;
/** Room right of the last mark. */
const ROOM = 0.04;
/** The present of a task that is over is shown for so long, in parts of its own time. */
const STILL_NEAR = 0.5;

/** The axis of a task. */
export function axis(task) {
  const start = Date.parse(task.timeline[0].at);
  const lanes = [taskLane(task), ...eventLanes(task)];
  const all = lanes.flatMap(({ marks }) => marks);
  const last = Math.max(...all.map(({ at }) => at));
  const isOver = isFinished(task.status) && !all.some(({ isDue }) => isDue) && !task.deliveries.some((d) => d.sending);
  const present = Math.max(start, now());
  const isShown = !isOver || present - last <= (last - start) * STILL_NEAR;
  const end = isShown ? Math.max(last, present) : last;
  const scale = scaleFor(start, end + (end - start) * ROOM);
  return h(
    "section",
    { class: "axis", "aria-label": "Time axis", key: "axis" },
    h(
      "div",
      { class: "axis-head" },
      h("h3", {}, "Time"),
      h(
        "span",
        { class: "quiet" },
        scale.isEven ? "from the task's start" : "from the task's start, longer times drawn closer",
      ),
    ),
    h(
      "div",
      { class: "axis-body", onmouseover: hint, onfocusin: hint, onmouseout: unhint, onfocusout: unhint },
      h(
        "div",
        { class: "ticks", "aria-hidden": "true" },
        scale.ticks.map(({ ms, place }) =>
          h("span", { class: "tick", style: { "--at": `${place * 100}%` } }, ms === 0 ? "0" : length(ms)),
        ),
      ),
      !isShown
        ? null
        : h(
            "div",
            { class: "present", "aria-hidden": "true" },
            h("span", {
              "data-now": new Date(present).toISOString(),
              style: { "--at": `${scale.place(present) * 100}%` },
            }),
          ),
      lanes.map((lane) => drawLane(lane, scale, start)),
      h("div", { class: "hint", hidden: true, "aria-hidden": "true" }),
    ),
  );
}

/** What happened, and what the plan has yet to play as far as it does not depend on the user. */
function taskLane({ id, timeline, plan, next, status }) {
  const marks = timeline.slice(0, MOST_ENTRIES).map((entry, place) => ({
    at: Date.parse(entry.at),
    kind: entry.status,
    label: entry.move === "create" ? `created, ${entry.status}` : says(entry),
    short: entry.move === "progress" ? entry.data?.message : undefined,
    act: () => goToNode(`entry-${place}`),
  }));
  const spans = marks.slice(1).map(({ at }, i) => ({ from: marks[i].at, to: at, kind: marks[i].kind }));
  const done = timeline.reduce((step, entry) => (entry.step === null ? step : entry.step + 1), 0);
  if (next) {
    let at = Date.parse(next.at);
    marks.push({ ...due(at, `${next.move} is due`), advance: at });
    for (const step of status === "running" ? plan.slice(done + 1) : []) {
      if (plan[done]?.move === "wait") break;
      at += millis(step.after);
      marks.push(due(at, `${step.move} is planned`));
      if (step.move === "wait") break;
    }
  }
  return { name: "task", key: `${id}-task`, label: "The task", marks: inOrder(marks), spans };
}

function due(at, label) {
  return { at, kind: "due", isDue: true, label, advance: at };
}

function says({ move, status, by, data }) {
  const message = move === "progress" && typeof data?.message === "string" ? `: ${data.message}` : "";
  return `${move}${message}${move === status ? "" : `, ${status}`}${by === "plan" ? "" : `, by ${by}`}`;
}

/** One lane for each kind of event; one that has several can be spread, so that each has its own. */
function eventLanes({ id, deliveries }) {
  const inOrderOfFirst = [...new Set([...deliveries.map(({ event }) => event), ...EVENTS])];
  return inOrderOfFirst.flatMap((event) => {
    const its = deliveries.filter((one) => one.event === event);
    if (its.length === 0) return [];
    const key = `${id}-${event}`;
    const isSpread = its.length > 1 && isOpen(`lanes-${key}`);
    const one = {
      name: event,
      key,
      label: its.length === 1 ? `${event}, ${its[0].id}` : `${event}, ${its.length} events`,
      spread: its.length > 1 ? { name: `lanes-${key}`, count: its.length, isSpread } : undefined,
      marks: isSpread ? [] : inOrder(its.flatMap(marksOf)),
      spans: isSpread ? [] : its.flatMap(spansOf),
    };
    const each = its.slice(0, MOST_LANES).map((delivery) => ({
      name: delivery.id.replace(/^.*_/, "№ "),
      key: delivery.id,
      label: `${event}, ${delivery.id}`,
      isInner: true,
      marks: inOrder(marksOf(delivery)),
      spans: spansOf(delivery),
    }));
    return isSpread ? [one, ...each] : [one];
  });
}

function marksOf(delivery) {
  const { id, taskId, event, attempts, nextAt, made, body, sending } = delivery;
  const message = event === "task.progress" ? messageOf(body) : undefined;
  const about = message === undefined ? event : `${event} “${message}”`;
  const marks = attempts.map((attempt) => ({
    at: attempt.at,
    kind: attempt.isGood ? "good" : "bad",
    short: message,
    label: `${about}, ${attempt.isEdited ? "edited" : `attempt ${attempt.number}`}: ${answerWord(attempt)}${attempt.fault ? `, fault ${attempt.fault}` : ""}${attempt.byHand ? ", by hand" : ""}`,
    act: () => showAttempt(taskId, `${id}-${attempt.place}`),
  }));
  if (sending)
    marks.push({
      at: now(),
      kind: "sending",
      isDue: true,
      label: `${about}, attempt ${sending.attempt} is being sent`,
    });
  if (nextAt !== null && !sending) {
    const fault = armedFor(delivery);
    marks.push({
      ...due(nextAt, `${about}, attempt ${made + 1} is due${fault ? `, with the fault ${fault.fault}` : ""}`),
      kind: fault ? "due armed" : "due",
    });
  }
  return marks;
}

function messageOf(body) {
  try {
    const { message } = JSON.parse(body).data;
    return typeof message === "string" ? message.slice(0, 80) : undefined;
  } catch {
    return undefined;
  }
}

function spansOf({ attempts, nextAt }) {
  const ends = [...attempts.map(({ at }) => at), ...(nextAt === null ? [] : [nextAt])];
  return ends.length > 1 ? [{ from: Math.min(...ends), to: Math.max(...ends), kind: "retry" }] : [];
}

const inOrder = (marks) => [...marks].sort((a, b) => a.at - b.at);

function drawLane({ name, key, label, marks, spans, spread, isInner }, scale, start) {
  const width = Math.max(1, state.axisWidth);
  const groups = clustered(marks, scale.place, { gap: MARK_PX / width, most: CLUSTER_PX / width });
  const opened = groups.find((group) => group.length > 1 && isOpen(clusterName(key, group)));
  return [
    h(
      "div",
      { class: isInner ? "line inner" : "line", role: "group", "aria-label": label, key },
      h("span", { class: "name" }, spread ? spreadButton(name, spread) : name),
      h(
        "span",
        { class: "track" },
        spans.map((span) => drawSpan(span, scale)),
        groups.map((group, i) =>
          group.length === 1
            ? drawMark(group[0], groups[i + 1], scale, start)
            : drawCluster(group, { name: clusterName(key, group), reach: reachOf(groups, i, scale) }, scale, start),
        ),
      ),
    ),
    opened ? clusterList(opened, `${key}-opened`, start) : null,
  ];
}

/** The name of a lane that stands for several, or of the first of those that it was spread to. */
function spreadButton(name, spread) {
  return h(
    "button",
    {
      type: "button",
      class: "bare lanes",
      "aria-expanded": String(spread.isSpread),
      title: spread.isSpread ? "One lane for all of them" : "One lane for each",
      onclick: () => toggle(spread.name),
    },
    name,
    h("span", { class: "number" }, ` ${spread.count}`),
  );
}

function drawSpan({ from, to, kind }, scale) {
  return h("span", {
    class: `span ${kind}`,
    style: { "--from": `${scale.place(from) * 100}%`, "--to": `${scale.place(to) * 100}%` },
  });
}

const MOST_LISTED = 100;

function clusterList(marks, key, start) {
  const item = (mark) =>
    mark.act ? button(textOf(mark, start), mark.act, { class: "bare" }) : h("span", {}, textOf(mark, start));
  return h(
    "ul",
    { class: "cluster-list", key },
    marks.slice(0, MOST_LISTED).map((mark) => h("li", {}, item(mark))),
  );
}

const clusterName = (key, group) => `cluster-${key}-${group[0].at}`;

function textOf({ at, label }, start) {
  return `${label} · ${exact(at)} · ${at === start ? "the start" : `${length(at - start)} after the start`}`;
}

function drawMark(mark, next, scale, start) {
  const { at, kind, act, advance, short } = mark;
  const leadsOn = advance !== undefined && advance > now() && !isOffline();
  const text = textOf(mark, start) + (leadsOn ? " · press to advance to here" : "");
  const place = scale.place(at);
  const room = ((next ? scale.place(next[0].at) : 1) - place) * state.axisWidth - MARK_PX;
  return [
    h("button", {
      type: "button",
      class: `point ${kind}`,
      "data-at": new Date(at).toISOString(),
      "aria-label": text,
      "data-hint": text,
      "aria-disabled": act || leadsOn ? undefined : "true",
      style: { "--at": `${place * 100}%` },
      onclick: act ?? (() => leadsOn && advanceTo(advance)),
    }),
    short !== undefined && room > 60
      ? h(
          "span",
          {
            class: "point-label",
            "aria-hidden": "true",
            dir: "auto",
            style: { "--at": `${place * 100}%`, "--room": `${room}px` },
          },
          short,
        )
      : null,
  ];
}

/** How far a cluster reaches to either side: half the way to the next one at most. */
function reachOf(groups, i, { place }) {
  const gapTo = (a, b) => (a && b ? ((place(b[0].at) - place(a.at(-1).at)) * state.axisWidth) / 2 : REACH_PX);
  return Math.max(1, Math.min(REACH_PX, gapTo(groups[i - 1], groups[i]), gapTo(groups[i], groups[i + 1])));
}

function drawCluster(group, { name, reach }, scale, start) {
  const [first, last] = [group[0], group.at(-1)];
  const text = `${group.length} marks · ${exact(first.at)} to ${exact(last.at)} · ${length(first.at - start)} to ${length(last.at - start)} after the start · press to list them`;
  const worst = ["bad", "failed", "sending"].find((kind) => group.some((mark) => mark.kind === kind));
  const isAllDue = group.every(({ isDue }) => isDue);
  return h(
    "button",
    {
      type: "button",
      class: `cluster ${worst ?? (isAllDue ? "due" : last.kind)}`,
      "data-at": new Date(first.at).toISOString(),
      "data-until": new Date(last.at).toISOString(),
      "aria-label": text,
      "aria-expanded": String(isOpen(name)),
      "data-hint": text,
      style: {
        "--from": `${scale.place(first.at) * 100}%`,
        "--to": `${scale.place(last.at) * 100}%`,
        "--reach": `${reach}px`,
      },
      onclick: () => toggle(name),
    },
    h("span", {}, `×${group.length}`),
  );
}

function hint(event) {
  const mark = event.target.closest?.("[data-hint]");
  if (!mark) return;
  const body = mark.closest(".axis-body");
  const box = body.querySelector(".hint");
  box.textContent = mark.dataset.hint;
  box.hidden = false;
  const [inner, outer] = [mark.getBoundingClientRect(), body.getBoundingClientRect()];
  const left = Math.min(
    Math.max(0, inner.left - outer.left + inner.width / 2 - box.offsetWidth / 2),
    outer.width - box.offsetWidth,
  );
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${inner.bottom - outer.top + 4}px`);
}

function unhint(event) {
  const box = event.target.closest?.(".axis-body")?.querySelector(".hint");
  if (box) box.hidden = true;
}
