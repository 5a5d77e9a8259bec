// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every headline: a mark with its interval for each order in each scenario.
import * as Plot from "@observablehq/plot";
import { estimate, words } from "../numbers.js";
import { colourOf, legend, symbolOf, RULE } from "../palette.js";
import { columnsFor, plot, widthFor } from "../panels.js";

const headlines = (data) => Object.entries(data.summary.measures).filter(([, measure]) => measure.headline).map(([name]) => name);

function points(data, name) {
  return data.point.cells.map((cell) => ({
    scenario: words(cell.scenario),
    order: data.orders.indexOf(cell.order),
    name: cell.order,
    ...cell.measures[name],
  })).filter((cell) => cell.value !== null);
}

// The range of all values and intervals on the scale of 0 to 100, with a little room.
function domain(groups) {
  const all = groups.flat().flatMap((cell) => [cell.low ?? cell.value, cell.high ?? cell.value]).map((value) => 100 * value);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = Math.max((high - low) * 0.08, 0.5);
  return [Math.max(0, low - room), Math.min(100, high + room)];
}

function panel(data, name, cells, range, width) {
  const row = 14 * data.orders.length + 12;
  const mark = { y: "order", fy: "scenario" };
  const title = (cell) => `${cell.name}, ${cell.scenario}\n${estimate(cell)}\nn = ${cell.n}`;
  return {
    title: words(name),
    svg: plot({
      width,
      height: 44 + row * data.scenarios.length,
      marginLeft: 104,
      marginRight: 12,
      marginTop: 8,
      marginBottom: 32,
      x: { domain: range, label: null, grid: true, ticks: 4 },
      y: { axis: null, domain: data.orders.map((_, i) => i), padding: 0.3 },
      fy: { domain: data.scenarios.map(words), label: null, padding: 0.12 },
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
    const shared = (name) => domain(groups.filter((_, i) => names[i].startsWith("deadlock") && name.startsWith("deadlock")));
    const drawn = names.map((name, i) => ({ name, cells: groups[i] })).filter(({ cells }) => cells.length > 0);
    if (drawn.length === 0) return null;
    const columns = columnsFor(width, 300, 3);
    return {
      legend: legend(data.orders),
      columns,
      panels: drawn.map(({ name, cells }) =>
        panel(data, name, cells, name.startsWith("deadlock") ? shared(name) : domain([cells]), widthFor(width, columns))),
      head: ["Scenario", "Order", ...names.map(words)],
      rows: data.point.cells.map((cell) => [words(cell.scenario), cell.order, ...names.map((name) => estimate(cell.measures[name]))]),
    };
  },
};
