#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario discovery end to end: what `entente sensitivity` says of a small sweep is computed anew from the file; planted boxes are found in
anyone's data, and none in shuffled data."""
import csv
import io
import json
import os
import subprocess
import tempfile

import h5py
import numpy as np

ENTENTE = os.environ["ENTENTE"]
READINGS = ["deadlock_risk_nobody", "deadlock_risk", "deadlock_risk_covered"]


def entente(*arguments, folder, status=0):
    done = subprocess.run([ENTENTE, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stderr[-2000:])
    return done.stdout if status == 0 else done.stderr


def student(freedom):
    """The .975 quantile of Student's t, from its density summed up."""
    x = np.linspace(0, 200, 2_000_001)
    density = (1 + x * x / freedom) ** (-(freedom + 1) / 2)
    area = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.interp(0.975, 0.5 + 0.5 * area / (area[-1] + 200 * density[-1] / freedom / (x[1] - x[0])), x)


def differences(path):
    """Mean differences second order - first, [reading][point], the half-widths of their intervals, and the means [order][point] of (b)."""
    with h5py.File(path) as file:
        done = file["status"][:, :, 0, :] == 0
        value = np.array([np.where(done, file[name][:, :, 0, :].astype(float), np.nan) for name in READINGS])
    paired = value[:, :, 1, :] - value[:, :, 0, :]
    n = np.isfinite(paired).sum(axis=2)
    t = {m: student(m - 1) for m in np.unique(n) if m > 1}
    half = np.nanstd(paired, axis=2, ddof=1) / np.sqrt(n) * np.vectorize(lambda m: t.get(m, np.nan))(n)
    return np.nanmean(paired, axis=2), half, np.nanmean(value[1], axis=2).T


def same(found, expected, slack=1e-9):
    assert abs(found - expected) <= slack, (found, expected)


def check_shares(holds, mean, half, independent):
    first, second = (mean < 0).all(axis=0), (mean > 0).all(axis=0)
    same(holds["order"]["value"], first.mean())
    same(holds["against"]["value"], second.mean())
    same(holds["order_decided"]["value"], (mean + half < 0).all(axis=0).mean())
    same(holds["against_decided"]["value"], (mean - half > 0).all(axis=0).mean())
    for r, reading in enumerate(holds["readings"]):
        assert reading["metric"] == READINGS[r]
        same(reading["order"]["value"], (mean[r] < 0).mean())
    if independent:  # Wilson's interval, of one point less
        p, n, z = first.mean(), len(first) - 1, 1.959963984540054
        centre, width = (p + z * z / 2 / n) / (1 + z * z / n), z * np.sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n)
        same(holds["order"]["low"], max(centre - width, 0), 1e-6)
        same(holds["order"]["high"], centre + width, 1e-6)


def check_boxes(boxes, design, names, cases):
    assert boxes["points"] == len(cases) and boxes["cases"] == cases.sum(), (boxes["points"], boxes["cases"], cases.sum())
    left = np.ones(len(cases), bool)
    for box in boxes["boxes"] + ([boxes["rejected"]] if boxes["rejected"] else []):
        inside = left.copy()
        for restriction in box["restrictions"]:
            x = design[:, names.index(restriction["parameter"])]
            inside &= x >= (restriction["low"] if restriction["low"] is not None else -np.inf)
            inside &= x <= (restriction["high"] if restriction["high"] is not None else np.inf)
        assert box["points"] == inside.sum() and box["cases"] == cases[inside].sum(), box
        same(box["density"], cases[inside].mean())
        same(box["coverage"], cases[inside].sum() / cases.sum())
        left &= ~inside
        assert box["trajectory"][0][0] <= 1 and all(step[2] > 0 for step in box["trajectory"])


def check_map(found, names, design):
    for axis in ("x", "y"):
        at = design[:, names.index(found[axis]["parameter"])]
        assert found[axis]["low"] <= at.min() and at.max() <= found[axis]["high"]
    assert len(found["cells"]) == found["side"] ** 2
    for cell in found["cells"]:
        less, more = (all(d[end] * sign < 0 for d in cell["difference"]) for end, sign in (("high", 1), ("low", -1)))
        assert cell["verdict"] == ("order" if less else "against" if more else None), cell


def check_sweep(folder, name, *sets):
    """A sweep of few points: all that is told of it, computed anew."""
    entente("run", "assumptions", "-o", f"{name}.h5", *sets, folder=folder)
    whole = json.loads(entente("sensitivity", f"{name}.h5", "--metric", "deadlock_risk", "--json", folder=folder))
    found = whole["discovery"]
    scenario = found["scenarios"][0]
    pair = scenario["pairs"][0]
    with h5py.File(f"{folder}/{name}.h5") as file:
        design = file["design"][:]
        names = [path.decode() for path in file["parameter"][:]]
        orders = [order.decode() for order in file["order"][:]]
    mean, half, level = differences(f"{folder}/{name}.h5")
    assert (pair["order"], pair["against"], found["points"]) == (orders[1], orders[0], len(design))
    alone = np.arange(len(design)) if found["independent"] == len(design) else np.flatnonzero(np.arange(len(design)) % (len(names) + 2) < 2)
    assert len(alone) == found["independent"]
    check_shares(pair["holds"], mean, half, len(alone) == len(design))
    check_boxes(pair["better"][0], design[alone], names, (mean + half < 0).all(axis=0)[alone])
    check_boxes(pair["better"][1], design[alone], names, (mean - half > 0).all(axis=0)[alone])
    same(scenario["high_deadlock_above"], np.quantile(level, 0.75), 1e-9)
    for o, boxes in enumerate(scenario["high_deadlock"]):
        assert boxes["order"] == orders[o]
        check_boxes(boxes, design[alone], names, (level[o] > scenario["high_deadlock_above"])[alone])
    check_map(pair["map"], names, design)
    return pair, names


def check_formats(folder):
    """The other forms say the same; a map of other parameters, another threshold, and what does not exist."""
    text = entente("sensitivity", "even.h5", "--metric", "deadlock_risk", folder=folder)
    assert "holds in" in text and "of the tested space" in text and "Where the ranking turns" in text, text
    rows = list(csv.DictReader(io.StringIO(entente("sensitivity", "even.h5", "--metric", "deadlock_risk", "--tidy", folder=folder))))
    assert all(None not in row and None not in row.values() for row in rows)
    holds = [row for row in rows if row["figure"] == "holds" and row["metric"] == "deadlock_less_in_all_readings"]
    assert len(holds) == 2 and sum(row["figure"] == "map" for row in rows) == 3 * 144
    assert "less deadlock & by means" in entente("sensitivity", "even.h5", "--metric", "deadlock_risk", "--latex", folder=folder)
    mapped = json.loads(entente("sensitivity", "even.h5", "--metric", "deadlock_risk", "--json", "--above", "0.3", "--map",
                                "parameters.threat.length,parameters.bargaining.turnover", folder=folder))["discovery"]["scenarios"][0]
    assert mapped["high_deadlock_above"] == 0.3 and mapped["pairs"][0]["map"]["x"]["parameter"] == "parameters.threat.length"
    assert "does not vary" in entente("sensitivity", "even.h5", "--map", "parameters.threat.length,nothing", folder=folder, status=64)


def check_spread(folder):
    """The LaTeX of many points tells how their means and differences spread, computed anew, and of one point its intervals."""
    heads = ("structural_cohesion", "decision_cohesion", "deadlock_risk", "deadlock_risk_nobody", "deadlock_risk_covered", "order_survival")
    points = json.loads(entente("summary", "even.h5", "--json", folder=folder))["points"]
    latex = entente("summary", "even.h5", "--latex", folder=folder)
    told = {tuple(row[1:3]): row[3:] for row in (line.rstrip(" \\").split(" & ") for line in latex.splitlines()) if len(row) == 9}
    means = np.array([[point["cells"][1]["measures"][name]["value"] for name in heads] for point in points])
    paired = [[point["differences"][0]["measures"][name] for name in heads] for point in points]
    differences = np.array([[each["value"] for each in row] for row in paired])
    tables = latex.split("% differences")
    for row, of in (("least", np.min), ("median", np.median), ("greatest", np.max)):
        for text, values, decimals in ((tables[0], means, 3), (tables[1], differences, 4)):
            found = [line for line in text.splitlines() if f"& clusters & {row} &" in line]
            assert len(found) == 1, (row, found)
            shown = [float(cell.strip(" $\\")) for cell in found[0].split(" & ")[3:]]
            assert np.allclose(shown, of(values, axis=0), atol=0.51 * 10.0**-decimals, rtol=0), (row, shown, of(values, axis=0))
    above, below = ([sum(each[end] is not None and sign * each[end] > 0 for each in column) for column in zip(*paired)]
                    for end, sign in (("low", 1), ("high", -1)))
    assert told["clusters", "above:below"] == [f"{a}:{b}" for a, b in zip(above, below)], told["clusters", "above:below"]
    one = entente("summary", "even.h5", "--latex", "--point", "7", folder=folder)
    assert "% design point 7\n" in one and "\\pm" in one and "& least &" not in one


def write(path, table, header=None):
    np.savetxt(path, table, delimiter=",", header=header or "", comments="")


def check_data(folder):
    random = np.random.default_rng(1)
    x = random.random((5000, 6))
    y = (x[:, 0] > 0.7) & (x[:, 1] < 0.45)
    y ^= random.random(5000) < 0.05
    write(f"{folder}/x.csv", x)
    write(f"{folder}/y.csv", y.astype(int))
    write(f"{folder}/continuous.csv", y + 0.01 * random.random(5000), "outcome")
    random.shuffle(y)
    write(f"{folder}/shuffled.csv", y.astype(int))
    for name, more in (("y", ()), ("continuous", ("--above", "0.5"))):
        found = json.loads(entente("sensitivity", "--csv", f"x.csv,{name}.csv", *more, "--json", folder=folder))["discovery"]
        assert len(found) == 1 and len(found[0]["boxes"]) == 1, found
        box = found[0]["boxes"][0]
        assert box["coverage"] >= 0.70 and box["density"] >= 0.83 and len(box["restrictions"]) == 2, box
        bounds = sorted((r["parameter"][1:], r["low"], r["high"]) for r in box["restrictions"])
        same(bounds[0][1], 0.7, 0.01)
        same(bounds[1][2], 0.45, 0.01)
        assert bounds[0][2] is None and bounds[1][1] is None
    none = json.loads(entente("sensitivity", "--csv", "x.csv,shuffled.csv", "--json", folder=folder))["discovery"]
    assert none[0]["boxes"] == [], none
    assert "No box" in entente("sensitivity", "--csv", "x.csv,shuffled.csv", folder=folder)


def main():
    with tempfile.TemporaryDirectory() as folder:
        even, names = check_sweep(folder, "even", "--set", "design.method=sobol", "--set", "design.points=96", "--runs", "6", "--set",
                                  "months=36")
        rows, _ = check_sweep(folder, "rows", "--set", "design.points=24", "--runs", "4", "--set", "months=24")
        assert even["map"]["points"] == 96 and rows["map"]["independent"] == 24 and rows["map"]["points"] == 24 * (len(names) + 2)
        check_formats(folder)
        check_spread(folder)
        entente("run", "screening", "-o", "screening.h5", "--set", "design.trajectories=2", "--runs", "2", "--set", "months=12", folder=folder)
        screened = json.loads(entente("sensitivity", "screening.h5", "--metric", "deadlock_risk", "--json", folder=folder))
        assert screened["discovery"] is None and screened["sensitivity"], screened  # trajectories do not fill the space
        check_data(folder)
    print("scenario discovery: a sweep of 96 points, rows of matrices, anyone's data")


main()
