// Lengths of time and instants: text at the edges, milliseconds inside.

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
/** A day, in milliseconds. */
export const DAY_MS = UNIT_MS.d;
type Unit = keyof typeof UNIT_MS;

/** What a duration may look like; for error messages. */
export const DURATION_FORM = 'a duration such as "500ms", "3s", "1m", "2h" or "21h48m"';
/** What an instant may look like; for error messages. */
export const TIME_FORM = 'an ISO 8601 time in UTC such as "2025-06-15T14:22:00Z", or a day such as "2025-06-15"';

/** The longest duration that is taken: ten years, in milliseconds. */
export const LONGEST_MS = 3_650 * UNIT_MS.d;

/** No duration that is taken needs more characters; a longer text is none, and is not looked into. */
const LONGEST_TEXT = 64;

/** The last instant there is, in epoch milliseconds: a later one could not be written as the API writes times (contract 1.5). */
export const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The first one, for the same reason. */
const START_OF_TIME = Date.parse("0000-01-01T00:00:00Z");

/** A length of time drawn from the seed: both ends in milliseconds, `min` = `max` for a fixed one. */
export type DurationRange = { min: number; max: number };

/** "21h48m" → milliseconds, whole; undefined when the text is no duration or is over ten years. "0" alone is allowed. */
export function parseDuration(text: string): number | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const trimmed = text.trim();
  if (trimmed === "0") return 0;
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== trimmed) return undefined;
  const units = parts.map((part) => Object.keys(UNIT_MS).indexOf(part[2] as Unit));
  if (units.some((unit, i) => i > 0 && unit <= units[i - 1]!)) return undefined;
  const total = Math.round(parts.reduce((sum, part) => sum + Number(part[1]) * UNIT_MS[part[2] as Unit], 0));
  return total <= LONGEST_MS ? total : undefined;
}

/** "2s..5s" or "3s" → a range in milliseconds; undefined when it is neither, or its ends are the wrong way round. */
export function parseDurationRange(text: string): DurationRange | undefined {
  const ends = endsOf(text);
  return ends && ends.min <= ends.max ? ends : undefined;
}

/** "5s..2s" → "2s..5s"; undefined when that is not what is wrong with it. */
export function turnedRange(text: string): string | undefined {
  const ends = endsOf(text);
  return ends && ends.min > ends.max ? `${formatDuration(ends.max)}..${formatDuration(ends.min)}` : undefined;
}

function endsOf(text: string): DurationRange | undefined {
  if (text.length > 2 * LONGEST_TEXT + 2) return undefined;
  const ends = text.split("..").map(parseDuration);
  const [min, max] = [ends[0], ends.at(-1)];
  return ends.length > 2 || min === undefined || max === undefined ? undefined : { min, max };
}

/** Milliseconds → "21h48m", "1m30s", "3.125s", "250ms", "0s". `parseDuration` reads back the same whole number. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  if (rest < 1_000) return rest === 0 ? "0s" : `${rest}ms`;
  let text = "";
  for (const unit of ["d", "h", "m"] as const) {
    const count = Math.floor(rest / UNIT_MS[unit]);
    if (unit === "d" && count < 2) continue;
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNIT_MS[unit];
  }
  return rest > 0 ? `${text}${rest / 1_000}s` : text;
}

/**
 * ISO 8601 text with a zone, or a day, whose midnight in UTC is meant → epoch milliseconds; undefined when it is no such time, or no
 * year of four digits in UTC.
 */
export function parseTime(text: string): number | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseTime(`${text}T00:00:00Z`);
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const ms = Date.parse(text);
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  const isTime = ms >= START_OF_TIME && ms <= END_OF_TIME && Number(match[3]) <= daysInMonth;
  return isTime ? ms : undefined;
}

/** "2025-06-15 14:22" → "2025-06-15T14:22:00Z", which is probably meant; undefined when it is nothing like it. */
export function nearestTime(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const [, day, minute, rest = ":00", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)[Tt ]+(\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?([Zz]|[+-]\d\d:\d\d)?$/.exec(text.trim()) ?? [];
  const near = `${day}T${minute}${rest}${zone.toUpperCase()}`;
  return parseTime(near) === undefined ? undefined : near;
}

/** Epoch milliseconds → whole seconds with Z, as Ploton writes times (contract 1.5). Parts of a second are cut off. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1_000);
  const day = Math.floor(second / DAY_SECONDS);
  const within = second - day * DAY_SECONDS;
  return `${dateOf(day)}T${TWO[Math.floor(within / 3_600)]}:${TWO[Math.floor(within / 60) % 60]}:${TWO[within % 60]}Z`;
}

const DAY_SECONDS = UNIT_MS.d / 1_000;
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
/** The day that was written last: what happens, mostly happens today. */
let written = { day: Number.NaN, date: "" };

function dateOf(day: number): string {
  if (day !== written.day) written = { day, date: new Date(day * UNIT_MS.d).toISOString().slice(0, 10) };
  return written.date;
}

/** Epoch milliseconds → ISO 8601 UTC, with milliseconds only where they are not whole seconds (control API). */
export function formatInstant(ms: number): string {
  return ms % 1_000 === 0 ? formatTime(ms) : new Date(ms).toISOString();
}
