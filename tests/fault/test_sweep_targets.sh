#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Targets that cannot be written, and several processes at one target: said, nothing is harmed, and the same command then completes
# with the digest of the undisturbed sweep.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/fault/sweeps.sh
source "$here/sweeps.sh"

# read_only SWEEP: nothing can be created, then the file cannot be replaced.
read_only() {
    mount -o remount,ro disk
    expect 73 "Read-only file system" run "$1.yaml" -o disk/x.h5
    mount -o remount,rw disk
    expect 0 "" run "$1.yaml" -o disk/x.h5 --shard 1/2
    mount -o remount,ro disk
    expect 73 "Read-only file system" run "$1.yaml" -o disk/x.h5 --shard 2/2
    expect 66 "runs are missing" merge disk/x.h5
    mount -o remount,rw disk
    expect 0 "" run "$1.yaml" -o disk/x.h5 --shard 2/2
    mount -o remount,ro disk
    expect 73 "Read-only file system" merge disk/x.h5
    [[ ! -e disk/x.h5 ]] || fail "a file on a read-only disk"
    mount -o remount,rw disk
    expect 0 "0 runs made" run "$1.yaml" -o disk/x.h5
    same disk/x.h5 "after a read-only disk"
    rm disk/x.h5*
}

# forbidden SWEEP: a folder that this user may not write to.
forbidden() {
    mkdir -m 777 closed
    local as=()
    ((EUID != 0)) || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    if ! "${as[@]}" "$ENTENTE" check "$1.yaml" >/dev/null 2>&1; then
        echo "skipped: another user cannot start the program here"
        rmdir closed
        return
    fi
    chmod 555 closed
    local status=0
    "${as[@]}" "$ENTENTE" run "$1.yaml" -o closed/x.h5 2>err || status=$?
    [[ $status == 73 ]] && grep -q "closed/x.h5.*Permission denied" err || fail "a closed folder: status $status"
    chmod 777 closed
    "${as[@]}" "$ENTENTE" run "$1.yaml" -o closed/x.h5 2>err || fail "an open folder: status $?"
    same closed/x.h5 "after a closed folder"
    rm -r closed
}

# together SWEEP: two processes at one target, and merges beside them.
together() {
    local round status one two
    for round in 1 2; do
        "$ENTENTE" run "$1.yaml" -o both.h5 --threads 1 2>one.err &
        one=$!
        "$ENTENTE" run "$1.yaml" -o both.h5 --threads 1 2>two.err &
        two=$!
        while kill -0 $one 2>/dev/null || kill -0 $two 2>/dev/null; do
            status=0
            "$ENTENTE" merge both.h5 2>err || status=$?
            [[ $status == 0 || $status == 66 ]] || fail "a merge beside two runs: status $status"
            sleep 0.2
        done
        for job in $one $two; do
            status=0
            wait $job || status=$?
            [[ $status == 0 || $status == 75 ]] || { cat one.err two.err; fail "one of two runs: status $status"; }
        done
        expect 0 results_digest run "$1.yaml" -o both.h5
        same both.h5 "two at once, round $round"
        rm -r both.h5*
    done
}

for name in fixed precise; do
    undisturbed $name
    expect 73 "cannot be created: No such file or directory" run $name.yaml -o none/x.h5
    mkdir folder.h5
    expect 65 "it is a folder or a device" run $name.yaml -o folder.h5
    rmdir folder.h5
    : >x.h5.parts
    expect 74 "x.h5.parts: cannot be read: Not a directory" run $name.yaml -o x.h5
    rm x.h5.parts
    expect 0 "" run $name.yaml -o x.h5
    same x.h5 "after everything"
    rm x.h5*
    mkdir disk
    if mount -t tmpfs tmpfs disk 2>/dev/null; then
        read_only $name
        umount disk
    else
        echo "skipped: no file system can be mounted here"
    fi
    rmdir disk
    forbidden $name
    together $name
done
echo "$name: ok"
