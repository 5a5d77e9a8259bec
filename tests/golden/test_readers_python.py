#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A results file in Python: xarray sees the same variables through h5netcdf and through netCDF4, all of them described,
and the command's own tables are the means that xarray computes."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

try:
    import h5netcdf  # noqa: F401
    import netCDF4  # noqa: F401
    import numpy as np
    import xarray as xr
except ImportError as missing:
    print(f"skipped: {missing}; Debian: python3-xarray python3-h5netcdf python3-netcdf4")
    sys.exit(0)

PER_RUN = ("point", "order", "scenario", "run")
TRAJECTORY = ("point", "order", "scenario", "month")
EXPECTED = {
    "structural_cohesion": PER_RUN,
    "decision_cohesion": PER_RUN,
    "deadlock_risk": PER_RUN,
    "deadlock_risk_nobody": PER_RUN,
    "deadlock_risk_covered": PER_RUN,
    "order_failed": PER_RUN,
    "status": PER_RUN,
    "effort_mean": TRAJECTORY,
    "effort_sd": TRAJECTORY,
    "effort_quantiles": ("point", "order", "scenario", "quantile", "month"),
    "membership_share": ("point", "order", "scenario", "forum", "state", "month"),
    "blocking_count": ("point", "order", "scenario", "state", "domain"),
    "decided_count": ("point", "order", "scenario", "duration"),
    "censored_count": ("point", "order", "scenario", "duration"),
}

failures = []


def check(good, text):
    if not good:
        failures.append(text)


def entente(*arguments):
    done = subprocess.run([os.environ["ENTENTE"], *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"entente {' '.join(arguments)}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def described(path, engine, group=None):
    """The variables of a file: name -> (dimensions, type, attributes that a reader needs); checks that each has them."""
    with xr.open_dataset(path, engine=engine, group=group, mask_and_scale=False) as data:
        where = f"{engine}{'/' + group if group else ''}"
        found = {}
        for name, variable in data.variables.items():
            check(variable.attrs.get("long_name"), f"{where}: {name} has no long_name")
            is_text = variable.dtype.kind in "OSU"
            check(is_text or variable.attrs.get("units"), f"{where}: {name} has no units")
            for dimension in variable.dims:
                check(not dimension.startswith("phony_dim"), f"{where}: {name} has the unnamed dimension {dimension}")
            found[name] = (variable.dims, variable.shape, "text" if is_text else variable.dtype.str,
                           variable.attrs.get("units"), variable.attrs.get("long_name"))
        return found


def check_readers(path):
    for group in (None, "accumulators"):
        one, other = described(path, "h5netcdf", group), described(path, "netcdf4", group)
        check(len(one) > 5, f"only {len(one)} variables in {group or 'the root'}")
        check(set(one) == set(other), f"seen by one engine only: {sorted(set(one) ^ set(other))}")
        for name in set(one) & set(other):
            check(one[name] == other[name], f"{name}: {one[name]} by h5netcdf, {other[name]} by netcdf4")


def check_contents(path):
    with xr.open_dataset(path, engine="h5netcdf") as data:
        for name, dimensions in EXPECTED.items():
            check(name in data and data[name].dims == dimensions, f"{name} is not on {dimensions}")
        check(data.attrs["Conventions"] == "CF-1.10", "Conventions is not CF-1.10")
        check(len(data.attrs["results_digest"]) == 64, "no digest")
        for name in ("order", "scenario", "state", "forum", "domain"):
            check(all(isinstance(label, str) and label for label in data[name].values.tolist()), f"{name} is not an axis of names")
        check(int((data.status != 0).sum()) == 0, "some run was not done")
        share = data.membership_share
        check(float(share.min()) >= 0 and float(share.max()) <= 1, "membership_share leaves [0, 1]")


def check_summary(path):
    """Every value of every metric in the JSON is xarray's mean, and every difference the mean of the pairs."""
    told = json.loads(entente("summary", "--json", path))
    with xr.open_dataset(path, engine="netcdf4") as data:
        n = 0
        for cell in told["points"][0]["cells"]:
            for name, entry in cell["measures"].items():
                survival = name == "order_survival"
                values = data["order_failed" if survival else name].sel(order=cell["order"], scenario=cell["scenario"]).isel(point=0)
                values = values.values.astype(float)
                values = (1 - values if survival else values)[np.isfinite(values)]
                check(entry["n"] == len(values), f"{name}: n {entry['n']}, not {len(values)}")
                mean = values.mean() if len(values) else None
                check(entry["value"] == mean or abs(entry["value"] - mean) <= 1e-12 * (1 + abs(mean)), f"{name}: {entry['value']}, not {mean}")
                n += 1
        for cell in told["points"][0]["differences"]:
            for name, entry in cell["measures"].items():
                values = data["order_failed" if name == "order_survival" else name].sel(scenario=cell["scenario"]).isel(point=0)
                values = values.astype(float)
                difference = (values.sel(order=cell["order"]) - values.sel(order=cell["minus"])).values
                difference = difference[np.isfinite(difference)] * (-1 if name == "order_survival" else 1)
                mean = difference.mean() if len(difference) else None
                check(entry["value"] == mean or abs(entry["value"] - mean) <= 1e-12 * (1 + abs(mean)), f"{name}: difference {entry['value']}, not {mean}")
                n += 1
        check(n > 300, f"only {n} figures")
    rows = list(csv.DictReader(io.StringIO(entente("summary", "--csv", path))))
    for row in rows:
        if row["figure"] == "mean" and row["value"]:
            cell = next(c for c in told["points"][0]["cells"] if (c["order"], c["scenario"]) == (row["order"], row["scenario"]))
            check(float(row["value"]) == cell["measures"][row["measure"]]["value"], f"CSV and JSON differ in {row['measure']}")
    check(len(rows) > 300, f"only {len(rows)} rows of CSV")


def check_width(path):
    for table in (("summary", path), ("summary", "--pairing", path), ("patterns", path)):
        for line in entente(*table).splitlines():
            check(len(line) <= 100, f"{' '.join(table)}: {len(line)} characters: {line}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        entente("run", "baseline", "-o", "small.h5", "--runs", "8", "--set", "months=12", "--set", "split.month=6")
        check_readers("small.h5")
        check_contents("small.h5")
        check_summary("small.h5")
        check_width("small.h5")
        os.chdir("/")
    print("\n".join(failures) or "both engines see the same, described variables")
    sys.exit(1 if failures else 0)


main()
