// Two bodies side by side where they first differ: what `diagnose` shows.

const BYTES_A_LINE = 16;

/** The index of the first byte in which the two differ; undefined when they are the same. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) if (a[i] !== b[i]) return i;
  return a.length === b.length ? undefined : shorter;
}

/** Four lines: where they differ, 16 bytes of each around that place, and a mark under the first other byte. */
export function hexdumpDifference(sent: Uint8Array, signed: Uint8Array): string {
  const at = firstDifference(sent, signed);
  if (at === undefined) return "the bytes are the same";
  const from = Math.max(0, at - BYTES_A_LINE / 2);
  const lead = `sent   ${offset(from)}  `;
  return [
    `the bytes differ from byte ${at} on (sent ${sent.length} bytes, signed ${signed.length})`,
    lead + dumpLine(sent, from),
    `signed ${offset(from)}  ${dumpLine(signed, from)}`,
    `${" ".repeat(lead.length + (at - from) * 3)}^^`,
  ].join("\n");
}

function offset(at: number): string {
  return at.toString(16).padStart(6, "0");
}

function dumpLine(bytes: Uint8Array, from: number): string {
  const shown = [...bytes.subarray(from, from + BYTES_A_LINE)];
  const hex = shown.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = shown.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
  return `${hex.padEnd(BYTES_A_LINE * 3 - 1)}  |${text}|`;
}
