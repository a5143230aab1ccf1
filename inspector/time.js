// Instants and lengths of time as people read them. All instants are of the mock's clock, in UTC.

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/** 2025-06-15 14:22:03, with milliseconds where there are any. */
export function exact(at) {
  return new Date(at).toISOString().replace("T", " ").replace("Z", "").replace(".000", "");
}

/** 14:22:03 */
function hour(at) {
  return new Date(at).toISOString().slice(11, 19);
}

/** 14:22:03 on the day of `now`, else with the day before it. */
export function short(at, now) {
  const day = (time) => new Date(time).toISOString().slice(0, 10);
  return day(at) === day(now) ? hour(at) : `${day(at).slice(5)} ${hour(at)}`;
}

/** 250 ms, 3 s, 1 m 30 s, 21 h 48 m: the two largest units. */
export function length(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  let rest = Math.round(ms / 1_000) * 1_000;
  const parts = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(" ");
}

/** Milliseconds of "21h48m", as the control API writes durations. */
export function millis(text) {
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|d|h|m|s)/g))
    sum += Number(count) * (unit === "ms" ? 1 : UNITS.find(([name]) => name === unit)[1]);
  return sum;
}
