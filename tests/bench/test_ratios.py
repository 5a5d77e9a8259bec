#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `entente bench` measures what it says, and the model has not become much slower. Only ratios measured in turn within one session
# are compared with the stored ones (ratios.json), never times, and only a doubling is an error: machines are busy.
import json
import os
import subprocess
import sys

program = os.environ["ENTENTE"]
here = os.path.dirname(os.path.abspath(__file__))
allowed = float(os.environ.get("ENTENTE_BENCH_ALLOWED", "2"))
most_engine_share = 0.15  # of a baseline experiment


def bench():
    done = subprocess.run([program, "bench", "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


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
    if not (0 < engine["share"] < most_engine_share and engine["runs"] >= 2000 and engine["journal_seconds"] > 0 < engine["merge_seconds"]):
        wrong.append(f"the engine takes {100 * engine['share']:.1f} % of the time: more than {100 * most_engine_share:g} %, or nothing")
    if found["scaling"][0]["threads"] != 1 or found["topology"]["processors"] < 1:
        wrong.append("the scaling does not start with one thread, or there is no processor")
    for name, value in (("month_in_toy_steps", found["month_in_toy_steps"]), ("floor_ratio", found["floor"]["ratio"])):
        if not 0 < value < allowed * stored[name]:
            wrong.append(f"{name} is {value:.2f}, stored is {stored[name]}: more than {allowed:g} times that, or nothing")
    return wrong


def main():
    with open(os.path.join(here, "ratios.json"), encoding="utf-8") as file:
        stored = json.load(file)
    found = bench()
    print(f"the engine takes {100 * found['engine']['share']:.1f} % of the time")
    print(f"a month takes {found['month_in_toy_steps']:.2f} steps of the toy world and {found['floor']['ratio']:.2f} times its floor")
    wrong = check(found, stored)
    slow = json.loads(json.dumps(found))
    slow["month_in_toy_steps"] = 2.5 * allowed * stored["month_in_toy_steps"]
    slow["toy"][-1]["order"] += 0.2
    slow["engine"]["share"] = 2 * most_engine_share
    if len(check(slow, stored)) < len(wrong) + 3:
        wrong.append("a model or an engine that is too slow and a toy that differs are not noticed")
    for line in wrong:
        print("FAILED:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
