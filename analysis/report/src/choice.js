// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the reader has chosen, and the controls for it. Controls of one name move together; a change draws anew what listens.

const chosen = new Map();
const listeners = [];
let n_groups = 0;

export const choice = (name) => chosen.get(name);

export function onChoice(listener) {
  listeners.push(listener);
}

function choose(name, value) {
  chosen.set(name, value);
  for (const input of document.querySelectorAll(`[data-choice="${name}"] input`)) {
    if (input.type === "radio") input.checked = Number(input.value) === value;
    else input.value = value;
  }
  for (const output of document.querySelectorAll(`[data-choice="${name}"] output`)) output.value = output.dataset.texts.split("|")[value] ?? "";
  for (const listener of listeners) listener(name);
}

// One radio button for each text; a place for the choice without texts to choose from disappears.
function radios(place, name, title, texts) {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  const group = `${name}-${n_groups++}`;
  legend.textContent = title;
  set.append(legend);
  texts.forEach((text, value) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: group, value, checked: value === chosen.get(name) });
    input.addEventListener("change", () => choose(name, value));
    const span = document.createElement("span");
    span.textContent = text;
    label.append(input, span);
    set.append(label);
  });
  place.replaceChildren(set);
}

function slider(place, name, title, texts) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const output = document.createElement("output");
  label.className = "slider";
  Object.assign(input, { type: "range", min: 0, max: texts.length - 1, step: 1, value: chosen.get(name) });
  input.setAttribute("aria-valuetext", texts[chosen.get(name)]);
  input.addEventListener("input", () => {
    input.setAttribute("aria-valuetext", texts[Number(input.value)]);
    choose(name, Number(input.value));
  });
  output.dataset.texts = texts.join("|");
  output.value = texts[chosen.get(name)];
  label.append(`${title} `, input, output);
  place.replaceChildren(label);
}

// Puts the controls of a choice into every place for it. kind: "radio" or "slider"; `first` is chosen at the start.
export function offer(name, title, texts, first, kind = "radio") {
  chosen.set(name, first);
  for (const place of document.querySelectorAll(`[data-choice="${name}"]`)) {
    if (texts.length < 2) place.remove();
    else if (kind === "radio") radios(place, name, title, texts);
    else slider(place, name, title, texts);
  }
}
