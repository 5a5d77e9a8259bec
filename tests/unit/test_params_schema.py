#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of params/tables.h are all in every form in which `entente params` writes them, and the JSON Schema is JSON."""
import json
import os
import re
import subprocess
import sys

TABLES = {"DOMAIN": "domain", "STATE": "state", "SHOCK": "shock", "FORUM": "forum", "COOPERATION": "cooperation"}


def rows():
    """(table, name, type) of every row, read from the source."""
    with open(os.path.join(os.environ["ENTENTE_SOURCE"], "params", "tables.h"), encoding="utf-8") as file:
        text = file.read()
    for table, body in re.findall(r"#define ENT_(\w+)_TABLE\(X\)((?:.*\\\n)*.*\n)", text):
        for kind, name in re.findall(r"X\((REAL|INT|FLAG), (\w+),", body):
            yield table, name, kind


def params(*options):
    return subprocess.run([os.environ["ENTENTE"], "params", *options], check=True, capture_output=True, text=True).stdout


def main():
    there = list(rows())
    if len(there) < 200:
        sys.exit("only %d rows found in tables.h" % len(there))
    table, yaml, schema = params(), params("--yaml"), json.loads(params("--schema"))
    lines = table.splitlines()
    if len(lines) != len(there):
        sys.exit("%d rows in tables.h, %d lines in the table" % (len(there), len(lines)))
    if len(re.findall(r"^(?:# |    )\w+: \S+   # ", yaml, re.M)) != len(there):
        sys.exit("the YAML form does not have every row")
    for group, name, kind in there:
        if group in TABLES:
            properties = schema["$defs"][TABLES[group]]["properties"]
        else:
            properties = schema["$defs"]["parameters"]["properties"][group.lower()]["properties"]
        row = properties[name]
        wanted = {"REAL": "number", "INT": "integer", "FLAG": "boolean"}[kind]
        if wanted not in row["type"] or not row["description"] or row["minimum"] > row["maximum"]:
            sys.exit("%s.%s is wrong in the JSON Schema: %s" % (group, name, row))
        default = row.get("default")
        if default is not None and not row["minimum"] <= default <= row["maximum"]:
            sys.exit("%s.%s: the default is outside the range" % (group, name))
    references = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
    if references - set(schema["$defs"]):
        sys.exit("the JSON Schema refers to what it does not have: %s" % (references - set(schema["$defs"])))
    print("%d parameters" % len(there))


main()
