// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long it lasts: orders until they fail, and issues until they are decided.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { cellsOf, yearOf } from "../data.js";
import { hundredfold, percent, words } from "../numbers.js";
import { colourOf, dashOf, legend } from "../palette.js";
import { columnsFor, plot, widthFor, years } from "../panels.js";

const Z = 1.959963984540054;

// Wilson's interval for a share p of n.
function wilson(p, n) {
  const centre = p + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}

const runsOf = (data, { scenario, order }) => data.point.cells.find(
  (cell) => cell.scenario === data.scenarios[scenario] && cell.order === data.orders[order]).runs.done;

function curve(data, cell) {
  const n = runsOf(data, cell);
  return cell.share.map((share, month) => ({ order: cell.order, at: yearOf(data.series, month), share, band: wilson(share, n) }))
    .filter((point) => point.share !== null);
}

const LINE = (points) => ({ x: "at", y: (point) => 100 * point.share, stroke: colourOf(points[0].order), strokeWidth: 2.2,
  strokeDasharray: dashOf(points[0].order), curve: "step-after" });

function chart(lines, width, axis, tip) {
  const drawn = lines.filter((points) => points.length);
  const least = Math.min(...drawn.flat().map((point) => 100 * point.band[0]));
  return plot({
    width,
    height: 260,
    marginLeft: 44,
    marginRight: 14,
    marginTop: 10,
    x: axis,
    y: { label: null, grid: true, ticks: 5, domain: [Math.max(0, Math.floor(least / 10) * 10), 100], tickFormat: (share) => `${share} %` },
    marks: [
      ...drawn.map((points) => Plot.areaY(points, {
        x: "at", y1: (point) => 100 * point.band[0], y2: (point) => 100 * point.band[1], fill: colourOf(points[0].order),
        fillOpacity: 0.16, curve: "step-after",
      })),
      ...drawn.map((points) => Plot.line(points, LINE(points))),
      Plot.tip(drawn.flat(), Plot.pointer({ x: "at", y: (point) => 100 * point.share, title: tip, fill: "var(--page)" })),
    ],
  });
}

export const alive = {
  needs: ["scenario"],
  draw(data, width) {
    const cells = cellsOf(data.series.alive ?? [], choice("scenario"));
    const lines = cells.map((cell) => curve(data, cell));
    if (lines.every((points) => points.length === 0)) return null;
    const n = data.series.months;
    const steps = [0.25, 0.5, 0.75, 1].map((part) => Math.round(part * n) - 1);
    const range = (point) => `${percent(point.share, 1)} (${hundredfold(point.band[0])} to ${hundredfold(point.band[1])})`;
    return {
      legend: legend(data.orders),
      panels: [{
        title: "orders that have not failed",
        svg: chart(lines, widthFor(width, columnsFor(width, 700, 1)), { ...years, ticks: 8 },
          (point) => `${data.orders[point.order]}, ${Math.floor(point.at)}\n${range(point)}`),
      }],
      note: `Scenario: ${words(data.scenarios[choice("scenario")])}.`,
      head: ["Order", ...steps.map((k) => `end of ${Math.floor(yearOf(data.series, k))}`)],
      rows: lines.filter((points) => points.length).map((points) => [data.orders[points[0].order],
        ...steps.map((k) => range(points[Math.min(k, points.length - 1)]))]),
    };
  },
};
