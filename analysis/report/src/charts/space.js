// SPDX-License-Identifier: GPL-3.0-or-later
//
// Over the space of assumptions: where a ranking holds, where it turns, and in which boxes an outcome is frequent.
import * as Plot from "@observablehq/plot";
import { estimate, hundredfold, label, percent, quantity, words } from "../numbers.js";
import { colourOf } from "../palette.js";
import { columnsFor, plot, widthFor } from "../panels.js";
import { shortName } from "./tornado.js";

function pairs(data) {
  return (data.sensitivity?.discovery?.scenarios ?? []).flatMap((scenario) =>
    (scenario.pairs ?? []).map((pair) => ({ ...pair, scenario: scenario.scenario })));
}

const colour = (data, name) => colourOf(Math.max(0, data.orders.indexOf(name)));
const nameOf = (data, pair) => `${pair.order} against ${pair.against}${pairs(data).length > 1 ? `, ${words(pair.scenario)}` : ""}`;

// --- in which share it holds

function parts({ order, against, holds }) {
  const first = holds.order.value;
  const second = holds.against.value;
  return [
    { who: order, share: first, x1: 0, x2: first, figure: holds.order },
    { who: null, share: 1 - first - second, x1: first, x2: 1 - second },
    { who: against, share: second, x1: 1 - second, x2: 1, figure: holds.against },
  ];
}

// As much of a part's name and share as fits above it.
function name(part, width) {
  const share = percent(part.share, 1);
  const fits = (text) => 7 * text.length < part.share * width;
  return [`${part.who ?? "readings disagree"} ${share}`, share, ""].find(fits) ?? "";
}

function bar(data, pair, width) {
  const all = parts(pair).filter((part) => part.share > 0);
  const says = (part) => (part.who === null ? `readings disagree: ${percent(part.share, 1)}`
    : `${part.who} lower in all readings: ${estimate(part.figure)} %`);
  return {
    title: nameOf(data, pair),
    svg: plot({
      width,
      height: 76,
      marginLeft: 14,
      marginRight: 20,
      marginTop: 22,
      marginBottom: 22,
      x: { domain: [0, 1], label: null, tickFormat: (share) => `${Math.round(100 * share)} %`, ticks: 5 },
      marks: [
        Plot.rectX(all, { x1: "x1", x2: "x2", fill: (part) => (part.who === null ? "var(--hair)" : colour(data, part.who)),
          fillOpacity: (part) => (part.who === null ? 1 : 0.8), title: says, insetLeft: 0.5, insetRight: 0.5 }),
        Plot.text(all, { x: (part) => (part.x1 + part.x2) / 2, frameAnchor: "top", dy: -12, text: (part) => name(part, width),
          fill: "var(--ink)" }),
      ],
      color: { type: "identity" },
      opacity: { type: "identity" },
    }),
  };
}

export const holds = {
  draw(data, width) {
    const all = pairs(data).filter((pair) => pair.holds && pair.holds.order.value !== null);
    if (all.length === 0) return null;
    const columns = columnsFor(width, 460, 2);
    return {
      columns: all.length > 1 ? columns : 1,
      panels: all.map((pair) => bar(data, pair, widthFor(width, all.length > 1 ? columns : 1))),
      head: ["Pair", "Points", "First lower in all readings", "Second lower in all readings", "First, beyond chance at the point",
        "Second, beyond chance", ...all[0].holds.readings.map((reading) => `First lower, ${label(reading.metric)}`)],
      rows: all.map((pair) => [nameOf(data, pair), String(pair.holds.points), `${estimate(pair.holds.order)} %`, `${estimate(pair.holds.against)} %`,
        `${estimate(pair.holds.order_decided)} %`, `${estimate(pair.holds.against_decided)} %`,
        ...pair.holds.readings.map((reading) => `${estimate(reading.order)} %`)]),
    };
  },
};

// --- where it turns

const says = (pair, cell) => (cell.verdict === null ? "no ranking survives all three readings"
  : `${cell.verdict === "order" ? pair.order : pair.against} has the lower deadlock risk in all readings`);

// The letters of the readings in which the first order is lower beyond chance.
const lowerIn = (cell) => cell.difference.map(({ high }, r) => (high !== null && high < 0 ? "abc"[r] : "")).join("");

function map(data, pair, width) {
  const { x, y, side, cells } = pair.map;
  const at = (axis, key) => [...new Set(cells.map((cell) => cell[key]))].sort((a, b) => a - b);
  const xs = at(x, "x");
  const ys = at(y, "y");
  const size = Math.min(width, 620);
  const fill = (cell) => (cell.verdict === null ? "var(--hair)" : colour(data, cell.verdict === "order" ? pair.order : pair.against));
  const title = (cell) => [`${shortName(x.parameter)} ${quantity(cell.x)}, ${shortName(y.parameter)} ${quantity(cell.y)}`, says(pair, cell),
    ...cell.difference.map((difference, r) => `(${"abc"[r]}) ${estimate(difference, 2, true)}`)].join("\n");
  const few = (values) => values.filter((_, i) => i % Math.ceil(side / 5) === 0);
  return {
    title: nameOf(data, pair),
    svg: plot({
      width: size,
      height: Math.round(size * 0.82),
      marginLeft: 64,
      marginBottom: 44,
      marginTop: 24,
      marginRight: 8,
      x: { type: "band", domain: xs, label: shortName(x.parameter), labelAnchor: "center", labelArrow: "none", ticks: few(xs),
        tickFormat: (value) => quantity(Number(value.toPrecision(2))), padding: 0 },
      y: { type: "band", domain: [...ys].reverse(), label: shortName(y.parameter), labelAnchor: "top", labelArrow: "none", ticks: few(ys),
        tickFormat: (value) => quantity(Number(value.toPrecision(2))), padding: 0 },
      marks: [
        Plot.cell(cells, { x: "x", y: "y", fill, fillOpacity: (cell) => (cell.verdict === null ? 0.55 : 0.75), inset: 0.5, title }),
        Plot.text(cells.filter((cell) => cell.verdict !== null), { x: "x", y: "y", text: (cell) => (cell.verdict === "order" ? "+" : MINUS),
          fill: "var(--page)", fontSize: 13, fontWeight: 700 }),
        Plot.text(cells.filter((cell) => cell.verdict === null), { x: "x", y: "y", text: lowerIn, fill: "var(--soft)", fontSize: 11 }),
      ],
      color: { type: "identity" },
      opacity: { type: "identity" },
    }),
  };
}

const MINUS = "\u2212";

function key(data, pair) {
  const list = document.createElement("ul");
  list.className = "legend";
  const item = (fill, sign, text) => {
    const entry = document.createElement("li");
    entry.innerHTML = `<svg width="18" height="14" aria-hidden="true"><rect width="18" height="14" fill="${fill}" fill-opacity="0.75"/></svg>`;
    entry.append(`${sign ? `${sign} ` : ""}${text}`);
    list.append(entry);
  };
  item(colour(data, pair.order), "+", `${pair.order} lower in all readings`);
  item("var(--hair)", "", "no ranking survives all readings");
  item(colour(data, pair.against), MINUS, `${pair.against} lower in all readings`);
  return list;
}

export const flip = {
  draw(data, width) {
    const all = pairs(data).filter((pair) => pair.map);
    if (all.length === 0) return null;
    const columns = all.length > 1 ? columnsFor(width, 420, 2) : 1;
    const count = (pair, verdict) => pair.map.cells.filter((cell) => cell.verdict === verdict).length;
    return {
      legend: key(data, all[0]),
      columns,
      panels: all.map((pair) => map(data, pair, widthFor(width, columns))),
      note: `Every field is a mean over all that the other assumptions may be. Letters: the readings in which ${all[0].order} is lower there.`,
      head: ["Pair", "Across", "Upwards", "Fields where the first is lower", "Open", "Fields where the second is lower"],
      rows: all.map((pair) => [nameOf(data, pair), pair.map.x.parameter, pair.map.y.parameter, String(count(pair, "order")),
        String(count(pair, null)), String(count(pair, "against"))]),
    };
  },
};

// --- boxes

function bounds({ parameter, low, high }) {
  const name = shortName(parameter);
  if (low === null) return `${name} below ${quantity(high)}`;
  if (high === null) return `${name} above ${quantity(low)}`;
  return `${name} from ${quantity(low)} to ${quantity(high)}`;
}

// A share among the points that chose the box, and among points that did not.
const shares = (chosen, held) => `${hundredfold(chosen, 0)} %${held === null ? "" : ` (${hundredfold(held, 0)} %)`}`;

function found(data) {
  return (data.sensitivity?.discovery?.scenarios ?? []).flatMap((scenario) => [
    ...(scenario.pairs ?? []).flatMap((pair) => pair.better ?? []), ...(scenario.high_deadlock ?? []),
  ].map((outcome) => ({ ...outcome, scenario: scenario.scenario })));
}

export const boxes = {
  draw(data) {
    const all = found(data).flatMap((outcome) => outcome.boxes.map((box) => ({ outcome, box })));
    if (all.length === 0) return null;
    return {
      panels: [],
      note: "In brackets: in points that did not choose the box, which is the figure to quote.",
      head: ["Outcome", "Box", "Covers of the cases", "Cases among its points", "Cases among all", "Points"],
      rows: all.map(({ outcome, box }) => [`${outcome.outcome} (${words(outcome.scenario)})`, box.restrictions.map(bounds).join("; ") || "everywhere",
        shares(box.coverage, box.held_out_coverage), shares(box.density, box.held_out_density), `${hundredfold(outcome.cases / outcome.points, 0)} %`,
        String(box.points)]),
    };
  },
};
