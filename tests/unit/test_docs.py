#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents can be followed: commands in README.md run, files and subcommands that documents name exist."""
import os
import re
import subprocess
import sys
import tempfile

SOURCE, ENTENTE = os.environ["ENTENTE_SOURCE"], os.environ["ENTENTE"]


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def commands(text):
    """Indented lines that are commands, without their remarks."""
    lines = re.findall(r"^    ((?:build/entente|entente|sed|cp) .*?)(?:\s+#.*)?$", text, re.M)
    return [line for line in lines if "sbatch" not in line]


def run_readme(folder):
    os.symlink(os.path.join(SOURCE, "params"), os.path.join(folder, "params"))
    lines = ["build/entente run baseline -o results.h5"] + commands(read("README.md"))
    assert len(lines) >= 7, lines
    template = os.path.join(os.path.dirname(ENTENTE), "report", "page.html")
    for line in lines:
        if " report " in line and not os.path.exists(template):  # made by node and npm from the network, where there are any
            continue
        small = re.sub(r"\b(?:build/)?entente run (?!.*--runs)", "entente run --runs 2 ", line)
        small = re.sub(r"--runs \d+", "--runs 2", small)
        small = re.sub(r"\b(?:build/)?entente ", f"'{ENTENTE}' ", small)
        done = subprocess.run(["bash", "-c", small], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, f"README.md: {line}\n{small}\n{done.stderr}"


def check_names(document):
    text = read(document)
    for path in re.findall(r"\b((?:params|model|runs|analysis|tests)/[\w./-]*\w)", text):
        assert "NAME" in path or os.path.exists(os.path.join(SOURCE, path)), f"{document} names {path}, which does not exist"
    known = subprocess.run([ENTENTE, "help"], check=True, capture_output=True, text=True).stdout
    known = set(re.findall(r"^  ([a-z]+) ", known, re.M))
    for command in re.findall(r"\bentente ([a-z]+)\b(?=[ `.])", " ".join(re.findall(r"`[^`\n]+`|^    .*$", text, re.M))):
        assert command in known, f"{document} names 'entente {command}', which does not exist"
    for name in re.findall(r"^    (\w+)/ ", text, re.M):
        assert os.path.isdir(os.path.join(SOURCE, name)), f"{document} maps {name}/, which does not exist"


def main():
    assert len(read("README.md").splitlines()) <= 110, "README.md is longer than a screen or two"
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        check_names(document)
    with tempfile.TemporaryDirectory() as folder:
        run_readme(folder)


if __name__ == "__main__":
    sys.exit(main())
