# SPDX-License-Identifier: GPL-3.0-or-later
"""entente sensitivity of data that others made: models with known indices, designs that could be taken for another one, points that
were run more than once, and the files of programs with habits of their own. Most cases here were once answered wrongly."""
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile

ENTENTE = os.environ["ENTENTE"]


def check(good, *what):
    if not good:
        sys.exit("test_sensitivity_foreign: " + " ".join(str(w) for w in what))


def lines(rows):
    return "".join(",".join(repr(float(v)) for v in row) + "\n" for row in rows)


class Folder:
    def __init__(self, path):
        self.path = path

    def run(self, x, y, *more, status=0):
        """x, y: texts, rows of numbers or, for y, numbers."""
        y = y if isinstance(y, str) else list(y)
        for name, given in (("X.csv", x), ("Y.csv", y if isinstance(y, str) or isinstance(y[0], list) else [[v] for v in y])):
            with open(os.path.join(self.path, name), "w", newline="", encoding="utf-8") as file:
                file.write(given if isinstance(given, str) else lines(given))
        done = subprocess.run([ENTENTE, "sensitivity", "--csv", "X.csv,Y.csv", *more], capture_output=True, text=True, cwd=self.path, check=False)
        check(done.returncode == status, "ended with", done.returncode, done.stderr)
        return done.stderr if status else done.stdout

    def analyse(self, x, y):
        return json.loads(self.run(x, y, "--json"))["sensitivity"]


def parameters(found, outcome=0):
    return {p["name"]: p for p in found["outcomes"][outcome]["parameters"]}


def halton(n, dimensions, shift):
    """n points of the unit cube that cover it evenly, moved by random amounts, so that each set is another."""
    primes = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    for i in range(1, n + 1):
        point = []
        for d in range(dimensions):
            value, scale, rest = 0.0, 1.0, i
            while rest:
                scale /= primes[d]
                value += scale * (rest % primes[d])
                rest //= primes[d]
            point.append((value + shift[d]) % 1)
        yield point


def matrices(n, k, seed):
    generator = random.Random(seed)
    rows = []
    for point in halton(n, 2 * k, [generator.random() for _ in range(2 * k)]):
        a, b = point[:k], point[k:]
        rows += [a, *([b[j] if j == i else a[j] for j in range(k)] for i in range(k)), b]
    return rows


def product_model(numerators):
    """f = product of 1 + g_i, E g_i = 0, E g_i^2 = v_i: first v_i / V, total v_i prod_j!=i (1 + v_j) / V, V = prod (1 + v_j) - 1."""
    all_of = math.prod(1 + v for v in numerators) - 1
    return [(v / all_of, v * math.prod(1 + w for w in numerators) / (1 + v) / all_of) for v in numerators]


def check_indices(found, exact, tolerance, what):
    at = parameters(found)
    check(found["method"] == "saltelli", what, found["structure"])
    for i, (first, total) in enumerate(exact):
        of = at["x%d" % (i + 1)]
        for name, wanted in (("first", first), ("total", total)):
            check(abs(of[name]["value"] - wanted) < tolerance, what, name, "of", i, of[name], "wanted", wanted)


def test_models(folder):
    """Functions with known indices, none of them in another test."""
    rows = matrices(512, 3, 1)
    check_indices(folder.analyse(rows, (math.prod(p) for p in rows)), product_model([1 / 3] * 3), 0.02, "x1 x2 x3 on the unit cube")
    rows = matrices(512, 2, 2)
    check_indices(folder.analyse(rows, ((2 * p[0] - 1) * (2 * p[1] - 1) for p in rows)), [(0, 1), (0, 1)], 0.02, "interaction alone")
    rows, weights = matrices(256, 4, 3), (1, 2, 3, 4)
    exact = [(w * w / 30, w * w / 30) for w in weights]
    for offset, scale in ((0, 1), (1e9, 1e-3), (-1e12, 1), (0, 1e-120)):
        found = folder.analyse(rows, (offset + scale * sum(w * v for w, v in zip(weights, p)) for p in rows))
        check_indices(found, exact, 0.01, "linear with offset %g and scale %g" % (offset, scale))
    generator = random.Random(4)
    rows = [[generator.random() for _ in range(3)] for _ in range(500)]
    at = parameters(folder.analyse(rows, (1e9 + 1e-3 * (p[0] + p[1]) for p in rows)))
    check(abs(at["x1"]["first"]["value"] - 0.5) < 0.07 and at["x1"]["stands_out"], "a sample with a great offset", at["x1"])
    codes = [[generator.randrange(40), generator.random()] for _ in range(2000)]
    level = [generator.gauss(0, 1) for _ in range(40)]
    at = parameters(folder.analyse(codes, (level[int(p[0])] for p in codes)))
    check(at["x1"]["first"]["value"] > 0.999, "codes of categories are ordered", at["x1"]["first"])
    says = folder.run(rows, (1e200 * p[0] for p in rows), status=65)
    check("too large to be squared" in says, says)
    check("too small to be squared" in folder.run(rows, (1e-200 * p[0] for p in rows), status=65), "small values")


def test_grids(folder):
    """A full grid is one in whatever order, and however its levels were computed; its indices are exact."""

    def grid(*levels):
        return [list(map(float, p)) for p in itertools.product(*levels)]

    for what, rows in (("2 x 2", grid((0, 1), (0, 1))), ("6 x 2, the second first", [p[::-1] for p in grid(range(6), (0, 1))])):
        at = parameters(folder.analyse(rows, (10 * p[0] + p[1] for p in rows)))
        for name, column, weight in (("x1", 0, 10), ("x2", 1, 1)):
            n = len({p[column] for p in rows})
            at[name]["exact"] = weight * weight * (n * n - 1) / 12
        both = at["x1"]["exact"] + at["x2"]["exact"]
        check(all(abs(p["total"]["value"] - p["exact"] / both) < 1e-9 and abs(p["first"]["value"] - p["exact"] / both) < 1e-9 for p in at.values()),
              what, at)
    exact = grid((0, 0.1, 0.2, 0.3), (0, 1, 2))
    values = [p[0] + p[1] for p in exact]
    wanted = parameters(folder.analyse(exact, values))
    for i, row in enumerate(exact):
        row[0] += 1e-10 * i
    found = parameters(folder.analyse(exact, values))
    for name, of in wanted.items():
        check(abs(found[name]["total"]["value"] - of["total"]["value"]) < 1e-9, "levels computed in two ways", found[name], of)
        check(abs(found[name]["effect"]["value"] - of["effect"]["value"]) < 1e-9, "effect", found[name], of)
    held = [[7.0, *p] for p in grid((0, 1, 2), (0, 1, 2))]
    found = folder.analyse(held, (p[1] + p[2] for p in held))
    check(found["method"] == "grid" and abs(parameters(found)["x2"]["total"]["value"] - 0.5) < 1e-9, "a column that is held", found["structure"])
    whole = grid((0, 1, 2), (0, 1, 2, 3, 4, 5, 6))
    y = "".join("NA\n" if i == 4 else "%r\n" % p[0] for i, p in enumerate(whole))
    check("Not every combination has a value" in folder.run(whole, y), "a hole in a grid")


def test_other_designs(folder):
    generator = random.Random(5)
    binary = [[float(v > 0.3) for v in p] for p in matrices(200, 5, 6)]
    found = folder.analyse(binary, (p[0] + 2 * p[1] * p[2] for p in binary))
    check(found["method"] == "saltelli", "parameters of two values hide the matrices:", found["structure"])
    held = [[p[0], 7.0] for p in matrices(64, 2, 7)]
    found = folder.analyse(held, (p[0] + generator.gauss(0, 0.01) for p in held))
    check(found["method"] != "one_at_a_time", "random points of one column are taken for one parameter at a time")
    few = [[float(v)] for v in range(5)]
    at = parameters(folder.analyse(few, (3 * p[0] for p in few)))
    check(at["x1"]["effect"]["value"] == 12, "five points of one parameter", at)
    check("Too few points to tell" in folder.run([[generator.random(), generator.random()] for _ in range(15)], range(15)), "15 points")
    rows = []
    for _ in range(10):
        x = [generator.randrange(4) / 3 for _ in range(3)]
        rows.append(list(x))
        for i in generator.sample(range(3), 3):
            x[i] += 2 / 3 if x[i] < 0.5 else -2 / 3
            rows.append(list(x))
    text = lines(rows).splitlines(True)
    text[5] = "NA," + text[5].split(",", 1)[1]
    found = folder.analyse("".join(text), (p[0] + 2 * p[1] for p in rows))
    check(found["method"] == "morris" and found["outcomes"][0]["n_left_out"] == 1, "a missing value hides trajectories", found["structure"])
    check(abs(parameters(found)["x2"]["mu"]["value"] - 2) < 1e-9, "mu", parameters(found)["x2"])
    # A constant column does not hide what the others do; an index that chance made negative does not lead.
    rows = [[generator.random(), generator.random(), 3.0] for _ in range(500)]
    at = parameters(folder.analyse(rows, (p[0] + 2 * p[1] for p in rows)))
    check(at["x2"]["rank_regression"]["value"] > 0.8 and at["x3"]["rank_regression"]["value"] is None, "a constant column", at)
    rows = [[generator.random() for _ in range(12)] for _ in range(100)]
    ranked = [p["first"]["value"] for p in folder.analyse(rows, (p[0] + generator.gauss(0, 0.3) for p in rows))["outcomes"][0]["parameters"]]
    check(ranked == sorted(ranked, reverse=True) and ranked[-1] < 0, "ranks", ranked)


def test_repeats(folder):
    """Rows at the same point are its runs: their noise is no parameter's doing, and inert parameters do not stand out."""
    generator = random.Random(8)
    points = matrices(64, 3, 9)
    for rows in ([p for p in points for _ in range(5)], points * 5):
        y = [p[0] + generator.gauss(0, 0.1) for p in rows]
        found = folder.analyse(rows, y)
        outcome, at = found["outcomes"][0], parameters(found)
        check(found["method"] == "saltelli" and found["n_points"] == len(points) and found["runs"] == 5, found["structure"], found["n_points"])
        check(abs(outcome["noise_share"] - 0.002 / (0.002 + 1 / 12)) < 0.01, "noise", outcome["noise_share"])
        check(at["x1"]["stands_out"] and not at["x2"]["stands_out"] and not at["x3"]["stands_out"], "inert parameters stand out", at)
        check(abs(at["x2"]["total"]["value"]) < 0.03, "noise is taken for an effect", at["x2"])
    free = [[generator.random() for _ in range(3)] for _ in range(60)]
    rows = [p for p in free for _ in range(8)]
    found = folder.analyse(rows, (p[0] + generator.gauss(0, 1) for p in rows))
    check(found["method"] == "sample" and found["n_points"] == 60, found["n_points"])
    check(found["outcomes"][0]["noise_share"] > 0.3, found["outcomes"][0]["noise_share"])
    check("every point has 8 rows" in folder.run(rows, (p[0] for p in rows)), "it is not said")
    found = folder.analyse(free + free[:7], (p[0] for p in free + free[:7]))
    check(found["n_points"] == 67, "some points twice are points", found["n_points"])


def test_files(folder):
    """The same numbers as every program writes them."""
    rows = matrices(64, 3, 10)
    y = [p[0] + 0.5 * p[1] for p in rows]
    wanted = [p["total"]["value"] for p in folder.analyse(rows, y)["outcomes"][0]["parameters"]]

    def table(values, separator, header=None, end="", number=repr, quoted_rows=False):
        text = [header + "\n"] if header else []
        for i, row in enumerate(values):
            text.append(('"%d"%s' % (i + 1, separator) if quoted_rows else "") + separator.join(number(float(v)) for v in row) + end + "\n")
        return "".join(text)

    def comma(value):
        return repr(value).replace(".", ",")

    column = [[v] for v in y]
    cases = {
        "semicolons, decimal commas, no header": (table(rows, ";", number=comma), table(column, ";", number=comma)),
        "semicolons, decimal commas": (table(rows, ";", "a;b;c", number=comma), table(column, ";", "y", number=comma)),
        "tabs, decimal commas": (table(rows, "\t", number=comma), table(column, "\t", number=comma)),
        "write.table of R": (table(rows, " ", '"a" "b" "c"', quoted_rows=True), table(column, " ", '"y"', quoted_rows=True)),
        "write.table of R with commas": (table(rows, ",", '"a","b","c"', quoted_rows=True), table(column, ",", '"y"', quoted_rows=True)),
        "a separator at the end, in the header, too": (table(rows, ",", "a,b,c,", end=","), table(column, ",", "y,", end=",")),
        "a separator at the end": (table(rows, ",", end=","), table(column, ",", end=",")),
        "a separator at the end of numbers only": (table(rows, ";", "a;b;c", end=";"), table(column, ",", "y")),
    }
    for what, (x, outcome) in cases.items():
        found = folder.analyse(x, outcome)
        check(found["n_parameters"] == 3 and len(found["outcomes"]) == 1, what, found["n_parameters"], len(found["outcomes"]))
        for value, p in zip(wanted, found["outcomes"][0]["parameters"]):
            check(abs(value - p["total"]["value"]) < 1e-9, what, p)
    names = [p["name"] for p in folder.analyse(table(rows, ",", "a,a,b"), table([[v, v] for v in y], ",", "y,y"))["outcomes"][0]["parameters"]]
    check(sorted(names) == ["a", "a (column 2)", "b"], "two columns of one name", names)
    for x, says in (
        ('"a","b","c"\n' + '"1" 2,3,4\n' * 3, "X.csv:2: text follows a closing quote"),
        ("a;b\n1.000,5;2\n2;3\n3;4\n", "'1.000,5' is not a number"),
        ("a,b\n0.1,0.2,0.3\n1,2,3\n2,3,4\n", "X.csv:2: 3 cells, but the first line has 2"),
    ):
        said = folder.run(x, "1\n2\n3\n", status=65)
        check(says in said, "expected", says, "got", said)


def main():
    for test in (test_models, test_grids, test_other_designs, test_repeats, test_files):
        with tempfile.TemporaryDirectory() as path:
            test(Folder(path))
        print(test.__name__, "passed")


main()
