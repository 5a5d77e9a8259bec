// SPDX-License-Identifier: GPL-3.0-or-later
//
// One colour and one sign for each order, the same in every chart; the colours themselves are in page.css, for light, dark and print.

const SYMBOLS = ["circle", "diamond", "square", "triangle", "star", "wye", "cross"];
const DASHES = ["5 3", null, "2 2", "8 3 2 3", "1 3", "10 4", "6 2 1 2 1 2"];
const N = SYMBOLS.length;

export const colourOf = (order) => `var(--order-${order % N})`;
export const symbolOf = (order) => SYMBOLS[order % N];
export const dashOf = (order) => DASHES[order % N];

export const INK = "var(--ink)";
export const SOFT = "var(--soft)";
export const RULE = "var(--rule)";

// The names of the orders with their colour and line, as HTML above a chart.
export function legend(orders) {
  const list = document.createElement("ul");
  list.className = "legend";
  orders.forEach((name, i) => {
    const item = document.createElement("li");
    item.innerHTML = `<svg width="26" height="12" aria-hidden="true"><line x1="1" x2="25" y1="6" y2="6" stroke="${colourOf(i)}"
      stroke-width="3"${dashOf(i) ? ` stroke-dasharray="${dashOf(i)}"` : ""}/></svg>`;
    item.append(name);
    list.append(item);
  });
  return list;
}
