#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# entente check takes every file that params/ ships, and tells every error of an experiment, order, scenario or
# shock at once, in words and as JSON.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fail() {
    printf '%s\n' "$@"
    failed=1
}

files=("$ENTENTE_PARAMS"/{experiments,orders,scenarios,shocks}/*.yaml)
"$ENTENTE" check baseline "${files[@]}" >"$dir/out" 2>"$dir/err" || fail "files of params/ are refused:" "$(cat "$dir/err")"
[[ $(grep -c ': ok$' "$dir/out") == $((${#files[@]} + 1)) ]] || fail "not every file is said to be ok"

# spoil KIND: a copy of the first file of that kind with two unknown keys.
spoil() {
    local file
    file=$(ls "$ENTENTE_PARAMS/$1s/"*.yaml | head -1)
    { cat "$file" && printf 'abuot: x\nzzz: 1\n'; } >"$dir/$1.yaml"
}
for kind in experiment order scenario shock; do
    spoil $kind
    "$ENTENTE" check "$dir/$kind.yaml" >"$dir/out" 2>"$dir/err"
    [[ $? == 65 ]] || fail "a wrong $kind does not exit with 65"
    grep -qE "^$dir/$kind.yaml:[0-9]+:[0-9]+: error: unknown key 'abuot'; did you mean 'about'\?$" "$dir/err" || fail "$kind: no guess:" "$(cat "$dir/err")"
    grep -q "unknown key 'zzz'" "$dir/err" || fail "$kind: the second error is not told:" "$(cat "$dir/err")"
    [[ ! -s $dir/out ]] || fail "$kind: errors on standard output"
done

# A path without a slash, from the folder itself.
(cd "$dir" && "$ENTENTE" check order.yaml >"$dir/out" 2>"$dir/err")
grep -q "order.yaml:[0-9]*:1: error" "$dir/err" || fail "a file of the current folder is not found"

"$ENTENTE" check --json "$dir"/{order,shock}.yaml "$ENTENTE_PARAMS/orders"/*.yaml >"$dir/out" 2>"$dir/err"
[[ $? == 65 && ! -s $dir/err ]] || fail "--json: exit status or standard error"
"${ENTENTE_PYTHON:-python3}" - "$dir/out" <<'PYTHON' || fail "--json is not the expected JSON:" "$(cat "$dir/out")"
import json, sys
errors = json.load(open(sys.argv[1], encoding="utf-8"))
assert {frozenset(e) for e in errors} == {frozenset({"file", "line", "column", "error"})}
assert len(errors) == 4 and len({e["file"] for e in errors}) == 2
PYTHON
[[ $("$ENTENTE" check --json baseline | tr -d ' \n') == "[]" ]] || fail "--json without an error is not an empty list"

# Every error of a grave kind decides the status.
"$ENTENTE" check "$dir/order.yaml" "$dir/none.yaml" 2>/dev/null
[[ $? == 66 ]] || fail "a missing file among wrong ones does not exit with 66"
exit $failed
