// The last results as the plot that README.md and docs/reference/speed.md show: each ratio with its range, on a scale on which twice as
// much and half as much are as far from 1, and what it must reach.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { median } from "./rounds.mjs";

const ROW = 20;
/** What is the same whatever the results are. Sizes in pixels. */
const FORM = {
  width: 1_060,
  marginLeft: 620,
  marginRight: 24,
  marginTop: 36,
  style: { background: "white", color: "#1f2328", fontFamily: "system-ui, sans-serif", fontSize: "11px" },
  x: {
    type: "log",
    domain: [0.01, 4],
    clamp: true,
    label: "ratio to the plainer thing: of times less is better, of answers (/s) more",
    grid: true,
    ticks: [0.01, 0.03, 0.1, 0.3, 1, 3],
    tickFormat: String,
  },
  color: { domain: ["ploton-mock", "others"], range: ["#1f6feb", "#8c959f"], legend: false },
};
const ATTRIBUTES = {
  xmlns: "http://www.w3.org/2000/svg",
  role: "img",
  "aria-label": "The ratios of the table as dots with their range; a red line is what must be reached",
};

/** The rows of results.json that have something plainer beside them, as SVG. A function of them and nothing else. */
export function plotOf({ rows }) {
  const marks = rows.filter(({ mock, bare }) => String(mock) !== String(bare)).map(markOf);
  const aimed = marks.filter(({ target }) => target !== undefined);
  const svg = Plot.plot({
    ...FORM,
    document: parseHTML("<html><body></body></html>").document,
    height: marks.length * ROW + 70,
    y: { domain: marks.map(({ label }) => label), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([1]),
      Plot.link(marks, { x1: "least", x2: "most", y: "label", stroke: "whose", strokeWidth: 3, strokeOpacity: 0.4 }),
      Plot.dot(marks, { x: "middle", y: "label", fill: "whose", r: 4 }),
      Plot.tickX(aimed, { x: "target", y: "label", stroke: "#cf222e", strokeWidth: 2 }),
    ],
  });
  for (const [name, value] of Object.entries(ATTRIBUTES)) svg.setAttribute(name, value);
  return `${svg.outerHTML}\n`;
}

/** A target that is no ratio, as 300/s, has no place on the scale. */
function markOf({ what, unit, ratios, target }) {
  const [, aim] = /^[≤≥] ([\d.]+)$/.exec(target ?? "") ?? [];
  return {
    label: `${what.replaceAll("`", "")} (${unit})`,
    middle: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    ...(aim !== undefined && { target: Number(aim) }),
    whose: /^(?:aimock|Prism|Mockoon|json-server|.*express app)/.test(what) ? "others" : "ploton-mock",
  };
}
