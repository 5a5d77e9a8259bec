#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake --install puts everything where it is found: the command with its parameter files, manual pages, completion,
# header, libraries, pkg-config and CMake package; and it still works when the folder is moved.
set -uo pipefail
: "${ENTENTE_BUILD:?}" "${ENTENTE_SOURCE:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset ENTENTE_PARAMS

fail() {
    printf '%s\n' "$@"
    failed=1
}

cmake --install "$ENTENTE_BUILD" --prefix "$dir/first" >"$dir/log" 2>&1 || { cat "$dir/log" && exit 1; }
mv "$dir/first" "$dir/prefix"
prefix=$dir/prefix

for file in bin/entente include/entente.h share/man/man1/entente.1 share/man/man7/entente-params.7 \
    share/bash-completion/completions/entente share/entente/params/states.csv share/entente/params/SOURCES.md \
    share/entente/params/experiments/baseline.yaml share/entente/slurm/array.sbatch share/entente/slurm/merge.sbatch; do
    [[ -s $prefix/$file ]] || fail "not installed: $file"
done
lib=$(dirname "$(find "$prefix" -name libentente.so)")
for file in libentente.a pkgconfig/entente.pc cmake/entente/entente-config.cmake; do
    [[ -s $lib/$file ]] || fail "not installed: $file"
done
if find "$prefix" -name '*.c' | grep -q . || find "$prefix/share" -name '*.h' | grep -q .; then fail "sources are installed"; fi

# The command finds its own parameter files, from anywhere.
cd "$dir" || exit 1
"$prefix/bin/entente" check baseline >/dev/null 2>"$dir/err" || fail "the installed command does not find its experiment:" "$(cat "$dir/err")"
"$prefix/bin/entente" run baseline --runs 1 -o "$dir/out.h5" 2>"$dir/err" || fail "the installed command does not run:" "$(cat "$dir/err")"

# And, where it was built, the template of the report.
if [[ -s $ENTENTE_BUILD/report/page.html ]]; then
    "$prefix/bin/entente" report "$dir/out.h5" -o "$dir/report.html" 2>"$dir/err" || fail "the installed command does not report:" "$(cat "$dir/err")"
fi

# And its scripts for Slurm.
"$prefix/bin/entente" plan baseline >"$dir/plan" 2>"$dir/err" || fail "the installed command does not plan:" "$(cat "$dir/err")"
for script in array merge; do
    grep -qF " $prefix/share/entente/slurm/$script.sbatch " "$dir/plan" || fail "the plan does not name $script.sbatch:" "$(cat "$dir/plan")"
done

# Manual pages without an error (they carry no date: the same build gives the same page), completion without a syntax error.
for page in man1/entente.1 man7/entente-params.7; do
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W error "$prefix/share/man/$page" >"$dir/log" || fail "$page:" "$(cat "$dir/log")"
    fi
done
bash -n "$prefix/share/bash-completion/completions/entente" || fail "the completion is no bash"

# The shared library shows what the header declares, and nothing else.
declared=$(grep -oE '\bentente_[a-z_]+ *\(' "$prefix/include/entente.h" | tr -d ' (' | sort -u)
visible=$(nm -D --defined-only "$lib/libentente.so" | awk '$2 ~ /[A-Z]/ && $3 !~ /^_(init|fini)$/ {print $3}' | sed 's/@.*//' | sort -u)
[[ -n $declared && $declared == "$visible" ]] || fail "declared and visible functions differ:" "$(diff <(echo "$declared") <(echo "$visible"))"
exit $failed
