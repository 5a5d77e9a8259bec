#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A million runs are summarised in under ten seconds of processor time, in memory that does not grow with them, to the same figures
as numpy finds with all values at once."""
import json
import math
import os
import subprocess
import sys
import tempfile

SOME, MANY, MOST_GROWTH, MOST_SECONDS = 200_000, 1_000_000, 1.05, 10

EXPERIMENT = """experiment: million
orders: [eu-only]
scenarios: [{scenario: still}]
shocks: []
months: 3
"""
failed = False


def complain(*words):
    global failed
    print(*words)
    failed = True


def entente(*arguments):
    """What the command prints, its KiB of memory at most and its seconds of processor time."""
    with tempfile.TemporaryFile("w+") as out, \
            subprocess.Popen([os.environ["ENTENTE"], *arguments], stdout=out, stderr=subprocess.PIPE) as process:
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit("entente %s: %s" % (" ".join(arguments), said))
        out.seek(0)
        return out.read(), usage.ru_maxrss, usage.ru_utime + usage.ru_stime


def same(name, found, expected):
    if found is None or not math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12):
        complain(name, "is", found, "but numpy finds", expected)


def compare(path, document):
    """The figures of the headlines that have quantiles."""
    try:
        import h5py
        import numpy
    except ImportError:
        print("figures not compared: no h5py; Debian: python3-h5py")
        return
    measures = document["points"][0]["cells"][0]["measures"]
    compared = 0
    with h5py.File(path) as file:
        for name, measure in measures.items():
            if "quantiles" not in measure:
                continue
            values = file[name][0, 0, 0].astype(float)
            values = values[numpy.isfinite(values)]
            same(name, measure["value"], values.mean())
            same(name + " sd", measure["sd"], values.std(ddof=1))
            if measure["n"] != len(values):
                complain(name, "rests on", measure["n"], "values instead of", len(values))
            for quantile in measure["quantiles"]:
                same("%s %g" % (name, quantile["p"]), quantile["value"], numpy.quantile(values, quantile["p"]))
                compared += 1
    if compared != 15:
        complain("compared", compared, "quantiles")


def main():
    with tempfile.TemporaryDirectory() as folder:
        experiment = os.path.join(folder, "million.yaml")
        with open(experiment, "w", encoding="utf-8") as file:
            file.write(EXPERIMENT)
        paths = {runs: os.path.join(folder, "%d.h5" % runs) for runs in (SOME, MANY)}
        for runs, path in paths.items():
            entente("run", experiment, "-o", path, "--runs", str(runs), "--threads", "2")
        document = None
        for options in ([], ["--json"], ["--csv"], ["--latex"]):
            _, some, _ = entente("summary", paths[SOME], *options)
            text, many, seconds = entente("summary", paths[MANY], *options)
            print("summary %s: %d KiB for %d runs, %d KiB for %d runs in %.2f s" % (" ".join(options), some, SOME, many, MANY, seconds),
                  flush=True)
            if many > MOST_GROWTH * some:
                complain("memory grows with the runs")
            if seconds > MOST_SECONDS:
                complain("that is too slow")
            document = json.loads(text) if options == ["--json"] else document
        compare(paths[MANY], document)  # last: a child's memory starts as large as its parent's
    sys.exit(failed)


main()
