#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The main figure of a small experiment, byte for byte.
set -euo pipefail
cd "${ENTENTE_SOURCE:?}"
. tests/golden/report_figure.sh
expect_figure tests/golden/report_figure.svg orders --runs 16 --set months=48 --set split.month=24
