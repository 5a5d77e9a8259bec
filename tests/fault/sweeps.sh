# SPDX-License-Identifier: GPL-3.0-or-later
#
# Small sweeps for tests that source this: with a number of runs, and with a precision and runs kept whole. Works in a folder of its
# own, which is removed at the end.
# shellcheck shell=bash
: "${ENTENTE:?path of the program}" "${ENTENTE_PARAMS:?}"
folder=$(mktemp -d)
trap 'cd /; umount "$folder/disk" 2>/dev/null; chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder" || exit 1

sweep() { # design, rest
    cat <<YAML
experiment: sweep
orders: [eu-only, clusters]
scenarios: [default, compound]
shocks: [russian_aggression, us_withdrawal, backsliding, economic_crisis]
months: 3
design:
$1
  parameters:
    parameters.values.theta: {low: 0.1, high: 0.5}
    orders.clusters.forums.security.floor: {low: 0.4, high: 0.7}
$2
YAML
}
sweep $'  method: saltelli\n  points: 2' 'runs: 130' >fixed.yaml
sweep $'  method: sobol\n  points: 5' $'precision: {metric: decision_cohesion, half_width: 0.04, least: 130}\nrecord: {runs: {every: 90}}' >precise.yaml

fail() {
    echo "FAILED: $*"
    tail -n 20 err
    exit 1
}
# expect STATUS TEXT ARGUMENTS...: the exit status, and words that are said; they are left in ./err.
expect() {
    local status=$1 text=$2 got=0
    shift 2
    "$ENTENTE" "$@" >out 2>err || got=$?
    [[ $got == "$status" ]] || fail "entente $*: status $got, expected $status"
    grep -q -- "$text" err || fail "entente $*: '$text' is not said"
}
digest() { "$ENTENTE" verify "$1" 2>>err | cut -d' ' -f1; }
same() { [[ $(digest "$1") == "$expected" ]] || fail "$1: $(digest "$1") is not $expected: $2"; }
# undisturbed SWEEP: the digest that all others must have.
undisturbed() {
    expect 0 results_digest run "$1.yaml" -o "whole-$1.h5"
    expected=$(digest "whole-$1.h5")
    [[ ${#expected} == 64 ]] || fail "no digest"
}
