#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two compilers at two levels of optimisation give the same bits.
exec bash "$(dirname "$0")/compilers.sh" gcc:-O1 gcc:-O3 clang:-O1 clang:-O3
