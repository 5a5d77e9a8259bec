#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The kernel's arithmetic gives the same bits under gcc and clang, -O1 and -O3, and every vector level this
# machine can run, and as WebAssembly, in float and in double. A twin compiled with contraction of products and
# sums must differ.
set -eu

source_dir=${ENTENTE_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

flags='-std=c17 -D_POSIX_C_SOURCE=200809L -fno-math-errno -fno-trapping-math'

# compile COMPILER OUTPUT FLAG...
compile() {
    compiler=$1 output=$2
    shift 2
    # shellcheck disable=SC2086
    "$compiler" $flags -I"$source_dir" "$@" "$source_dir/tests/unit/numerics_bits.c" -o "$output"
}

# has FLAG: whether this CPU lists the feature
has() {
    grep -m 1 '^flags' /proc/cpuinfo 2>/dev/null | grep -qw "$1"
}

compilers=
for compiler in gcc clang; do
    if command -v "$compiler" >/dev/null 2>&1; then
        compilers="$compilers $compiler"
    else
        echo "skipped: $compiler is not installed"
    fi
done
[ -n "$compilers" ] || compilers=${CC:-cc}

# Vector levels: a name, the CPU feature it needs (- for none), its flags.
levels='baseline - '
case $(uname -m) in
x86_64) levels='sse2 - -msse2
avx2 avx2 -mavx2 -mfma
avx512 avx512f -mavx512f -mavx512vl -mavx512dq -mavx512bw -mfma -mprefer-vector-width=512' ;;
esac

failed=0
for real in float double; do
    reference=
    for compiler in $compilers; do
        for optimisation in -O1 -O3; do
            while read -r level feature level_flags; do
                name="$real $compiler $optimisation $level"
                # shellcheck disable=SC2086
                compile "$compiler" "$work/program" "-DENT_REAL=$real" -ffp-contract=off "$optimisation" $level_flags
                if [ "$feature" != - ] && ! has "$feature"; then
                    echo "skipped: $name compiles, but this machine has no $feature"
                    continue
                fi
                "$work/program" >"$work/out"
                if [ -z "$reference" ]; then
                    reference=$name
                    cp "$work/out" "$work/reference-$real"
                    echo "reference: $name"
                elif diff "$work/reference-$real" "$work/out"; then
                    echo "same bits: $name"
                else
                    echo "other bits: $name (above: $reference, then it)"
                    failed=1
                fi
            done <<EOF
$levels
EOF
        done
    done
done

# WebAssembly, scalar and with its vectors, run by node. It has no C library: one header is enough.
missing=
for tool in clang wasm-ld node; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
    echo "skipped: WebAssembly needs$missing"
else
    mkdir "$work/include"
    echo '#include <stddef.h>
void *memcpy(void *restrict, const void *restrict, size_t);
void *memset(void *, int, size_t);' >"$work/include/string.h"
    cat >"$work/run.js" <<'EOF'
const bytes = require('fs').readFileSync(process.argv[2]);
WebAssembly.instantiate(bytes, {}).then(({ instance: { exports } }) => {
    for (let row = 0; row < exports.bits_n_rows(); row++)
        console.log(BigInt.asUintN(64, exports.bits_hash(row)).toString(16).padStart(16, '0'));
});
EOF
    for real in float double; do
        cut -d' ' -f1 "$work/reference-$real" >"$work/expected"
        for vectors in -mno-simd128 -msimd128; do
            compile clang "$work/program.wasm" --target=wasm32 "$vectors" -O3 "-DENT_REAL=$real" -ffp-contract=off -ffreestanding \
                -nostdlib -isystem "$work/include" -Wl,--no-entry,--export=bits_n_rows,--export=bits_hash
            node "$work/run.js" "$work/program.wasm" >"$work/out"
            if diff "$work/expected" "$work/out"; then
                echo "same bits: $real WebAssembly $vectors"
            else
                echo "other bits: $real WebAssembly $vectors"
                failed=1
            fi
        done
    done
fi

# What the float bits are is part of the results: they may change only together with the results version.
if diff "$source_dir/tests/unit/numerics_bits.txt" "$work/reference-float"; then
    echo "same bits: the recorded ones"
else
    echo "other bits than recorded in tests/unit/numerics_bits.txt"
    failed=1
fi

if has fma; then
    for compiler in $compilers; do
        compile "$compiler" "$work/program" -DENT_REAL=float -ffp-contract=fast -O3 -mavx2 -mfma
        "$work/program" >"$work/out"
        if cmp -s "$work/reference-float" "$work/out"; then
            echo "the twin compiled by $compiler with -ffp-contract=fast was not told apart"
            failed=1
        else
            echo "rejected: the twin compiled by $compiler with -ffp-contract=fast"
        fi
    done
else
    echo "skipped: the contracted twin needs fused multiply-add, which this machine lacks"
fi
exit "$failed"
