#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every column of the data says who produced it, for which year, under which licence, and whether it may be passed on."""
import csv
import os
import re
import sys

PARAMS = os.environ["ENTENTE_PARAMS"]


def columns(name):
    with open(os.path.join(PARAMS, name), newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


def missing(text, name):
    """The columns of a table without a complete row in its section of SOURCES.md, and rows without a column."""
    section = re.search(r"^## %s$(.*?)(?=^## |\Z)" % re.escape(name), text, re.M | re.S)
    rows = {}
    for line in section.group(1).splitlines() if section else []:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        match = re.fullmatch(r"`(\w+)`", cells[0])
        if match and len(cells) == 5 and all(cells):
            rows[match.group(1)] = cells
    there = columns(name)
    return sorted(set(there) ^ set(rows))


def main():
    with open(os.path.join(PARAMS, "SOURCES.md"), encoding="utf-8") as file:
        text = file.read()
    wrong = {name: missing(text, name) for name in ("states.csv", "ties.csv")}
    if any(wrong.values()):
        sys.exit("SOURCES.md and the tables differ: %s" % wrong)
    # The check must see a row that is gone, one without a licence, and one too many.
    for spoiled in (
        re.sub(r"^\| `wind`.*\n", "", text, flags=re.M),
        re.sub(r"^(\| `wind` \|[^|]*\|[^|]*\|)[^|]*\|", r"\1 |", text, flags=re.M),
        text.replace("| `wind`", "| `tide` | x | x | x | x |\n| `wind`"),
    ):
        if not missing(spoiled, "states.csv"):
            sys.exit("a missing source is not noticed")
    rows = list(csv.DictReader(open(os.path.join(PARAMS, "states.csv"), newline="", encoding="utf-8")))
    for row in rows:
        for column in row["flags"].split():
            if column not in row or row[column] == "":
                sys.exit("%s: flag '%s' names no value" % (row["code"], column))
    print("%d columns, %d states" % (len(columns("states.csv")) + len(columns("ties.csv")), len(rows)))


main()
