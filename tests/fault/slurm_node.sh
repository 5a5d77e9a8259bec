# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by tests: a Slurm cluster of one node, this machine, with a configuration, keys and ports of its own. Needs root, and no
# systemd, database or control groups. slurm_start FOLDER (within reach of all: munged wants its socket to be), then sbatch and the like; slurm_stop ends what was started.

slurm_fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

# Waits up to SECONDS until the command succeeds.
slurm_until() {
    local seconds=$1 end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.2
    done
}

slurm_configuration() {
    local folder=$1 controller=$2 node=$3 host
    host=$(hostname -s)
    cat <<TEXT
ClusterName=entente
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
SlurmctldPort=$controller
SlurmdPort=$node
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2
MinJobAge=3600
NodeName=$host NodeAddr=127.0.0.1 CPUs=3 RealMemory=1024 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
TEXT
}

slurm_is_idle() { [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]]; }

slurm_start() {
    local folder=$1 program ports
    slurm_folder=$folder
    for program in munged slurmctld slurmd sbatch squeue scontrol; do
        PATH=$PATH:/usr/sbin command -v $program >/dev/null ||
            slurm_fail "there is no $program; Debian: apt-get install munge slurmctld slurmd slurm-client"
    done
    PATH=$PATH:/usr/sbin
    ((EUID == 0)) || slurm_fail "slurmd must be started by root"
    mkdir -p "$folder"/{munge,state,spool}
    chmod 711 "$folder" "$folder/munge"
    (umask 077 && head -c 128 /dev/urandom >"$folder/munge/key")
    ports=($("${ENTENTE_PYTHON:-python3}" -c '
import socket
ends = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(end.getsockname()[1] for end in ends))'))
    slurm_configuration "$folder" "${ports[@]}" >"$folder/slurm.conf"
    export SLURM_CONF=$folder/slurm.conf
    # Named, so that slurmd does not look at what is mounted under /sys, where there may be nothing; none of it is used.
    printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\nConstrainCores=no\nConstrainDevices=no\n' >"$folder/cgroup.conf"
    munged --socket="$folder/munge/socket" --key-file="$folder/munge/key" --pid-file="$folder/munge/pid" \
        --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --num-threads=4 ||
        slurm_fail "munged does not start: $(cat "$folder/munge/log")"
    slurmctld -c -f "$SLURM_CONF" || slurm_fail "slurmctld does not start: $(tail -n 20 "$folder/slurmctld.log")"
    slurmd -c -f "$SLURM_CONF" || slurm_fail "slurmd does not start: $(tail -n 20 "$folder/slurmd.log")"
    slurm_until 60 slurm_is_idle ||
        slurm_fail "the node does not register: $(sinfo 2>&1; sinfo -R 2>&1; tail -n 20 "$folder"/slurmctld.log "$folder"/slurmd.log)"
}

# Ends all jobs, then the daemons.
slurm_stop() {
    local pid file
    [[ -n ${slurm_folder-} ]] || return 0
    scancel --user=root 2>/dev/null && slurm_until 20 slurm_is_idle
    for file in slurmd.pid slurmctld.pid munge/pid; do
        pid=$(cat "$slurm_folder/$file" 2>/dev/null) || continue
        kill "$pid" 2>/dev/null
        slurm_until 20 eval '! kill -0 '"$pid"' 2>/dev/null' || kill -9 "$pid"
    done
}
