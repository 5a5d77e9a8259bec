#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# clang and gcc give the same bits.
exec bash "$(dirname "$0")/compilers.sh" clang:-O3
