#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sweeps by two ranks under mpirun, without an MPI build: the digest of one process.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/fault/sweeps.sh
source "$here/sweeps.sh"
command -v mpirun >/dev/null || fail "there is no mpirun; Debian: apt-get install openmpi-bin"
options=(--oversubscribe --bind-to none)
((EUID != 0)) || options+=(--allow-run-as-root)

for name in fixed precise; do
    undisturbed $name
    mpirun -np 2 "${options[@]}" "$ENTENTE" run $name.yaml -o ranks.h5 --shard auto --threads 1 >err 2>&1 || fail "two ranks: status $?"
    [[ ! -e ranks.h5 && -e ranks.h5.shard-1-of-2.log.json && -e ranks.h5.shard-2-of-2.log.json ]] || fail "not a shard each"
    expect 0 "$expected" merge ranks.h5
    rm ranks.h5*
    echo "$name: ok: $expected"
done
