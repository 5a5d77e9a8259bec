#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The figure that README.md shows is that of the baseline experiment, byte for byte.
set -euo pipefail
cd "${ENTENTE_SOURCE:?}"
. tests/golden/report_figure.sh
grep -q '(analysis/report/figure.svg)' README.md || { echo "README.md does not show its figure" && exit 1; }
expect_figure analysis/report/figure.svg baseline
