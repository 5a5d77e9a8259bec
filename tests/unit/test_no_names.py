#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No C knows an order, shock, scenario or state: no such name, taken from params/, is a whole string literal or a whole identifier of
the program. A literal that is a path to its file counts; so does a code inside macros. Comments do not, nor do keywords of C."""
import csv
import glob
import os
import re
import sys

SOURCE, PARAMS = os.environ["ENTENTE_SOURCE"], os.environ["ENTENTE_PARAMS"]
FOLDERS = ("orders", "shocks", "scenarios")
KEYWORDS = {"auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
            "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
            "switch", "typedef", "union", "unsigned", "void", "volatile", "while"}
TOKEN = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | '(?:[^'\\\n]|\\.)+'        # skipped: comments, characters
      | \bvisibility\s*\(\s*"\w+"\s*\)                    # and what only the compiler reads
      | "(?P<literal>(?:[^"\\\n]|\\.)*)" | (?P<word>[A-Za-z_]\w*)""",
    re.X | re.S,
)
PATH = re.compile(r"(?:.*/)?(.*?)(?:\.yaml)?", re.S)


def names():
    """Names of orders, shocks and scenarios as their files bear them and say themselves; codes and names of states."""
    found = set()
    for folder in FOLDERS:
        for path in glob.glob(os.path.join(PARAMS, folder, "*.yaml")):
            found.add(os.path.basename(path)[: -len(".yaml")])
            with open(path, encoding="utf-8") as file:
                found.update(re.findall(r"^%s: *(\S+)" % folder[:-1], file.read(), re.M))
    with open(os.path.join(PARAMS, "states.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            found.update((row["code"], row["name"]))
    return found


def search(text, wanted):
    """(line, token) of every whole literal and whole identifier of a C text that is a name."""
    hits = []
    for token in TOKEN.finditer(text):
        literal, word = token.group("literal"), token.group("word")
        if literal is not None:
            is_name = literal in wanted or PATH.fullmatch(literal).group(1) in wanted
        else:
            is_name = word is not None and word in wanted and word not in KEYWORDS
        if is_name:
            hits.append((text.count("\n", 0, token.start()) + 1, token.group(0)))
    return hits


def sources():
    paths = []
    for folder in ("params", "model", "runs", "analysis"):
        for end in ("c", "h"):
            paths += glob.glob(os.path.join(SOURCE, folder, "**", "*." + end), recursive=True)
    return sorted(paths)


def check_the_check(wanted):
    """Every name must be noticed as a literal, as a path and, if it can be one, as an identifier; and nothing else may be."""
    for name in wanted:
        planted = 'if (strcmp(order, "%s") == 0) open("orders/%s.yaml");\n' % (name, name)
        is_word = re.fullmatch(r"[A-Za-z_]\w*", name) and name not in KEYWORDS
        if is_word:
            planted += "enum { %s };\n" % name
        if len(search(planted, wanted)) != 2 + bool(is_word):
            sys.exit("a planted name is not noticed: %s" % name)
    state, shock = next(name for name in sorted(wanted) if name.isupper()), next(name for name in sorted(wanted) if "_" in name)
    innocent = (
        "/* %(state)s, \"%(shock)s\" */ // %(state)s\n" 'int my_%(shock)s = %(state)s_2; char c = \'"\'; puts("the %(shock)s");\n'
        'puts("%(lower)s"); switch (c) { default: break; } __attribute__((visibility("default")))\n'
    ) % {"state": state, "shock": shock, "lower": state.lower()}
    if search(innocent, wanted):
        sys.exit("what is no name is taken for one: %s" % search(innocent, wanted))


def main():
    wanted = names()
    if len(wanted) < 100:
        sys.exit("only %d names found in params/: the test reads the wrong places" % len(wanted))
    check_the_check(wanted)
    found = []
    for path in sources():
        with open(path, encoding="utf-8") as file:
            found += ["%s:%d: %s" % (os.path.relpath(path, SOURCE), line, token) for line, token in search(file.read(), wanted)]
    if found:
        sys.exit("names of input files in the program:\n" + "\n".join(found))
    print("%d names, none in %d files of the program" % (len(wanted), len(sources())))


main()
