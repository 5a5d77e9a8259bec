#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""entente power on bodies of the literature beside those whose tables are in council_power.csv: each is written as a rule file here, and
the figures are whole numbers or fractions that follow by hand, or what was published to its printed digits."""
import json
import math
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

ENTENTE, SOURCE = os.environ["ENTENTE"], os.environ["ENTENTE_SOURCE"]
LARGEST = 2**31 - 1  # of a sum of weights; a quota has at most nine digits
ELECTORS_2024 = [9, 3, 11, 6, 54, 10, 7, 3, 3, 30, 16, 4, 4, 19, 11, 6, 6, 8, 8, 4, 10, 11, 15, 10, 6, 10, 4, 5, 6, 4, 14, 5, 28, 16, 3,
                 17, 7, 8, 19, 4, 9, 3, 11, 40, 6, 3, 13, 12, 4, 10, 3]


def power(*arguments):
    done = subprocess.run([ENTENTE, "power", *arguments, "--json"], capture_output=True, text=True, cwd=SOURCE)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def body(folder, weights, tallies, clauses=""):
    """weights: one dict a member; tallies: (weight, needed, of)."""
    path = os.path.join(folder, "rule.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("rule: literature\nmembers:\n")
        for i, own in enumerate(weights):
            file.write("  m%d: {%s}\n" % (i, ", ".join("%s: %d" % item for item in own.items())))
        if tallies:
            file.write("tallies:\n")
        for weight, needed, of in tallies:
            file.write("  - {weight: %s, quota: %d/%d}\n" % (weight, needed, of))
        file.write(clauses)
    return power(path)


def votes(folder, of_members, quota):
    return body(folder, [{"votes": v} for v in of_members], [("votes", quota, sum(of_members))])


def swings(found):
    return [member["swings"] for member in found["members"]]


def is_shares(found, figure, expected, what):
    for member, share in zip(found["members"], expected, strict=True):
        assert abs(member[figure]["value"] - float(share)) <= 1e-12, (what, member, share)


def is_printed(found, figure, expected, digits, what):
    """By kind of member: `expected` as printed with so many digits, for the first members in turn."""
    values = [member[figure]["value"] for member in found["members"]]
    for value, printed in zip(values, expected, strict=True):
        assert abs(value - printed) <= 0.5000001 * 10**-digits, (what, value, printed)


# --- weighted majority games ---


def check_weighted(folder):
    """Board of Nassau County, 1958 (Banzhaf 1965): three towns share all power, the other three have none."""
    nassau = votes(folder, [9, 9, 7, 3, 1, 1], 16)
    is_shares(nassau, "banzhaf_normalised", [Fraction(1, 3)] * 3 + [0] * 3, "Nassau 1958")
    is_shares(nassau, "shapley_shubik", [Fraction(1, 3)] * 3 + [0] * 3, "Nassau 1958")
    nassau = votes(folder, [31, 31, 28, 21, 2, 2], 58)
    is_shares(nassau, "banzhaf_normalised", [Fraction(1, 3)] * 3 + [0] * 3, "Nassau 1964")
    apex = votes(folder, [2, 1, 1], 3)
    is_shares(apex, "banzhaf_normalised", [Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)], "[3; 2, 1, 1]")
    is_shares(apex, "shapley_shubik", [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)], "[3; 2, 1, 1]")
    six = power("eec-1958")
    is_shares(six, "banzhaf_normalised", [Fraction(5, 21)] * 3 + [Fraction(1, 7)] * 2 + [0], "EEC 1958")
    is_shares(six, "shapley_shubik", [Fraction(7, 30)] * 3 + [Fraction(3, 20)] * 2 + [0], "EEC 1958")
    dictator = votes(folder, [5, 1, 1, 1], 5)
    is_shares(dictator, "shapley_shubik", [1, 0, 0, 0], "a dictator")


# --- vetoes ---


def check_security_council(folder):
    """Nine of fifteen with all five permanent members; before 1966 seven of eleven (Shapley & Shubik 1954)."""
    for n_elected, needed, permanent, elected in ((10, 9, Fraction(421, 2145), Fraction(4, 2145)),
                                                  (6, 7, Fraction(76, 385), Fraction(1, 462))):
        n = 5 + n_elected
        members = [{"veto": 1, "voice": 1}] * 5 + [{"veto": 0, "voice": 1}] * n_elected
        found = body(folder, members, [("veto", 5, 5), ("voice", needed, n)])
        joined = sum(math.comb(n_elected, k) for k in range(needed - 5, n_elected + 1))
        assert found["winning"] == joined
        assert swings(found) == [joined] * 5 + [math.comb(n_elected - 1, needed - 6)] * n_elected
        is_shares(found, "shapley_shubik", [permanent] * 5 + [elected] * n_elected, "Security Council")
        assert swings(votes(folder, [n_elected + 1] * 5 + [1] * n_elected, 5 * (n_elected + 1) + needed - 5)) == swings(found)


def check_victoria(folder):
    """The amending formula of the Victoria Charter of 1971 (Miller 1973; Straffin 1977): two provinces with a veto, two of the
    four Atlantic ones, and in the West the larger one with another, or the three others."""
    provinces = [{"east": 1, "atlantic": 0, "west": 0}] * 2 + [{"east": 0, "atlantic": 0, "west": 2}]
    provinces += [{"east": 0, "atlantic": 0, "west": 1}] * 3 + [{"east": 0, "atlantic": 1, "west": 0}] * 4
    found = body(folder, provinces, [("east", 2, 2), ("atlantic", 2, 4), ("west", 3, 5)])
    is_printed(found, "shapley_shubik", [0.3155] * 2 + [0.125] + [0.0417] * 3 + [0.0298] * 4, 4, "Victoria Charter")


# --- the Council between the tables ---


def check_councils():
    """Coleman's power to act (Felsenthal & Machover 1998, 2001) and Shapley-Shubik's indices as printed in the literature."""
    for rule, act in (("eec-1958", 0.219), ("ec-1973", 0.147), ("ec-1981", 0.137), ("ec-1986", 0.098), ("eu-1995", 0.078),
                      ("eu-2004-nice", 0.036), ("eu-2007-nice", 0.020)):
        assert abs(power(rule)["power_to_act"]["value"] - act) < 0.001, rule
    for rule, printed in (("ec-1973", {"Germany": 0.179, "Belgium": 0.081, "Denmark": 0.057, "Luxembourg": 0.010}),
                          ("ec-1981", {"Germany": 0.174, "Greece": 0.071, "Ireland": 0.030, "Luxembourg": 0.030}),
                          ("ec-1986", {"Germany": 0.134, "Spain": 0.111, "Portugal": 0.064, "Denmark": 0.043, "Luxembourg": 0.012})):
        found = {member["member"]: member["shapley_shubik"]["value"] for member in power(rule)["members"]}
        for member, value in printed.items():
            assert abs(found[member] - value) < 0.0006, (rule, member, found[member])


def check_lisbon_with_28():
    """The clause on four opponents lets through what three of the largest would block: counted by hand from the populations."""
    found = power("eu-2014-lisbon")
    assert (found["n_members"], found["blocking_least"]) == (28, 4)
    germany = next(member for member in found["members"] if member["member"] == "Germany")
    assert all(germany["swings"] >= member["swings"] for member in found["members"])


# --- the clauses ---


def check_blocking_share(folder):
    """TFEU 238(3) is a number of opponents: the fewest with more than the share, and one."""
    people = [83, 68, 59, 49, 18, 12, 11, 10, 9, 6, 5, 5, 4, 3, 2, 2, 1, 1, 1]
    members = [{"population": p} for p in people]
    tallies = [("members", 55, 100), ("population", 65, 100)]
    for num, den in ((35, 100), (20, 100), (60, 100), (1, 100), (99, 100)):
        fewest = next(k for k in range(1, len(people) + 1) if sum(people[:k]) * den > num * sum(people))
        least = min(fewest + 1, len(people))
        share = body(folder, members, tallies, "blocking_share: %d/%d\n" % (num, den))
        number = body(folder, members, tallies, "blocking_least: %d\n" % least)
        assert share["blocking_least"] == least, (num, den, share["blocking_least"])
        assert share["winning"] == number["winning"] and swings(share) == swings(number)
    assert power("euro-2026-lisbon")["blocking_least"] == 3


def check_consensus(folder):
    """Silence, and abstention that stands aside, are unanimity for those who are for or against."""
    n = 9
    for tallies, clauses in (([], "silence: true\n"), ([("members", 1, 1)], "silence: true\nabstention: allows\n"),
                             ([("members", 1, 1)], "abstention: aside\naside_limit: 1/3\n"), ([("members", 1, 1)], "")):
        found = body(folder, [{}] * n, tallies, clauses)
        assert found["winning"] == 1 and swings(found) == [1] * n, clauses
        assert abs(found["core_length"]["value"] - (n - 1) / (n + 1)) < 1e-12
    found = power("nato-2024")
    assert found["n_members"] == 32 and found["winning"] == 1 and swings(found) == [1] * 32


# --- weights at the limit of what a weight may be ---


def check_limits(folder):
    """Weights are only compared: multiplied up to a sum of 2^31 - 1 they decide as before. The second is like the votes of the
    Executive Board of the Fund, in millions altogether."""
    for weights, quota in (([10, 10, 10, 10, 5, 5, 3, 3, 2], 41), ([831401, 309664, 305243, 267014, 202361, 202361, 187513, 1], 1200001)):
        small = votes(folder, weights, quota)
        scale = LARGEST // sum(weights)
        large = body(folder, [{"votes": v * scale} for v in weights], [("votes", quota, sum(weights))])
        assert swings(large) == swings(small) and large["winning"] == small["winning"], weights
        every = [s for s in range(2 ** len(weights)) if sum(w for i, w in enumerate(weights) if s >> i & 1) >= quota]
        assert small["winning"] == len(every), weights
    most = 10**9 - 1
    two = body(folder, [{"votes": LARGEST - 1}, {"votes": 1}], [("votes", most - 1, most)])
    assert swings(two) == [2, 0] and two["winning"] == 2
    both = body(folder, [{"votes": LARGEST - 1}, {"votes": 1}], [("votes", 1, 1)])
    assert swings(both) == [1, 1] and both["winning"] == 1


# --- more members than are counted ---


def by_size_and_sum(weights):
    """[size][sum]: how many sets there are."""
    total = sum(weights)
    ways = [[0] * (total + 1) for _ in range(len(weights) + 1)]
    ways[0][0] = 1
    for weight in weights:
        for size in range(len(weights) - 1, -1, -1):
            row, above = ways[size], ways[size + 1]
            for sum_ in range(total - weight, -1, -1):
                if row[sum_]:
                    above[sum_ + weight] += row[sum_]
    return ways


def check_electoral_college(folder):
    """51 members are sampled: every interval is held against the exact figure of generating functions."""
    quota, n = 270, len(ELECTORS_2024)
    assert n == 51 and sum(ELECTORS_2024) == 538
    found = votes(folder, ELECTORS_2024, quota)
    assert not found["exact"]
    exact, outside = {}, 0
    for weight in set(ELECTORS_2024):
        others = list(ELECTORS_2024)
        others.remove(weight)
        ways = by_size_and_sum(others)
        pivots = [sum(row[quota - weight:quota]) for row in ways]
        exact[weight] = (Fraction(sum(pivots), 2 ** (n - 1)),
                         sum(Fraction(p, n * math.comb(n - 1, size)) for size, p in enumerate(pivots[:n])))
    for member, weight in zip(found["members"], ELECTORS_2024, strict=True):
        for figure, value in zip(("banzhaf_absolute", "shapley_shubik"), exact[weight]):
            interval = member[figure]
            outside += not interval["low"] <= float(value) <= interval["high"]
            half = (interval["high"] - interval["low"]) / 2
            assert abs(interval["value"] - float(value)) < 2.3 * half, (weight, figure, interval, float(value))
    assert outside <= 15, "%d of 102 intervals of 95 %% miss" % outside


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_weighted(folder)
        check_security_council(folder)
        check_victoria(folder)
        check_councils()
        check_lisbon_with_28()
        check_blocking_share(folder)
        check_consensus(folder)
        check_limits(folder)
        check_electoral_college(folder)


if __name__ == "__main__":
    sys.exit(main())
