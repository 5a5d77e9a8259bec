#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both notebooks run from top to bottom on fresh results, nobody looking: no cell fails, every figure is drawn, what they say
to be equal is. Made wrong in one place, each of them fails. Nothing is written outside a temporary folder."""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE, ENTENTE, BUILD = os.environ["ENTENTE_SOURCE"], os.environ["ENTENTE"], os.environ["ENTENTE_BUILD"]

# What each shows and tells; what is changed to make it wrong, and the word of its complaint.
NOTEBOOKS = {
    "explore.ipynb": {
        "figures": 4,
        "told": ["equal to entente compare: 25 differences", "the bits of the file"],
        "wrong": [('.astype(float).mean("run")\n    half', '.astype(float).mean("run") + 1e-9\n    half'),
                  ("first=0, count=n)\nstored", "first=1, count=n)\nstored")],
        "complaint": "AssertionError",
    },
    "explore-r.ipynb": {
        "figures": 5,
        "told": ["equal to entente compare: 20 differences", "datapackage.json"],
        "wrong": [("paired = TRUE", "paired = FALSE")],
        "complaint": "are not all TRUE",
    },
}


def skip_unless_installed():
    try:
        import h5netcdf  # noqa: F401
        import ipykernel  # noqa: F401
        import matplotlib  # noqa: F401
        import nbconvert  # noqa: F401
        import scipy  # noqa: F401
        import xarray  # noqa: F401
    except ImportError as missing:
        print(f"skipped: {missing}; Debian: jupyter-nbconvert python3-ipykernel python3-matplotlib python3-scipy python3-xarray python3-h5netcdf")
        sys.exit(0)
    have = 'quit(status = !all(sapply(c("IRkernel", "hdf5r", "ggplot2", "survival"), requireNamespace, quietly = TRUE)))'
    if not shutil.which("Rscript") or subprocess.run(["Rscript", "-e", have], capture_output=True).returncode != 0:
        print("skipped: R lacks a package; Debian: r-cran-irkernel r-cran-hdf5r r-cran-ggplot2 r-cran-survival")
        sys.exit(0)


def surroundings(folder):
    """An environment in which Jupyter knows two kernels and writes to the folder alone."""
    kernels = {
        "python3": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "ir": ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"],
    }
    for name, command in kernels.items():
        os.makedirs(os.path.join(folder, "jupyter/kernels", name))
        with open(os.path.join(folder, "jupyter/kernels", name, "kernel.json"), "w", encoding="utf-8") as file:
            json.dump({"argv": command, "display_name": name, "language": name}, file)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "IPYTHON"))}
    for key in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "TMPDIR"):
        environment[key] = os.path.join(folder, key.lower())
        os.makedirs(environment[key])
    environment["JUPYTER_PATH"] = os.path.join(folder, "jupyter")
    environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    environment["ENTENTE_RESULTS"] = os.path.join(folder, "results.h5")
    environment["ENTENTE_LIBRARY"] = os.path.join(BUILD, "libentente.so")
    return environment


def execute(path, folder, environment):
    """Runs a notebook; returns whether it came through, what was said on the way, and the notebook with its outputs."""
    done = subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.timeout=600",
                           "--output-dir", os.path.join(folder, "out"), path], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        return False, done.stderr, None
    with open(os.path.join(folder, "out", os.path.basename(path)), encoding="utf-8") as file:
        return True, done.stderr, json.load(file)


def is_drawn(png):
    """A picture of some size that is not all of one colour."""
    import io

    import matplotlib.image
    pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(png)), format="png")[..., :3]
    return min(pixels.shape[:2]) > 150 and float(pixels.std()) > 0.02


def check_outputs(name, notebook, expected):
    text, pictures = "", []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["execution_count"], f"{name}: cell {cell['id']} was not run"
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"{name}: cell {cell['id']}: {output}"
            text += "".join(output.get("text", ""))
            pictures += [output["data"]["image/png"]] if "image/png" in output.get("data", {}) else []
    assert len(pictures) == expected["figures"] and all(map(is_drawn, pictures)), f"{name}: {len(pictures)} figures, or an empty one"
    for words in expected["told"]:
        assert words in text, f"{name} does not say '{words}':\n{text}"


def check_wrong(name, folder, environment, expected):
    """The same notebook with a mistake in it must not come through."""
    with open(os.path.join(SOURCE, "analysis/notebooks", name), encoding="utf-8") as file:
        cells = json.load(file)
    for before, after in expected["wrong"]:
        changed = json.loads(json.dumps(cells))
        found = 0
        for cell in changed["cells"]:
            source = "".join(cell["source"])
            found += before in source
            cell["source"] = source.replace(before, after)
        assert found == 1, f"{name}: '{before}' stands in {found} cells"
        path = os.path.join(folder, f"wrong-{name}")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(changed, file)
        good, said, _ = execute(path, folder, environment)
        assert not good and expected["complaint"] in said, f"{name} with '{after}' comes through:\n{said}"


def main():
    skip_unless_installed()
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(folder)
        subprocess.run([ENTENTE, "run", "baseline", "-o", environment["ENTENTE_RESULTS"], "--runs", "50"], check=True, capture_output=True)
        for name, expected in NOTEBOOKS.items():
            good, said, notebook = execute(os.path.join(SOURCE, "analysis/notebooks", name), folder, environment)
            assert good, f"{name}:\n{said}"
            check_outputs(name, notebook, expected)
            check_wrong(name, folder, environment, expected)
            print(f"{name}: runs, {expected['figures']} figures; made wrong {len(expected['wrong'])} times, fails each time")


if __name__ == "__main__":
    sys.exit(main())
