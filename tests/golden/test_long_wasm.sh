#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The model compiled to WebAssembly gives the bits of this machine, without vectors and with them, in shipped and random worlds,
# in float and in double. A twin whose sums may be reordered must differ.
set -u
. "$(dirname "$0")/sameness.sh"
need clang wasm-ld node
[ -e /usr/include/wasm32-wasi/stdio.h ] || { echo "skipped: there is no wasi-libc here"; exit 0; }
prepare

build() { # OUTPUT REAL FLAG...: a stack that ends before the data, so that an overflow is a trap and not other numbers
    compile "$work/$1" "$2" clang --target=wasm32-wasi -Wl,-z,stack-size=1048576,--stack-first "${@:3}" || { failed "$1 does not build"; return 1; }
}
words=(--no-warnings)
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || words+=(--experimental-wasi-unstable-preview1)
interpret() { node "${words[@]}" "$ENTENTE_SOURCE/tests/golden/sameness_wasi.js" "$@"; }
echo "node $(node --version)"

build scalar float -O2 -mno-simd128 && start "WebAssembly -O2, no vectors" all interpret "$work/scalar"
build vectors float -O3 -msimd128 && start "WebAssembly -O3, vectors" all interpret "$work/vectors"
build double double -O3 -msimd128 && start "WebAssembly, double" double interpret "$work/double"
compare_all

same_layout WebAssembly interpret "$work/scalar"
build twin float -O3 -msimd128 -fassociative-math -fno-signed-zeros -freciprocal-math && must_differ "reordered in WebAssembly" few interpret "$work/twin"
exit $((failures > 0))
