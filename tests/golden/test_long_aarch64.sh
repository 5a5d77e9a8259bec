#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The model compiled for aarch64 gives the bits of this machine, with its common vectors and with scalable ones, in shipped and
# random worlds, in float and in double; the kernel's arithmetic does, over a million inputs each; no run is done in another
# mode of the processor. A twin that contracts products and sums, as gcc does there by itself, must differ.
set -u
. "$(dirname "$0")/sameness.sh"
cross=aarch64-linux-gnu-gcc
need $cross qemu-aarch64
prepare

build() { # OUTPUT REAL FLAG...
    compile "$work/$1" "$2" $cross -static "${@:3}" || { failed "$1 does not build"; return 1; }
}
emulate() { qemu-aarch64 "$@"; }

build a64-O2 float -O2 && start "aarch64 -O2" all emulate "$work/a64-O2"
build a64-O3 float -O3 -march=armv8.2-a && start "aarch64 -O3 -march=armv8.2-a" all emulate "$work/a64-O3"
build a64-sve float -O3 -march=armv8.2-a+sve && {
    start "aarch64, 256 bit scalable vectors" all emulate -cpu max,sve256=on,sve-default-vector-length=32 "$work/a64-sve"
    start "aarch64, 512 bit scalable vectors" few emulate -cpu max,sve-default-vector-length=64 "$work/a64-sve"
}
build a64-double double -O3 && start "aarch64, double" double emulate "$work/a64-double"

# The elementary functions alone.
numerics() { # OUTPUT COMMAND...
    "${@:2}" "${flags[@]}" "$ENTENTE_SOURCE/tests/unit/numerics_bits.c" -o "$work/$1" || failed "$1 does not build"
}
for real in float double; do
    numerics bits-$real "${ENTENTE_CC:-cc}" -O2 -ffp-contract=off -DENT_REAL=$real && "$work/bits-$real" >"$work/bits-$real.answers"
    : >"$work/bits-$real.worlds"
    numerics a64-bits-$real $cross -static -O3 -ffp-contract=off -DENT_REAL=$real
    start "aarch64 arithmetic, $real" bits-$real emulate "$work/a64-bits-$real"
done
compare_all
cmp "$ENTENTE_SOURCE/tests/unit/numerics_bits.txt" "$work/bits-float.answers" || failed "the arithmetic has other bits than recorded"

same_layout aarch64 emulate "$work/a64-O2"
modes_fail aarch64 emulate "$work/a64-O2"
build a64-twin float -O2 -ffp-contract=fast && must_differ "contracted on aarch64" few emulate "$work/a64-twin"
exit $((failures > 0))
