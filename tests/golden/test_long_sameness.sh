#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The model alone gives the same bits in shipped and random worlds under gcc and clang, at each vector level that this machine
# has, in float and in double, whether char has a sign or not; no run is done in another mode of the processor; and nothing is
# computed that C leaves open, such as the integer nearest to a number that does not fit: there processors differ.
set -u
. "$(dirname "$0")/sameness.sh"
need gcc
prepare
modes_fail native "$work/native"

has() { grep -m 1 '^flags' /proc/cpuinfo | grep -qw "$1"; }
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || { echo "skipped: there is no $compiler here"; continue; }
    while read -r feature options; do
        [ "$feature" = - ] || has "$feature" || { echo "skipped: this machine has no $feature"; continue; }
        # shellcheck disable=SC2086
        compile "$work/program" float "$compiler" $options || { failed "$compiler $options does not build"; continue; }
        cp "$work/program" "$work/$compiler${options// /}"
        start "$compiler $options" all "$work/$compiler${options// /}"
    done <<'LEVELS'
- -O1 -funsigned-char
- -O3
avx2 -O3 -mavx2 -mfma
avx512vl -O3 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mprefer-vector-width=512
LEVELS
    compile "$work/$compiler-double" double "$compiler" -O3 || failed "$compiler, double does not build"
    start "$compiler, double" double "$work/$compiler-double"
done
compile "$work/undefined" float gcc -O1 -fsanitize=undefined,float-cast-overflow -fno-sanitize-recover=all || failed "the watched program does not build"
start "nothing undefined" all "$work/undefined"
compare_all

must_differ "double" few "$work/native-double"
if has fma; then
    compile "$work/twin" float gcc -O2 -mavx2 -mfma -ffp-contract=fast || failed "the contracted twin does not build"
    must_differ "contracted" few "$work/twin"
fi
compile "$work/packed" float gcc -O1 -fpack-struct=4 -Wno-error || failed "the packed twin does not build"
"$work/packed" layout >"$work/packed.layout"
if cmp -s "$work/native.layout" "$work/packed.layout"; then
    failed "a twin with other padding was not told apart"
else
    ok "the twin with other padding was told apart, in $(diff "$work/native.layout" "$work/packed.layout" | grep -c '^>') lines"
fi
exit $((failures > 0))
