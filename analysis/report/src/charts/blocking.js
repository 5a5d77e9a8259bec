// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who blocks what: reported vetoes in a run, by state, and in the table by domain.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { cellsOf } from "../data.js";
import { quantity, words } from "../numbers.js";
import { colourOf, legend } from "../palette.js";
import { plot } from "../panels.js";

const MOST = 15;
const sum = (values) => values.reduce((a, b) => a + b, 0);

function bars(data, cells) {
  return cells.filter((cell) => cell.runs > 0).flatMap((cell) => cell.count.map((counts, i) => ({
    order: cell.order,
    state: data.series.states[i].name,
    vetoes: sum(counts) / cell.runs,
    domains: counts.map((count) => count / cell.runs),
  })));
}

function leading(all) {
  const greatest = new Map();
  for (const bar of all) greatest.set(bar.state, Math.max(greatest.get(bar.state) ?? 0, bar.vetoes));
  return [...greatest].filter(([, vetoes]) => vetoes > 0).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, MOST)
    .map(([state]) => state);
}

const byDomain = (data, bar) => bar.domains.map((value, d) => [words(data.series.domains[d]), value]).filter(([, value]) => value > 0)
  .sort((a, b) => b[1] - a[1]);

export const blocking = {
  needs: ["scenario"],
  draw(data, width) {
    const all = bars(data, cellsOf(data.series.blocking ?? [], choice("scenario")));
    const states = leading(all);
    if (states.length === 0) return null;
    const shown = all.filter((bar) => states.includes(bar.state));
    const title = (bar) => [`${bar.state}, ${data.orders[bar.order]}: ${quantity(bar.vetoes)} a run`,
      ...byDomain(data, bar).slice(0, 4).map(([domain, value]) => `${domain} ${quantity(value)}`)].join("\n");
    return {
      legend: legend(data.orders),
      panels: [{
        title: "reported vetoes in a run",
        svg: plot({
          width,
          height: 40 + states.length * (9 + 11 * data.orders.length),
          marginLeft: 152,
          marginRight: 20,
          marginTop: 6,
          x: { label: null, grid: true, ticks: 6 },
          y: { axis: null, domain: data.orders.map((_, i) => i), padding: 0.12, paddingOuter: 0.35 },
          fy: { domain: states, label: null, padding: 0 },
          marks: [
            Plot.axisFy({ anchor: "left", label: null, tickSize: 0 }),
            Plot.barX(shown, { x: "vetoes", y: "order", fy: "state", fill: (bar) => colourOf(bar.order), fillOpacity: 0.85, title }),
            Plot.ruleX([0], { stroke: "var(--rule)" }),
          ],
          color: { type: "identity" },
        }),
      }],
      note: `Scenario: ${words(data.scenarios[choice("scenario")])}. The ${states.length} states that block most; the table says in which field.`,
      head: ["State", "Order", "Vetoes in a run", ...data.series.domains.map(words)],
      rows: states.flatMap((state) => shown.filter((bar) => bar.state === state).map((bar) =>
        [state, data.orders[bar.order], quantity(bar.vetoes), ...bar.domains.map(quantity)])),
    };
  },
};
