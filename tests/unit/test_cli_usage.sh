#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the command says to a wrong command line, and with which exit status.
set -uo pipefail
: "${ENTENTE:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# expect STATUS TEXT ARGUMENTS...: the status, the text on standard error, nothing on standard output.
expect() {
    local status=$1 text=$2 got=0
    shift 2
    "$ENTENTE" "$@" >"$dir/out" 2>"$dir/err" || got=$?
    if [[ $got != "$status" ]] || ! grep -qF -- "$text" "$dir/err" || [[ -s $dir/out ]]; then
        printf 'entente %s: status %s, expected %s; said:\n%s\nexpected: %s\n' "$*" "$got" "$status" "$(cat "$dir/err" "$dir/out")" "$text"
        failed=1
    fi
}

expect 64 "Usage: entente SUBCOMMAND"
expect 64 "unknown subcommand 'rnu'; did you mean 'run'?" rnu
expect 64 "unknown subcommand 'xyzzy'; 'entente help' lists them" xyzzy
expect 64 "unknown subcommand 'sumary'; did you mean 'summary'?" help sumary
expect 64 "'--threads': a subcommand comes first" --threads 2 run baseline
expect 64 "'entente run' has no option '--threds'; did you mean '--threads'?" run baseline --threds 2
expect 64 "'entente run' has no option '--threds=2'; did you mean '--threads'?" run baseline --threds=2
expect 64 "'entente run' has no option '--latex'" run baseline --latex
expect 64 "'entente run' has no option '-z'" run baseline -z
expect 64 "'--threads' needs a value: --threads T" run baseline --threads
expect 64 "'-o' needs a value: -o FILE" run baseline -o
expect 64 "'--keep-parts' takes no value, given 'yes'" run baseline --keep-parts=yes
expect 64 "'--seed' is given twice" run baseline --seed 1 --seed 2
expect 64 "'entente run' needs EXPERIMENT" run
expect 64 "'entente run' has no use for 'second'" run baseline second -o "$dir/x.h5"
expect 64 "'entente compare' needs FILE A B" compare "$dir/x.h5" first
expect 64 "'--threads 0': expected a whole number from 1" run baseline -o "$dir/x.h5" --threads 0
expect 64 "'--threads two': expected a whole number" run baseline -o "$dir/x.h5" --threads two
expect 64 "'--runs -5': expected a whole number" run baseline -o "$dir/x.h5" --runs -5
expect 64 "'--runs 5x': expected a whole number" run baseline -o "$dir/x.h5" --runs 5x
expect 64 "'--seed 99999999999999999999': expected a whole number" run baseline -o "$dir/x.h5" --seed 99999999999999999999
expect 64 "'--max-time 0s': expected a number from 1" run baseline -o "$dir/x.h5" --max-time 0s
expect 64 "'--max-time 5': expected a number from 1 and s, m, h or d" run baseline -o "$dir/x.h5" --max-time 5
expect 64 "'0/3' is not I/N" run baseline -o "$dir/x.h5" --shard 0/3
expect 64 "'4/3' is not I/N" run baseline -o "$dir/x.h5" --shard 4/3
expect 64 "'entente run' needs --output FILE" run baseline
expect 64 "more than one output format" summary "$dir/x.h5" --json --csv
for command in summary verify config patterns; do
    expect 66 "$dir/none.h5" $command "$dir/none.h5"
done
expect 66 "none-such" run none-such -o "$dir/x.h5"
expect 66 "none/such.yaml" check "$dir/none/such.yaml"
expect 73 "$dir/none" run baseline --runs 1 -o "$dir/none/such/x.h5"

echo "not a result" >"$dir/text.h5"
for command in summary patterns; do
    expect 65 "$dir/text.h5" $command "$dir/text.h5"
done
for command in verify config; do
    expect 65 "$dir/text.h5" $command "$dir/text.h5"
done

# A full disk under standard output is an error; a reader that leaves is not a crash.
if [[ -w /dev/full ]]; then
    "$ENTENTE" help >/dev/full 2>"$dir/err"
    [[ $? == 74 ]] || { echo "a full disk under standard output is not noticed" && failed=1; }
fi
exit $failed
