#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""entente plan: counts, the rule for tasks, lines that the shell takes as they are meant, bytes and time beside those of the run, and that
it writes nothing."""
import json
import math
import os
import resource
import shlex
import subprocess
import sys
import tempfile

ENTENTE, SOURCE = os.environ["ENTENTE"], os.environ["ENTENTE_SOURCE"]
SMALL = ["--set", "months=24", "--set", "split.month=12"]
DESIGN = """
design:
  method: sobol
  points: 40
  parameters:
    parameters.values.phi: {low: 0.05, high: 0.3}
"""


def plan(*arguments, folder):
    return subprocess.run([ENTENTE, "plan", *arguments], cwd=folder, capture_output=True, text=True)


def numbers(*arguments, folder):
    done = plan(*arguments, "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check_tasks(of, minutes):
    expected = min(math.ceil(of["core_seconds"] / (60 * minutes * of["task_threads"])), of["pieces"], 1000)
    assert of["tasks"] == max(expected, 1), of
    assert of["task_time_limit"] == 86400 or of["task_time_limit"] % 300 == 0 and of["task_time_limit"] >= 2 * of["task_seconds"] + 299, of
    array, merge = shlex.split(of["array"].split("(", 1)[1].rstrip(")")), shlex.split(of["merge"])
    assert array[0] == "sbatch" and f"--array=1-{of['tasks']}" in array and f"--cpus-per-task={of['task_threads']}" in array, array
    assert merge[0] == "sbatch" and "--dependency=afterok:$array" in merge, merge
    for line, name in ((array, "array"), (merge, "merge")):
        assert f"--export=ALL,ENTENTE={os.path.realpath(ENTENTE)}" in line, line
        assert any(os.path.samefile(word, f"{SOURCE}/runs/slurm/{name}.sbatch") for word in line if word.endswith(".sbatch")), line
    return array, merge


def check_counts(folder):
    of = numbers("baseline", "--runs", "200", *SMALL, folder=folder)
    assert (of["points"], of["orders"], of["scenarios"], of["cells"], of["cells_that_differ"]) == (1, 2, 5, 10, 10), of
    assert (of["runs"], of["world_months"], of["pieces"], of["probe_cells"]) == (2000, 48000, 20, 10), of
    assert 0 < of["run_seconds_least"] <= of["run_seconds"] and of["probe_runs"] >= 10 * 2, of
    assert math.isclose(of["seconds_here"] * of["threads"], of["core_seconds"]), of
    check_tasks(of, 20)
    return of


def check_words(folder):
    with open(f"{folder}/it's one.yaml", "w", encoding="utf-8") as file, open(f"{SOURCE}/params/experiments/baseline.yaml", encoding="utf-8") as base:
        file.write(base.read() + DESIGN)
    of = numbers("./it's one.yaml", "-o", "out put.h5", "--runs", "1000000", "--seed", "7", "--threads", "3", "--task-minutes", "5", *SMALL, folder=folder)
    array, merge = check_tasks(of, 5)
    after = array[[w.endswith("array.sbatch") for w in array].index(True) + 1:]
    assert after == ["./it's one.yaml", "-o", "out put.h5", "--runs", "1000000", "--seed", "7", *SMALL], after
    assert merge[-1] == "out put.h5", merge
    assert of["points"] == 40 and of["probe_points"] >= 2 and of["tasks"] > 1 and of["task_threads"] == 3, of
    return of


def check_precision(folder):
    """As many runs as an interval needs: about, within the bounds; and only whole design points make tasks."""
    of = numbers("baseline", "--precision", "deadlock_risk=0.02", *SMALL, folder=folder)
    narrow = numbers("baseline", "--precision", "deadlock_risk=0.01", *SMALL, "--set", "precision.most=5000", folder=folder)
    assert of["pieces"] == 1 and 128 <= of["runs_of_each"] < narrow["runs_of_each"] <= 5000, (of, narrow)
    assert "--precision deadlock_risk=0.01" in narrow["array"] and "--runs" not in narrow["array"], narrow
    assert "about" in plan("baseline", "--precision", "deadlock_risk=0.02", *SMALL, folder=folder).stdout
    done = subprocess.run([ENTENTE, "run", "baseline", "--precision", "deadlock_risk=0.02", *SMALL, "-o", "precise.h5"], cwd=folder,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with open(f"{folder}/precise.h5.log.json", encoding="utf-8") as file:
        made = json.load(file)["runs_done"]
    print(f"runs with a precision: planned {of['runs']}, made {made}")
    assert made / 3 < of["runs"] < made * 3, f"planned {of['runs']}, made {made}"


def check_text(folder):
    done = plan("baseline", *SMALL, folder=folder)
    assert done.returncode == 0 and not done.stderr, done.stderr
    for part in ("core-hours", "An estimate", "memory", "disk", "tasks", "\narray=$(sbatch ", "\nsbatch --dependency=afterok:$array "):
        assert part in done.stdout, f"{part} is not in:\n{done.stdout}"


def check_against_run(of, folder):
    """The bytes are those of the run, give or take a third, of memory a quarter; the time, on a machine that does other things too, give or take a factor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([ENTENTE, "run", "baseline", "--runs", "200", *SMALL, "-o", "out.h5", "--threads", "1", "--keep-parts"],
                          cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    parts = sum(entry.stat().st_size for entry in os.scandir(f"{folder}/out.h5.parts"))
    with open(f"{folder}/out.h5.log.json", encoding="utf-8") as file:
        log = json.load(file)
    found = {"parts_bytes": parts, "file_bytes": os.path.getsize(f"{folder}/out.h5"), "memory_bytes": 1048576 * log["peak_memory_mb"],
             "core_seconds": after.ru_utime - before.ru_utime}
    for name, value in found.items():
        factor = {"core_seconds": 3, "memory_bytes": 1.25}.get(name, 1.5)
        print(f"{name}: planned {of[name]:.4g}, found {value:.4g}")
        assert value / factor < of[name] < value * factor, f"{name}: planned {of[name]}, found {value}"


def check_refusals(folder):
    for arguments, status, text in (
        ([], 64, "'entente plan' needs EXPERIMENT"),
        (["baseline", "--task-minutes", "0"], 64, "'--task-minutes 0': expected a whole number from 1"),
        (["baseline", "--threads", "x"], 64, "'--threads x': expected a whole number"),
        (["baseline", "--shard", "1/2"], 64, "has no option '--shard'"),
        (["none-such"], 66, "none-such"),
        (["baseline", "--set", "mnths=3"], 65, "mnths"),
    ):
        done = plan(*arguments, folder=folder)
        assert done.returncode == status and text in done.stderr and not done.stdout, (arguments, done)


def main():
    with tempfile.TemporaryDirectory() as folder:
        of = check_counts(folder)
        check_text(folder)
        check_refusals(folder)
        assert os.listdir(folder) == [], os.listdir(folder)
        check_against_run(of, folder)
        check_words(folder)
        check_precision(folder)


if __name__ == "__main__":
    sys.exit(main())
