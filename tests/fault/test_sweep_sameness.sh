#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One digest of a sweep, with a number of runs and with a precision, however it is carried out: by 1 process of 1 thread, 2 threads,
# 3 shards, 7 shards, and shards that a launcher numbers.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/fault/sweeps.sh
source "$here/sweeps.sh"

for name in fixed precise; do
    undisturbed $name
    for threads in 1 2; do
        expect 0 "$expected" run $name.yaml -o threads.h5 --threads $threads
        rm threads.h5*
    done
    for shards in 3 7; do
        for i in $(seq $shards -1 1); do expect 0 "" run $name.yaml -o shards.h5 --shard "$i/$shards" --threads 1; done
        expect 0 "$expected" merge shards.h5
        rm shards.h5*
    done
    for rank in 0 1 2; do SLURM_PROCID=$rank SLURM_NTASKS=3 expect 0 "" run $name.yaml -o ranks.h5 --shard auto; done
    expect 0 "$expected" merge ranks.h5
    rm ranks.h5*
    echo "$name: ok: $expected"
done
