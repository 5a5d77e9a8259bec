#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One digest, however the runs are carried out: threads, shards, growth, a stored configuration, vector levels,
# a library without FMA, twenty kills. The digest itself is compared with digest.txt; `--update` writes it anew.
set -u
here=$(cd "$(dirname "$0")" && pwd)
: "${ENTENTE:?path of the program}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
runs=130 # two blocks and a part of one
small=(--set months=61)
failures=0

digest_of() { python3_h5 "$1"; }
python3_h5() { /usr/bin/python3 -c 'import h5py, sys; d = h5py.File(sys.argv[1]).attrs["results_digest"]; print(d.decode() if isinstance(d, bytes) else d)' "$1"; }
run() { "$ENTENTE" run baseline "${small[@]}" "$@" 2>>log; }
expect() { # name, file
    local found
    found=$(digest_of "$2" 2>>log)
    if [ "$found" = "$reference" ]; then
        echo "ok: $1"
    else
        echo "FAILED: $1: digest ${found:-missing}, expected $reference"
        failures=$((failures + 1))
    fi
}

# What `entente doctor` compares the bits of a machine with; to be compiled in.
write_reference_bits() {
    local json name
    json=$("$ENTENTE" doctor --json)
    for name in inputs bits; do
        sed -i "s/\(ENT_REFERENCE_${name^^} \"\)[0-9a-f]*/\1$(echo "$json" | sed -n "s/^  \"$name\": \"\(.*\)\",/\1/p")/" \
            "$here/../../runs/reference_bits.h"
    done
    echo "runs/reference_bits.h is written: build anew"
}

run -o reference.h5 --runs $runs --threads 2 || { cat log; exit 1; }
reference=$(digest_of reference.h5)
if [ "${1:-}" = --update ]; then
    echo "$reference" >"$here/digest.txt"
    write_reference_bits
    exit 0
fi
if [ "$reference" != "$(cat "$here/digest.txt")" ]; then
    echo "FAILED: the digest is $reference, digest.txt says $(cat "$here/digest.txt")."
    echo "If results were meant to change, say so in CHANGELOG.md and run: ENTENTE=... tests/golden/test_digest.sh --update"
    failures=1
fi

"$ENTENTE" doctor >doctor.txt 2>&1 || { cat doctor.txt; failures=$((failures + 1)); }
if ! grep -q "^ok *reference" doctor.txt; then
    cat doctor.txt
    echo "FAILED: entente doctor has other reference bits; --update writes them anew, then build"
    failures=$((failures + 1))
fi

for threads in 1 7; do
    run -o threads$threads.h5 --runs $runs --threads $threads
    expect "$threads threads" threads$threads.h5
done

for shard in 3 1 2; do run -o shards.h5 --runs $runs --shard $shard/3; done
"$ENTENTE" merge shards.h5 2>>log
expect "three shards, merged" shards.h5

run -o grown.h5 --runs 70
run -o grown.h5 --runs $runs
expect "70 runs grown to $runs" grown.h5

"$ENTENTE" config reference.h5 >again.yaml
"$ENTENTE" run ./again.yaml -o again.h5 2>>log
expect "the stored configuration, run again" again.h5

for level in generic avx2 avx512; do
    if ENTENTE_VECTOR=$level run -o $level.h5 --runs $runs; then
        expect "vector level $level" $level.h5
    else
        echo "skipped: vector level $level: $(tail -n 1 log)"
    fi
done

GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-FMA4 run -o masked.h5 --runs $runs
expect "a C library that sees no FMA" masked.h5

kills=0
for delay in 0.05 0.1 0.15 0.2 0.25 0.3 0.07 0.12 0.17 0.22 0.27 0.32 0.06 0.11 0.16 0.21 0.26 0.31 0.08 0.13; do
    run -o killed.h5 --runs $runs --threads 1 &
    pid=$!
    sleep $delay
    kill -9 $pid 2>/dev/null && kills=$((kills + 1))
    wait $pid 2>/dev/null
done
run -o killed.h5 --runs $runs
expect "killed $kills times and resumed" killed.h5

"$ENTENTE" run baseline "${small[@]}" --runs $runs --set parameters.values.phi=0.17 -o other.h5 2>>log
if [ "$(digest_of other.h5)" = "$reference" ]; then
    echo "FAILED: another parameter gives the same digest"
    failures=$((failures + 1))
fi
[ $failures -eq 0 ] || { tail -n 20 log; exit 1; }
