#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is not a results file, or no longer one, gets one sentence and an exit status, from every command that prints tables.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_PARAMS:?}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
if ! "$ENTENTE" run baseline -o small.h5 --runs 4 --set months=6 --set split.month=3 2>err; then
    cat err
    exit 1
fi
failed=0

# expect STATUS WORDS ARGUMENTS...: nothing on standard output, one line with these words on standard error.
expect() {
    local status=$1 words=$2 got=0
    shift 2
    "$ENTENTE" "$@" >out 2>err || got=$?
    if [[ $got != "$status" || -s out || $(wc -l <err) != 1 ]] || ! grep -qF -- "$words" err; then
        echo "entente $*: status $got, expected $status and '$words'; said:"
        cat out err
        failed=1
    fi
}

size=$(stat -c %s small.h5)
head -c $((size / 2)) small.h5 >cut.h5
head -c 100 small.h5 >stub.h5
: >empty.h5
echo 'experiment: baseline' >words.h5
mkdir folder.h5
for command in summary 'summary --json' 'summary --pairing' patterns; do
    # shellcheck disable=SC2086
    {
        expect 66 'No such file' $command missing.h5
        expect 65 'is a folder' $command folder.h5
        expect 65 'not HDF5' $command empty.h5
        expect 65 'not HDF5' $command words.h5
        expect 74 'damaged or cut short' $command cut.h5
        expect 74 'damaged or cut short' $command stub.h5
    }
done
expect 64 "no order 'nobody'" compare small.h5 nobody eu-only
expect 64 "no scenario 'nowhere'" patterns small.h5 nowhere

if /usr/bin/python3 -c 'import h5py' 2>/dev/null; then
    /usr/bin/python3 - <<'PY'
import shutil, h5py
for name in ("newer", "foreign", "lacking"):
    shutil.copy("small.h5", name + ".h5")
with h5py.File("newer.h5", "a") as file:
    file.attrs["format_version"] = 99
with h5py.File("lacking.h5", "a") as file:
    del file["deadlock_risk"]
with h5py.File("foreign.h5", "w") as file:
    file["deadlock_risk"] = [1.0]
PY
    expect 65 'written by a newer Entente in format 99' summary newer.h5
    expect 65 "'deadlock_risk' is missing" summary lacking.h5
    expect 65 'not a results file of Entente' summary foreign.h5
else
    echo "skipped in part: no h5py; Debian: python3-h5py"
fi
[[ $failed == 0 ]] && echo "every bad file gets its sentence"
exit $failed
