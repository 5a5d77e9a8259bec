#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory does not grow with the runs: `run` of a million needs at most a tenth more than of ten thousand."""
import os
import subprocess
import sys
import tempfile

FEW, MANY, MOST_GROWTH = 10_000, 1_000_000, 1.10

EXPERIMENT = """experiment: memory
orders: [eu-only]
scenarios: [{scenario: still}]
shocks: []
months: 3
"""


def peak(*arguments):
    """KiB of memory that one command needed at most."""
    with subprocess.Popen([os.environ["ENTENTE"], *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("entente %s: %s" % (" ".join(arguments), said))
    return usage.ru_maxrss


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        experiment = os.path.join(folder, "memory.yaml")
        with open(experiment, "w", encoding="utf-8") as file:
            file.write(EXPERIMENT)
        commands = {"run": lambda runs: ("run", experiment, "-o", target(runs), "--runs", str(runs), "--threads", "2"),
                    "verify": lambda runs: ("verify", target(runs)),
                    "summary": lambda runs: ("summary", target(runs))}

        def target(runs):
            return os.path.join(folder, "%d.h5" % runs)

        for name, command in commands.items():
            few, many = peak(*command(FEW)), peak(*command(MANY))
            print("%s: %d KiB for %d runs, %d KiB for %d runs: %+.1f %%" % (name, few, FEW, many, MANY, 100 * (many / few - 1)), flush=True)
            # verify and summary hold the values of one cell's runs, a few bytes each
            allowed = MOST_GROWTH * few if name == "run" else few + 24 * MANY / 1024
            failed |= many > allowed
        grown = os.path.getsize(target(MANY)) / os.path.getsize(target(FEW))
        print("the file is %.0f times larger" % grown)
        failed |= grown < 10  # the runs were really there
    sys.exit(failed)


main()
