#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that lack something: one run, cells without runs, failed runs, no values, no counts, no failures; through every format of
`summary` and `compare`. Each is summarised with what it has and says what it lacks; what is damaged or not ours gets a sentence."""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy
except ImportError:
    print("skipped: no h5py; Debian: python3-h5py")
    sys.exit(0)

ENTENTE = os.environ["ENTENTE"]
HEADLINES = ["structural_cohesion", "decision_cohesion", "deadlock_risk", "deadlock_risk_nobody", "deadlock_risk_covered"]
ORDERS = ["eu-only", "clusters"]
SMALL = ["--set", "months=30", "--set", "split.month=3"]
failed = False


def complain(*words):
    global failed
    print(*words)
    failed = True


def entente(*arguments, status=0):
    done = subprocess.run([ENTENTE, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != status:
        complain("entente", *arguments, "ended with", done.returncode, done.stderr)
    return done


def no_constant(name):
    raise ValueError(name)


def say(what, path, *sentences):
    """Every format prints, in order; the text fits its lines and holds the sentences; returns the JSON."""
    for command in (["summary", path], ["compare", path, ORDERS[1], ORDERS[0]]):
        text = entente(*command).stdout
        for line in text.splitlines():
            if len(line) > 100 or line != line.rstrip():
                complain(what, "line:", repr(line))
        if "nan" in text or "inf " in text:
            complain(what, "prints what is no number:", text)
        flat = " ".join(text.split())
        for sentence in sentences:
            if sentence not in flat:
                complain(what, command[0], "does not say", repr(sentence), ":", text)
        rows = list(csv.reader(io.StringIO(entente(*command, "--csv").stdout)))
        if len({len(row) for row in rows}) != 1:
            complain(what, "rows of different lengths")
        if "\\begin{tabular}" not in entente(*command, "--latex").stdout:
            complain(what, "no LaTeX")
        document = json.loads(entente(*command, "--json").stdout, parse_constant=no_constant)
        if command[0] == "summary":
            found = document
    entente("summary", path, "--pairing")
    return found


def measure(document, scenario, order, name):
    for cell in document["points"][0]["cells"]:
        if (cell["scenario"], cell["order"]) == (scenario, order):
            return cell["measures"][name]
    return None


def change(path, name, of):
    """A copy of the file, changed by `of`."""
    copy = os.path.join(os.path.dirname(path), name + ".h5")
    shutil.copy(path, copy)
    with h5py.File(copy, "a") as file:
        of(file)
    return copy


def one_run(folder):
    path = os.path.join(folder, "one.h5")
    entente("run", "baseline", "-o", path, "--runs", "1", *SMALL)
    document = say("one run", path, "Means of 1 run with 95 % intervals")
    for cell in document["points"][0]["cells"]:
        found = cell["measures"]["structural_cohesion"]
        if found["n"] != 1 or found["low"] is not None or found["bootstrap"]["low"] is not None:
            complain("one run has an interval", found)
    for entry in document["points"][0]["regret"]:
        for order in entry["orders"]:
            if order["chosen"] is not None or order["greatest"]["low"] is not None:
                complain("one run chooses", order)


def lacking_cells(folder):
    path, peek = os.path.join(folder, "shards.h5"), os.path.join(folder, "peek.h5")
    entente("run", "baseline", "-o", path, "--runs", "128", *SMALL, "--shard", "1/7")
    entente("merge", path, "--allow-missing", "-o", peek)
    document = say("cells without runs", peek, "0 of 128 runs used, 0 failed, 128 not run", "Means of 128 runs")
    empty = [cell for cell in document["points"][0]["cells"] if cell["runs"]["done"] == 0]
    if not empty:
        complain("no cell is empty")
    for cell in empty:
        found = cell["measures"]["deadlock_risk"]
        if found["value"] is not None or found["n"] != 0 or found["missing"] != 128:
            complain("an empty cell has a value", found)
    for entry in document["points"][0]["acceptability"]:
        ranks = [order["ranks"] for order in entry["orders"]]
        is_empty = entry["scenario"] in {cell["scenario"] for cell in empty}
        if is_empty != (ranks == [[None, None]] * 2):
            complain("acceptability without runs", entry)


def failures(path):
    def fail(file):
        file["status"][0, 1, 0, :5] = 2
        file["status"][0, :, 1, :] = 2

    scenarios = [name.decode() for name in h5py.File(path)["scenario"][:]]
    document = say("failed runs", change(path, "failed", fail), "%s, clusters: 15 of 20 runs used, 5 failed, 0 not run" % scenarios[0],
                   "%s, eu-only: 0 of 20 runs used, 20 failed" % scenarios[1])
    found = measure(document, scenarios[0], "clusters", "order_survival")
    if (found["n"], found["missing"], found["failed"]) != (15, 5, 5):
        complain("failed runs", found)
    for entry in document["points"][0]["durations"]:
        if entry["of"] == "order_survival" and entry["scenario"] == scenarios[0] and entry["order"] == "clusters":
            if (entry["n"], entry["failed"], entry["missing"], entry["events"] + entry["censored"]) != (15, 5, 5, 15):
                complain("failed runs live", entry)
    difference = [entry for entry in document["points"][0]["differences"] if entry["scenario"] == scenarios[0]][0]
    if difference["measures"]["deadlock_risk"]["n"] > 15:
        complain("a failed run is compared", difference["measures"]["deadlock_risk"])


def without_values(path):
    def empty(file):
        for name in HEADLINES:
            file[name][...] = numpy.nan

    document = say("no values", change(path, "empty", empty), "no value in 20 runs (")
    scenario = document["points"][0]["cells"][0]["scenario"]
    if measure(document, scenario, "eu-only", "deadlock_risk")["undefined"] != 20:
        complain("no values", document["points"][0]["cells"][0]["measures"]["deadlock_risk"])
    if measure(document, scenario, "eu-only", "order_survival")["value"] is None:
        complain("what is there is lost")


def without_counts(path):
    def drop(file):
        for name in ("decided_count", "censored_count"):
            del file[name]

    document = say("no counts", change(path, "counts", drop), "failure, years")
    if {entry["of"] for entry in document["points"][0]["durations"]} != {"order_survival"}:
        complain("durations without counts")


def damaged(path):
    def horizon(value):
        def of(file):
            file.attrs["n_months"] = value
        return of

    def shape(file):
        counts = file["decided_count"][...][..., :7]
        del file["decided_count"]
        file["decided_count"] = counts

    def newer(file):
        file.attrs["format_version"] = 99

    def foreign(file):
        file.attrs["source"] = "somebody else"

    def cut(file):
        values = file["deadlock_risk"][...][..., :7]
        del file["deadlock_risk"]
        file["deadlock_risk"] = values

    for name, of, status, words in (("never", horizon(-5), 74, "'n_months' cannot be read"), ("ever", horizon(2**60), 74, "'n_months'"),
                                    ("shape", shape, 65, "'decided_count' does not have the shape"),
                                    ("cut", cut, 65, "'deadlock_risk' does not have the shape"),
                                    ("newer", newer, 65, "written by a newer Entente in format 99"),
                                    ("foreign", foreign, 65, "not a results file of Entente")):
        copy = change(path, name, of)
        for command in (["summary", copy], ["summary", copy, "--json"], ["compare", copy, *ORDERS]):
            done = entente(*command, status=status)
            if words not in done.stderr or len(done.stderr.splitlines()) != 1 or done.stdout:
                complain(name, command[0], "says", done.stderr, done.stdout)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "small.h5")
        entente("run", "baseline", "-o", path, "--runs", "20", *SMALL)
        whole = say("a whole file", path, "every figure rests on all runs")
        if any(cell["runs"]["failed"] for cell in whole["points"][0]["cells"]):
            complain("a run failed")
        one_run(folder)
        lacking_cells(folder)
        failures(path)
        without_values(path)
        without_counts(path)
        damaged(path)
    if not failed:
        print("what a file lacks is said, what it has is shown")
    sys.exit(failed)


main()
