# SPDX-License-Identifier: GPL-3.0-or-later
#
# expect_figure GOLDEN RUN...: the main figure of an experiment, made by `entente run RUN...`, is the golden one, byte for byte, and
# that of another seed is not. Sourced by the tests of the report's figure.
expect_figure() {
    local golden=$1
    shift
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    "$ENTENTE" run "$@" -o "$work/results.h5" 2>"$work/log" || { cat "$work/log" && exit 1; }
    "$ENTENTE" report "$work/results.h5" --figure "$work/figure.svg"
    cmp "$golden" "$work/figure.svg" || {
        echo "the figure differs from $golden; if results or drawing were meant to change, make it anew:"
        echo "    entente run $* -o results.h5 && entente report results.h5 --figure $golden"
        exit 1
    }
    "$ENTENTE" run baseline --runs 2 --seed 7 --set months=12 --set split.month=6 -o "$work/other.h5" 2>"$work/log"
    "$ENTENTE" report "$work/other.h5" --figure "$work/other.svg"
    ! cmp -s "$golden" "$work/other.svg" || { echo "another experiment has the same figure" && exit 1; }
}
