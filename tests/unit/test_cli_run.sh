#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A run from the command line: to the end, interrupted and continued, sharded and merged, grown, asked how far it is;
# what it prints where; and that a reader's own order gives other numbers.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export OMP_NUM_THREADS=2

fail() {
    printf '%s\n' "$@"
    failed=1
}
digest() { "$ENTENTE" verify "$1" 2>>err | cut -d' ' -f1; }

# expect STATUS ARGUMENTS...: the exit status; standard error is left in ./err.
expect() {
    local status=$1 got=0
    shift
    "$ENTENTE" "$@" >out 2>err || got=$?
    [[ $got == "$status" ]] || fail "entente $*: status $got, expected $status; said:" "$(cat err)"
}

short=(--set months=24 --set split.month=12)
expect 0 run baseline -o whole.h5 --runs 100 "${short[@]}"
[[ ! -s out ]] || fail "a run prints to standard output"
grep -q "results_digest $(digest whole.h5)" err || fail "the digest is not said"
[[ -s whole.h5 && -s whole.h5.log.json && ! -e whole.h5.parts ]] || fail "files of a finished run:" "$(ls)"
"${ENTENTE_PYTHON:-python3}" -c 'import json; log = json.load(open("whole.h5.log.json")); assert log["runs"] == 1000 and log["exit_status"] == 0' || fail "the log"

expect 0 run baseline -o whole.h5 --runs 100 "${short[@]}"
grep -q "0 runs made" err || fail "a finished run is made again"
expect 65 run baseline -o whole.h5 --runs 100 --seed 7 "${short[@]}"
echo "not HDF5" >foreign.h5
for target in foreign.h5 . /dev/null; do
    expect 65 run baseline -o "$target" --runs 1 "${short[@]}"
    [[ $(wc -l <err) == 1 ]] || fail "a target that is no results file is refused in more than a line:" "$(cat err)"
done
expect 64 run baseline -o "" --runs 1 "${short[@]}"
[[ $(cat foreign.h5) == "not HDF5" && ! -e .parts ]] || fail "a foreign target is touched"
expect 0 run baseline -o whole.h5 --runs 50 "${short[@]}"
grep -q "nothing is trimmed" err || fail "fewer runs than stored are not remarked"

# Grown, sharded, from its own configuration: the same digest.
expected=$(digest whole.h5)
expect 0 run baseline -o grown.h5 --runs 70 "${short[@]}"
expect 0 run baseline -o grown.h5 --runs 100 "${short[@]}"
[[ $(digest grown.h5) == "$expected" ]] || fail "grown from 70 to 100 runs: another digest"

for shard in 2/2 1/2; do expect 0 run baseline -o shards.h5 --runs 100 "${short[@]}" --shard $shard; done
[[ ! -e shards.h5 && -d shards.h5.parts ]] || fail "a shard merges"
expect 0 merge shards.h5 --keep-parts
[[ -d shards.h5.parts ]] || fail "--keep-parts does not keep"
[[ $(digest shards.h5) == "$expected" ]] || fail "two shards: another digest"

expect 0 run baseline -o half.h5 --runs 100 "${short[@]}" --shard 1/2
expect 66 merge half.h5
expect 0 merge half.h5 --allow-missing -o peek.h5
grep -q "missing" err || fail "what is missing is not said"

expect 0 config whole.h5
cp out whole.yaml
expect 0 run ./whole.yaml -o again.h5
[[ $(digest again.h5) == "$expected" ]] || fail "its own configuration, run again: another digest"

# Interrupted: 75, and the same command continues.
expect 75 run baseline -o late.h5 --runs 100000 --max-time 1s
for signal in TERM INT; do
    "$ENTENTE" run baseline -o stopped.h5 --runs 100000 2>err &
    job=$!
    until [[ -n $(find stopped.h5.parts -size +100k 2>/dev/null) ]] || ! kill -0 $job 2>/dev/null; do sleep 0.05; done
    kill -USR1 $job
    sleep 0.5
    kill -$signal $job
    wait $job
    [[ $? == 75 ]] || fail "SIG$signal: not 75:" "$(cat err)"
    grep -qE "^entente: [0-9]+/1000000 runs" err || fail "SIGUSR1 is not answered:" "$(cat err)"
    grep -q "the same command resumes" err || fail "SIG$signal: how to go on is not said"
    rm -rf stopped.h5*
done

# Tables: text, JSON, CSV, LaTeX.
expect 0 summary whole.h5
grep -q "eu-only" out || fail "the summary names no order"
expect 0 summary --json whole.h5
"${ENTENTE_PYTHON:-python3}" -m json.tool out >/dev/null || fail "summary --json is no JSON"
expect 0 summary --csv whole.h5
"${ENTENTE_PYTHON:-python3}" -c 'import csv; rows = list(csv.reader(open("out"))); assert len(rows) > 50 and len(set(map(len, rows))) == 1' || fail "summary --csv"
expect 0 summary --latex whole.h5
grep -q '\\begin{tabular}' out || fail "summary --latex"
expect 0 summary --pairing whole.h5
expect 0 compare whole.h5 clusters eu-only
expect 64 compare whole.h5 clusters eu-olny
grep -q "eu-only" err || fail "compare: no guess:" "$(cat err)"
expect 0 patterns whole.h5

# An order of one's own, by path: the same digest for a mere copy under another name's place, another after a change.
sed 's/^order: .*/order: mine/' "$ENTENTE_PARAMS/orders/clusters.yaml" >mine.yaml
sed 's|^orders: .*|orders: [clusters, ./mine.yaml]|' "$ENTENTE_PARAMS/experiments/baseline.yaml" >try.yaml
difference() { "$ENTENTE" compare "$1" mine clusters --csv 2>/dev/null | sha256sum; }
expect 0 run try.yaml -o copy.h5 --runs 64
sed -i 's/\(floor: 0\.\)6/\18/; s/{weight: population, quota: 60/{weight: population, quota: 80/' mine.yaml
if cmp -s <(sed 's/^order: .*/order: mine/' "$ENTENTE_PARAMS/orders/clusters.yaml") mine.yaml; then fail "the order is not changed"; fi
expect 0 run try.yaml -o changed.h5 --runs 64
[[ $(difference copy.h5) != "$(difference changed.h5)" ]] || fail "a changed order gives the same numbers"
exit $failed
