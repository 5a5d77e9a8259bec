// SPDX-License-Identifier: GPL-3.0-or-later
//
// The frame of a chart: drawn at the width of its place, again when that or a choice changes, with its figures as a table and
// each drawing to be saved as SVG. A chart is {needs, draw}: `needs` names the choices it depends on; draw(data, width) returns
// null where the file has nothing for it, else {panels: [{title, about, svg}], columns, head, rows, legend, note, open}: `open` if the table
// is all there is.
import { onChoice } from "./choice.js";

const PRINT_WIDTH = 680;

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function table(head, rows) {
  const row = (cells, tag) => element("tr", "", ...cells.map((cell, i) => {
    const node = element(i === 0 && tag === "td" ? "th" : tag, "", String(cell));
    if (tag === "th") node.scope = "col";
    else if (i === 0) node.scope = "row";
    return node;
  }));
  const body = element("tbody", "", ...rows.map((cells) => row(cells, "td")));
  return element("table", "plain", element("thead", "", row(head, "th")), body);
}

// A copy of a drawing that stands alone: what it takes from the page's styles is written into it.
function standalone(svg) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of ["fill", "stroke"]) {
      if (node.hasAttribute(name)) node.setAttribute(name, style[name]);
    }
    if (node.tagName === "text" || node.tagName === "svg") {
      node.setAttribute("font-family", "system-ui, sans-serif");
      node.setAttribute("font-size", style.fontSize);
      node.style.color = style.color;
    }
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  return new XMLSerializer().serializeToString(copy);
}

function saveButton(title, svg) {
  const button = element("button", "save", "Save as SVG");
  button.type = "button";
  button.setAttribute("aria-label", `Save as SVG: ${title}`);
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([standalone(svg)], { type: "image/svg+xml" }));
    link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  return button;
}

function panel({ title, about, svg }) {
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  return element("div", "panel", element("div", "panel-head", element("h4", "", title), saveButton(title, svg)),
    ...(about ? [element("p", "about", about)] : []), svg);
}

// The figures of a chart, folded; where there is no chart the table itself is what there is to see, on paper, too.
function details(figure, drawn) {
  const open = figure.querySelector("details")?.open ?? false;
  const whole = element("div", "scroll", table(drawn.head, drawn.rows));
  if (drawn.panels.length === 0) return whole;
  const node = element("details", "", element("summary", "", "The figures of this chart"), whole);
  node.open = open;
  return node;
}

function fill(figure, chart, data, width) {
  const caption = figure.querySelector("figcaption");
  const drawn = chart.draw(data, width);
  if (!drawn) {
    figure.hidden = true;
    figure.dataset.state = "absent";
    return;
  }
  figure.hidden = false;
  figure.dataset.state = "drawn";
  const children = [];
  if (drawn.legend) children.push(drawn.legend);
  const grid = element("div", "panels", ...drawn.panels.map(panel));
  grid.style.setProperty("--columns", drawn.columns ?? 1);
  children.push(grid, caption);
  if (drawn.note) children.push(element("p", "note", drawn.note));
  children.push(details(figure, drawn));
  figure.replaceChildren(...children);
}

// A part of the page offers only choices that a chart in it depends on; one for which the file holds nothing says so.
function tellEmptyParts(figures, charts) {
  for (const section of new Set(figures.map((figure) => figure.closest("section")))) {
    const drawn = figures.filter((figure) => figure.closest("section") === section && !figure.hidden);
    const needed = drawn.flatMap((figure) => charts[figure.dataset.chart].needs ?? []);
    for (const place of section.querySelectorAll("[data-choice]")) if (!needed.includes(place.dataset.choice)) place.remove();
    if (drawn.length === 0 && !section.querySelector(".notice")) section.append(element("p", "note", "The file holds nothing for the charts of this part."));
  }
}

// Draws every <figure data-chart="NAME"> by charts[NAME].
export function drawAll(charts, data) {
  const figures = [...document.querySelectorAll("figure[data-chart]")];
  const widthOf = (figure) => Math.floor(figure.parentElement.clientWidth);
  const drawOne = (figure, width) => fill(figure, charts[figure.dataset.chart], data, width);
  const widths = new Map();

  for (const figure of figures) {
    widths.set(figure, widthOf(figure));
    drawOne(figure, widths.get(figure));
  }
  tellEmptyParts(figures, charts);
  onChoice((name) => {
    for (const figure of figures) if (charts[figure.dataset.chart].needs?.includes(name)) drawOne(figure, widths.get(figure));
  });
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      for (const figure of figures) {
        const width = widthOf(figure);
        if (width === widths.get(figure) || matchMedia("print").matches) continue;
        widths.set(figure, width);
        drawOne(figure, width);
      }
    });
  });
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll('details[data-print="open"]')) each.open = true;
    figures.forEach((figure) => drawOne(figure, PRINT_WIDTH));
  });
  addEventListener("afterprint", () => figures.forEach((figure) => drawOne(figure, widths.get(figure))));
}
