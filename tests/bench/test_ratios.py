#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `entente bench` measures what it says, and neither the model nor the engine has become slower. Only ratios measured in turn within one
# session, in processor time, are compared with those stored for the vector level (ratios.json, which says how its bounds are chosen),
# never times. ENTENTE_BENCH_ALLOWED=2 allows twice as much again, for a machine of another kind.
import json
import os
import subprocess
import sys

program = os.environ["ENTENTE"]
here = os.path.dirname(os.path.abspath(__file__))
more = float(os.environ.get("ENTENTE_BENCH_ALLOWED", "1"))
most_engine_share = 0.05  # of a baseline experiment: what is promised, however slow the model may be


def bench():
    done = subprocess.run([program, "bench", "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def ratios_of(found):
    """What is stored, as one measurement finds it. The engine's is what a run costs it in steps of the toy world, which no change of
    the model alters."""
    toy = {row["level"]: row["steps_per_second"] for row in found["toy"]}
    own = toy[found["level"] if found["level"] in toy else "generic"]
    engine, scale = found["engine"], within_cores(found)
    return {"month_in_toy_steps": found["month_in_toy_steps"], "floor_ratio": found["floor"]["ratio"],
            "engine_in_toy_steps": (engine["journal_seconds"] + engine["merge_seconds"]) / (engine["runs"] * engine["cells"]) * own,
            "threads_per_speedup": scale["threads"] / scale["speedup"]}


def within_cores(found):
    """The most threads that have a core of their own."""
    return [row for row in found["scaling"] if row["threads"] <= max(1, found["topology"]["cores"])][-1]


def check(found, stored):
    """Everything that is wrong with one measurement."""
    wrong = []
    for toy in found["toy"]:
        if not (0.25 < toy["collapsed"] < 0.45 and 0.48 < toy["order"] < 0.57):
            wrong.append(f"the toy world at level {toy['level']} ends with {toy['collapsed']}, {toy['order']}")
        if (toy["collapsed"], toy["order"]) != (found["toy"][0]["collapsed"], found["toy"][0]["order"]):
            wrong.append(f"the toy world has other bits at level {toy['level']}")
    if found["shares"] and abs(sum(found["shares"].values()) - 1) > 0.01:
        wrong.append("the shares of the mechanisms do not add up")
    if abs(found["runs_per_second"] * found["months"] / found["months_per_second"] - 1) > 1e-3:
        wrong.append("runs and months per second disagree")
    engine = found["engine"]
    if not (engine["runs"] >= 2000 and engine["journal_seconds"] > 0 < engine["merge_seconds"]):
        wrong.append("the engine was not measured")
    if not 0 < engine["share"] < more * most_engine_share:
        wrong.append(f"the engine takes {100 * engine['share']:.1f} % of the time: more than {100 * most_engine_share:g} %, or nothing")
    if found["scaling"][0]["threads"] != 1 or found["topology"]["processors"] < 1:
        wrong.append("the scaling does not start with one thread, or there is no processor")
    ratio = ratios_of(found)
    for name, most in most_of(found, stored).items():
        if not 0 < ratio[name] < most:
            wrong.append(f"{name} is {ratio[name]:.2f} at level {found['level']}: more than {most:.2f}, or nothing")
    return wrong


def most_of(found, stored):
    """What each ratio may be at most; nothing of a level that is not stored."""
    return {name: value * stored["allowed"][name] * more for name, value in stored.get(found["level"], {}).items()}


def slower(found, stored):
    """The same measurement, had everything that is compared taken a little too long."""
    slow, ratio = json.loads(json.dumps(found)), ratios_of(found)
    factor = {name: 1.01 * most / ratio[name] for name, most in most_of(found, stored).items()}
    slow["month_in_toy_steps"] *= factor["month_in_toy_steps"]
    slow["floor"]["ratio"] *= factor["floor_ratio"]
    slow["engine"]["journal_seconds"] *= factor["engine_in_toy_steps"]
    slow["engine"]["merge_seconds"] *= factor["engine_in_toy_steps"]
    within_cores(slow)["speedup"] /= factor["threads_per_speedup"]
    return slow


def main():
    with open(os.path.join(here, "ratios.json"), encoding="utf-8") as file:
        stored = json.load(file)
    found = bench()
    print(f"level {found['level']}, the engine takes {100 * found['engine']['share']:.1f} % of the time")
    print(", ".join(f"{name} {value:.2f}" for name, value in ratios_of(found).items()))
    wrong = check(found, stored)
    other = json.loads(json.dumps(found))
    other["toy"][-1]["order"] += 0.2
    other["engine"]["share"] = 2 * more * most_engine_share
    if len(check(other, stored)) < 2:
        wrong.append("an engine that takes too much and a toy that differs are not noticed")
    if any(not 1 < allowed < 2 for allowed in stored["allowed"].values()):
        wrong.append("a bound lets twice as much pass")
    if found["level"] in stored:
        if len(check(slower(found, stored), stored)) < len(stored["allowed"]):
            wrong.append("a model, an engine and threads that are too slow are not noticed")
    for line in wrong:
        print("FAILED:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
