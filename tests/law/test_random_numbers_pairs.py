#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders share their random numbers: the difference of two orders varies less run by run than it would between
independent runs. The ratio of the two variances is computed here from the raw values, apart from the command's own code,
which must give the same; pairs of unlike runs, the biased twin, must not pass."""
import csv
import io
import math
import os
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; Debian: python3-h5py python3-numpy")
    sys.exit(0)

HEADLINES = {
    "structural_cohesion": "structural_cohesion",
    "decision_cohesion": "decision_cohesion",
    "deadlock_risk": "deadlock_risk",
    "deadlock_risk_nobody": "deadlock_risk_nobody",
    "deadlock_risk_covered": "deadlock_risk_covered",
    "order_survival": "order_failed",
}
RUNS, MONTHS = 384, 120
LEAST_Z = 4
TARGET = 3
RARE = 30  # with fewer failures than this among the runs, the share of failures has hardly any variance to save

failures = []


def entente(*arguments):
    done = subprocess.run([os.environ["ENTENTE"], *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"entente {' '.join(arguments)}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def variance_ratio(a, b):
    """var(a) + var(b) over var(a - b), and z of its logarithm by leaving out one run at a time (jackknife)."""
    good = np.isfinite(a) & np.isfinite(b)
    a, b = a[good], b[good]
    n = len(a)
    if n < 3 or a.var() + b.var() == 0:
        return math.nan, math.nan
    if (a - b).var() == 0:
        return math.inf, math.inf

    def left_out(x):  # variance without each value in turn
        total, squares = x.sum(), (x * x).sum()
        return (squares - x * x) / (n - 1) - ((total - x) / (n - 1)) ** 2

    a, b = a - a.mean(), b - b.mean()
    ratio = (a.var() + b.var()) / (a - b).var()
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.log((left_out(a) + left_out(b)) / left_out(a - b))
    if not np.all(np.isfinite(each)):  # one run makes all the difference
        return ratio, 0.0
    error = math.sqrt((n - 1) / n * ((each - each.mean()) ** 2).sum())
    return ratio, math.log(ratio) / error if error > 0 else math.inf


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pairs.h5")
        entente("run", "baseline", "-o", path, "--runs", str(RUNS), "--set", f"months={MONTHS}")
        told = {(row["scenario"], row["measure"]): row for row in csv.DictReader(io.StringIO(entente("summary", "--csv", path)))
                if row["figure"] == "variance ratio"}
        with h5py.File(path, "r") as file:
            scenarios = [name.decode() if isinstance(name, bytes) else name for name in file["scenario"][:]]
            print(f"var(independent) / var(paired) of the second order minus the first, {RUNS} runs of {MONTHS} months")
            twin_passed = 0
            for s, scenario in enumerate(scenarios):
                for name, variable in HEADLINES.items():
                    a, b = (file[variable][0, order, s, :].astype(float) for order in (1, 0))
                    ratio, z = variance_ratio(a, b)
                    rare = name == "order_survival" and a.sum() + b.sum() < RARE
                    note = "no variance" if math.isnan(ratio) else "too rare to judge" if rare else "" if ratio >= TARGET else f"below {TARGET}"
                    print(f"  {scenario:20} {name:24} {ratio:9.2f}  z {z:7.2f}  {note}")
                    if not math.isnan(ratio) and not rare and not (ratio > 1 and z > LEAST_Z):
                        failures.append(f"{scenario}, {name}: ratio {ratio:.3f}, z {z:.2f}: pairs share too little")
                    row = told[scenario, name]["value"]
                    same = row == "" if math.isnan(ratio) else math.isinf(float(row)) if math.isinf(ratio) else abs(float(row) / ratio - 1) < 1e-6
                    if not same:
                        failures.append(f"{scenario}, {name}: ratio {ratio}, the command says {row}")
                    twin_ratio, twin_z = variance_ratio(a, np.roll(b, 1))
                    twin_passed += twin_ratio > 1 and twin_z > LEAST_Z
            if twin_passed:
                failures.append(f"{twin_passed} ratios of unlike runs pass, too")
    print("\n".join(failures) or "orders share their random numbers; unlike runs do not pass")
    sys.exit(1 if failures else 0)


main()
