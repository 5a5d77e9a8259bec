// SPDX-License-Identifier: GPL-3.0-or-later
//
// How figures are written. `round` does the operations of ent_report_round, so that a chart and a table show the same digits.

const MINUS = "\u2212";

export function round(value, decimals) {
  const scale = 10 ** decimals;
  const size = Math.floor(Math.abs(value) * scale + 0.5) / scale;
  return value < 0 && size > 0 ? -size : size;
}

function withSign(rounded, text, sign) {
  return (rounded < 0 ? MINUS : sign && rounded > 0 ? "+" : "") + text;
}

// A value of 0..1 on the scale 0..100.
export function hundredfold(value, decimals = 1, sign = false) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "\u2013";
  const rounded = round(100 * value, decimals);
  return withSign(rounded, Math.abs(rounded).toFixed(decimals), sign);
}

// A value with its interval: "38.8 (38.5 to 39.1)".
export function estimate({ value, low, high }, decimals = 1, sign = false) {
  const text = hundredfold(value, decimals, sign);
  if (low === null || high === null || low === undefined || high === undefined) return text;
  return `${text} (${hundredfold(low, decimals, sign)} to ${hundredfold(high, decimals, sign)})`;
}

// A quantity of no fixed scale, to four significant digits.
export function quantity(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "\u2013";
  return withSign(value, String(Number(Math.abs(value).toPrecision(4))), false);
}

export function percent(value, decimals = 0) {
  return `${hundredfold(value, decimals)} %`;
}

// A name of a file, such as us_withdrawal, as words.
export function words(name) {
  return name.replaceAll("_", " ");
}

const LABELS = {
  deadlock_risk_nobody: "deadlock risk (a)",
  deadlock_risk: "deadlock risk (b)",
  deadlock_risk_covered: "deadlock risk (c)",
};

// What a measure is called in charts.
export function label(measure) {
  return LABELS[measure] ?? words(measure);
}
