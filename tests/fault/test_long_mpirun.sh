#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mpirun as a launcher: two ranks do a shard each; a rank killed with -9 takes the other with it, and the same command does the rest.
# The digest of a plain run, without an MPI build.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
dir=$(mktemp -d)
trap 'cd /; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
small=(--set months=36 --set split.month=12)

fail() {
    printf 'FAILED: %s\n' "$@"
    tail -n 20 log
    exit 1
}
command -v mpirun >/dev/null || fail "there is no mpirun; Debian: apt-get install openmpi-bin"
digest() { "$ENTENTE" verify "$1" 2>>log | cut -d' ' -f1; }
options=(--oversubscribe --bind-to none)
((EUID != 0)) || options+=(--allow-run-as-root)

# ranks OUT RUNS: two ranks of one thread.
ranks() {
    mpirun -np 2 "${options[@]}" "$ENTENTE" run baseline -o "$1" --runs "$2" "${small[@]}" --shard auto --threads 1
}

# As many runs as one processor makes in some eight seconds.
"$ENTENTE" run baseline --runs 640 "${small[@]}" --threads 1 -o pace.h5 2>>log || fail "the plain run"
runs=$(sed -n 's/.*"simulate_seconds": \([0-9.]*\),/\1/p' pace.h5.log.json | awk '{n = int(8 / $1 * 640); print n < 640 ? 640 : n}')
"$ENTENTE" run baseline --runs "$runs" "${small[@]}" -o plain.h5 2>>log || fail "the plain run"
expected=$(digest plain.h5)
[[ ${#expected} == 64 ]] || fail "no digest"

ranks whole.h5 "$runs" >>log 2>&1 || fail "two ranks: exit status $?"
[[ ! -e whole.h5 && -e whole.h5.shard-1-of-2.log.json && -e whole.h5.shard-2-of-2.log.json ]] || fail "not a shard each:" "$(ls)"
"$ENTENTE" merge whole.h5 2>>log || fail "the merge of two ranks"
[[ $(digest whole.h5) == "$expected" ]] || fail "two ranks: another digest"
echo "two ranks, $runs runs of every cell: ok"

ranks killed.h5 "$runs" >>log 2>&1 &
launcher=$!
programs() { pgrep -f -- "^$ENTENTE run baseline -o killed.h5 " || true; }
for ((k = 0; k < 300; k++)); do
    [[ $(find killed.h5.parts -size +20k 2>/dev/null | wc -l) -ge 1 && $(programs | wc -l) == 2 ]] && break
    sleep 0.1
done
victim=$(programs | tail -n 1)
[[ -n $victim ]] || fail "no rank to kill"
kill -9 "$victim"
status=0
wait $launcher || status=$?
[[ $status != 0 ]] || fail "mpirun does not notice that a rank was killed"
"$ENTENTE" merge killed.h5 2>>log && fail "merged without the rest"
ranks killed.h5 "$runs" >>log 2>&1 || fail "the same command after the kill: exit status $?"
"$ENTENTE" merge killed.h5 2>>log || fail "the merge after the kill"
[[ $(digest killed.h5) == "$expected" ]] || fail "a killed rank: another digest"
echo "a rank killed with -9, the same command: ok"
