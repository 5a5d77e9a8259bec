#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command itself, with the real kernel: killed with -9, stopped with SIGTERM, stopped by --max-time, cut into shards, grown
# from 70 to 300 runs, run from its own stored configuration: always the digest of the undisturbed run.
set -euo pipefail
here=$(mktemp -d "${TMPDIR:-/tmp}/entente_kill_XXXXXX")
trap 'rm -rf "$here"' EXIT
cd "$here"
small=(--set months=36 --set split.month=12)
run() { "$ENTENTE" run baseline "${small[@]}" "$@" 2>> log.txt; }
digest() { h5dump -a /results_digest "$1" 2> /dev/null | grep -o '[0-9a-f]\{64\}'; }
if ! command -v h5dump > /dev/null; then
    digest() { "$ENTENTE" verify "$1" 2>&1 | grep -o '[0-9a-f]\{64\}' | head -n 1; }
fi
same() { [ "$(digest "$1")" = "$expected" ] || { echo "$1: $(digest "$1") is not $expected: $2"; cat log.txt; exit 1; }; }

run --runs 300 -o whole.h5
expected=$(digest whole.h5)
[ ${#expected} = 64 ]
[ ! -e whole.h5.parts ]

killed=0
for k in $(seq 20); do
    "$ENTENTE" run baseline "${small[@]}" --runs 300 -o killed.h5 2>> log.txt &
    process=$!
    sleep "0.$(printf '%02d' $((k * 4)))"
    kill -9 "$process" 2> /dev/null || true
    status=0
    wait "$process" 2> /dev/null || status=$?
    [ "$status" = 137 ] && killed=$((killed + 1))
done
run --runs 300 -o killed.h5
same killed.h5 "killed $killed times"
[ "$killed" -ge 1 ]
echo "killed $killed of 20 times before the end"

status=0
"$ENTENTE" run baseline "${small[@]}" --runs 300 --threads 1 -o stopped.h5 2>> log.txt &
process=$!
sleep 0.4
kill -TERM "$process" 2> /dev/null || true
wait "$process" || status=$?
[ "$status" = 75 ] || [ "$status" = 0 ] || { echo "SIGTERM: exit $status"; cat log.txt; exit 1; }
status=0
run --runs 300 --max-time 1s -o stopped.h5 || status=$?
[ "$status" = 75 ] || [ "$status" = 0 ] || { echo "--max-time: exit $status"; cat log.txt; exit 1; }
run --runs 300 -o stopped.h5
same stopped.h5 "stopped and resumed"

for shard in 3/3 1/3 2/3; do run --runs 300 --shard "$shard" -o shards.h5; done
[ ! -e shards.h5 ]
"$ENTENTE" merge shards.h5 2>> log.txt
same shards.h5 "three shards"

run --runs 70 -o grown.h5
run --runs 300 --threads 2 -o grown.h5
same grown.h5 "grown from 70"

"$ENTENTE" config whole.h5 > again.yaml 2>> log.txt
"$ENTENTE" run ./again.yaml -o again.h5 2>> log.txt
same again.h5 "its own configuration"

for level in generic avx2 avx512; do
    status=0
    ENTENTE_VECTOR=$level run --runs 300 -o "$level.h5" || status=$?
    if [ "$status" = 64 ]; then
        echo "skipped: this processor has no $level"
        continue
    fi
    [ "$status" = 0 ]
    same "$level.h5" "$level"
done

status=0
run --runs 300 --seed 1 -o whole.h5 || status=$?
[ "$status" = 65 ] || { echo "another seed: exit $status"; exit 1; }
same whole.h5 "after a refused seed"
