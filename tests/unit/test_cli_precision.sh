#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# entente run --precision with the real model: one digest by one thread, two, shards and from the stored configuration; what is
# said, what is refused.
set -euo pipefail
export LC_ALL=C
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { echo "FAIL: $*" >&2; cat out err >&2 2>/dev/null || true; exit 1; }
entente() { "$ENTENTE" "$@" > out 2> err; }
expect() { # exit status, text on standard error, command
    local status=$1 text=$2 got=0
    shift 2
    "$@" || got=$?
    [ "$got" = "$status" ] || fail "exit status $got, not $status: $*"
    grep -q -- "$text" err || fail "'$text' is not said: $*"
}
digest() { sed -n 's/.*results_digest //p' err; }

small="--set months=12 --set split.month=6 --precision deadlock_risk=0.015"
expect 0 "half-width 0.0" entente run baseline -o one.h5 $small --threads 1
one=$(digest)
expect 0 "$one" entente run baseline -o two.h5 $small --threads 2
expect 0 "shard 2 of 2 has nothing to do" entente run baseline -o shards.h5 $small --shard 2/2
expect 0 "entente merge" entente run baseline -o shards.h5 $small --shard 1/2
expect 0 "$one" entente merge shards.h5
entente config one.h5 || fail "config"
grep -q "^precision:" out && ! grep -q "^runs:" out || fail "the configuration does not ask for the precision"
cp out again.yaml
expect 0 "$one" entente run ./again.yaml -o again.h5
expect 0 "all holds" entente verify one.h5
entente summary one.h5 || fail "summary"
tr '\n' ' ' < out | grep -q "half-width 0.015 of the 95 % interval of the mean of deadlock_risk in every order" || fail "the rule is not in the summary"

# Grown by a narrower interval, and asked for at once.
narrow="--set months=12 --set split.month=6 --precision deadlock_risk=0.01"
expect 0 "half-width 0.0" entente run baseline -o one.h5 $narrow
grown=$(digest)
expect 0 "$grown" entente run baseline -o narrow.h5 $narrow
expect 0 "nothing is trimmed" entente run baseline -o one.h5 $small
expect 0 "have the most runs and are not precise" entente run baseline -o most.h5 $narrow --set precision.most=128

expect 64 "takes the place of '--runs'" entente run baseline -o x.h5 $small --runs 100
expect 64 "did you mean 'deadlock_risk'" entente run baseline -o x.h5 --precision deadlok_risk=0.1
expect 64 "expected a metric and the half-width" entente run baseline -o x.h5 --precision deadlock_risk
expect 64 "expected a metric and the half-width" entente run baseline -o x.h5 --precision deadlock_risk=-1
expect 65 "'at' is missing" entente run baseline -o x.h5 $small --set precision.of=quantile
expect 65 "there is no metric 'deadlok_risk'" entente run baseline -o x.h5 $small --set precision.metric=deadlok_risk
cat > wrong.yaml <<'YAML'
experiment: wrong
orders: [eu-only]
scenarios: [{scenario: as-it-is}]
precision: {metric: deadlok_risk, half_width: 0.1}
YAML
expect 65 "wrong.yaml:4:21: error: 'metric': there is no metric 'deadlok_risk'; did you mean 'deadlock_risk'?" entente check ./wrong.yaml
[ ! -e x.h5 ] || fail "a refused command left a file"
echo ok
