#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in a headless Chromium, from a file: and without a network: nothing but the page is asked for, nothing is said on the
console, every figure is drawn, its figures are those of the documents, nothing overflows at three widths, text has contrast in the
light and in the dark, the choices work from the keyboard, and the page prints."""
import json
import os
import subprocess
import sys
import tempfile

from chromium import Chromium

ENTENTE, BUILD = os.environ["ENTENTE"], os.environ["ENTENTE_BUILD"]
FIGURES = ("levels", "regret", "acceptability", "trajectories", "alive", "waiting", "membership", "blocking", "tornado", "holds", "flip")
WIDTHS = {"phone": 390, "laptop": 1280, "print": 718}

# Text whose contrast with what is behind it is too low: least 4.5, or 3 where it is large. Charts are judged by their colours below.
LOW_CONTRAST = """(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || node.closest("svg, script, noscript, style") || node.getClientRects().length === 0) continue;
    const style = getComputedStyle(node);
    if (style.opacity === "0" || style.visibility === "hidden") continue;
    const [a, b] = [light(parse(style.color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) low.push([node.tagName, node.className, node.textContent.slice(0, 30), ratio]);
  }
  return low;
})()"""

# The colours of lines and marks against the page: at least 3.
COLOURS = """(() => {
  const probe = document.createElement("i");
  document.body.append(probe);
  const light = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  };
  const page = light("--page");
  const ratios = Array.from({ length: 7 }, (_, i) => light(`--order-${i}`)).map((colour) =>
    (Math.max(colour, page) + 0.05) / (Math.min(colour, page) + 0.05));
  probe.remove();
  return ratios;
})()"""

# What sticks out of the window to the right, unless it lies in a box that scrolls.
OVERFLOW = """(() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (node) => { for (let at = node; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true; };
  return [document.documentElement.scrollWidth > wide, [...document.querySelectorAll("main *, header *, footer *")]
    .filter((node) => node.getBoundingClientRect().right > wide + 1 && !scrolls(node) && !node.closest("svg"))
    .map((node) => `${node.tagName}.${node.className}`)];
})()"""

STATES = 'Object.fromEntries([...document.querySelectorAll("figure[data-chart]")].map((f) => [f.dataset.chart, f.dataset.state]))'


def entente(*arguments):
    return subprocess.run([ENTENTE, *arguments], check=True, capture_output=True, text=True).stdout


def is_quiet(browser, url):
    asked = [event["params"]["request"]["url"] for event in browser.of_kind("Network.requestWillBeSent")]
    foreign = [each for each in asked if each != url and not each.startswith("data:,")]
    assert url in asked and not foreign, foreign
    said = browser.of_kind("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
    assert not said, said


def texts(browser, chart):
    """The rows of a chart's table."""
    rows = f'[...document.querySelectorAll(\'figure[data-chart="{chart}"] details tbody tr\')]'
    return browser.evaluate(f"{rows}.map((row) => [...row.cells].map((cell) => cell.textContent))")


def hundredfold(value, decimals):
    scale = 10.0**decimals
    return f"{int(100 * value * scale + 0.5) / scale:.{decimals}f}"


def check_numbers(browser, summary):
    """The figures of the charts' tables are those of the summary."""
    cells = {(cell["scenario"].replace("_", " "), cell["order"]): cell["measures"] for cell in summary["points"][0]["cells"]}
    rows = texts(browser, "levels")
    assert len(rows) == len(cells)
    order = ("structural_cohesion", "decision_cohesion", "order_survival", "deadlock_risk_nobody", "deadlock_risk", "deadlock_risk_covered")
    for scenario, name, *shown in rows:
        for measure, text in zip(order, shown):
            found = cells[scenario, name][measure]
            wanted = "{} ({} to {})".format(*(hundredfold(found[key], 1) for key in ("value", "low", "high")))
            assert text == wanted, (scenario, name, measure, text, wanted)
    first = summary["points"][0]["cells"][0]["scenario"]
    durations = [each for each in summary["points"][0]["durations"] if each["of"] == "time_to_decision" and each["scenario"] == first]
    rows = texts(browser, "waiting")
    assert [row[0] for row in rows] == [each["order"] for each in durations]
    assert all(row[1] == str(each["n"]) and row[4].startswith(f"{each['restricted_mean']['value']:.4g}") for row, each in zip(rows, durations))
    wanted = {(each["order"], f"{100 * share:.1f} %") for entry in summary["points"][0]["acceptability"] if entry["scenario"] == first
              for each in entry["orders"] for share in each["ranks"][:1]}
    shown = {(row[1], row[2]) for row in texts(browser, "acceptability")}
    assert shown == wanted, (shown, wanted)


def check_drawn(browser):
    states = browser.evaluate(STATES)
    missing = [name for name in FIGURES if states.get(name) != "drawn"]
    assert not missing, (missing, states)
    empty = browser.evaluate("""[...document.querySelectorAll('figure[data-state="drawn"] .panel svg')].filter((svg) =>
      svg.querySelectorAll("path, rect, circle, line, text").length < 4).map((svg) => svg.getAttribute("aria-label"))""")
    assert not empty, empty
    unnamed = browser.evaluate("""[...document.querySelectorAll("figure")].filter((figure) => !figure.querySelector("figcaption"))
      .length + [...document.querySelectorAll("figure svg[role=img]")].filter((svg) =>
      !svg.getAttribute("aria-label") && !svg.getAttribute("aria-labelledby")).length""")
    assert unnamed == 0 and browser.evaluate("document.documentElement.lang") == "en"


def press(browser, key, code):
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)


def check_keyboard(browser):
    """Tab reaches the skip link first; an arrow key chooses the next scenario everywhere, and charts follow."""
    press(browser, "Tab", 9)
    assert browser.evaluate("document.activeElement.className") == "skip"
    before = browser.evaluate("""document.querySelector('figure[data-chart="blocking"]').textContent""")
    browser.evaluate("""document.querySelector('[data-choice="scenario"] input:checked').focus()""")
    press(browser, "ArrowRight", 39)
    checked = browser.evaluate("""[...document.querySelectorAll('[data-choice="scenario"] input:checked')].map((input) => input.value)""")
    assert checked and set(checked) == {"1"}, checked
    assert browser.evaluate("""document.querySelector('figure[data-chart="blocking"]').textContent""") != before
    outlined = browser.evaluate("""getComputedStyle(document.activeElement.nextElementSibling).outlineStyle""")
    assert outlined != "none", "what has the focus cannot be seen"


def check_the_checks(browser):
    """Each measurement notices its own planted defect."""
    browser.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend",
      '<p id="planted" style="width: 3000px; color: #ddd; background: #fff">planted</p>')""")
    overflow, low = browser.evaluate(OVERFLOW), browser.evaluate(LOW_CONTRAST)
    assert overflow[0] and any("P." in each for each in overflow[1]), "a planted overflow is not noticed"
    assert any("planted" in each[2] for each in low), "planted grey on white is not noticed"
    browser.evaluate("console.error('planted'); fetch('https://planted.invalid/x').catch(() => 0)")
    try:
        is_quiet(browser, browser.evaluate("location.href"))
    except AssertionError:
        return
    sys.exit("a planted request and a planted error are not noticed")


def check_print(browser, folder):
    path = os.path.join(folder, "page.pdf")
    browser.pdf(path)
    with open(path, "rb") as file:
        pdf = file.read()
    assert pdf.startswith(b"%PDF") and 5 <= pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/") <= 60


def check_paper(browser, folder, results):
    """On paper every figure that is drawn shows a chart or, where it is none, its table: a sweep in which boxes are found."""
    sweep, out = (os.path.join(folder, name) for name in ("filling.h5", "paper.html"))
    entente("run", "assumptions", "-o", sweep, "--runs", "2", "--set", "design.method=sobol", "--set", "design.points=128", "--set", "months=36")
    entente("report", results, "--sweep", sweep, "-o", out)
    browser.open("file://" + out, WIDTHS["print"], 900)
    assert browser.evaluate(STATES)["boxes"] == "drawn"
    browser.send("Emulation.setEmulatedMedia", media="print")
    empty = browser.evaluate("""[...document.querySelectorAll('figure[data-state="drawn"]')].filter((figure) =>
      ![...figure.querySelectorAll(".panel svg, table")].some((node) => node.getClientRects().length)).map((figure) => figure.dataset.chart)""")
    assert not empty, empty
    browser.send("Emulation.setEmulatedMedia", media="")


def main():
    page = os.path.join(BUILD, "report", "page.html")
    assert os.path.exists(page), "the template of the report is not built: node, npm or a network is missing"
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        results, sweep, out = (os.path.join(folder, name) for name in ("results.h5", "sweep.h5", "report.html"))
        entente("run", "baseline", "-o", results, "--runs", "64")
        entente("run", "assumptions", "-o", sweep, "--runs", "2", "--set", "design.points=16", "--set", "months=36")
        entente("report", results, "--sweep", sweep, "-o", out)
        summary = json.loads(entente("summary", results, "--json", "--point", "0"))
        browser.send("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
        url = "file://" + out
        for name, width in WIDTHS.items():
            for dark in (False, True):
                browser.open(url, width, 900, dark)
                assert browser.evaluate("document.documentElement.dataset.ready") == "true"
                is_quiet(browser, url)
                check_drawn(browser)
                overflow = browser.evaluate(OVERFLOW)
                assert overflow == [False, []], (name, overflow)
                low = browser.evaluate(LOW_CONTRAST)
                assert not low, (name, dark, low[:5])
                ratios = browser.evaluate(COLOURS)
                assert min(ratios) >= 3, (dark, ratios)
        browser.open(url, WIDTHS["laptop"], 900)
        browser.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
        assert browser.evaluate(OVERFLOW) == [False, []], browser.evaluate(OVERFLOW)
        check_numbers(browser, summary)
        check_keyboard(browser)
        is_quiet(browser, url)
        check_print(browser, folder)
        check_paper(browser, folder, results)
        browser.open(url, WIDTHS["laptop"], 900)
        check_the_checks(browser)


if __name__ == "__main__":
    main()
