#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every function outside of the program that the store, the merge and the engine call is told to fail in the tests, or is known to
# be one that cannot fail, or whose failure means nothing.
set -uo pipefail
: "${ENTENTE_BUILD:?}" "${ENTENTE_SOURCE:?}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# Not of the store: a machine looked at, a plan, a benchmark, the public door.
others='^(filesystem|probe|probe_size|plan|dispatch|door|shard|bench.*)\.c\.o$'
# Cannot fail, or only the words of an error hang on it.
harmless='^(ent_.*|_GLOBAL_OFFSET_TABLE_|__cpu_.*|__errno_location|__float.*|__popcount.*|__fix.*|GOMP_.*|omp_.*|__stack_chk_fail|__asan.*|__ubsan.*
|mem(chr|cmp|cpy|mem|move|set)|str(n?cmp|n?len|r?chr|error|spn|cspn|str|tol)|v?snprintf|free|qsort|alphasort|dirname|f(min|max)|expf?|logf?|pow|sqrtf?|floor|ceil
|getpid|clock_gettime|crc32|adler32(_z|_combine)?|compressBound|(de|in)flateEnd|gsl_(heapsort|cdf_.*|ran_.*|qrng_(free|get|sobol|init)|set_error_handler(_off)?)
|H5(E.*|Fis_hdf5|Lexists|open|check_version|T_.*_g|P_.*_g|dont_atexit))$'
harmless=$(tr -d '\n' <<<"$harmless")

nm -A --undefined-only "$ENTENTE_BUILD/libentente_runs.a" >all || { echo "FAILED: no symbols of libentente_runs.a"; exit 1; }
awk -v others="$others" '{n = split($1, place, ":"); member = place[n] == "" ? place[n - 1] : place[n]; if (member !~ others) print $NF}' all |
    sed 's/@.*//' | sort -u >called
sed 's/^--wrap=//' "$ENTENTE_SOURCE/tests/fault/failing_calls.txt" | sort -u >wrapped
[[ $(wc -l <called) -gt 100 ]] || { echo "FAILED: only $(wc -l <called) calls found"; exit 1; }
grep -vE "$harmless" called | comm -23 - wrapped >missing
comm -13 called wrapped >unused
if [[ -s missing || -s unused ]]; then
    echo "FAILED: calls that no test lets fail:" $(cat missing) "; told to fail, never called:" $(cat unused)
    exit 1
fi
echo "$(wc -l <wrapped) calls are told to fail"
