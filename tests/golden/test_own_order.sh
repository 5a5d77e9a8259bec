#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A reader copies an order, changes its floor, its rule, its founders, runs it by path, and gets other numbers each time.
set -u
: "${ENTENTE:?path of the program}" "${ENTENTE_PARAMS:?the params folder}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
shipped="$ENTENTE_PARAMS/orders/clusters.yaml"
failures=0

# deadlock risk and cohesion of the copied order, from its own run
numbers() { # name of the copy
    sed "s|^orders: .*|orders: [eu-only, ./$1.yaml]|; s|^scenarios: .*|scenarios: [compound]|; s|^split:.*||" \
        "$ENTENTE_PARAMS/experiments/baseline.yaml" >"try-$1.yaml"
    "$ENTENTE" check "$1.yaml" "try-$1.yaml" >&2 &&
        "$ENTENTE" run "./try-$1.yaml" -o "$1.h5" --runs 24 --set months=96 2>log &&
        /usr/bin/python3 - "$1.h5" <<'PYTHON'
import sys, h5py, numpy
f = h5py.File(sys.argv[1])
print(*(repr(float(numpy.nanmean(f[name][0, 1], dtype=float))) for name in ("deadlock_risk", "decision_cohesion", "trust_density")))
PYTHON
}
copy() { sed "s/^order: .*/order: $1/" "$shipped"; }

copy same >same.yaml
copy floor | sed '/^  security:/,/^  foreign:/s/floor: 0.6 /floor: 0.75 /' >floor.yaml
copy rule | sed 's|quota: 60/100|quota: 95/100|' >rule.yaml
copy founders | sed 's|founders: all |founders: {where: eu, except: [DEU, FRA]} |' >founders.yaml

reference=$(numbers same) || { cat log; exit 1; }
echo "as shipped: $reference"
for change in floor rule founders; do
    cmp -s "$change.yaml" <(copy "$change") && { echo "FAILED: the edit of $change found nothing to change"; exit 1; }
    changed=$(numbers "$change") || { echo "FAILED: $change does not run"; cat log; exit 1; }
    echo "another $change: $changed"
    if [ "$changed" = "$reference" ]; then
        echo "FAILED: another $change, the same numbers"
        failures=1
    fi
done

# the name alone changes nothing
copy renamed >renamed.yaml
if [ "$(numbers renamed)" != "$reference" ]; then
    echo "FAILED: another name, other numbers"
    failures=1
fi
exit $failures
