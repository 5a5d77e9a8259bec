// SPDX-License-Identifier: GPL-3.0-or-later
//
// If one had to choose: regret over the scenarios, and acceptability over the weights.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { estimate, hundredfold, label, percent, words } from "../numbers.js";
import { colourOf, legend, symbolOf } from "../palette.js";
import { columnsFor, plot, widthFor } from "../panels.js";

// --- regret

function greatest(data, entry) {
  return entry.orders.map((each) => ({ order: data.orders.indexOf(each.order), name: each.order, chosen: each.chosen, ...each.greatest }))
    .filter((each) => each.value !== null);
}

function regretPanel(data, entry, width) {
  const points = greatest(data, entry);
  const title = (point) => `${point.name}: at worst ${estimate(point, 2)} points\nsmallest worst regret in ${percent(point.chosen)} of the resamples`;
  return {
    title: label(entry.measure),
    svg: plot({
      width,
      height: 40 + 24 * data.orders.length,
      marginLeft: 96,
      marginRight: 16,
      marginTop: 4,
      x: { label: null, grid: true, ticks: 4, domain: [0, Math.max(0.1, ...points.map((point) => 100 * (point.high ?? point.value)))], nice: true },
      y: { label: null, tickSize: 0, domain: data.orders },
      marks: [
        Plot.ruleX([0], { stroke: "var(--rule)" }),
        Plot.ruleY(points.filter((point) => point.low !== null), {
          y: "name", x1: (point) => 100 * point.low, x2: (point) => 100 * point.high, stroke: (point) => colourOf(point.order), strokeWidth: 2,
        }),
        Plot.dot(points, { x: (point) => 100 * point.value, y: "name", fill: (point) => colourOf(point.order),
          symbol: (point) => symbolOf(point.order), r: 4, title }),
      ],
      symbol: { type: "identity" },
      color: { type: "identity" },
    }),
  };
}

export const regret = {
  draw(data, width) {
    const entries = (data.point.regret ?? []).filter((entry) => greatest(data, entry).length > 1);
    if (entries.length === 0) return null;
    const columns = columnsFor(width, 300, 3);
    return {
      columns,
      panels: entries.map((entry) => regretPanel(data, entry, widthFor(width, columns))),
      head: ["Measure", "Order", ...data.scenarios.map(words), "At worst", "Smallest worst regret"],
      rows: entries.flatMap((entry) => entry.orders.map((each) => [label(entry.measure), each.order,
        ...each.by_scenario.map((one) => hundredfold(one.value, 2)), estimate(each.greatest, 2), percent(each.chosen)])),
    };
  },
};

// --- acceptability

function ranks(data, entry) {
  return entry.orders.flatMap((each) => each.ranks.map((share, rank) => ({
    order: each.order, i: data.orders.indexOf(each.order), rank: rank + 1, share,
  }))).filter((each) => each.share !== null);
}

const ordinal = (rank) => (rank === 1 ? "first" : rank === 2 ? "second" : rank === 3 ? "third" : `${rank}th`);

function acceptabilityPanel(data, entry, width) {
  const cells = ranks(data, entry);
  return {
    title: `with ${label(entry.deadlock)}`,
    svg: plot({
      width,
      height: 44 + 26 * data.orders.length,
      marginLeft: 96,
      marginRight: 4,
      marginTop: 24,
      marginBottom: 4,
      x: { axis: "top", label: null, tickSize: 0, domain: data.orders.map((_, i) => i + 1), tickFormat: ordinal, padding: 0.06 },
      y: { label: null, tickSize: 0, domain: data.orders, padding: 0.12 },
      marks: [
        Plot.cell(cells, { x: "rank", y: "order", fill: "var(--panel)" }),
        Plot.cell(cells, { x: "rank", y: "order", fill: (cell) => colourOf(cell.i), fillOpacity: (cell) => 0.55 * cell.share,
          title: (cell) => `${cell.order} comes ${ordinal(cell.rank)} in ${percent(cell.share, 1)} of the weightings` }),
        Plot.text(cells, { x: "rank", y: "order", text: (cell) => percent(cell.share, 1), fill: "var(--ink)" }),
      ],
      color: { type: "identity" },
      opacity: { type: "identity" },
    }),
  };
}

export const acceptability = {
  needs: ["scenario"],
  draw(data, width) {
    const entries = (data.point.acceptability ?? []).filter((entry) => entry.scenario === data.scenarios[choice("scenario")]
      && ranks(data, entry).length > 1).sort((a, b) => label(a.deadlock).localeCompare(label(b.deadlock)));
    if (entries.length === 0) return null;
    const columns = columnsFor(width, 300, 3);
    return {
      columns,
      panels: entries.map((entry) => acceptabilityPanel(data, entry, widthFor(width, columns))),
      note: `Scenario: ${words(data.scenarios[choice("scenario")])}. Weighted: ${entries[0].criteria.map(label).join(", ")}; the other panels take the other readings of deadlock.`,
      head: ["Reading", "Order", ...data.orders.map((_, i) => ordinal(i + 1)), "Confidence"],
      rows: entries.flatMap((entry) => entry.orders.map((each) =>
        [label(entry.deadlock), each.order, ...each.ranks.map((share) => percent(share, 1)), percent(each.confidence, 1)])),
    };
  },
};
