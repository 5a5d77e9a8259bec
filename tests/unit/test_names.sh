#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No C knows an order, shock, scenario, experiment, forum or state by name: the names found in params/ are in no
# string literal of the program.
set -euo pipefail
cd "${ENTENTE_SOURCE:?}"

names=$(
    for folder in orders shocks scenarios experiments; do
        for file in params/"$folder"/*.yaml; do
            [[ -e $file ]] && basename "$file" .yaml
        done
    done
    [[ -e params/states.csv ]] && grep -v '^#' params/states.csv | cut -d, -f1 | grep -E '^[A-Z]{3}$'
)
count=$(wc -w <<<"$names")
if ((count < 45)); then
    echo "only $count names found in params/: the test reads the wrong places"
    exit 1
fi

# literals FILE...: FILE:LINE:"literal" of every string literal, without comments and what only the compiler reads.
literals() {
    local file
    for file in "$@"; do
        sed -E 's#/\*.*\*/##; s#^[[:space:]]*\*.*##; s#/\*.*##; s#visibility\("[a-z]+"\)##' "$file" | grep -noE '"([^"\\]|\\.)*"' | sed "s#^#$file:#" || true
    done
}

# search FILE...: literals that are one of the names, or a path to it.
search() {
    literals "$@" | grep -Ef <(printf '"([^"]*/)?%s(\\.yaml)?"$\n' $names) || true
}

twin=$(mktemp -d)
trap 'rm -rf "$twin"' EXIT
for name in $names; do printf 'if (strcmp(name, "%s") == 0) return 1;\n' "$name"; done >"$twin/wrong.c"
planted=$(search "$twin/wrong.c" | wc -l)
if ((planted != count)); then
    echo "the check finds $planted of $count planted names"
    exit 1
fi

found=$(search $(find params model runs analysis -name '*.[ch]'))
if [[ -n $found ]]; then
    printf 'names of input files in the program:\n%s\n' "$found"
    exit 1
fi
echo "$count names, none in the program"
