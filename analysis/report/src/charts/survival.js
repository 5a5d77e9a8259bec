// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long it lasts: orders until they fail, and issues until they are decided. The curves are those of the summary.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { yearOf } from "../data.js";
import { hundredfold, quantity, words } from "../numbers.js";
import { colourOf, dashOf, legend } from "../palette.js";
import { plot, years } from "../panels.js";

const inScenario = (data, list, of) => (list ?? []).filter((each) =>
  each.of === of && each.scenario === data.scenarios[choice("scenario")]);

// The steps of one curve, from 0 on.
function steps(data, curve) {
  const order = data.orders.indexOf(curve.order);
  const points = curve.time.map((time, i) => ({
    order, time, share: curve.survival[i], low: curve.low[i], high: curve.high[i], at_risk: curve.at_risk[i],
  })).filter((point) => point.share !== null);
  return points.length && points[0].time > 0 ? [{ order, time: 0, share: 1, low: 1, high: 1, at_risk: points[0].at_risk }, ...points] : points;
}

function chart(lines, width, x, range, tip) {
  const drawn = lines.filter((points) => points.length);
  const at = x.at;
  const share = (key) => (point) => 100 * point[key];
  return plot({
    width,
    height: Math.min(280, Math.max(200, width * 0.4)),
    marginLeft: 48,
    marginRight: 18,
    marginTop: 10,
    x: { label: null, tickFormat: String, ticks: Math.max(3, Math.floor(width / 90)), ...x.axis },
    y: { label: null, grid: true, ticks: 5, domain: range, clamp: true, tickFormat: (value) => `${value} %` },
    marks: [
      ...drawn.map((points) => Plot.areaY(points, {
        x: at, y1: share("low"), y2: share("high"), fill: colourOf(points[0].order), fillOpacity: 0.16, curve: "step-after",
      })),
      ...drawn.map((points) => Plot.line(points, {
        x: at, y: share("share"), stroke: colourOf(points[0].order), strokeWidth: 2.2, strokeDasharray: dashOf(points[0].order),
        curve: "step-after",
      })),
      Plot.tip(drawn.flat(), Plot.pointer({ x: at, y: share("share"), title: tip, fill: "var(--page)" })),
    ],
  });
}

const withInterval = ({ share, low, high }) => `${hundredfold(share)} % (${hundredfold(low)} to ${hundredfold(high)})`;
const duration = ({ value, low, high }) => (value === null ? "not reached" : low === null || high === null ? quantity(value)
  : `${quantity(value)} (${quantity(low)} to ${quantity(high)})`);

function rowsOf(data, of) {
  return inScenario(data, data.point.durations, of).map((each) => [each.order, String(each.n), String(each.events), String(each.censored),
    duration(each.restricted_mean), duration(each.median), each.log_rank ? quantity(each.log_rank.p) : "\u2013"]);
}

function head(data, of) {
  const [one] = inScenario(data, data.point.durations, of);
  return ["Order", words(one.cases), "Ended", "Left view", `Mean ${one.unit} up to ${quantity(one.restricted_mean.limit)}`,
    `Median ${one.unit}`, "Log-rank p against the first"];
}

function drawn(data, of, title, svg) {
  return {
    legend: legend(data.orders),
    panels: [{ title, svg }],
    note: `Scenario: ${words(data.scenarios[choice("scenario")])}.`,
    head: head(data, of),
    rows: rowsOf(data, of),
  };
}

export const alive = {
  needs: ["scenario"],
  draw(data, width) {
    const lines = inScenario(data, data.point.curves, "order_survival").map((curve) => steps(data, curve));
    if (lines.every((points) => points.length === 0)) return null;
    const least = Math.min(...lines.flat().map((point) => 100 * (point.low ?? point.share)));
    const year = (point) => yearOf(data.series, 12 * point.time);
    const svg = chart(lines, width, { at: year, axis: years }, [Math.max(0, Math.floor(least / 10) * 10), 100],
      (point) => `${data.orders[point.order]}, from ${Math.floor(year(point))} on\n${withInterval(point)}`);
    return drawn(data, "order_survival", "orders that have not failed", svg);
  },
};

// Beyond these many months only a handful of issues is left to judge by.
const LEAST_AT_RISK = 50;

export const waiting = {
  needs: ["scenario"],
  draw(data, width) {
    const lines = inScenario(data, data.point.curves, "time_to_decision").map((curve) => steps(data, curve));
    const most = Math.max(1, ...lines.map((points) => points[0]?.at_risk ?? 0));
    const shown = lines.map((points) => points.filter((point) => point.at_risk >= Math.min(LEAST_AT_RISK, most / 20)));
    if (shown.every((points) => points.length === 0)) return null;
    const svg = chart(shown, width, { at: "time", axis: {} }, [0, 100],
      (point) => `${data.orders[point.order]}: still undecided after ${point.time} months\n${withInterval(point)}\n${point.at_risk} in view`);
    return drawn(data, "time_to_decision", "issues still undecided after so many months", svg);
  },
};
