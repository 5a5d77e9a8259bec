#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# entente doctor: what it tells, in words and as JSON; what it says where something is wrong, with which exit status; and that it leaves
# nothing behind. (Whether the bits are those of the reference machine is asked by tests/golden/test_digest.sh.)
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/here"
cd "$dir/here" || exit 1
unset ENTENTE_VECTOR

fail() {
    printf '%s\n' "$@"
    failed=1
}
# expect STATUS TEXT ARGUMENTS...: the exit status, and a line that starts and goes on like TEXT.
expect() {
    local status=$1 text=$2 got=0
    shift 2
    "$ENTENTE" doctor "$@" >"$dir/out" 2>"$dir/err" || got=$?
    [[ $got == "$status" && ! -s $dir/err ]] || fail "entente doctor $*: status $got, expected $status:" "$(cat "$dir/out" "$dir/err")"
    grep -q -- "^$text" "$dir/out" || fail "entente doctor $*: no line '$text':" "$(cat "$dir/out")"
    [[ -z $(ls -A) ]] || fail "left behind:" "$(ls -A)"
}

# Parameters of one's own: nothing to compare with, but all copies agree.
cp -r "$ENTENTE_PARAMS" "$dir/params"
sed -i 's/^seed: .*/seed: 7/' "$dir/params/experiments/baseline.yaml"
expect 0 'note  reference .*something else' --params "$dir/params"
for topic in entente compiler system HDF5 GSL zlib libyaml vector threads numbers folder params; do
    grep -q "^ok  *$topic  *[^ ]" "$dir/out" || fail "not told: $topic" "$(cat "$dir/out")"
done
[[ $(grep -c '^ok *bits' "$dir/out") -ge 2 ]] || fail "fewer than two copies run here"
[[ $(sed -n 's/^ok *bits *[a-z0-9]*: \([0-9a-f]*\).*/\1/p' "$dir/out" | sort -u | wc -l) == 1 ]] || fail "copies differ"

"$ENTENTE" doctor --json --params "$dir/params" >"$dir/json" || fail "--json"
"${ENTENTE_PYTHON:-python3}" - "$dir/json" <<'PYTHON' || fail "the JSON is not as it should be"
import json, sys
report = json.load(open(sys.argv[1]))
assert report["exit_status"] == 0 and len(report["bits"]) == len(report["inputs"]) == 64
assert {check["verdict"] for check in report["checks"]} <= {"ok", "note"}
assert {"compiler", "vector", "folder", "bits", "reference"} <= {check["topic"] for check in report["checks"]}
PYTHON

# Where something is wrong.
expect 66 "bad   params .*$dir/none" --params "$dir/none"
expect 73 'bad   folder  *none/such' --params "$dir/params" none/such
expect 73 'bad   folder  */proc' --params "$dir/params" /proc
ENTENTE_VECTOR=sse9 expect 64 "bad   vector .*'sse9'" --params "$dir/params"
ENTENTE_VECTOR=generic expect 0 'note  vector' --params "$dir/params"
OMP_NUM_THREADS=1000 expect 0 'note  threads  *1000 on' --params "$dir/params"
(ulimit -f 512 && expect 74 'bad   folder .*writing fails' --params "$dir/params" && exit $failed) || failed=1
if [[ $(stat -f -c %T /dev/shm 2>/dev/null) == tmpfs && -w /dev/shm ]]; then
    expect 0 'note  folder  *tmpfs is in memory' --params "$dir/params" /dev/shm
fi
for arguments in 'a b' '--runs 3'; do
    "$ENTENTE" doctor $arguments >"$dir/out" 2>"$dir/err"
    [[ $? == 64 && ! -s $dir/out ]] || fail "entente doctor $arguments:" "$(cat "$dir/out" "$dir/err")"
done
exit $failed
