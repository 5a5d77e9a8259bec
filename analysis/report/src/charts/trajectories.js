// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fan charts: what is monitored month by month, for every order in the chosen scenario.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { cellsOf, yearOf } from "../data.js";
import { quantity, words } from "../numbers.js";
import { colourOf, dashOf, legend } from "../palette.js";
import { columnsFor, plot, widthFor, years } from "../panels.js";

function series(data, cell, name) {
  const { mean, quantiles } = cell[name];
  return mean.map((value, k) => ({
    year: yearOf(data.series, k * data.series.trajectories.every),
    order: cell.order,
    mean: value,
    band: quantiles.map((quantile) => quantile[k]),
  })).filter((point) => point.mean !== null);
}

function tipOf(data) {
  return (point) => `${data.orders[point.order]}, ${Math.floor(point.year)}\nmean ${quantity(point.mean)}\nhalf of the worlds: ${
    quantity(point.band[1])} to ${quantity(point.band[2])}\nnine in ten: ${quantity(point.band[0])} to ${quantity(point.band[3])}`;
}

// A share of something is shown in per cent of it.
const isShare = (unit) => unit.startsWith("share of ");
const unitOf = (unit) => (unit === "1" ? "" : isShare(unit) ? ` (% of ${unit.slice(9)})` : ` (${unit})`);

function panel(data, name, cells, width) {
  const lines = cells.map((cell) => series(data, cell, name));
  const all = lines.flat();
  const { unit, doc } = data.series.trajectories.metrics[name];
  const scale = isShare(unit) ? 100 : 1;
  const band = (points, low, high, opacity) => Plot.areaY(points, {
    x: "year", y1: (point) => scale * point.band[low], y2: (point) => scale * point.band[high], fill: colourOf(points[0].order), fillOpacity: opacity,
  });
  return {
    title: words(name) + unitOf(unit),
    about: doc,
    svg: plot({
      width,
      height: 210,
      marginLeft: 44,
      marginRight: 14,
      marginTop: 10,
      x: { ...years, ticks: 5 },
      y: { label: null, grid: true, ticks: 5, nice: true, zero: false },
      marks: [
        ...lines.filter((points) => points.length).flatMap((points) => [band(points, 0, 3, 0.13), band(points, 1, 2, 0.2)]),
        ...lines.filter((points) => points.length).map((points) => Plot.line(points, {
          x: "year", y: (point) => scale * point.mean, stroke: colourOf(points[0].order), strokeWidth: 2.2, strokeDasharray: dashOf(points[0].order),
        })),
        Plot.tip(all, Plot.pointer({ x: "year", y: (point) => scale * point.mean, title: tipOf(data), fill: "var(--page)" })),
      ],
    }),
  };
}

function rowsOf(data, cells, names) {
  const n = cells[0][names[0]].mean.length;
  const steps = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * (n - 1)));
  return cells.flatMap((cell) => names.map((name) => [
    data.orders[cell.order], words(name), ...[...new Set(steps)].map((k) => quantity(cell[name].mean[k])),
  ]));
}

export const trajectories = {
  needs: ["scenario"],
  draw(data, width) {
    const { trajectories: recorded } = data.series;
    const names = Object.keys(recorded?.metrics ?? {});
    const cells = recorded ? cellsOf(recorded.cells, choice("scenario")) : [];
    if (names.length === 0 || cells.every((cell) => cell[names[0]].mean.every((value) => value === null))) return null;
    const columns = columnsFor(width, 280, 3);
    const n = cells[0][names[0]].mean.length;
    const steps = [...new Set([0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * (n - 1))))];
    return {
      legend: legend(data.orders),
      columns,
      panels: names.map((name) => panel(data, name, cells, widthFor(width, columns))),
      note: `Scenario: ${words(data.scenarios[choice("scenario")])}.`,
      head: ["Order", "Mean of", ...steps.map((k) => String(Math.floor(yearOf(data.series, k * recorded.every))))],
      rows: rowsOf(data, cells, names),
    };
  },
};
