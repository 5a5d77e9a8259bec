#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notebooks as they are kept: without outputs, whole, in the languages that they say, with a sentence to every figure."""
import glob
import json
import os
import re
import sys

SOURCE = os.environ["ENTENTE_SOURCE"]
KERNELS = {"explore.ipynb": "python3", "explore-r.ipynb": "ir"}
FIGURES = re.compile(r"plt\.show\(\)|^ggplot\(|^fan\(", re.M)


def check(path):
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    notebook = json.loads(text)
    assert notebook["metadata"]["kernelspec"]["name"] == KERNELS[name], f"{name}: another kernel"
    assert len(text) < 60000, f"{name} is large: {len(text)} bytes"
    cells = notebook["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    assert "SPDX-License-Identifier: GPL-3.0-or-later" in sources[0], f"{name} has no licence"
    assert len({cell["id"] for cell in cells}) == len(cells), f"{name}: two cells have one name"
    figures = 0
    for i, (cell, source) in enumerate(zip(cells, sources)):
        where = f"{name}, cell {cell['id']}"
        assert source.strip(), f"{where} is empty"
        assert cell["metadata"] == {}, f"{where} keeps {cell['metadata']}"
        if cell["cell_type"] == "markdown":
            continue
        assert cell["outputs"] == [] and cell["execution_count"] is None, f"{where} is kept with outputs"
        if cell["cell_type"] == "code" and FIGURES.search(source) and not re.search(r"^(def|fan <-)", source.split("\n\n")[-1]):
            figures += 1
            assert cells[i + 1]["cell_type"] == "markdown", f"{where}: nobody says how to read the figure"
    assert figures >= 4, f"{name} has {figures} figures only"
    if KERNELS[name] == "python3":
        for cell, source in zip(cells, sources):
            if cell["cell_type"] == "code":
                compile(source, f"{name}, cell {cell['id']}", "exec")


def main():
    found = sorted(glob.glob(os.path.join(SOURCE, "analysis/notebooks/*.ipynb")))
    assert sorted(map(os.path.basename, found)) == sorted(KERNELS), found
    for path in found:
        check(path)


if __name__ == "__main__":
    sys.exit(main())
