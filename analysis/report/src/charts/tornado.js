// SPDX-License-Identifier: GPL-3.0-or-later
//
// What decides: how much each assumption accounts for in one outcome.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { hundredfold, label, percent, quantity, words } from "../numbers.js";
import { plot } from "../panels.js";

const MOST = 20;

// What a kind of design can say, the leading figure first: its key, whether it is a share of variance, and words for a title.
const KINDS = [
  { key: "total", share: true, title: "share of variance, with interactions",
    about: "The share of the variance over all the varied assumptions that one accounts for: with its interactions (bar), and alone (ring). " },
  { key: "mu_star", share: false, title: "mean size of elementary effects",
    about: "By how much the outcome moves, on average over many places, when one assumption moves over its range. " },
  { key: "effect", share: false, title: "effect from the least to the greatest value",
    about: "By how much the outcome differs between the least and the greatest value of one assumption. " },
  { key: "first", share: true, title: "share of variance, alone",
    about: "The share of the variance over all the varied assumptions that one accounts for alone. " },
];

// Outcomes that the reader can choose from: differences where there are orders to compare, else all that vary.
export function outcomesOf(data) {
  const all = (data.sensitivity?.sensitivity.outcomes ?? []).filter((outcome) => !outcome.constant && outcome.parameters.length);
  const differences = all.filter((outcome) => outcome.against);
  return differences.length ? differences : all;
}

export function outcomeName(data, outcome) {
  const several = new Set(outcomesOf(data).map((each) => each.scenario)).size > 1;
  const orders = new Set(outcomesOf(data).map((each) => each.order)).size > 1;
  const who = outcome.against ? (orders ? `, ${outcome.order} minus ${outcome.against}` : "") : `, ${outcome.order}`;
  return label(outcome.metric) + who + (several ? `, ${words(outcome.scenario)}` : "");
}

// The last parts of a path, which tell it from others: "bargaining.slack_trust".
export const shortName = (path) => words(path.replace(/^parameters\./, "").split(".").slice(-2).join(" › "));

const kindOf = (outcome) => KINDS.find(({ key }) => outcome.parameters.some((parameter) => parameter[key]?.value !== null
  && parameter[key] !== undefined));

function write(kind, figure) {
  if (!figure || figure.value === null) return "\u2013";
  const one = (value) => (kind.share ? hundredfold(value, 1) : quantity(value));
  const interval = figure.low === null || figure.high === null ? "" : ` (${one(figure.low)} to ${one(figure.high)})`;
  return `${one(figure.value)}${kind.share ? " %" : ""}${interval}`;
}

function bars(outcome, kind) {
  const scale = kind.share ? 100 : 1;
  return [...outcome.parameters].sort((a, b) => a.rank - b.rank).slice(0, MOST).map((parameter) => ({
    name: shortName(parameter.name),
    path: parameter.name,
    value: scale * parameter[kind.key].value,
    low: parameter[kind.key].low === null ? null : scale * parameter[kind.key].low,
    high: parameter[kind.key].high === null ? null : scale * parameter[kind.key].high,
    first: kind.key === "total" && parameter.first && parameter.first.value !== null ? scale * parameter.first.value : null,
    stands_out: parameter.stands_out,
    title: `${parameter.name}, varied from ${quantity(parameter.low)} to ${quantity(parameter.high)}\n${kind.title}: ${
      write(kind, parameter[kind.key])}${kind.key === "total" ? `\nalone: ${write(kind, parameter.first)}` : ""}${
      parameter.stands_out ? "" : "\nnot told apart from a parameter that does nothing"}`,
  }));
}

// A scale that no single uncertain interval can stretch: twice the greatest estimate, at least a tenth.
function rangeOf(all, kind) {
  const most = Math.max(...all.map((bar) => Math.max(Math.abs(bar.value), Math.abs(bar.first ?? 0))));
  const least = all.some((bar) => bar.value < 0) && !kind.share ? -1 : 0;
  const high = kind.share ? Math.min(100, Math.max(10, 1.6 * most)) : 1.6 * most;
  return [least * high, high];
}

function panel(outcome, kind, width) {
  const all = bars(outcome, kind);
  const range = rangeOf(all, kind);
  const within = (value) => Math.min(range[1], Math.max(range[0], value));
  const wide = width > 560;
  return {
    title: kind.title,
    svg: plot({
      width,
      height: 44 + 25 * all.length,
      marginLeft: wide ? 236 : 168,
      marginRight: 18,
      marginTop: 4,
      x: { label: null, grid: true, ticks: wide ? 8 : 4, domain: range, tickFormat: (value) => (kind.share ? `${value} %` : String(value)) },
      y: { label: null, tickSize: 0, domain: all.map((bar) => bar.name), padding: 0.28,
        tickFormat: (name) => (wide || name.length < 24 ? name : `${name.slice(0, 22)}…`) },
      marks: [
        Plot.barX(all, { x1: 0, x2: (bar) => within(bar.value), y: "name", fill: (bar) => (bar.stands_out ? "var(--order-1)" : "var(--rule)"),
          fillOpacity: 0.75, title: "title" }),
        Plot.ruleY(all.filter((bar) => bar.low !== null), { x1: (bar) => within(bar.low), x2: (bar) => within(bar.high), y: "name",
          stroke: "var(--ink)", strokeWidth: 1.3 }),
        Plot.dot(all.filter((bar) => bar.first !== null), { x: (bar) => within(bar.first), y: "name", r: 4.5, stroke: "var(--ink)",
          fill: "var(--page)", strokeWidth: 1.5, title: "title" }),
        Plot.ruleX([0], { stroke: "var(--rule)" }),
      ],
      color: { type: "identity" },
    }),
  };
}

function noteOf(data, outcome, kind) {
  const { against, noise_share: noise } = outcome;
  const about = `Here: ${label(outcome.metric)}: ${against ? `${outcome.order} minus ${against}` : outcome.order}, ${words(outcome.scenario)}. `;
  const chance = noise === null ? "" : `${percent(noise)} of the variance between points is chance, not assumption. `;
  return `${kind.about}${about}${chance}Grey: not told apart from a parameter that does nothing. Lines are ${
    percent(data.sensitivity.sensitivity.level)} intervals, cut at the edge of the panel.`;
}

export const tornado = {
  needs: ["outcome"],
  draw(data, width) {
    const outcome = outcomesOf(data)[choice("outcome")];
    const kind = outcome && kindOf(outcome);
    if (!kind) return null;
    const has = (key) => outcome.parameters.some((parameter) => parameter[key]);
    const columns = KINDS.filter(({ key }) => has(key));
    return {
      panels: [panel(outcome, kind, width)],
      note: noteOf(data, outcome, kind),
      head: ["Assumption", "Varied", ...columns.map(({ title }) => title), "Stands out"],
      rows: [...outcome.parameters].sort((a, b) => a.rank - b.rank).map((parameter) => [parameter.name,
        `${quantity(parameter.low)} to ${quantity(parameter.high)}`, ...columns.map((column) => write(column, parameter[column.key])),
        parameter.stands_out ? "yes" : "no"]),
    };
  },
};
