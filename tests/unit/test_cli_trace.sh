#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# entente trace: both forms agree, show what is asked for, take a file of results, and say what is wrong with a wish.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}" "${ENTENTE_SOURCE:?}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0
wrong() {
    echo "$*"
    failed=1
}

# expect STATUS TEXT ARGUMENTS...: nothing on standard output.
expect() {
    local status=$1 text=$2 got=0
    shift 2
    "$ENTENTE" trace "$@" >out 2>err || got=$?
    if [[ $got != "$status" || -s out ]] || ! grep -qF -- "$text" err; then
        wrong "entente trace $*: status $got, expected $status and '$text'; said: $(cat err)"
    fi
}

expect 66 "there is no experiment 'nothing'" nothing
expect 65 "unknown key 'nothing'" baseline --set parameters.values.nothing=1
expect 64 "has no such order; did you mean 'clusters'?" baseline --order cluster
expect 64 "has no such scenario; did you mean 'calm'?" baseline --scenario clam
expect 64 "expected a whole number from 0 to 2147483646" baseline --run 2147483647
expect 64 "expected a whole number" baseline --run=-1
expect 64 "there is no design point 1" baseline --point 1
expect 64 "'veot' is nothing that a trace tells; did you mean 'veto'?" baseline --find statement,veot
expect 64 "'' is nothing that a trace tells" baseline --only veto,
expect 64 "is found in a run with '--find', not shown by itself" baseline --only lone-veto
expect 64 "expected a month like 2031-04" baseline --from 2031-4
expect 64 "leave no month of the run" baseline --from 2030-01 --to 2029-12
expect 64 "leave no month of the run" baseline --from 2099-01
expect 66 "not found in 10000 runs from run 5 on" baseline --set months=1 --set split.month=0 --find dissolved,expelled --run 5
ENTENTE_VECTOR=double expect 64 "single precision" baseline

# Both forms tell of one run: the same digest, every field under a name, sets as lists of codes.
common=(baseline --order clusters --scenario compound --run 3 --set months=60 --set split.month=30)
"$ENTENTE" trace "${common[@]}" >text 2>err || wrong "$(cat err)"
"$ENTENTE" trace "${common[@]}" --json >document 2>err || wrong "$(cat err)"
"$ENTENTE" trace "${common[@]}" --json --only veto,IN_FORCE --from 2027-06 --to 2030-06 >part 2>err || wrong "$(cat err)"
/usr/bin/python3 - <<'PY' || failed=1
import json, re
whole, part, text = json.load(open("document")), json.load(open("part")), open("text").read()
assert (whole["order"], whole["scenario"], whole["run"], whole["months"]) == ("clusters", "compound", 3, 60)
assert whole["status"] == "done" and re.fullmatch("[0-9a-f]{64}", whole["digest"]) and re.fullmatch("[0-9a-f]{64}", whole["inputs_hash"])
assert whole["digest"] == part["digest"] and whole["digest"] in text
assert 0 <= whole["metrics"]["deadlock_risk"] <= 1 and whole["metrics"]["welfare_members"] is not None
kinds = {event["kind"] for event in whole["events"]}
assert {"issue", "proposal", "decision", "vote", "refusal", "election", "signed", "standing"} <= kinds, kinds
for event in whole["events"]:
    assert re.fullmatch(r"20\d\d-\d\d", event["month"])
    if event["kind"] == "refusal":
        assert event["deficit"] > event["tolerated"] and abs(event["deficit"] + event["gain"] + event["slack"]) < 1e-6
        assert event["issue"] + ":" in text or event["issue"] in text
    if event["kind"] == "decision":
        assert all(re.fullmatch("[A-Z]{3}", code) for code in event["bound"]) and event["bound"]
        assert not set(event["yes"]) & set(event["no"])
chosen = [e for e in whole["events"] if e["kind"] in ("veto", "in-force") and "2027-06" <= e["month"] <= "2030-06"]
assert part["events"] == chosen and chosen
PY

# Every kind that analysis/trace_fields.c names is in the help and, with its fields, in runs/FORMAT.md.
"$ENTENTE" help trace >help
/usr/bin/python3 - <<'PY' || failed=1
import os, re
root = os.environ["ENTENTE_SOURCE"]
known = set(open("help").read().split())
table = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]* \| ([^|]*) \|$", open(root + "/runs/FORMAT.md").read(), re.M))
rows = re.findall(r'\[ENT_TRACE_\w+\] = \{\.kind = "([a-z-]+)"(.*?)\},\n', open(root + "/analysis/trace_fields.c").read(), re.S)
assert len(rows) > 30
for kind, fields in rows:
    assert kind in known, kind
    assert re.findall(r'"(\w+)"', fields) == re.findall(r"`(\w+)`", table[kind]), kind
PY

# The same run by itself, by search, and of a file of results.
"$ENTENTE" trace "${common[@]:0:5}" --find decision --run 3 "${common[@]:7}" >found 2>err || wrong "$(cat err)"
grep -qF "entente: found in run 3, after 0 runs without it" err || wrong "a search does not say where it found: $(cat err)"
cmp -s text found || wrong "a run that is found is told otherwise"
"$ENTENTE" run baseline --runs 2 --set months=60 --set split.month=30 -o results.h5 2>err || wrong "$(cat err)"
"$ENTENTE" trace results.h5 --order clusters --scenario compound --run 3 >again 2>err || wrong "$(cat err)"
cmp -s text again || wrong "a run of a file of results is told otherwise"
expect 64 "'--set' changes an experiment, not a file of results" results.h5 --set months=3
head -c 200 results.h5 >damaged.h5
expect 74 "damaged.h5" damaged.h5

# A traced run has the values that the file of results has.
/usr/bin/python3 - <<'PY' || failed=1
import json, os, subprocess
try:
    import h5py
except ImportError:
    raise SystemExit(0)
for run in (0, 1):
    told = json.loads(subprocess.run([os.environ["ENTENTE"], "trace", "results.h5", "--order", "clusters", "--run", str(run), "--json"],
                                     check=True, capture_output=True).stdout)
    with h5py.File("results.h5") as file:
        order = [name.decode() if isinstance(name, bytes) else name for name in file["order"][:]].index("clusters")
        for name, value in told["metrics"].items():
            stored = float(file[name][0, order, 0, run])
            assert (value is None and stored != stored) or value == stored, (run, name, value, stored)
PY

# A run that failed is told up to where it failed, and why, from the file alone.
crowd=()
for domain in security foreign enlargement climate_energy migration fiscal trade_digital; do
    crowd+=(--set "domains.$domain.arrivals=24" --set "domains.$domain.urgency=120" --set "domains.$domain.preparation=36")
done
"$ENTENTE" run default-world -o crowded.h5 --runs 4 --set months=30 "${crowd[@]}" 2>/dev/null || wrong "failing runs end a command"
/usr/bin/python3 - <<'PY' || failed=1
import json, os, subprocess
try:
    import h5py
except ImportError:
    raise SystemExit(0)
with h5py.File("crowded.h5") as file:
    status, month = file["status"][0, :, 0, :], file["failure_month"][0, :, 0, :]
    orders = [name.decode() if isinstance(name, bytes) else name for name in file["order"][:]]
assert (status == 2).all() and len(set(month.ravel())) > 1, (status, month)
for o, order in enumerate(orders):
    for run in (1, 3):
        told = json.loads(subprocess.run([os.environ["ENTENTE"], "trace", "crowded.h5", "--order", order, "--run", str(run), "--json"],
                                         check=True, capture_output=True).stdout)
        months = 12 * 2026 + int(month[o, run])
        assert told["status"] == "failed" and told["failure_month"] == f"{months // 12}-{months % 12 + 1:02}", (order, run, told["failure_month"])
        assert told["failure"] == "more issues were pending than the agenda holds", told["failure"]
PY
exit $failed
