#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# runs/slurm/ on a real Slurm of one node: the lines that `entente plan` prints; tasks that run out of time, go back into the
# queue and finish; a task killed by its node; a task killed with -9, after which nothing is merged and the same
# commands do the rest. Always the digest of a plain run.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_SOURCE:?}" "${ENTENTE_PARAMS:?}"
export ENTENTE ENTENTE_PARAMS
# shellcheck source=tests/fault/slurm_node.sh
source "$ENTENTE_SOURCE/tests/fault/slurm_node.sh"
if ((EUID != 0)) && sudo -n true 2>/dev/null; then exec sudo -n -E bash "$0"; fi
scripts=$ENTENTE_SOURCE/runs/slurm
dir=$(mktemp -d)
chmod 711 "$dir" # munged wants its socket to be within reach of all
trap 'slurm_stop; cd /; rm -rf "$dir"' EXIT
slurm_start "$dir/slurm"
mkdir "$dir/work"
cd "$dir/work" || exit 1
small=(--set months=36 --set split.month=12)

say() { printf '%5d s  %s\n' $SECONDS "$*"; }
fail() {
    tail -n 40 entente-*.out 2>/dev/null
    squeue --all
    tail -n 20 "$slurm_folder/slurmctld.log"
    slurm_fail "$@"
}
field() { scontrol show job "$1" 2>/dev/null | grep -o "\b$2=[^ ]*" | cut -d= -f2; }
digest() { "$ENTENTE" verify "$1" 2>/dev/null | cut -d' ' -f1; }
same() { [[ $(digest "$1") == "$expected" ]] || fail "$1: $(digest "$1") is not $expected: $2"; }

# The queue makes a task that went back wait for two minutes, so that the node cannot take its new credential for the old one; five
# seconds will do here.
hurry() {
    local task reason start
    while read -r task reason start; do
        [[ $reason == BeginTime && $start == 20* ]] && (($(date --date="$start" +%s) - $(date +%s) > 20)) || continue
        scontrol update JobId="$task" StartTime=now+5
    done < <(squeue --noheader --states=PENDING --format='%i %r %S')
}
queue_is_empty() {
    hurry
    [[ -z $(squeue --noheader) ]]
}
drain() { slurm_until 600 queue_is_empty || fail "the queue does not empty"; }
# state JOB STATE: whether the job and all its tasks ended so.
state() { [[ $(field "$1" JobState | sort -u) == "$2" ]]; }

# submit OUT RUNS OPTION...: an array of three tasks, and the merge; sets array and merge.
submit() {
    local out=$1 runs=$2
    shift 2
    array=$(sbatch --parsable --array=1-3 --time=5 "$scripts/array.sbatch" baseline -o "$out" --runs "$runs" "${small[@]}" "$@") || exit 1
    merge=$(sbatch --parsable --dependency=afterok:"$array" --kill-on-invalid-dep=yes "$scripts/merge.sbatch" "$out") || exit 1
}

# As many runs as three tasks of one processor make in some eight seconds together.
"$ENTENTE" run baseline --runs 640 "${small[@]}" --threads 1 -o pace.h5 2>log || fail "$(cat log)"
seconds=$(sed -n 's/.*"simulate_seconds": \([0-9.]*\),/\1/p' pace.h5.log.json)
runs=$(awk -v s="$seconds" 'BEGIN {n = int(8 / s * 640); print n < 640 ? 640 : n}')
"$ENTENTE" run baseline --runs "$runs" "${small[@]}" -o plain.h5 2>log || fail "$(cat log)"
expected=$(digest plain.h5)
[[ ${#expected} == 64 ]] || fail "no digest: $(cat log)"
say "$runs runs of every cell: $expected"

# The lines of the plan, as they are printed.
"$ENTENTE" plan baseline -o planned.h5 --runs "$runs" "${small[@]}" --task-minutes 1 >plan.txt 2>log || fail "$(cat log)"
grep -E '^ *(array=|sbatch )' plan.txt >lines || fail "no sbatch in the plan:" "$(cat plan.txt)"
source ./lines || fail "the plan's lines fail:" "$(cat lines)"
drain
same planned.h5 "the plan's lines"
say "the lines of the plan: ok"

# Out of time after a second, over and over.
submit timed.h5 "$runs" --max-time 1s
drain
state "$array" COMPLETED || fail "the array ended as $(field "$array" JobState | xargs)"
state "$merge" COMPLETED || fail "the merge ended as $(field "$merge" JobState)"
restarts=$(field "$array" Restarts | xargs)
[[ $restarts == *[1-9]* ]] || fail "no task went back into the queue: restarts $restarts"
if grep -q ": No error" entente-"$array"_*.out; then fail "a task took others back into the queue with it"; fi
same timed.h5 "back into the queue: $restarts times"
[[ ! -e timed.h5.parts ]] || fail "parts are left"
say "out of time, restarts $restarts: ok"

# The node takes the tasks down in the middle.
is_running() { [[ $(squeue --noheader --array --jobs="$array" --states=RUNNING | wc -l) == 3 ]]; }
programs() { pgrep -f -- "-o $1 " || true; }
all_work() { [[ $(programs "$1" | wc -l) -ge 3 ]]; }
"$ENTENTE" run baseline --runs $((runs * 3)) "${small[@]}" -o plain.h5 2>log || fail "$(cat log)"
expected=$(digest plain.h5)
submit taken.h5 $((runs * 3))
slurm_until 60 is_running && slurm_until 60 all_work taken.h5 || fail "the tasks do not start"
sleep 1
scancel --signal=USR1 --batch "$array"
told() { [[ $(grep -l 'runs (.* left' entente-"$array"_*.out | wc -l) == 3 ]]; }
slurm_until 30 told || fail "SIGUSR1 does not make the tasks tell how far they are"
for task in 1 2 3; do scontrol requeue "${array}_$task" || fail "cannot requeue task $task"; done
drain
state "$merge" COMPLETED || fail "the merge ended as $(field "$merge" JobState)"
restarts=$(field "$array" Restarts | xargs)
[[ $restarts == "1 1 1" ]] || fail "not every task was started again once: restarts $restarts"
same taken.h5 "taken down and started again"
say "taken down by the node, restarts $restarts: ok"

# kill -9: the array fails, nothing is merged; the same commands do the rest.
submit killed.h5 $((runs * 3))
slurm_until 60 is_running && slurm_until 60 all_work killed.h5 || fail "the tasks do not start"
sleep 1
kill -9 "$(programs killed.h5 | tail -n 1)" || fail "no program to kill"
drain
field "$array" JobState | grep -q FAILED || fail "a killed task ended as $(field "$array" JobState | xargs)"
state "$merge" CANCELLED || fail "the merge after a killed task ended as $(field "$merge" JobState)"
[[ ! -e killed.h5 && -d killed.h5.parts ]] || fail "merged without the killed task, or nothing is left"
submit killed.h5 $((runs * 3))
drain
state "$merge" COMPLETED || fail "the merge ended as $(field "$merge" JobState)"
same killed.h5 "killed with -9, submitted again"
say "killed with -9 and submitted again: ok"
