// SPDX-License-Identifier: GPL-3.0-or-later
//
// Small drawings side by side: how many fit, how wide each is, and what all have in common.
import * as Plot from "@observablehq/plot";

const GAP = 24;

export function columnsFor(width, least, most) {
  return Math.max(1, Math.min(most, Math.floor((width + GAP) / (least + GAP))));
}

export function widthFor(width, columns) {
  return Math.floor((width - (columns - 1) * GAP) / columns);
}

export function plot(options) {
  return Plot.plot({ style: { background: "none", color: "var(--ink)", fontSize: "12px", overflow: "visible" }, ...options });
}

export const years = { tickFormat: (year) => String(year), label: null };
