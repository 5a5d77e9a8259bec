#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the argument speaks of happens in the shipped scenarios, and a trace shows it.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

# show SITUATION ORDER SCENARIO PATTERN: a run is found, and its trace has a line like the pattern.
show() {
    if ! timeout 300 "$ENTENTE" trace orders --order "$2" --scenario "$3" --find "$1" >"$dir/out" 2>"$dir/err"; then
        echo "$1 in $2 under $3: $(cat "$dir/err")"
        failed=1
    elif ! grep -qE "$4" "$dir/out"; then
        echo "$1 in $2 under $3: no line like '$4'; $(cat "$dir/err")"
        failed=1
    fi
}

show statement eu-only default 'in eu all [0-9]+ but [A-Z]{3} make a statement, which binds nobody'
show lone-veto eu-only default 'a reported veto by [A-Z]{3}$'
show queue eu-only default '[A-Z]{3} enters eu \(measured alignment'
show package eu-only default 'A package in eu: .* for .*; gains 0\.'
show bought eu-only default 'eu pays [A-Z]{3} 0\.[0-9]+ to consent'
show suspended clusters backsliding '[A-Z]{3} is suspended from [a-z_]+, rightly'
show wrongful-suspension clusters-core backsliding '[A-Z]{3} is suspended from [a-z_]+, wrongfully'
show expelled clusters backsliding '[A-Z]{3} is expelled from'
show pillar nato-led us_withdrawal 'nato decides for the first time without the external power that led it: a pillar of '
show coalition coalitions default 'The coalition [a-z_]+ forms: '
show pressed-in coalitions default '[A-Z]{3} presses its way into '
show cooperation eu-only default 'go ahead without the others \('
show reform eu-only default 'eu: a reform of [a-z_]+ to '
show determination eu-only backsliding 'step 1 towards the suspension of '
show order-failed eu-only default 'The order failed in 20'

# A kind asked for alone is shown alone.
"$ENTENTE" trace orders --order eu-only --scenario default --find lone-veto --only veto >"$dir/out" 2>/dev/null
if grep -vE 'a reported veto by|^[0-9]{4}-|^$' "$dir/out" | grep -q '^  [a-z_]* 20'; then
    echo "--only veto shows more than vetoes"
    failed=1
fi
exit $failed
