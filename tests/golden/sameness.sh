# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by the tests that hold other machines to the bits of this one: worlds as a file (sameness_cases.c), the program that
# simulates them (sameness.c) compiled for a machine, and its answers compared with those of this machine.
: "${ENTENTE_SOURCE:?root of the sources}" "${ENTENTE_BUILD:?the build directory}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failures=0
warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wno-unknown-pragmas -Wno-unused-parameter
    -Wno-unknown-warning-option -Wno-unused-command-line-argument -Wno-maybe-uninitialized -Werror) # gcc imagines some at unusual levels
flags=(-std=c17 -D_GNU_SOURCE -fno-math-errno -fno-trapping-math "-I$ENTENTE_SOURCE")
sources=(tests/golden/sameness.c runs/result_hash.c runs/floats.c params/sha256.c params/sha256_blocks.c model/result.c model/kernel.c)

ok() { echo "ok: $*"; }
failed() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}
need() { # COMMAND...: without one of them nothing can be shown
    local command
    for command in "$@"; do
        command -v "$command" >/dev/null || { echo "skipped: there is no $command here"; exit 0; }
    done
}

# compile OUTPUT REAL COMPILER FLAG...: REAL float or double. Contraction is off unless a flag says otherwise. As in the program,
# float has a second copy for worlds of 33 to 48 states.
compile() {
    local output=$1 real=$2 here=() narrow=()
    shift 2
    if [ "$real" = float ]; then
        "$1" "${flags[@]}" "${warnings[@]}" -ffp-contract=off "${@:2}" -DENT_PADDED=48 -DENT_KERNEL=ent_kernel_generic_narrow \
            '-DENT_KERNEL_LEVEL="generic"' -c "$ENTENTE_SOURCE/model/kernel.c" -o "$output.narrow.o" || return 1
        narrow=(-DENT_NARROW=ent_kernel_generic_narrow -DENT_NARROW_STATES=48 "$output.narrow.o")
    fi
    here=("${sources[@]/#/$ENTENTE_SOURCE/}")
    "$1" "${flags[@]}" "${warnings[@]}" -ffp-contract=off "${@:2}" "-DENT_REAL=$real" "${narrow[@]}" "${here[@]}" -o "$output"
}

# start NAME REFERENCE COMMAND...: the answers of a command to the worlds of a reference, as many at a time as there are processors.
# `compare_all` waits for them.
started=()
start() {
    local name=$1 reference=$2
    shift 2
    while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n; done
    { "$@" <"$work/$reference.worlds" >"$work/$name.out" 2>"$work/$name.err" || echo "exit status $?" >>"$work/$name.out"; } &
    started+=("$name" "$reference")
}
compare_all() {
    local i name reference
    wait
    for ((i = 0; i < ${#started[@]}; i += 2)); do
        name=${started[i]} reference=${started[i + 1]}
        if cmp -s "$work/$reference.answers" "$work/$name.out"; then
            ok "$name: the same bits, in $(wc -l <"$work/$name.out") lines"
        else
            diff "$work/$reference.answers" "$work/$name.out" | head -n 12
            cat "$work/$name.err"
            failed "$name: other bits than $reference on this machine (above)"
        fi
    done
    started=()
}

# must_differ NAME REFERENCE COMMAND...: a twin that computes otherwise is found out, in the first worlds.
must_differ() {
    local name=$1 reference=$2
    shift 2
    "$@" <"$work/$reference.worlds" >"$work/$name.out" 2>/dev/null
    if (($(wc -l <"$work/$name.out") != $(wc -l <"$work/$reference.answers"))); then
        failed "the twin $name did not answer"
    elif cmp -s "$work/$reference.answers" "$work/$name.out"; then
        failed "the twin $name was not told apart"
    else
        ok "the twin $name was told apart, in $(diff "$work/$reference.answers" "$work/$name.out" | grep -c '^>.*failed$') worlds"
    fi
}

# same_layout NAME COMMAND...: inputs and results lie in memory as they do here.
same_layout() {
    local name=$1
    shift
    "$@" layout >"$work/layout"
    if cmp -s "$work/native.layout" "$work/layout"; then
        ok "$name: the same layout of $(wc -l <"$work/layout") numbers and tables"
    else
        diff "$work/native.layout" "$work/layout" | head -n 12
        failed "$name: inputs lie otherwise in memory"
    fi
}

# modes_fail NAME COMMAND...: no run is done in another mode of rounding or underflow.
modes_fail() {
    local name=$1
    shift
    if "$@" modes <"$work/all.worlds" >"$work/modes"; then
        ok "$name: $(($(wc -l <"$work/modes") - 1)) other modes of the processor are refused"
    else
        cat "$work/modes"
        failed "$name: a mode of the processor was not noticed"
    fi
}

# The worlds, and what this machine answers: `all`, and `few` and `double` of the first and the last worlds.
prepare() {
    local cc=${ENTENTE_CC:-cc} size
    "$cc" "${flags[@]}" "${warnings[@]}" -O1 "$ENTENTE_SOURCE/tests/golden/sameness_cases.c" -o "$work/cases" \
        "$ENTENTE_BUILD"/libentente_{runs,model,params}.a -fopenmp -lyaml -lgsl -lgslcblas -lm || exit 1
    "$work/cases" >"$work/all.worlds" || exit 1
    compile "$work/native" float "$cc" -O2 || exit 1
    compile "$work/native-double" double "$cc" -O2 || exit 1
    "$work/native" layout >"$work/native.layout"
    size=$(awk '$3 == "sameness_case" { print $2 }' "$work/native.layout")
    { head -c $((2 * size)) "$work/all.worlds" && tail -c $((10 * size)) "$work/all.worlds"; } >"$work/few.worlds"
    cp "$work/few.worlds" "$work/double.worlds"
    "$work/native" <"$work/all.worlds" >"$work/all.answers" || exit 1
    "$work/native" <"$work/few.worlds" >"$work/few.answers" || exit 1
    "$work/native-double" <"$work/double.worlds" >"$work/double.answers" || exit 1
    if [ "$(sed -n 's/^\([0-9a-f]*\) reference$/\1/p' "$work/all.answers")" = "$(sed -n 's/ expected of the reference$//p' "$work/all.answers")" ]; then
        ok "this machine has the reference bits"
    else
        failed "this machine has not the bits of runs/reference_bits.h"
    fi
    if (($(grep -c ', 0 failed$' "$work/all.answers") * 10 < $(grep -c 'failed$' "$work/all.answers") * 9)); then
        failed "runs fail in more than a tenth of the worlds: these show little"
    fi
}
