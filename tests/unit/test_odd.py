#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""model/ODD.md agrees with the program: its tables are those of `entente params` and of params/, it names every file of
model/, every metric and every parameter, and every function it names exists.

    tests/unit/test_odd.py --update     writes the tables anew (the program is build/entente unless $ENTENTE says otherwise)
"""
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("ENTENTE_SOURCE", os.path.dirname(os.path.dirname(HERE)))
ENTENTE = os.environ.get("ENTENTE", os.path.join(SOURCE, "build", "entente"))
ODD = os.path.join(SOURCE, "model", "ODD.md")
BLOCK = re.compile(r"^<!-- begin (\w+) -->\n(.*?)^<!-- end \1 -->\n", re.M | re.S)


def read(*parts):
    with open(os.path.join(SOURCE, *parts), encoding="utf-8") as file:
        return file.read()


# --- the tables ---


def tree(text):
    """Maps of a YAML file of params/, by indentation; lists in several lines are left out, values stay text."""
    top = {}
    stack = [(-1, top)]
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).rstrip()
        match = re.match(r"( *)([\w.-]+):(?: +(.*))?$", line)
        if not match:
            continue
        depth, key, value = len(match.group(1)), match.group(2), match.group(3)
        while stack[-1][0] >= depth:
            stack.pop()
        if value is None:
            value = {}
            stack[-1][1][key] = value
            stack.append((depth, value))
        else:
            stack[-1][1][key] = value
    return top


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def flat(value):
    """A cell's text; a map in a cell as {key: value, ...}."""
    if isinstance(value, dict):
        return "{" + ", ".join("%s: %s" % (key, flat(inner)) for key, inner in value.items()) + "}"
    return value


def turned(columns):
    """Columns [(head, {key: value})] as a table with a row for every key; what a column does not give is blank."""
    keys = []
    for _, column in columns:
        keys += [key for key in column if key not in keys]
    return table([""] + [head for head, _ in columns], [["`%s`" % key] + [flat(c.get(key, "")) for _, c in columns] for key in keys])


def all_of(folder):
    return [tree(read("params", folder, name)) for name in sorted(os.listdir(os.path.join(SOURCE, "params", folder)))]


def parameter_table():
    return subprocess.run([ENTENTE, "params", "--markdown"], check=True, capture_output=True, text=True).stdout


def domain_table():
    return turned(list(tree(read("params", "domains.yaml"))["domains"].items()))


def shock_table():
    rows = []
    for shock in all_of("shocks"):
        name, law = shock.pop("shock"), shock.pop("law")
        about = shock.pop("about")
        rows.append(["`%s`" % name, about, law, ", ".join("%s %s" % item for item in shock.items())])
    return table(["shock", "what", "law", "values other than the defaults"], rows)


def scenario_table():
    rows = []
    for scenario in all_of("scenarios"):
        values = ", ".join("%s %s" % (path.replace("shocks.", ""), value) for path, value in scenario.get("set", {}).items())
        rows.append(["`%s`" % scenario["scenario"], scenario["cabinet"], values])
    return table(["scenario", "cabinets", "sets"], rows)


def forum_table():
    """The forums of all orders; one that several orders describe alike is one column."""
    columns = []
    for order in all_of("orders"):
        for name, forum in order["forums"].items():
            for head, known in columns:
                if known == forum and head[0] == name:
                    head.append(order["order"])
                    break
            else:
                columns.append(([name, order["order"]], forum))
    return turned([("%s (%s)" % (head[0], ", ".join(head[1:])), forum) for head, forum in columns])


def order_table():
    orders = all_of("orders")
    return turned([(order["order"], {domain: re.sub(r"[][]", "", forums).replace(", ", ", then ")
                                     for domain, forums in order["domains"].items()}) for order in orders])


TABLES = {
    "parameters": parameter_table,
    "domains": domain_table,
    "shocks": shock_table,
    "scenarios": scenario_table,
    "forums": forum_table,
    "orders": order_table,
}


def updated(text):
    return BLOCK.sub(lambda block: "<!-- begin {0} -->\n{1}<!-- end {0} -->\n".format(block.group(1), TABLES[block.group(1)]()), text)


# --- the checks ---


def rows_of(header, macro):
    """First words of the rows X(name, ...) of a list macro."""
    body = re.search(r"#define %s\(X\)(.*?)(?<!\\)\n" % macro, header, re.S).group(1)
    return re.findall(r"\bX\((\w+),", body)


def wrong(text):
    """What is wrong with the document, a line each."""
    said = []
    blocks = [match.group(1) for match in BLOCK.finditer(text)]
    if sorted(blocks) != sorted(TABLES):
        said.append("tables: %s instead of %s" % (sorted(blocks), sorted(TABLES)))
    for match in BLOCK.finditer(text):
        if match.group(1) in TABLES and match.group(2) != TABLES[match.group(1)]():
            said.append("the table '%s' is not the program's: run tests/unit/test_odd.py --update" % match.group(1))
    prose = BLOCK.sub("", text)
    quoted = set(re.findall(r"`([^`\n]+)`", prose))
    words = set(re.findall(r"\w+", " ".join(quoted) + " " + " ".join(re.findall(r"^    .*$", prose, re.M))))

    files = [os.path.basename(path) for path in glob.glob(os.path.join(SOURCE, "model", "*.[ch]"))]
    said += ["no word of %s" % name for name in sorted(files) if name not in prose]
    metrics = read("model", "metrics.h")
    for macro in ("ENT_METRICS", "ENT_TRAJECTORIES", "ENT_STATE_TRAJECTORIES"):
        names = rows_of(metrics, macro)
        assert names, macro
        said += ["metric '%s' is not defined" % name for name in names if name not in quoted]
    parameters = re.findall(r"^\| `(\w+)` \|", parameter_table(), re.M)
    assert len(parameters) > 150, parameters
    said += ["parameter '%s' is in no description" % name for name in sorted(set(parameters)) if name not in words]
    code = "\n".join(read("model", name) for name in files)
    for name in sorted(set(re.findall(r"\b(\w+)\(\)", prose))):
        if not re.search(r"\b%s\(" % name, code):
            said.append("'%s()' is no function of model/" % name)
    for path in sorted(set(re.findall(r"\b((?:params|model|runs|analysis|tests)/[\w./-]*\w)", prose))):
        if not os.path.exists(os.path.join(SOURCE, path)):
            said.append("names %s, which does not exist" % path)
    argument = re.search(r"\| the argument says \|.*?\n\n", prose, re.S)
    claims = argument.group(0).splitlines()[2:-1] if argument else []
    if len(claims) < 15:
        said.append("the argument has %d rows" % len(claims))
    for claim in claims:
        cells = [cell.strip() for cell in claim.strip("|").split("|")]
        if len(cells) != 3 or "`" not in cells[1] or not re.search(r"`tests/\w+/test_\w+\.(c|py|sh)`", cells[2]):
            said.append("a claim without a parameter or a test: %s" % cells[0])
    return said


def main():
    with open(ODD, encoding="utf-8") as file:
        text = file.read()
    if sys.argv[1:] == ["--update"]:
        with open(ODD, "w", encoding="utf-8") as file:
            file.write(updated(text))
        return
    said = wrong(text)
    if said:
        sys.exit("model/ODD.md:\n" + "\n".join(said))
    # The checks must see a changed number, and a file, a metric, a parameter and a function that are not there.
    for old, new in (
        ("| 0.176 |", "| 0.167 |"),
        ("threat.c", "threats.c"),
        ("`veto_hhi`", "`veto_index`"),
        ("`excitation_decay`", "`excitement`"),
        ("values_stage()", "values_stages()"),
        ("`tests/reference/test_energy.c`", "modelled"),
    ):
        assert old in text, old
        if not wrong(text.replace(old, new)):
            sys.exit("'%s' in the place of '%s' is not noticed" % (new, old))
    print("%d tables, all files, metrics and parameters described" % len(TABLES))


main()
