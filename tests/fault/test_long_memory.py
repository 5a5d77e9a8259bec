#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory does not grow with the runs: `run` and `merge` of a million need at most a tenth more than of ten thousand, the other
commands a few bytes for each run; so with two orders and runs that are kept whole, of which there are fewer."""
import os
import subprocess
import sys
import tempfile

FEW, MOST_GROWTH = 10_000, 1.10

EXPERIMENTS = {
    ("one order", 1_000_000): """experiment: memory
orders: [eu-only]
scenarios: [{scenario: still}]
shocks: []
months: 3
""",
    ("two orders, runs kept whole", 200_000): """experiment: memory
orders: [eu-only, clusters]
scenarios: [{scenario: still}]
shocks: []
months: 3
record: {trajectories: true, states: true, runs: {every: 50}}
"""}


def peak(*arguments):
    """KiB of memory that one command needed at most."""
    with subprocess.Popen([os.environ["ENTENTE"], *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("entente %s: %s" % (" ".join(arguments), said))
    return usage.ru_maxrss


def measure(name, many_runs, text, folder):
    experiment = os.path.join(folder, "memory.yaml")
    with open(experiment, "w", encoding="utf-8") as file:
        file.write(text)

    def target(runs):
        return os.path.join(folder, "%s %d.h5" % (name, runs))

    def run(runs, *more):
        return "run", experiment, "-o", target(runs), "--runs", str(runs), "--threads", "2", *more

    commands = {"run of a shard": lambda runs: run(runs, "--shard", "1/2"), "run": run,
                "merge": lambda runs: ("merge", target(runs)), "verify": lambda runs: ("verify", target(runs)),
                "summary": lambda runs: ("summary", target(runs))}
    failed = 0
    for what, command in commands.items():
        if what == "merge":  # of parts alone: the file is made anew
            for runs in FEW, many_runs:
                os.unlink(target(runs))
                for shard in "1/2", "2/2":
                    peak(*run(runs, "--shard", shard))
        few, many = peak(*command(FEW)), peak(*command(many_runs))
        print("%s, %s: %d KiB for %d runs, %d KiB for %d runs: %+.1f %%" % (name, what, few, FEW, many, many_runs, 100 * (many / few - 1)),
              flush=True)
        # The smaller commands start from less: chunks that few runs do not fill and a status of each run tell.
        failed |= many > (MOST_GROWTH * few if what.startswith("run") or what == "merge" else few + 24 * many_runs / 1024)
    grown = os.path.getsize(target(many_runs)) / os.path.getsize(target(FEW))
    print("%s: the file is %.0f times larger" % (name, grown), flush=True)
    return failed or grown < many_runs / FEW / 4  # the runs were really there


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for (name, many_runs), text in EXPERIMENTS.items():
            failed |= measure(name, many_runs, text, folder)
    sys.exit(failed)


main()
