#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""entente power against published figures, against a slow twin in whole numbers, and what it says about wrong files."""
import csv
import io
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

ENTENTE, SOURCE = os.environ["ENTENTE"], os.environ["ENTENTE_SOURCE"]
FIGURES = ("banzhaf_absolute", "banzhaf_normalised", "shapley_shubik", "coleman_prevent", "coleman_initiate")
PUBLISHED = {"eec-1958": (14, 42), "ec-1973": (75, 317), "eu-1995": (2549, 16565), "eu-2007-nice": (2718741, 28186113),
             "eu-2020-lisbon": (17706644, 116725838)}


def entente(*arguments):
    return subprocess.run([ENTENTE, "power", *arguments], capture_output=True, text=True, cwd=SOURCE)


def power(*arguments):
    done = entente(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def near(found, expected, what):
    assert abs(found["value"] - float(expected)) <= 1e-12, f"{what}: {found['value']!r}, not {float(expected)!r}"
    assert found["low"] == found["value"] == found["high"], what


# --- published ---


def check_rationals(found):
    """The indices that follow from the swings alone."""
    n, winning, total = found["n_members"], found["winning"], found["sum_swings"]
    assert total == sum(m["swings"] for m in found["members"])
    near(found["power_to_act"], Fraction(winning, 2**n), "power to act")
    for member in found["members"]:
        swings = member["swings"]
        near(member["banzhaf_absolute"], Fraction(swings, 2 ** (n - 1)), "Banzhaf")
        near(member["banzhaf_normalised"], Fraction(swings, total), "normalised")
        near(member["coleman_prevent"], Fraction(swings, winning), "prevent")
        near(member["coleman_initiate"], Fraction(swings, 2**n - winning), "initiate")
    assert abs(sum(m["shapley_shubik"]["value"] for m in found["members"]) - 1) < 1e-12


def check_published():
    with open(os.path.join(SOURCE, "tests", "reference", "council_power.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert {row["rule"] for row in rows} == set(PUBLISHED)
    for rule, (winning, swings) in PUBLISHED.items():
        found = power(rule)
        expected = {row["member"]: row for row in rows if row["rule"] == rule}
        assert (found["winning"], found["sum_swings"], found["exact"]) == (winning, swings, True), rule
        assert sorted(m["member"] for m in found["members"]) == sorted(expected), rule
        check_rationals(found)
        for member in found["members"]:
            row = expected[member["member"]]
            assert member["swings"] == int(row["swings"]), (rule, row)
            for figure in FIGURES:
                assert abs(member[figure]["value"] - float(row[figure])) <= 0.5000001e-8, (rule, figure, row)


def check_block_clause(folder):
    """Without the clause on the blocking minority Lisbon lets 20 coalitions fewer pass."""
    with open(os.path.join(SOURCE, "params", "rules", "eu-2020-lisbon.yaml"), encoding="utf-8") as file:
        text = "".join(line for line in file if not line.startswith("blocking_least"))
    found = power(write(folder, text))
    assert (found["winning"], found["sum_swings"]) == (17706624, 116725418)


# --- the slow twin ---


def write(folder, text):
    path = os.path.join(folder, "rule.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def rule_text(weights, tallies, blocking=0):
    """weights: one dict a member; tallies: (weight, numerator, denominator)."""
    members = "".join(f"  m{i}: {{{', '.join(f'{k}: {v}' for k, v in w.items())}}}\n" for i, w in enumerate(weights))
    counted = "".join(f"  - {{weight: {w}, quota: {p}/{q}}}\n" for w, p, q in tallies)
    return f"rule: twin\nmembers:\n{members}tallies:\n{counted}blocking_least: {blocking}\n"


def slow(weights, tallies, blocking):
    """Every coalition and every order of joining, one by one."""
    n = len(weights)

    def of(weight, members):
        return sum(1 if weight == "members" else weights[i][weight] for i in members)

    def wins(coalition):
        if blocking and coalition and n - len(coalition) < blocking:
            return True
        return all(of(w, coalition) * q >= p * of(w, range(n)) for w, p, q in tallies)

    sets = [frozenset(s) for k in range(n + 1) for s in itertools.combinations(range(n), k)]
    won = {s for s in sets if wins(s)}
    swings = [sum(1 for s in won if i in s and s - {i} not in won) for i in range(n)]
    pivots, core = [0] * n, 0
    for order in itertools.permutations(range(n)):
        first = next(k for k in range(1, n + 1) if frozenset(order[:k]) in won)
        last = next(k for k in range(1, n + 1) if frozenset(order[n - k:]) in won)
        pivots[order[first - 1]] += 1
        core += max(first + last - n - 1, 0)
    orders = math.factorial(n)
    return len(won), swings, [Fraction(p, orders) for p in pivots], Fraction(core, orders * (n + 1))


def check_twin(folder):
    draw = random.Random(7)
    n_sampled = 0
    for case in range(40):
        n = draw.randint(1, 6)
        weights = [{"a": draw.randint(0, 9), "b": draw.randint(1, 90), "c": draw.randint(1, 3)} for _ in range(n)]
        weights[0]["a"] += 1
        tallies = [(w, draw.randint(1, 20), 20) for w in draw.sample(["members", "a", "b", "c"], draw.randint(1, 4))]
        blocking = draw.choice([0, 0, 1, 2, 4])
        found = power(write(folder, rule_text(weights, tallies, blocking)))
        winning, swings, shapley, core = slow(weights, tallies, blocking)
        what = f"case {case}: {weights} {tallies} {blocking}"
        assert found["winning"] == winning and [m["swings"] for m in found["members"]] == swings, what
        check_rationals(found)
        for member, expected in zip(found["members"], shapley):
            near(member["shapley_shubik"], expected, what)
        if found["core_exact"]:
            near(found["core_length"], core, what)
        else:
            n_sampled += 1
            within(found["core_length"], core, what)
    assert 0 < n_sampled < 40, n_sampled


# --- intervals and closed forms ---


def errors(found, expected):
    """How many standard errors the 95 % interval's centre is away."""
    return abs(found["value"] - float(expected)) / max((found["high"] - found["low"]) / (2 * 1.96), 1e-15)


def within(found, expected, what):
    distance = abs(found["value"] - float(expected))
    assert distance < 1e-12 or errors(found, expected) < 4, f"{what}: {found}, not {float(expected)}"


def check_sampled(folder):
    """27 members without votes change nothing for the six, but then 33 are sampled."""
    exact = power("eec-1958")
    votes = [4, 4, 4, 2, 2, 1] + [0] * 27
    path = write(folder, rule_text([{"votes": v} for v in votes], [("votes", 12, 17)]))
    found = power(path)
    assert not found["exact"] and found["n_draws"] > 0 and "winning" not in found
    within(found["power_to_act"], exact["power_to_act"]["value"], "power to act")
    for member, expected in zip(found["members"], exact["members"]):
        for figure in FIGURES:
            within(member[figure], expected[figure]["value"], figure)
    for member in found["members"][6:]:
        assert all(member[figure]["value"] == 0 for figure in FIGURES)
    assert errors(found["members"][3]["shapley_shubik"], 1 / 7) > 4, "a twin that must be rejected"
    assert errors(found["power_to_act"], 0.225) > 4, "a twin that must be rejected"
    assert entente(path).stdout == entente(path).stdout, "a fixed seed"


def check_core(folder):
    """A quota of q heads among n: the core has the expected length (2 q - n - 1)/(n + 1), exactly, beyond 32 members, too."""
    for n, q in ((27, 27), (27, 26), (27, 15), (32, 32), (41, 28), (64, 64), (64, 40)):
        found = power(write(folder, rule_text([{}] * n, [("members", q, n)])))
        near(found["core_length"], Fraction(2 * q - n - 1, n + 1), f"core, {q} of {n}")
        assert found["exact"] and found["winning"] == sum(math.comb(n, k) for k in range(q, n + 1)), (n, q)
        assert all(m["swings"] == math.comb(n - 1, q - 1) for m in found["members"]), (n, q)
        near(found["members"][0]["shapley_shubik"], Fraction(1, n), "Shapley")
    assert abs(power("eu-2020-lisbon")["core_length"]["value"] - 0.2977) < 3 * 0.0002


# --- orders, forms, errors ---


def check_orders():
    found = power("eu-only", "--forum", "eu", "--domain", "fiscal")
    assert (found["n_members"], found["blocking_least"], len(found["tallies"])) == (27, 4, 2), found
    reserved = power("params/orders/eu-only.yaml", "--reserved")
    assert reserved["winning"] == 1 and all(m["swings"] == 1 for m in reserved["members"])
    near(reserved["core_length"], Fraction(26, 28), "unanimity")


def check_forms():
    found = power("ec-1973")
    rows = {(r["member"], r["figure"]): float(r["value"]) for r in csv.DictReader(io.StringIO(entente("ec-1973", "--csv").stdout))}
    assert rows["", "winning"] == 75 and rows["", "power_to_act"] == found["power_to_act"]["value"]
    for member in found["members"]:
        assert all(rows[member["member"], f] == member[f]["value"] for f in FIGURES)
    for rule in ("eu-2007-nice", "clusters"):
        table = entente(rule).stdout
        assert max(len(line) for line in table.splitlines()) <= 100, table
    tables = {entente("eu-2020-lisbon", "--json", "--threads", str(t)).stdout for t in (1, 2, 3)}
    assert len(tables) == 1, "the number of threads changes the result"
    for name in os.listdir(os.path.join(SOURCE, "params", "rules")):
        assert power(name[:-5])["rule"] == name[:-5]


def check_errors(folder):
    good = rule_text([{"votes": 3}, {"votes": 2}], [("votes", 3, 5)])
    cases = [
        (good.replace("weight: votes", "weight: vote"), 65, "'vote' is no weight of the members; did you mean 'votes'?"),
        (good.replace("3/5", "1.4"), 65, "'quota': 1.4 is outside (0, 1]"),
        (good.replace("3/5", "0"), 65, "'quota': 0 is outside (0, 1]"),
        ("rule: twin\nmembers: {}\ntallies: [{weight: members, quota: 1}]\n", 65, "'members': 0; a body has 1 to 64"),
        ("rule: twin\ntallies: [{weight: members, quota: 1}]\n", 65, "'members' is missing"),
        ("rule: twin\nmembers: {a: {}}\n", 65, "'tallies' is missing"),
        (rule_text([{}] * 65, [("members", 1, 2)]), 65, "'members': 65; a body has 1 to 64"),
        (good.replace("votes: 2", "votes: -2"), 65, "-2 is outside [0, 2147483647]"),
        (good.replace("votes: 2", "votes: many"), 65, "'many' is not a"),
        (good.replace("votes: 2", "vote: 2"), 65, "'m1' has no 'votes', which a tally counts"),
        (good.replace("votes: 2", "votes: 2, members: 1"), 65, "'members' counts heads"),
        (rule_text([{"votes": 2**31 - 1}] * 2, [("votes", 1, 2)]), 65, "sums to 4294967294 over the members: outside [1, 2147483647]"),
        (rule_text([{"votes": 0}] * 2, [("votes", 1, 2)]), 65, "sums to 0"),
        (rule_text([{"votes": 1}], [("votes", 1, 2)] * 5), 65, "'tallies': 5; a rule has 1 to 4"),
        (good.replace("blocking_least", "blocking_last"), 65, "unknown key 'blocking_last'; did you mean 'blocking_least'?"),
        (good + "abstention: maybe\n", 65, "'maybe' is not what an abstention does"),
        (good.replace("blocking_least: 0", "blocking_share: 35/100"), 65, "'population' is no weight of the members"),
        (good.replace("blocking_least: 0", "blocking_share: 1"), 65, "'blocking_share': 1 is not below 1"),
        (good + "blocking_share: 35/100\n", 65, "how many can block is given already by 'blocking_least'"),
        (good + "aside_limit: 1/3\n", 65, "'aside_limit': it goes with 'abstention: aside', which is not there"),
        (good + "silence: perhaps\n", 65, "'perhaps' is not a flag"),
        (good.replace("blocking_least: 0", "silence: true"), 65, "a quota of 3/5 contradicts 'silence'"),
        ("rule: twin\nmembers: {a: {}}\nsilence: false\n", 65, "'tallies' is missing"),
        ("rule: twin\nmembers: {a: {}}\nsilence: true\nblocking_least: 2\n", 65, "'blocking_least' contradicts 'silence'"),
        (good.replace("3/5", "1/1000000000"), 65, "is too long a share: at most 9 digits"),
    ]
    for text, code, said in cases:
        path = write(folder, text)
        done = entente(path)
        assert done.returncode == code and said in done.stderr and done.stdout == "", f"{said!r}: {done}"
        assert "rule.yaml:" in done.stderr, done.stderr
        checked = subprocess.run([ENTENTE, "check", path], capture_output=True, text=True)
        assert checked.returncode == code and said in checked.stderr, checked
    for arguments, code, said in (
        (["eu-only", "--forum", "ue"], 64, "no such forum; did you mean 'eu'?"),
        (["eu-only", "--domain", "fisc"], 64, "no such domain; did you mean 'fiscal'?"),
        (["clusters", "--forum", "security", "--domain", "fiscal"], 64, "does not decide in 'fiscal'"),
        (["eec-1958", "--forum", "eu"], 64, "'--forum' is for orders"),
        (["eec-1958", "--json", "--csv"], 64, "exclude each other"),
        (["nowhere"], 66, "there is no rule and no order 'nowhere'"),
        (["./nowhere.yaml"], 66, "cannot be read"),
    ):
        done = entente(*arguments)
        assert done.returncode == code and said in done.stderr, done


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_published()
        check_block_clause(folder)
        check_twin(folder)
        check_sampled(folder)
        check_core(folder)
        check_orders()
        check_forms()
        check_errors(folder)


if __name__ == "__main__":
    sys.exit(main())
