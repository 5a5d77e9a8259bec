#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Help, manual page and completion all come from one table: the same subcommands and options in each."""
import os
import re
import subprocess
import sys
import tempfile

ENTENTE = os.environ["ENTENTE"]


def entente(*arguments):
    return subprocess.run([ENTENTE, *arguments], check=True, capture_output=True, text=True).stdout


def in_help():
    overview = entente("help")
    commands = re.findall(r"^  ([a-z]+) +\S", overview.split("Subcommands:")[1].split("\n\n")[0], re.M)
    return {c: set(re.findall(r"^ {2,6}(?:-\w, )?--([a-z-]+)", entente("help", c), re.M)) for c in commands}


def in_manual():
    text = entente("help", "--man").replace("\\-", "-")
    sections = re.split(r"^\.SS ", text.split(".SH EXIT STATUS")[0], flags=re.M)[1:]
    return {s.split("\n")[0].lower(): set(re.findall(r"\\fB--([a-z-]+)\\fR", s)) | {"help"} for s in sections}


def complete(script, words):
    program = f'source {script}; COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _entente; printf "%s\\n" "${{COMPREPLY[@]}}"'
    out = subprocess.run(["bash", "-c", program], check=True, capture_output=True, text=True, cwd="/").stdout
    return {w for w in out.split("\n") if w}


def in_completion(script):
    commands = complete(script, ["entente", "''"])
    return {c: {o[2:] for o in complete(script, ["entente", c, "--"])} for c in commands}


def main():
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "entente.bash")
        with open(script, "w", encoding="utf-8") as file:
            file.write(entente("help", "--completion"))
        tables = {"help": in_help(), "manual": in_manual(), "completion": in_completion(script)}
        assert complete(script, ["entente", "su"]) == {"summary"}
        assert complete(script, ["entente", "help", "par"]) == {"params"}
        assert complete(script, ["entente", "run", "--output", "/et"]) == {"/etc"}

    expected = tables["help"]
    assert len(expected) >= 10 and all("help" in options for options in expected.values()), expected
    for name, table in tables.items():
        for command in expected.keys() | table.keys():
            assert table.get(command) == expected.get(command), f"{name}: {command}: {table.get(command)} != {expected.get(command)}"

    # Every option that help lists is taken, and only there: a missing value or operand is the complaint, not the option.
    every = set().union(*expected.values())
    for command, options in expected.items():
        for option in every:
            said = subprocess.run([ENTENTE, command, f"--{option}"], capture_output=True, text=True).stderr
            known = f"has no option '--{option}'" not in said
            assert known == (option in options), f"{command} --{option}: {said}"
    for command in expected:
        assert entente(command, "--help") == entente("help", command)


if __name__ == "__main__":
    sys.exit(main())
