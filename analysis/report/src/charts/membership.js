// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who belongs to what: states by bodies, in the chosen order, scenario and year.
import * as Plot from "@observablehq/plot";
import { choice } from "../choice.js";
import { yearOf } from "../data.js";
import { hundredfold, percent, words } from "../numbers.js";
import { colourOf } from "../palette.js";
import { columnsFor, plot, widthFor } from "../panels.js";

export const membershipYears = (data) => {
  const months = Object.values(data.series.membership?.[0]?.share ?? {})[0]?.length ?? 0;
  return Array.from({ length: months }, (_, k) => String(Math.floor(yearOf(data.series, k * data.series.membership_every))));
};

function cells(data, shares, year) {
  return Object.entries(shares).flatMap(([forum, rows]) => rows[year].map((share, i) => ({
    forum: words(forum), state: data.series.states[i].name, share,
  })));
}

// The states in as many columns as fit, so that a long list does not become a long page.
function panel(points, states, forums, order, width, title) {
  return {
    title,
    svg: plot({
      width,
      height: 62 + 19 * states.length,
      marginLeft: 152,
      marginRight: 34,
      marginTop: 58,
      marginBottom: 4,
      x: { domain: forums, axis: "top", label: null, tickSize: 0, tickRotate: forums.length > 3 ? -28 : 0, padding: 0.06 },
      y: { domain: states, label: null, tickSize: 0, padding: 0.1 },
      marks: [
        Plot.cell(points, { x: "forum", y: "state", fill: "var(--panel)" }),
        Plot.cell(points, { x: "forum", y: "state", fill: colourOf(order), fillOpacity: (point) => 0.55 * point.share,
          title: (point) => `${point.state} in ${point.forum}: ${percent(point.share)}` }),
        Plot.text(points.filter((point) => point.share >= 0.005), { x: "forum", y: "state", text: (point) => hundredfold(point.share, 0),
          fill: "var(--ink)", fontSize: 11 }),
      ],
      opacity: { type: "identity" },
    }),
  };
}

export const membership = {
  needs: ["scenario", "order", "year"],
  draw(data, width) {
    const cell = data.series.membership?.find((each) => each.scenario === choice("scenario") && each.order === choice("order"));
    const forums = Object.keys(cell?.share ?? {});
    if (forums.length === 0) return null;
    const year = membershipYears(data)[choice("year")];
    const points = cells(data, cell.share, choice("year"));
    const states = data.series.states.map((state) => state.name).sort((a, b) => a.localeCompare(b, "en"));
    const columns = columnsFor(width, Math.max(300, 150 + 44 * forums.length), 3);
    const share = Math.ceil(states.length / columns);
    const parts = Array.from({ length: columns }, (_, k) => states.slice(k * share, (k + 1) * share));
    const named = (part) => `members in ${year}, ${part[0]} to ${part[part.length - 1]}`;
    return {
      columns,
      panels: parts.filter((part) => part.length).map((part) => panel(points.filter((point) => part.includes(point.state)), part,
        forums.map(words), choice("order"), widthFor(width, columns), named(part))),
      note: `${data.orders[choice("order")]} in ${words(data.scenarios[choice("scenario")])}, ${year}.`,
      head: ["State", ...forums.map(words)],
      rows: states.map((state) => [state, ...forums.map((forum) =>
        percent(points.find((point) => point.state === state && point.forum === words(forum)).share))]),
    };
  },
};
