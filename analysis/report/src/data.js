// SPDX-License-Identifier: GPL-3.0-or-later
//
// The documents in the page: `summary` and `sensitivity` as the commands of these names print them, `series` for what only charts need.

function read(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}

export function readAll() {
  const summary = read("summary");
  const series = read("series");
  return {
    summary,
    series,
    sensitivity: read("sensitivity"),
    point: summary.points[0],
    orders: series.orders.map((order) => order.name),
    scenarios: series.scenarios.map((scenario) => scenario.name),
  };
}

// The calendar year, with its fraction, of a month since the start.
export function yearOf(series, month) {
  const [year, first] = series.start.split("-").map(Number);
  return year + (first - 1 + month) / 12;
}

// The part of a list of cells that belongs to a scenario, by order.
export function cellsOf(cells, scenario) {
  return cells.filter((cell) => cell.scenario === scenario);
}
