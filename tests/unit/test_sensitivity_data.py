# SPDX-License-Identifier: GPL-3.0-or-later
"""entente sensitivity: anyone's data in every order and dialect, with the mistakes that files have; and small sweeps of the project's own."""
import csv
import io
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

ENTENTE = os.environ["ENTENTE"]
FIRST, TOTAL = (0.3139, 0.4424, 0), (0.5576, 0.4424, 0.2437)
# Sobol' direction numbers of Joe & Kuo (2008) for dimensions 2 to 6: degree, coefficients, initial numbers
DIRECTIONS = ((1, 0, (1,)), (2, 1, (1, 3)), (3, 1, (1, 3, 1)), (3, 2, (1, 1, 1)), (4, 1, (1, 1, 3, 3)))
BITS = 30


def check(good, *what):
    if not good:
        sys.exit("test_sensitivity_data: " + " ".join(str(w) for w in what))


def direction_numbers(dimension):
    if dimension == 0:
        return [1 << (BITS - 1 - i) for i in range(BITS)]
    s, a, m = DIRECTIONS[dimension - 1]
    v = [m[i] << (BITS - 1 - i) for i in range(s)]
    for i in range(s, BITS):
        x = v[i - s] ^ (v[i - s] >> s)
        for k in range(1, s):
            x ^= ((a >> (s - 1 - k)) & 1) * v[i - k]
        v.append(x)
    return v


def sobol_numbers(dimensions, n, seed):
    """n points, each dimension's bits flipped where those of a random word are."""
    generator = random.Random(seed)
    v = [direction_numbers(d) for d in range(dimensions)]
    x = [0] * dimensions
    shift = [generator.getrandbits(BITS) for _ in range(dimensions)]
    for i in range(n):
        yield [((x[d] ^ shift[d]) + 0.5) / (1 << BITS) for d in range(dimensions)]
        c = (~i & (i + 1)).bit_length() - 1
        for d in range(dimensions):
            x[d] ^= v[d][c]


def ishigami(x):
    return math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])


def mixed_in(to, source, i):
    row = list(to)
    row[i] = source[i]
    return row


def matrices(n, k, seed=1, low=-math.pi, high=math.pi):
    """Parts A, B, AB_1.., BA_1.. of n rows each."""
    points = [[low + (high - low) * u for u in p] for p in sobol_numbers(2 * k, n, seed)]
    a, b = [p[:k] for p in points], [p[k:] for p in points]
    ab = [[mixed_in(a[r], b[r], i) for r in range(n)] for i in range(k)]
    ba = [[mixed_in(b[r], a[r], i) for r in range(n)] for i in range(k)]
    return a, b, ab, ba


def by_rows(*parts):
    return [point for row in zip(*parts) for point in row]


def in_blocks(*parts):
    return [point for part in parts for point in part]


def text_of(rows, separator=",", header=None, end="\n", form="%.17g", quote=""):
    lines = [separator.join(header)] if header else []
    lines += [separator.join(quote + (v if isinstance(v, str) else form % v) + quote for v in row) for row in rows]
    return end.join(lines) + end


class Folder:
    def __init__(self, path):
        self.path = path

    def write(self, name, text):
        path = os.path.join(self.path, name)
        with open(path, "w", newline="", encoding="utf-8") as file:
            file.write(text)
        return path

    def run(self, *arguments, status=0):
        done = subprocess.run([ENTENTE, *arguments], capture_output=True, text=True, cwd=self.path, check=False)
        check(done.returncode == status, arguments, "ended with", done.returncode, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def analyse(self, x, y, *more):
        self.write("X.csv", x if isinstance(x, str) else text_of(x))
        self.write("Y.csv", y if isinstance(y, str) else text_of([[v] for v in y]))
        return json.loads(self.run("sensitivity", "--csv", "X.csv,Y.csv", "--json", *more))["sensitivity"]


def parameters(outcome):
    return {p["name"]: p for p in outcome["parameters"]}


def check_ishigami(found, what, tolerance=0.02):
    at = list(parameters(found["outcomes"][0]).items())
    at = [p for _, p in sorted(at)]
    for i in range(3):
        check(abs(at[i]["total"]["value"] - TOTAL[i]) < tolerance, what, "total order of", i, at[i]["total"])
        check(abs(at[i]["first"]["value"] - FIRST[i]) < tolerance, what, "first order of", i, at[i]["first"])
        check(at[i]["total"]["low"] < TOTAL[i] < at[i]["total"]["high"], what, "interval of", i)
        check(at[i]["stands_out"], what, "does not stand out:", i)


def test_orders(folder):
    """Saltelli's matrices in every usual order."""
    a, b, ab, ba = matrices(1024, 3)
    check_ishigami(folder.analyse(by_rows(a, *ab, b), map(ishigami, by_rows(a, *ab, b))), "N = 1024")
    a, b, ab, ba = matrices(256, 3)
    orders = {
        "row by row: A, AB_1 to AB_k, B": by_rows(a, *ab, b),
        "row by row: A, AB_1 to AB_k, BA_1 to BA_k, B": by_rows(a, *ab, *ba, b),
        "row by row: A, B, AB_1 to AB_k": by_rows(a, b, *ab),
        "in blocks: A, B, AB_1 to AB_k": in_blocks(a, b, *ab),
        "in blocks: A, B, AB_1 to AB_k, BA_1 to BA_k": in_blocks(a, b, *ab, *ba),
        "in blocks: A, B, the mixtures AB row by row": a + b + by_rows(*ab),
        "in blocks: A, B, BA_1 to BA_k": in_blocks(a, b, *ba),
    }
    for said, rows in orders.items():
        found = folder.analyse(rows, [ishigami(p) for p in rows])
        check(found["method"] == "saltelli" and said in found["structure"], said, "was taken for", found["structure"])
        check_ishigami(found, said, 0.03)
    rows = by_rows(a, *ab, b)
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)
    check(folder.analyse(shuffled, map(ishigami, shuffled))["method"] == "sample", "shuffled rows are matrices")
    # A wrong value must not be taken for the right design: one number of a mixture off.
    wrong = [list(p) for p in rows]
    wrong[7][1] += 0.5
    check(folder.analyse(wrong, map(ishigami, wrong))["method"] != "saltelli", "a broken mixture passes")
    outputs = [ishigami(p) for p in rows]
    found = folder.analyse(rows, outputs[1:] + outputs[:1])
    check(abs(parameters(found["outcomes"][0])["x1"]["total"]["value"] - TOTAL[0]) > 0.1, "outputs moved by a row are not noticed")


def test_dialects(folder):
    a, b, ab, _ = matrices(128, 3)
    rows = by_rows(a, *ab, b)
    values = [ishigami(p) for p in rows]
    plain = folder.analyse(rows, values)
    again = folder.analyse(rows, values)
    check(plain == again, "not the same digits twice")
    names = ["alpha", "beta, or so", 'ga"mma']
    quoted = ['"alpha"', '"beta, or so"', '"ga""mma"']
    dialects = {
        "header": text_of(rows, header=["alpha", "beta", "gamma"]),
        "semicolons, CR LF": text_of(rows, ";", ["alpha", "beta", "gamma"], "\r\n"),
        "tabs": text_of(rows, "\t", end="\r"),
        "spaces": text_of(rows, " ", form="%.18e"),
        "quotes": text_of(rows, header=quoted, quote='"'),
        "byte order mark, empty lines": "\ufeff" + text_of(rows, header=["a", "b", "c"]) + "\n\n",
        "comments": "# made by hand\n" + text_of(rows, header=["a", "b", "c"]),
        "header as comment": "# a b c\n" + text_of(rows, " "),
        "row numbers": ",a,b,c\n" + "".join("%d,%s" % (i, line) for i, line in enumerate(text_of(rows).splitlines(True))),
    }
    for what, text in dialects.items():
        found = folder.analyse(text, values)
        check(found["method"] == "saltelli" and found["n_parameters"] == 3, what, found["structure"])
        for p, q in zip(plain["outcomes"][0]["parameters"], found["outcomes"][0]["parameters"]):
            check(abs(p["total"]["value"] - q["total"]["value"]) < 1e-9, what, p, q)
    check(set(parameters(folder.analyse(dialects["quotes"], values)["outcomes"][0])) == set(names), "names in quotes")
    # Few digits, the same in every row, are the same numbers.
    found = folder.analyse(text_of(rows, form="%.5g"), values)
    check(found["method"] == "saltelli", "five digits hide the matrices")
    outcomes = folder.analyse(rows, text_of([(v, 2, -v) for v in values], header=["one", "two", "three"]))["outcomes"]
    check([o["metric"] for o in outcomes] == ["one", "two", "three"], "names of outcomes")
    check(outcomes[1]["constant"] and not outcomes[0]["constant"], "a constant outcome")
    check(outcomes[0]["parameters"][0]["total"] == outcomes[2]["parameters"][0]["total"], "the sign of an outcome matters")
    check("no parameter makes a difference" in folder.run("sensitivity", "--csv", "X.csv,Y.csv", "--metric", "two"), "no sentence")
    table = list(csv.DictReader(io.StringIO(folder.run("sensitivity", "--csv", "X.csv,Y.csv", "--tidy", "--metric", "one"))))
    check([r for r in table if r["parameter"] == "x1" and r["figure"] == "total"][0]["value"] != "", "tidy table")
    check("\\begin{tabular}" in folder.run("sensitivity", "--csv", "X.csv,Y.csv", "--latex"), "LaTeX")


def test_missing(folder):
    a, b, ab, _ = matrices(128, 3)
    rows = by_rows(a, *ab, b)
    values = [[ishigami(p)] for p in rows]
    for word in ("nan", "NA", "", "inf", "None"):
        values[3 * 5 + 2] = [word]
        values[90 * 5] = [word]
        outcome = folder.analyse(rows, text_of(values))["outcomes"][0]
        check(outcome["n_used"] == 126 and outcome["n_left_out"] == 2, "missing as", repr(word), outcome["n_used"])
    holes = [list(p) for p in rows]
    holes[41][1] = "NaN"
    outcome = folder.analyse(text_of(holes), [ishigami(p) for p in rows])["outcomes"][0]
    check(outcome["n_used"] == 127, "a missing parameter leaves out", outcome["n_left_out"])


def test_mistakes(folder):
    rows, values = [[1, 2], [3, 4], [5, 6]], "1\n2\n3\n"
    cases = (
        (text_of(rows), "1\n2\n", 65, "Y.csv:2: ends after 2 rows"),
        ("1,2\n3,4\n5\n", values, 65, "X.csv:3: 1 cells, but the first line has 2"),
        ("a,b\n1,2\n3,four\n5,6\n", values, 65, "X.csv:3: column 'b': 'four' is not a number"),
        ("a,b\n", values, 65, "X.csv:1: no row follows the header"),
        ("", values, 65, "X.csv:1: the file has no numbers"),
        ("1,2\n0x1,2\n", values, 65, "'0x1' is not a number"),
    )
    for x, y, status, says in cases:
        folder.write("X.csv", x)
        folder.write("Y.csv", y)
        said = folder.run("sensitivity", "--csv", "X.csv,Y.csv", status=status)
        check(says in said, "expected", says, "got", said)
    folder.write("X.csv", text_of(rows))
    folder.write("Y.csv", values)
    for arguments, status in (
        (("--csv", "X.csv,absent.csv"), 66),
        (("--csv", "X.csv"), 64),
        (("--csv", "X.csv,Y.csv", "--order", "any"), 64),
        (("--csv", "X.csv,Y.csv", "--metric", "absent"), 64),
        (("--csv", "X.csv,Y.csv", "--json", "--latex"), 64),
        (("file.h5", "--csv", "X.csv,Y.csv"), 64),
        ((), 64),
    ):
        folder.run("sensitivity", *arguments, status=status)


def test_structures(folder):
    """Trajectories, stars, grids, one at a time and samples are told from each other, and Morris' own function comes out."""
    generator = random.Random(3)
    k, n = 20, 60
    beta = [generator.gauss(0, 1) for _ in range(k)]
    pair = {(i, j): generator.gauss(0, 1) for i in range(k) for j in range(i + 1, k)}
    for i in range(10):
        beta[i] = 20
    for i in range(6):
        for j in range(i + 1, 6):
            pair[i, j] = -15

    def morris(x):  # Morris (1991), section 4
        w = [2 * (x[i] - 0.5) if i not in (2, 4, 6) else 2 * (1.1 * x[i] / (x[i] + 0.1) - 0.5) for i in range(k)]
        y = sum(beta[i] * w[i] for i in range(k)) + sum(c * w[i] * w[j] for (i, j), c in pair.items())
        for i in range(5):
            for j in range(i + 1, 5):
                for l in range(j + 1, 5):
                    y -= 10 * w[i] * w[j] * w[l]
        return y + 5 * w[0] * w[1] * w[2] * w[3]

    rows, effects = [], [[] for _ in range(k)]
    for _ in range(n):
        x = [generator.randrange(4) / 3 for _ in range(k)]
        rows.append(x)
        for i in generator.sample(range(k), k):
            to = list(x)
            to[i] += 2 / 3 if x[i] < 0.5 else -2 / 3
            effects[i].append((morris(to) - morris(x)) / (to[i] - x[i]))
            x = to
            rows.append(x)
    found = folder.analyse(rows, map(morris, rows))
    check(found["method"] == "morris" and found["n_groups"] == n, found["structure"])
    at = parameters(found["outcomes"][0])
    for i in range(k):
        of = at["x%d" % (i + 1)]
        mean = sum(effects[i]) / n
        check(abs(of["mu"]["value"] - mean) < 1e-6, "mu of", i)
        check(abs(of["mu_star"]["value"] - sum(map(abs, effects[i])) / n) < 1e-6, "mu* of", i)
        check(abs(of["sigma"] - math.sqrt(sum((e - mean) ** 2 for e in effects[i]) / (n - 1))) < 1e-6, "sigma of", i)
        check(of["mu_star"]["low"] <= of["mu_star"]["value"] <= of["mu_star"]["high"], "interval of", i)
    check({p["name"] for p in found["outcomes"][0]["parameters"][:10]} == {"x%d" % i for i in range(1, 11)}, "the ten that matter do not lead")
    star = [[0.5] * 3] + [[0.5 + 0.1 * (j == i) for j in range(3)] for i in range(3)]
    stars = [[v + 0.01 * s for v in p] for s in range(5) for p in star]
    found = folder.analyse(stars, [2 * p[0] - p[1] for p in stars])
    check(found["method"] == "morris" and "stars" in found["structure"], found["structure"])
    found = folder.analyse([[a, b, c] for a in (1, 2) for b in (1, 2, 3) for c in (0, 5)], [a * b for a in (1, 2) for b in (1, 2, 3) for c in (0, 5)])
    check(found["method"] == "grid" and abs(parameters(found["outcomes"][0])["x3"]["total"]["value"]) < 1e-12, found["structure"])
    once = [[1, 2, 3], [0, 2, 3], [2, 2, 3], [1, 1, 3], [1, 3, 3], [1, 2, 0]]
    found = folder.analyse(once, [10 * p[0] - p[1] for p in once])
    check(found["method"] == "one_at_a_time", found["structure"])
    check([p["name"] for p in found["outcomes"][0]["parameters"]] == ["x1", "x2", "x3"], "ranking of effects")
    free = [[generator.random() for _ in range(4)] for _ in range(1200)]
    found = folder.analyse(free, [3 * p[0] + p[1] ** 2 + generator.gauss(0, 0.1) for p in free])["outcomes"][0]
    at, all_of = parameters(found), 9 / 12 + 4 / 45 + 0.01
    check(found["kind"] == "sample" and abs(at["x1"]["first"]["value"] - 9 / 12 / all_of) < 0.03, at["x1"])
    check(abs(at["x2"]["first"]["value"] - 4 / 45 / all_of) < 0.04 and at["x2"]["stands_out"], at["x2"])
    check(not at["x3"]["stands_out"] and not at["x4"]["stands_out"], "inert parameters of a sample stand out")
    check(at["x1"]["rank_regression"]["low"] > 0.9 and at["x2"]["partial_rank"]["low"] > 0.8, "rank regression")


EXPERIMENT = """experiment: small
orders: [eu-only, clusters]
scenarios: [default]
shocks: [russian_aggression, us_withdrawal, backsliding, us_coercion, us_ideological_attack, economic_crisis, migration_crisis, pandemic,
  member_exit]
design:
  method: %s
  %s
  parameters:
    parameters.bargaining.slack_trust: {low: 0, high: 0.1}
    parameters.bargaining.refuse_unanimity: {low: 0.001, high: 0.02, distribution: log_uniform}
    parameters.membership.sovereignty: {low: 0.02, high: 0.08}
runs: 16
seed: 1
months: 12
"""


def test_sweeps(folder):
    """The project's own sweeps, each method once: figures that the runs themselves give, and what they cannot."""
    for method, more in (
        ("saltelli", "points: 24"),
        ("morris", "trajectories: 5"),
        ("one_at_a_time", "levels: 3"),
        ("sobol", "points: 48"),
        ("grid", "levels: 2"),
    ):
        folder.write(method + ".yaml", EXPERIMENT % (method, more))
        folder.run("run", "./%s.yaml" % method, "-o", method + ".h5", "--threads", "1")
        text = folder.run("sensitivity", method + ".h5", "--json", "--metric", "deadlock_risk,order_survival")
        check(text == folder.run("sensitivity", method + ".h5", "--json", "--metric", "deadlock_risk,order_survival"), "other digits")
        document = json.loads(text)
        found = document["sensitivity"]
        check(found["method"] == ("sample" if method == "sobol" else method), found["method"])
        check((document["discovery"] is None) == (method in ("morris", "one_at_a_time")), "discovery of", method)
        check([(o["metric"], o["order"], o["against"]) for o in found["outcomes"]] == [
            (m, o, a) for m in ("deadlock_risk", "order_survival")
            for o, a in (("eu-only", None), ("clusters", None), ("clusters", "eu-only"))], "outcomes of", method)
        outcome = found["outcomes"][0]
        check(outcome["runs"] == 16 * found["n_points"] and outcome["failed"] == 0, outcome["runs"])
        at = parameters(outcome)
        check(len(at) == 3 and at["parameters.membership.sovereignty"]["high"] == 0.08, "ranges of", method)
        lead = {"saltelli": "total", "morris": "mu_star", "one_at_a_time": "effect", "sobol": "first", "grid": "total"}[method]
        check(outcome["parameters"][0]["name"] == "parameters.bargaining.slack_trust", method, "ranks", outcome["parameters"][0])
        check(outcome["parameters"][0][lead]["low"] < outcome["parameters"][0][lead]["high"], "no interval", method)
        if method != "one_at_a_time":
            check(0 < outcome["noise_share"] < 1.5, "noise of", method, outcome["noise_share"])
        for form in ((), ("--tidy",), ("--latex",)):
            said = folder.run("sensitivity", method + ".h5", *form)
            check("slack" in said and not re.search(r"\bnan\b", said), method, form, said[:400])
            check(form or max(map(len, said.splitlines())) <= 100, "a line is longer than 100")
    one = json.loads(folder.run("sensitivity", "saltelli.h5", "--json", "--order", "eu-only,clusters", "--metric", "vetoes"))
    check([(o["order"], o["against"]) for o in one["sensitivity"]["outcomes"]] == [
        ("eu-only", None), ("clusters", None), ("eu-only", "clusters")], "orders named")
    for arguments, says in (
        (("--order", "clustres"), "did you mean 'clusters'"),
        (("--scenario", "calmest"), "no scenario 'calmest'"),
        (("--metric", "deadlock_rsk"), "did you mean 'deadlock_risk'"),
    ):
        check(says in folder.run("sensitivity", "saltelli.h5", *arguments, status=64), says)
    folder.write("plain.yaml", EXPERIMENT[: EXPERIMENT.index("design:")] + "runs: 2\nseed: 1\nmonths: 6\n")
    folder.run("run", "./plain.yaml", "-o", "plain.h5")
    check("no parameter varies" in folder.run("sensitivity", "plain.h5", status=65), "a file without a design")
    folder.write("not.h5", "text")
    check("not HDF5" in folder.run("sensitivity", "not.h5", status=65), "a file that is not ours")


def main():
    for test in (test_orders, test_dialects, test_missing, test_mistakes, test_structures, test_sweeps):
        with tempfile.TemporaryDirectory() as path:
            test(Folder(path))
        print(test.__name__, "passed")


main()
