#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The gallery: every experiment of params/experiments/ is valid, says in comments what it asks and with which command, and runs
# small: two runs of three months, of a design the fewest points.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_SOURCE:?}" "${ENTENTE_PARAMS:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export OMP_NUM_THREADS=2

fail() {
    printf '%s\n' "$@"
    failed=1
}

gallery="baseline orders screening assumptions deterrence-slope values-floor us-withdrawal-odds precision growth"
for name in $gallery; do
    [[ -s $ENTENTE_PARAMS/experiments/$name.yaml ]] || fail "$name is not in the gallery"
done

n=0
for file in "$ENTENTE_PARAMS"/experiments/*.yaml; do
    name=$(basename "$file" .yaml)
    n=$((n + 1))
    (($(grep -c '^#' "$file") >= 3)) || fail "$name has no comment that says what it asks"
    "$ENTENTE" check "$file" >out 2>&1 || fail "$name:" "$(cat out)"
    small=(--set months=3)
    grep -q '^split:' "$file" && small+=(--set split.month=0)
    grep -q '^  points: [0-9]' "$file" && small+=(--set design.points=2)
    grep -q '^  trajectories: ' "$file" && small+=(--set design.trajectories=1)
    if grep -q '^precision:' "$file"; then
        small+=(--set precision.least=2 --set precision.most=64)
    else
        small+=(--runs 2)
    fi
    if ! "$ENTENTE" run "$name" -o "$name.h5" "${small[@]}" >out 2>&1; then
        fail "$name does not run:" "$(cat out)"
        continue
    fi
    "$ENTENTE" verify "$name.h5" >out 2>&1 || fail "$name does not verify:" "$(cat out)"
    "$ENTENTE" summary "$name.h5" >out 2>err || fail "$name has no summary:" "$(cat err)"
    # what a file says of itself is the experiment again
    "$ENTENTE" config "$name.h5" >again.yaml && "$ENTENTE" run ./again.yaml -o again.h5 >out 2>&1 || fail "$name from its own file:" "$(cat out)"
    [[ $("$ENTENTE" verify "$name.h5" 2>/dev/null | cut -d' ' -f1) == "$("$ENTENTE" verify again.h5 2>/dev/null | cut -d' ' -f1)" ]] ||
        fail "$name run from its own file has another digest"
    rm -f again.h5 again.h5.log.json again.yaml
done

# the commands of growth.yaml, small: what was there stays, and the whole is that of asking at once
"$ENTENTE" run growth -o growth.h5 --set months=3 --set design.points=4 --runs 3 >out 2>&1 || fail "growth does not grow:" "$(cat out)"
"$ENTENTE" run growth -o once.h5 --set months=3 --set design.points=4 --runs 3 >out 2>&1 || fail "growth at once:" "$(cat out)"
cmp growth.h5 once.h5 || fail "growth in steps and at once differ"

((n >= 8)) || fail "only $n experiments"
echo "$n experiments"
exit $failed
