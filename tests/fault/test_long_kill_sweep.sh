#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two hundred kills -9 at random moments over a sweep, each followed by the same command: the digest of the uninterrupted one.
# So is that of 3 shards, of 7 shards, and of a sweep that began smaller: fewer runs, points and scenarios.
set -u
: "${ENTENTE:?path of the program}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
RANDOM=7
kills=0
most=200
rounds=0

sweep() { # runs, points, scenarios
    cat <<YAML
experiment: sweep
orders: [eu-only, clusters]
scenarios: [$3]
shocks: [russian_aggression, us_withdrawal, backsliding, economic_crisis]
runs: $1
months: 24
design:
  method: sobol
  points: $2
  parameters:
    parameters.values.theta: {low: 0.1, high: 0.5}
    parameters.deterrence.slope: {low: -1, high: 8}
    orders.*.forums.security.floor: {low: 0.4, high: 0.7}
YAML
}
digest() { "$ENTENTE" verify "$1" 2>>log | cut -c1-64; }
fail() {
    echo "FAILED: $*"
    tail -n 5 log
    exit 1
}

sweep 300 24 "default, compound" >sweep.yaml
sweep 100 14 "default" >small.yaml
"$ENTENTE" run sweep.yaml -o whole.h5 2>>log || fail "the uninterrupted sweep"
reference=$(digest whole.h5)
[ ${#reference} = 64 ] || fail "no digest"

for shards in 3 7; do
    for i in $(seq "$shards"); do "$ENTENTE" run sweep.yaml -o "of$shards.h5" --shard "$i/$shards" 2>>log || fail "shard $i of $shards"; done
    "$ENTENTE" merge "of$shards.h5" 2>>log || fail "the merge of $shards shards"
    [ "$(digest "of$shards.h5")" = "$reference" ] || fail "$shards shards give another digest"
done

"$ENTENTE" run small.yaml -o grown.h5 2>>log && "$ENTENTE" run sweep.yaml -o grown.h5 2>>log || fail "growth"
[ "$(digest grown.h5)" = "$reference" ] || fail "a sweep that grew gives another digest"

while [ $kills -lt $most ]; do
    rounds=$((rounds + 1))
    rm -rf killed.h5 killed.h5.*
    while :; do
        "$ENTENTE" run sweep.yaml -o killed.h5 2>>log &
        victim=$!
        sleep "0.$(printf %03d $((RANDOM % 400)))"
        if [ $kills -lt $most ] && kill -9 $victim 2>/dev/null; then
            wait $victim 2>/dev/null && break # it had just finished
            kills=$((kills + 1))
        else
            wait $victim && break
            fail "the sweep after $kills kills"
        fi
    done
    [ "$(digest killed.h5)" = "$reference" ] || fail "round $rounds, $kills kills: another digest"
    [ ! -e killed.h5.parts ] || fail "round $rounds left its parts"
done
echo "ok: $kills kills in $rounds sweeps, 3 and 7 shards, growth: $reference"
