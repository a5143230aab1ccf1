// Where instants stand on a line: evenly over minutes, by orders of magnitude over a day of retries.

const EVEN_UP_TO_MS = 120_000;
const STEPS = [1, 2, 5, 10, 15, 30].map((s) => s * 1_000);
const MARKS = [0, 1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000];
/** How near two labels may stand, in parts of the whole. */
const APART = 0.075;

/** `place(at)` gives 0 to 1; `ticks` are lengths of time from the start with their place. */
export function scaleFor(start, end) {
  const span = Math.max(1_000, end - start);
  const isEven = span <= EVEN_UP_TO_MS;
  const part = (ms) => (isEven ? ms / span : Math.log1p(ms / 1_000) / Math.log1p(span / 1_000));
  const place = (at) => Math.min(1, Math.max(0, part(at - start)));
  return { place, isEven, ticks: ticks(span, isEven, part) };
}

function ticks(span, isEven, part) {
  const step = STEPS.find((ms) => span / ms <= 8) ?? STEPS.at(-1);
  const all = isEven
    ? Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => i * step)
    : MARKS.filter((ms) => ms <= span);
  const kept = [];
  for (const ms of all)
    if (kept.length === 0 || part(ms) - kept.at(-1).place >= APART) kept.push({ ms, place: part(ms) });
  return kept;
}

/**
 * Marks that would cover each other, as groups, in order: `gap` is the least distance of two marks, `most` the greatest length of a
 * group, in parts of the whole. What is left over at the end of a long run goes with the group before it.
 */
export function clustered(marks, place, { gap, most }) {
  const groups = [];
  const isNear = (group, mark) => place(mark.at) - place(group.at(-1).at) < gap;
  const lengthOf = (group) => place(group.at(-1).at) - place(group[0].at);
  for (const mark of marks) {
    const last = groups.at(-1);
    if (last && isNear(last, mark) && place(mark.at) - place(last[0].at) <= most) last.push(mark);
    else groups.push([mark]);
  }
  return groups.reduce((kept, group) => {
    const before = kept.at(-1);
    if (before && isNear(before, group[0]) && lengthOf(group) < most / 2) before.push(...group);
    else kept.push(group);
    return kept;
  }, []);
}
