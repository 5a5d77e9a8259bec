#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A results file in R: hdf5r sees the same variables as HDF5's own tool, with dimension scales, units and long_name, and
# computes the same means as the command.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
if ! command -v Rscript >/dev/null; then
    echo "skipped: no Rscript; Debian: r-base-core r-cran-hdf5r"
    exit 0
fi
if ! Rscript -e 'quit(status = !requireNamespace("hdf5r", quietly = TRUE))' >/dev/null 2>&1; then
    echo "skipped: R has no hdf5r; Debian: r-cran-hdf5r"
    exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
if ! "$ENTENTE" run baseline -o small.h5 --runs 8 --set months=12 --set split.month=6 2>err; then
    cat err
    exit 1
fi
"$ENTENTE" summary --csv small.h5 >summary.csv || exit 1
cat >read.R <<'R'
library(hdf5r)
failed <- FALSE
complain <- function(...) {
  message(...)
  failed <<- TRUE
}
file <- H5File$new("small.h5", mode = "r")
names <- list.datasets(file, recursive = TRUE)
if (length(names) < 100) complain("only ", length(names), " variables")
for (name in names) {
  set <- file[[name]]
  attributes <- h5attr_names(set)
  is_text <- inherits(set$get_type(), "H5T_STRING")
  if (!("long_name" %in% attributes)) complain(name, " has no long_name")
  if (!is_text && !("units" %in% attributes)) complain(name, " has no units")
  if (length(set$dims) > 0 && !any(c("DIMENSION_LIST", "CLASS") %in% attributes)) complain(name, " has unnamed dimensions")
}
order <- file[["order"]]$read()
scenario <- file[["scenario"]]$read()
run <- file[["run"]]$dims
# R counts axes from the fastest: run, scenario, order, point.
told <- read.csv("summary.csv", stringsAsFactors = FALSE)
n <- 0
for (metric in c("structural_cohesion", "decision_cohesion", "deadlock_risk", "vetoes", "effort")) {
  values <- file[[metric]]$read()
  dim(values) <- c(run, length(scenario), length(order), 1)
  for (s in seq_along(scenario)) for (o in seq_along(order)) {
    row <- told[told$scenario == scenario[s] & told$order == order[o] & told$measure == metric & told$figure == "mean", ]
    mean <- mean(values[, s, o, 1], na.rm = TRUE)
    if (nrow(row) != 1 || abs(row$value - mean) > 1e-12) complain(metric, ", ", scenario[s], ", ", order[o], ": R says ", mean)
    t <- t.test(values[, s, o, 1])$conf.int
    if (abs(row$low - t[1]) > 1e-9 || abs(row$high - t[2]) > 1e-9) complain(metric, ": R's t interval is ", t[1], " to ", t[2])
    n <- n + 1
  }
}
message(length(names), " variables, ", n, " means and intervals as R computes them")
quit(status = as.integer(failed))
R
Rscript read.R
