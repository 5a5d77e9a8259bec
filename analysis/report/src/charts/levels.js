// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every headline: a mark with its interval for each order in each scenario.
import * as Plot from "@observablehq/plot";
import { estimate, label, words } from "../numbers.js";
import { colourOf, legend, symbolOf, RULE } from "../palette.js";
import { columnsFor, plot, widthFor } from "../panels.js";

const isDeadlock = (name) => name.startsWith("deadlock");

// The headlines, the readings of deadlock last and in the order of their letters.
const headlines = (data) => Object.entries(data.summary.measures).filter(([, measure]) => measure.headline).map(([name]) => name)
  .sort((a, b) => isDeadlock(a) - isDeadlock(b) || (isDeadlock(a) ? label(a).localeCompare(label(b)) : 0));

function points(data, name) {
  return data.point.cells.map((cell) => ({
    scenario: words(cell.scenario),
    order: data.orders.indexOf(cell.order),
    name: cell.order,
    ...cell.measures[name],
  })).filter((cell) => cell.value !== null);
}

const ends = (cells) => cells.flatMap((cell) => [100 * (cell.low ?? cell.value), 100 * (cell.high ?? cell.value)]);
const spread = (cells) => Math.max(...ends(cells)) - Math.min(...ends(cells));

// A range of this width, on the scale of 0 to 100, with the intervals in its middle.
function domain(cells, width) {
  const half = Math.max(width * 1.16, 1) / 2;
  const middle = (Math.max(...ends(cells)) + Math.min(...ends(cells))) / 2;
  return [Math.max(0, middle - half), Math.min(100, middle + half)];
}

function panel(data, name, cells, range, width) {
  const row = 14 * data.orders.length + 10;
  const mark = { y: "order", fy: "scenario" };
  const title = (cell) => `${cell.name}, ${cell.scenario}\n${estimate(cell)}\nn = ${cell.n}`;
  return {
    title: label(name),
    svg: plot({
      width,
      height: 44 + row * data.scenarios.length,
      marginLeft: 122,
      marginRight: 12,
      marginTop: 8,
      marginBottom: 32,
      x: { domain: range, label: null, grid: true, ticks: 4 },
      y: { type: "point", axis: null, domain: data.orders.map((_, i) => i), padding: 0.8 },
      fy: { domain: data.scenarios.map(words), label: null, padding: 0 },
      marks: [
        Plot.axisFy({ anchor: "left", label: null, tickSize: 0 }),
        Plot.ruleX([range[0]], { stroke: RULE }),
        Plot.ruleY(cells.filter((cell) => cell.low !== null), {
          ...mark, x1: (cell) => 100 * cell.low, x2: (cell) => 100 * cell.high, stroke: (cell) => colourOf(cell.order), strokeWidth: 2,
        }),
        Plot.dot(cells, {
          ...mark, x: (cell) => 100 * cell.value, fill: (cell) => colourOf(cell.order), symbol: (cell) => symbolOf(cell.order), r: 4,
          ariaLabel: "estimates",
        }),
        Plot.tip(cells, Plot.pointer({ ...mark, x: (cell) => 100 * cell.value, title, fill: "var(--page)" })),
      ],
      symbol: { type: "identity" },
      color: { type: "identity" },
    }),
  };
}

export const levels = {
  draw(data, width) {
    const names = headlines(data);
    const groups = names.map((name) => points(data, name));
    const common = Math.max(...groups.filter((cells, i) => cells.length && isDeadlock(names[i])).map(spread));
    const range = (name, cells) => domain(cells, isDeadlock(name) ? common : spread(cells));
    const drawn = names.map((name, i) => ({ name, cells: groups[i] })).filter(({ cells }) => cells.length > 0);
    if (drawn.length === 0) return null;
    const columns = columnsFor(width, 300, 3);
    return {
      legend: legend(data.orders),
      columns,
      panels: drawn.map(({ name, cells }) =>
        panel(data, name, cells, range(name, cells), widthFor(width, columns))),
      head: ["Scenario", "Order", ...names.map(label)],
      rows: data.point.cells.map((cell) => [words(cell.scenario), cell.order, ...names.map((name) => estimate(cell.measures[name]))]),
    };
  },
};
