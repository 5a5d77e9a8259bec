#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exported tables hold the file, value for value and described; and when they cannot be written, nothing is there."""
import csv
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; Debian: python3-h5py python3-numpy")
    sys.exit(0)

ENTENTE = os.environ["ENTENTE"]
CELL = ("point", "order", "scenario")


def entente(*arguments, expect=0, **more):
    done = subprocess.run([ENTENTE, *arguments], capture_output=True, text=True, **more)
    assert done.returncode == expect, f"entente {' '.join(arguments)}: status {done.returncode}, not {expect}\n{done.stderr}"
    return done


def make_files():
    """One file with everything recorded and runs that failed or were not made; one with a design and two horizons."""
    short = ["--set", "months=12", "--set", "split.month=6"]
    entente("run", "baseline", "-o", "all.h5", "--runs", "9", *short, "--set", "record.runs={every: 4, months: 5}", "--set",
            "record.trajectories=true", "--set", "record.states=true", "--set", "record.counts=true")
    with h5py.File("all.h5", "r+") as file:
        metrics = [name for name in file if getattr(file[name], "shape", None) == file["status"].shape and file[name].dtype == np.float32]
        for run, status in ((3, 2), (8, 1)):
            file["status"][0, 1, 2, run] = status
            for name in metrics:
                file[name][0, 1, 2, run] = np.nan
        file["failure_code"][0, 1, 2, 3] = 4
        file["failure_month"][0, 1, 2, 3] = 7
        tiny = np.nextafter(np.float32(0), np.float32(1))
        file["welfare"][0, 0, 0, :4] = [tiny, np.float32(1) / 3, -np.float32(1e-20), np.float32(16777216)]
        file["effort_mean"][0, 0, 0, :3] = [1 / 3, 5e-324, 0.1 + 0.2]
    entente("run", "growth", "-o", "sweep.h5", "--runs", "3", "--set", "design.points=8", "--set", "months=6")


class Table:
    """A table as it was written, with its description."""

    def __init__(self, folder, resource):
        self.name, self.fields = resource["name"], resource["schema"]["fields"]
        self.key = resource["schema"]["primaryKey"]
        path = os.path.join(folder, resource["path"])
        with open(path, "rb") as file:
            content = file.read()
        assert len(content) == resource["bytes"] and hashlib.sha256(content).hexdigest() == resource["hash"].split(":")[1], path
        assert content.endswith(b"\n") and b"\r" not in content and b"nan" not in content.lower(), path
        self.rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
        assert len(self.rows) == resource["rows"] > 0, path
        heading = next(csv.reader([content.decode("utf-8").split("\n", 1)[0]]))
        assert heading == [field["name"] for field in self.fields], f"{path}: {heading}"
        keys = [tuple(row[k] for k in self.key) for row in self.rows]
        assert len(set(keys)) == len(keys), f"{path}: two rows have one key"

    def check_types(self):
        for field in self.fields:
            constraints = field.get("constraints", {})
            low, high, words = constraints.get("minimum", -np.inf), constraints.get("maximum", np.inf), constraints.get("enum")
            for row in self.rows:
                text = row[field["name"]]
                if not text:
                    assert not constraints.get("required"), f"{self.name}: a row without {field['name']}"
                elif field["type"] == "string":
                    assert words is None or text in words, f"{self.name}: {field['name']} is '{text}'"
                else:
                    value = int(text) if field["type"] == "integer" else float(text)
                    assert field["name"] == "welfare" or low - 1e-6 <= value <= high + 1e-6, f"{self.name}: {field['name']} is {text}"
            assert field.get("description") or self.name == "design", f"{self.name}: {field['name']} is not described"
            assert field["type"] == "string" or field["name"] in self.key or field.get("unit"), f"{self.name}: {field['name']} has no unit"


def labels(file, axis):
    return [v.decode() if isinstance(v, bytes) else str(v) for v in file[axis][:].tolist()]


def cells_of(file, table):
    """The variables of a table: column -> (variable, axes that are keys, a fixed place on an axis or None), for each part."""
    axes = {name: [os.path.basename(file[d[0]].name) for d in file[name].attrs["DIMENSION_LIST"]]
            for name in file if isinstance(file[name], h5py.Dataset) and "DIMENSION_LIST" in file[name].attrs}

    def on(*wanted):
        return [name for name, found in axes.items() if found == list(wanted)]
    simple = {"runs": ("run",), "kept_runs": ("kept_run", "kept_month"), "states": ("state", "month"),
              "membership": ("forum", "state", "month"), "blocking": ("state", "domain"), "durations": ("duration",)}
    if table.name in simple:
        for name in on(*CELL, *simple[table.name]):
            column = name.removesuffix("_of_run")
            column = column.removeprefix("state_").removesuffix("_mean") if table.name == "states" else column
            yield "", column, name, axes[name], None
    elif table.name == "trajectories":
        for mean in [name for name in on(*CELL, "month") if name.endswith("_mean")]:
            metric = mean.removesuffix("_mean")
            yield metric, "mean", mean, axes[mean], None
            yield metric, "sd", metric + "_sd", axes[mean], None
            for q, p in enumerate(file["quantile"][:]):
                yield metric, f"q{round(100 * p):02d}", metric + "_quantiles", [*CELL, "month"], ("quantile", q)
    else:
        for p, name in enumerate(labels(file, "parameter")):
            yield "", name, "design", ["point"], ("parameter", p)


def check_values(file, table, seen):
    """Every value of the file stands in its row; a row that is missing has none."""
    rows = {tuple(row[k] for k in table.key): row for row in table.rows}
    checked, used, columns = 0, set(), set()
    for part, column, variable, axes, fixed in cells_of(file, table):
        seen.add(variable)
        columns.add(column)
        values = file[variable][...]
        if fixed:
            values = np.take(values, fixed[1], axis=values.ndim - (1 if fixed[0] == "parameter" else 2))
        meanings = file[variable].attrs.get("flag_meanings")
        names = [labels(file, axis) for axis in axes]
        for place in np.ndindex(values.shape):
            key = tuple(names[a][i] for a, i in enumerate(place)) + ((part,) if part else ())
            text, value = rows.get(key, {}).get(column, ""), values[place]
            used.add(key)
            if meanings:
                good = text == meanings.split(" ")[int(value)]
            elif variable == "failure_month" and value == -1 or np.isnan(value):
                good = text == ""
            else:
                good = text != "" and values.dtype.type(text) == value
            assert good, f"{table.name}: {column} of {key} is '{text}', not {value!r}"
            checked += 1
    assert set(rows) <= used, f"{table.name} has rows of its own"
    assert columns == {f["name"] for f in table.fields} - set(table.key), f"{table.name}: other columns"
    return checked


def check_file(path, expected):
    folder = path.removesuffix(".h5") + "-csv"
    said = entente("export", path).stderr
    assert folder in said and str(len(expected)) in said, said
    with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as file:
        package = json.load(file)
    tables = [r for r in package["resources"] if r["path"].endswith(".csv")]
    assert [t["name"] for t in tables] == expected, [t["name"] for t in tables]
    assert sorted(os.listdir(folder)) == sorted([t["path"] for t in package["resources"]] + ["datapackage.json"])
    checked, seen = 0, set()
    with h5py.File(path, "r") as file:
        assert package["results_digest"] == file.attrs["results_digest"]
        for resource_ in tables:
            table = Table(folder, resource_)
            table.check_types()
            checked += check_values(file, table, seen)
        for name in file:
            variable = isinstance(file[name], h5py.Dataset) and "DIMENSION_LIST" in file[name].attrs
            assert not variable or name in seen, f"{name} is in no table"
    return checked


def check_ways(folder):
    """The folder's name, one table alone, one point alone, any locale: the same bytes."""
    entente("export", "all.h5", "-o", "given/", env={**os.environ, "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"})
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as one, open(os.path.join("given", name), "rb") as other:
            assert one.read() == other.read(), f"{name} differs"
    for table in ("runs", "durations"):
        out = entente("export", "all.h5", "--only", table, "-o", "-").stdout
        with open(os.path.join(folder, f"{table}.csv"), encoding="utf-8") as file:
            assert out == file.read(), table
    os.mkdir("empty")
    entente("export", "sweep.h5", "--only", "design,runs", "--point", "3", "-o", "empty")
    assert sorted(os.listdir("empty")) == ["datapackage.json", "design.csv", "experiment.yaml", "runs.csv"]
    with open("empty/runs.csv", encoding="utf-8") as file:
        points = {row["point"] for row in csv.DictReader(file)}
    assert points == {"3"}, points
    entente("run", "empty/experiment.yaml", "-o", "again.h5")
    with h5py.File("sweep.h5", "r") as one, h5py.File("again.h5", "r") as other:
        assert one.attrs["results_digest"] == other.attrs["results_digest"], "experiment.yaml is another experiment"


def nothing_left(folder="out"):
    left = [name for name in os.listdir(".") if name.startswith(folder)]
    assert not left, f"left behind: {left}"


def damaged(path):
    """A copy of all.h5 in which the bytes of one chunk are not what was written."""
    shutil.copy("all.h5", path)
    with h5py.File(path, "r") as file:
        chunk = file["membership_share"].id.get_chunk_info(0)
    with open(path, "r+b") as file:
        file.seek(chunk.byte_offset)
        file.write(b"\xff" * min(chunk.size, 200))


def check_refusals():
    damaged("damaged.h5")
    with open("text.h5", "w", encoding="utf-8") as file:
        file.write("not HDF5")
    for arguments, status, words in (
            (("all.h5", "-o", "all-csv"), 73, "exists already"),
            (("all.h5", "-o", "all.h5"), 73, "exists already"),
            (("all.h5", "-o", "nowhere/out"), 73, "cannot be created"),
            (("all.h5", "-o", ""), 73, "empty"),
            (("all.h5", "-o", "out", "--only", "runs,design"), 64, "'design' is not a table of this file; it has: runs, trajectories"),
            (("all.h5", "-o", "out", "--only", ""), 64, "is not a table"),
            (("all.h5", "-o", "-"), 64, "--only runs"),
            (("all.h5", "-o", "-", "--only", "runs,states"), 64, "one table"),
            (("all.h5", "-o", "out", "--point", "1"), 64, "points are 0 to 0"),
            (("text.h5", "-o", "out"), 65, "not HDF5"),
            (("missing.h5", "-o", "out"), 66, "missing.h5"),
            (("damaged.h5", "-o", "out"), 74, "'membership_share' cannot be read")):
        said = entente("export", *arguments, expect=status).stderr
        assert words in said, f"export {arguments} says: {said}"
        nothing_left()
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([ENTENTE, "export", "all.h5", "--only", "runs", "-o", "-"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 74 and "standard output" in done.stderr, done


def check_no_room():
    """Files may not become larger than so many bytes: at each of twenty sizes nothing, or everything."""
    size = max(os.path.getsize(os.path.join("all-csv", name)) for name in os.listdir("all-csv"))
    refused = 0
    for k in range(20):
        limit = size * k // 18
        done = subprocess.run([ENTENTE, "export", "all.h5", "-o", "out"], capture_output=True, text=True,
                              preexec_fn=lambda most=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
        if done.returncode == 0:
            assert sorted(os.listdir("out")) == sorted(os.listdir("all-csv"))
            shutil.rmtree("out")
            continue
        refused += 1
        assert done.returncode == 74 and "cannot be written: File too large" in done.stderr, done
        nothing_left()
    assert 15 <= refused < 20, f"{refused} of 20 sizes were too small"


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_files()
        checked = check_file("all.h5", ["runs", "trajectories", "kept_runs", "states", "membership", "blocking", "durations"])
        checked += check_file("sweep.h5", ["runs", "blocking", "durations", "design"])
        check_ways("all-csv")
        check_refusals()
        check_no_room()
        os.chdir("/")
    print(f"{checked} values of two files read back as the same")


if __name__ == "__main__":
    sys.exit(main())
