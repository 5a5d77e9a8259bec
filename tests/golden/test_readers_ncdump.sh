#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A results file by netCDF's own tool: every variable stands on named dimensions and has long_name and, unless it is a
# text, units.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
if ! command -v ncdump >/dev/null; then
    echo "skipped: no ncdump; Debian: netcdf-bin"
    exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
if ! "$ENTENTE" run baseline -o small.h5 --runs 8 --set months=12 --set split.month=6 2>err; then
    cat err
    exit 1
fi
ncdump -h small.h5 >header || exit 1

# Prints what a header lacks; the last line tells how many variables it has.
complain() {
    awk '
        function finish() {
            if (name == "") return
            n++
            if (!long_name) print name " has no long_name"
            if (type != "string" && !units) print name " has no units"
        }
        /^[ \t]*(group:|\/\/ global attributes:|dimensions:)/ { finish(); name = "" }
        match($0, /^[ \t]*(byte|ubyte|short|int|int64|float|double|string|char) [A-Za-z_0-9]+(\(.*\))? ;/) {
            finish()
            split($0, part, /[ \t(]+/)
            at = part[1] == "" ? 2 : 1
            type = part[at]
            name = part[at + 1]
            long_name = units = 0
        }
        /:long_name = "[^"]/ { long_name = 1 }
        /:units = "[^"]/ { units = 1 }
        /phony_dim|dim_[0-9]/ { print "unnamed dimension: " $0 }
        END { finish(); print n " variables" }' "$1"
}

status=0
complain header >said
if [[ $(wc -l <said) != 1 ]]; then
    cat said
    status=1
fi
(($(tail -n 1 said | cut -d' ' -f1) > 100)) || { echo "too few variables: $(tail -n 1 said)"; status=1; }
for line in 'float deadlock_risk(point, order, scenario, run) ;' 'string order(order) ;' 'byte status(point, order, scenario, run) ;' \
    'double membership_share(point, order, scenario, forum, state, month) ;' 'string :Conventions = "CF-1.10" ;'; do
    grep -qF "$line" header || { echo "missing: $line"; status=1; }
done

# The check must be able to fail.
grep -v 'deadlock_risk:units' header >flawed
complain flawed | grep -q 'deadlock_risk has no units' || { echo "a variable without units was not noticed"; status=1; }
tail -n 1 said
exit $status
