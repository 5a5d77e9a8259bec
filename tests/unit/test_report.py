#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report: every figure of its tables is that of `summary --json`, the answer follows from them, and a file that is incomplete,
failed, of one run, without values, newer, foreign or damaged gets a sentence. Where the template is not built, only what needs none."""
import html
import html.parser
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

import h5py

ENTENTE, BUILD = os.environ["ENTENTE"], os.environ["ENTENTE_BUILD"]
READINGS = ("deadlock_risk_nobody", "deadlock_risk", "deadlock_risk_covered")
MOST_BYTES = 1.5e6
MINUS = "\u2212"


def entente(*arguments, program=ENTENTE, code=0):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


def run(path, runs, months, *options):
    short = ("--set", f"months={months}", "--set", f"split.month={months // 2}")
    entente("run", "baseline", "-o", path, "--runs", str(runs), *short, *options)


# --- the page as its reader sees it ---------------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """Text of the marked cells and of the answer; documents; notices."""

    def __init__(self, text):
        super().__init__()
        self.cells, self.rankings, self.notices, self.documents = {}, {}, set(), {}
        self.key = self.document = None
        self.answer, self.depth = "", 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "td" and ("data-at" in at or "data-ranking" in at):
            self.key = (self.cells, at["data-at"]) if "data-at" in at else (self.rankings, at["data-ranking"])
            self.key[0][self.key[1]] = ""
        if tag == "script" and at.get("type") == "application/json":
            self.document = at["id"]
            self.documents[self.document] = ""
        if "data-notice" in at:
            self.notices.add(at["data-notice"])
        if tag == "div" and (self.depth or at.get("class") == "answer"):
            self.depth += 1

    def handle_endtag(self, tag):
        if tag == "td":
            self.key = None
        if tag == "script":
            self.document = None
        if tag == "div" and self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if self.document:
            self.documents[self.document] += data
        elif self.key:
            self.key[0][self.key[1]] += data
        elif self.depth:
            self.answer += data


def page_of(path, *options):
    out = path + ".html"
    entente("report", path, "-o", out, *options)
    with open(out, encoding="utf-8") as file:
        text = file.read()
    assert len(text.encode()) < MOST_BYTES, len(text)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//", text), "the page would load something"
    return Page(text), text


# --- what it must say -----------------------------------------------------------------------------------------------------------


def rounded(value, decimals):
    scale = 10.0**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


def hundredfold(value, decimals, sign=False):
    if value is None:
        return "–"
    number = rounded(100 * value, decimals)
    return (MINUS if number < 0 else "+" if sign and number > 0 else "") + f"{abs(number):.{decimals}f}"


def quantity(value):
    return "–" if value is None else (MINUS if value < 0 else "") + f"{abs(value):.4g}"


def expected(place, summary, orders, scenarios):
    """The text of the cell at list/scenario/order/measure."""
    kind, s, i, measure = place.split("/")
    scenario, order = scenarios[int(s)], orders[int(i)]
    group = summary["points"][0]["differences" if kind == "differences" else "cells"]
    found = next(each for each in group if each["scenario"] == scenario and each["order"] == order)["measures"][measure]
    value, low, high = (found[key] for key in ("value", "low", "high"))
    if kind == "measures":
        return quantity(value) + ("" if low is None or high is None else f" {quantity(low)} to {quantity(high)}")
    decimals, sign = (2, True) if kind == "differences" else (1, False)
    text = hundredfold(value, decimals, sign) + " "
    if low is None or high is None:
        text += "no value" if value is None else "no interval"
    else:
        text += f"{hundredfold(low, decimals, sign)} to {hundredfold(high, decimals, sign)}"
    if kind == "differences" and found["better"]["value"] is not None:
        better = found["better"]
        worse = max(0, 1 - better["value"] - better["ties"])
        text += f"{hundredfold(better['value'], 1)} : {hundredfold(worse, 1)}"
    return text


def ranking(difference):
    """-1 or 1 if the deadlock risk is lower or higher in all readings by their intervals, else 0."""
    ends = [(difference[name]["low"], difference[name]["high"]) for name in READINGS]
    if any(low is None or high is None for low, high in ends):
        return 0
    return -1 if all(high < 0 for _, high in ends) else 1 if all(low > 0 for low, _ in ends) else 0


def check_figures(page, summary):
    """Every marked cell; every headline of every cell is marked."""
    point = summary["points"][0]
    orders = list(dict.fromkeys(cell["order"] for cell in point["cells"]))
    scenarios = list(dict.fromkeys(cell["scenario"] for cell in point["cells"]))
    headlines = [name for name, measure in summary["measures"].items() if measure["headline"]]
    for place, text in page.cells.items():
        assert text == expected(place, summary, orders, scenarios), (place, text, expected(place, summary, orders, scenarios))
    for s in range(len(scenarios)):
        for i in range(len(orders)):
            assert all(f"cells/{s}/{i}/{name}" in page.cells for name in headlines)
            assert all(f"measures/{s}/{i}/{name}" in page.cells for name in summary["measures"])
            assert i == 0 or all(f"differences/{s}/{i}/{name}" in page.cells for name in headlines)
    for difference in point["differences"]:
        place = f"{scenarios.index(difference['scenario'])}/{orders.index(difference['order'])}"
        said = page.rankings[place]
        word = {-1: "lower", 0: "no ranking", 1: "higher"}[ranking(difference["measures"])]
        assert said.startswith(word), (place, said, word)
    return orders, scenarios


COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def check_answer(page, summary, n_scenarios):
    """With two orders: in how many scenarios the answer claims a ranking, and by how much."""
    differences = [each["measures"] for each in summary["points"][0]["differences"]]
    said = re.sub(r"\s+", " ", page.answer)
    for sign, word in ((-1, "lower"), (1, "higher")):
        sizes = [abs(each[name]["value"]) for each in differences if ranking(each) == sign for name in READINGS]
        n = len(sizes) // 3
        others = [each for each in differences if ranking(each) == -sign]
        if len(others) == n_scenarios:
            assert f"{word} in" not in said.split("counted, ")[1].split(".")[0], said  # the other word stands alone
        elif any(ranking(each) for each in differences):
            how_many = "every scenario" if n == n_scenarios else "none" if n == 0 else f"{COUNTS[n]} of {COUNTS[n_scenarios]} scenarios"
            claim = f"{word} in {how_many}"
            assert claim in said, (claim, said)
            if n:
                assert hundredfold(min(sizes), 2) in said and hundredfold(max(sizes), 2) in said, said
    if not any(ranking(each) for each in differences):
        assert "survive" in said and "depends on how deadlock is counted" in said, said
    higher = [each["decision_cohesion"]["value"] for each in differences if (each["decision_cohesion"]["low"] or 0) > 0]
    if higher:
        assert hundredfold(min(higher), 2) in said and hundredfold(max(higher), 2) in said, said


def check_whole(path, notices=()):
    page, text = page_of(path)
    document = entente("summary", path, "--json", "--point", "0").stdout
    assert page.documents["summary"].replace("\\u003c", "<") == document.replace("\\u003c", "<"), "the page holds another summary"
    summary = json.loads(document)
    _, scenarios = check_figures(page, summary)
    assert page.notices == {"no-sweep", *notices}, (page.notices, notices)
    json.loads(page.documents["series"])
    return page, text, summary, scenarios


# --- the check can fail ---------------------------------------------------------------------------------------------------------


def check_the_check(page, summary):
    """A figure changed in its last digit and a verdict turned must be noticed."""
    place = next(place for place in page.cells if place.startswith("differences/"))
    turned = next(iter(page.rankings))
    for changed, group in ((place, page.cells), (turned, page.rankings)):
        kept = group[changed]
        group[changed] = "+9.99 " + kept
        try:
            check_figures(page, summary)
        except AssertionError:
            group[changed] = kept
            continue
        sys.exit(f"a wrong {changed} is not noticed")


# --- files --------------------------------------------------------------------------------------------------------------------


def edited(path, name, edit):
    """A copy of a file, changed by edit(h5py.File)."""
    copy = os.path.join(os.path.dirname(path), name)
    shutil.copy(path, copy)
    with h5py.File(copy, "r+") as file:
        edit(file)
    return copy


def fail_runs(file):
    file["status"][0, 1, 0, 3:6] = 2
    for name, variable in file.items():
        if isinstance(variable, h5py.Dataset) and variable.ndim == 4 and variable.dtype == "f4":
            variable[0, 1, 0, 3:6] = math.nan


def without_values(file):
    file["deadlock_risk"][0, :, 1, :] = math.nan


def check_odd_files(folder, path):
    page, _, summary, _ = check_whole(edited(path, "failed.h5", fail_runs), ("failed",))
    assert sum(cell["runs"]["failed"] for cell in summary["points"][0]["cells"]) == 3
    page, _, _, _ = check_whole(edited(path, "nan.h5", without_values))
    assert page.rankings["1/1"].startswith("no ranking") and "no interval" in page.rankings["1/1"]

    one = os.path.join(folder, "one.h5")
    run(one, 1, 36)
    page, _, _, _ = check_whole(one, ("one-run",))
    assert "No ranking of the orders is claimed" in page.answer

    sharded, peek = os.path.join(folder, "sharded.h5"), os.path.join(folder, "peek.h5")
    run(sharded, 130, 12, "--shard", "1/2")
    entente("merge", sharded, "--allow-missing", "-o", peek)
    _, text, summary, _ = check_whole(peek, ("incomplete",))
    missing = sum(cell["runs"]["not_run"] for cell in summary["points"][0]["cells"])
    assert missing > 0 and f"{missing} of 1300" in text, missing


def check_refused(folder, path):
    """Each with its exit status and a sentence that names the file."""
    out = os.path.join(folder, "refused.html")

    def refuse(name, code, words):
        error = entente("report", name, "-o", out, code=code).stderr
        assert error.startswith("entente: error: ") and os.path.basename(name) in error and words in error, error
        assert not os.path.exists(out)

    refuse(edited(path, "newer.h5", lambda file: file.attrs.modify("format_version", 99)), 65, "newer")
    refuse(os.path.join(folder, "absent.h5"), 66, "No such file")
    refuse(folder, 65, "folder")
    foreign, text, cut = (os.path.join(folder, name) for name in ("foreign.h5", "text.h5", "cut.h5"))
    with h5py.File(foreign, "w") as file:
        file["x"] = [1, 2]
    refuse(foreign, 65, "not a results file")
    with open(text, "w", encoding="utf-8") as file:
        file.write("no results\n")
    refuse(text, 65, "HDF5")
    with open(path, "rb") as file:
        whole = file.read()
    with open(cut, "wb") as file:
        file.write(whole[: len(whole) // 2])
    refuse(cut, 74, "damaged")
    for place in range(4096, len(whole), len(whole) // 12):
        with open(cut, "wb") as file:
            file.write(whole[:place] + bytes(64) + whole[place + 64 :])
        done = subprocess.run([ENTENTE, "report", cut, "-o", out], capture_output=True, text=True)
        assert done.returncode in (0, 65, 74), (place, done.returncode, done.stderr)
        assert done.returncode == 0 or done.stderr.startswith("entente: error: "), done.stderr
    entente("report", path, "-o", os.path.join(folder, "absent", "x.html"), code=73)
    assert "no design point 7" in entente("report", path, "-o", out, "--point", "7", code=64).stderr


def check_escaping(folder):
    """What an order says about itself cannot leave its place."""
    with open(os.path.join(os.environ["ENTENTE_PARAMS"], "orders", "eu-only.yaml"), encoding="utf-8") as file:
        order = file.read()
    about = "</script><img src=x onerror=alert(1)> & \\\"so on\\\" 'here' <!--entente:title-->"
    order = re.sub(r"^about: .*$", lambda _: f'about: "{about}"', order, flags=re.M)
    order = re.sub(r"^order: .*$", "order: odd", order, flags=re.M)
    with open(os.path.join(folder, "odd.yaml"), "w", encoding="utf-8") as file:
        file.write(order)
    with open(os.path.join(os.environ["ENTENTE_PARAMS"], "experiments", "baseline.yaml"), encoding="utf-8") as file:
        experiment = re.sub(r"^orders: .*$", "orders: [eu-only, ./odd.yaml]", file.read(), flags=re.M)
    experiment = re.sub(r"^split: .*$", "", experiment, flags=re.M)
    with open(os.path.join(folder, "odd-experiment.yaml"), "w", encoding="utf-8") as file:
        file.write(experiment)
    path = os.path.join(folder, "odd.h5")
    entente("run", os.path.join(folder, "odd-experiment.yaml"), "-o", path, "--runs", "2", "--set", "months=24")
    page, text, _, _ = check_whole(path)
    said = about.replace('\\"', '"')
    assert "<img" not in text and html.escape(said).replace("&#x27;", "&#39;") in text
    assert json.loads(page.documents["series"])["orders"][1]["about"] == said


def check_many_orders(folder):
    """With seven orders the answer tells each once, and together those for which no ranking survives."""
    path = os.path.join(folder, "seven.h5")
    entente("run", "orders", "-o", path, "--runs", "12", "--set", "months=72")
    entente("report", path, "-o", path + ".html")
    with open(path + ".html", encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    first = re.search(r'<div class="answer">\s*<p>(.*?)</p>', text, re.S).group(1)
    ranked = {}
    for each in json.loads(page.documents["summary"])["points"][0]["differences"]:
        ranked.setdefault(each["order"], set()).add(ranking(each["measures"]))
    open_orders = [order for order, signs in ranked.items() if signs == {0}]
    assert 0 < len(open_orders) < len(ranked), ranked
    told = first.split("; under ")[-1]
    assert told.endswith("no ranking survives all three ways of counting in any scenario."), told
    assert re.findall(r"<b[^>]*>(.*?)</b>", told) == open_orders, (told, open_orders)
    assert sorted(re.findall(r"<b[^>]*>(.*?)</b>", first)[1:]) == sorted(ranked), first
    assert "in none and" not in first, first


def check_same_words(folder, path):
    """Shares are rounded alike in the page and in the text of `sensitivity`: halves, as 1/16 makes them, away from zero."""
    sweep, halves = os.path.join(folder, "sixteen.h5"), 0
    entente("run", "assumptions", "-o", sweep, "--runs", "2", "--set", "design.method=sobol", "--set", "design.points=16", "--set", "months=48")
    page = page_of(path, "--sweep", sweep)[1]
    said = " ".join(entente("sensitivity", sweep).stdout.split())
    for share, low, high in re.findall(r"</b> in ([\d.]+) % of it \(([\d.]+) to ([\d.]+)\)", page):
        assert f"first' holds in {share} % [{low}, {high}] of the tested space" in said, (share, low, high)
        halves += share in {f"{100 * k / 16 + 0.05:.2f}"[:-1] for k in range(1, 16, 4)}
    assert halves > 0, "no share that ends in a half"


def check_sweep(folder, path):
    """With a sweep the page holds what `sensitivity --json` prints, and says in which share of the space a ranking holds."""
    sweep = os.path.join(folder, "sweep.h5")
    entente("run", "assumptions", "-o", sweep, "--runs", "2", "--set", "design.points=2", "--set", "months=36")
    page, text = page_of(path, "--sweep", sweep)
    document = entente("sensitivity", sweep, "--json").stdout
    assert page.documents["sensitivity"].replace("\\u003c", "<") == document.replace("\\u003c", "<"), "the page holds another analysis"
    assert "no-sweep" not in page.notices
    for s, scenario in enumerate(json.loads(document)["discovery"]["scenarios"]):
        for i, pair in enumerate(scenario["pairs"], 1):
            said = re.search(rf'<p data-holds="{s}/{i}">(.*?)</p>', text).group(1)
            for who in ("order", "against"):
                share = pair["holds"][who]
                figures = [hundredfold(share[key], 1) for key in ("value", "low", "high")]
                assert f"<b>{pair[who]}</b> in {figures[0]} % of it ({figures[1]} to {figures[2]})" in said, (figures, said)
            decided = [hundredfold(pair["holds"][who + "_decided"]["value"], 1) for who in ("order", "against")]
            assert said.endswith(f"it is {decided[0]} and {decided[1]} %."), (decided, said)
    check_same_words(folder, path)
    decided = 0
    for outcome in json.loads(document)["sensitivity"]["outcomes"]:
        if outcome["metric"] != "deadlock_risk" or not outcome["against"] or outcome["constant"]:
            continue
        said = re.search(rf'<p data-decides="{outcome["scenario"]}/{outcome["order"]}">(.*?)</p>', text).group(1)
        leading = [each["name"].replace("parameters.", "") for each in outcome["parameters"] if each["stands_out"]]
        assert re.findall("<code>(.*?)</code>", said) == leading[:5], (said, leading)
        assert leading or "cannot be told" in said
        decided += 1
    assert decided > 0
    with_points = page_of(sweep, "--point", "3")[0]
    assert "points" in with_points.notices and "sensitivity" in with_points.documents
    assert json.loads(with_points.documents["summary"])["points"][0]["point"] == 3


def check_missing_template(folder, path):
    """A program without its template says what is missing, and still draws the figure."""
    alone = os.path.join(folder, "bin")
    os.mkdir(alone)
    program = shutil.copy(ENTENTE, alone)
    error = entente("report", path, program=program, code=66).stderr
    assert "template" in error and "node" in error and "npm" in error and "entente_report" in error, error
    figure = os.path.join(folder, "figure.svg")
    entente("report", path, "--figure", figure, program=program)
    with open(figure, encoding="utf-8") as file:
        assert "<svg" in file.read()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "results.h5")
        run(path, 20, 60)
        check_missing_template(folder, path)
        if not os.path.exists(os.path.join(BUILD, "report", "page.html")):
            print("the template is not built (no node, npm or network): only what needs none is tested")
            return
        page, _, summary, scenarios = check_whole(path)
        check_answer(page, summary, len(scenarios))
        check_the_check(page, summary)
        check_sweep(folder, path)
        check_many_orders(folder)
        check_odd_files(folder, path)
        check_refused(folder, path)
        check_escaping(folder)


if __name__ == "__main__":
    main()
