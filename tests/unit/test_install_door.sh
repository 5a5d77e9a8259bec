#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The public library from an installed prefix: the same program through pkg-config, shared and static, and through the CMake
# package prints the same numbers, which are those of the file that the command writes.
set -uo pipefail
: "${ENTENTE:?}" "${ENTENTE_BUILD:?}" "${ENTENTE_SOURCE:?}" "${ENTENTE_PARAMS:?}"
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
program=$ENTENTE_SOURCE/tests/unit/install_door.c
strict=(-Wall -Wextra -Wpedantic -Werror)

fail() {
    printf '%s\n' "$@"
    failed=1
}

cmake --install "$ENTENTE_BUILD" --prefix "$dir/prefix" >"$dir/log" 2>&1 || { cat "$dir/log" && exit 1; }
lib=$(dirname "$(find "$dir/prefix" -name libentente.so)")
export PKG_CONFIG_PATH=$lib/pkgconfig LD_LIBRARY_PATH=$lib

# build NAME COMPILER...: the program through pkg-config; its output in NAME.txt.
build() {
    local name=$1
    shift
    "$@" "${strict[@]}" -o "$dir/$name" $(pkg-config --cflags entente) "$program" -x none $(pkg-config --libs entente) >"$dir/log" 2>&1 &&
        "$dir/$name" baseline >"$dir/$name.txt" 2>"$dir/log" || fail "$name:" "$(cat "$dir/log")"
}
build c "${ENTENTE_CC:-cc}" -std=c17
if [[ ! $(cat "$ENTENTE_BUILD/CMakeCache.txt") =~ fsanitize ]]; then
    rm -rf "$dir/consumer" && mkdir "$dir/consumer" && cp "$program" "$dir/consumer/program.c"
    cat >"$dir/consumer/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES C)
find_package(entente REQUIRED)
add_executable(consumer program.c)
target_link_libraries(consumer PRIVATE entente::entente)
CMAKE
    { cmake -G Ninja -S "$dir/consumer" -B "$dir/consumer/build" -DCMAKE_PREFIX_PATH="$dir/prefix" -DCMAKE_C_COMPILER="${ENTENTE_CC:-cc}" &&
        cmake --build "$dir/consumer/build"; } >"$dir/log" 2>&1 && "$dir/consumer/build/consumer" baseline >"$dir/cmake.txt" ||
        fail "the CMake package:" "$(tail -20 "$dir/log")"

    # Static: the library's archive, its dependencies shared.
    "${ENTENTE_CC:-cc}" -std=c17 "${strict[@]}" -o "$dir/static" $(pkg-config --cflags entente) "$program" "$lib/libentente.a" \
        $(pkg-config --static --libs-only-l entente | sed 's/-lentente//') >"$dir/log" 2>&1 &&
        "$dir/static" baseline >"$dir/static.txt" || fail "the static library:" "$(cat "$dir/log")"
fi

for output in "$dir"/*.txt; do
    cmp -s "$output" "$dir/c.txt" || fail "$(basename "$output" .txt) prints other numbers than c"
done
(($(wc -l <"$dir/c.txt") > 50)) || fail "too little is printed:" "$(cat "$dir/c.txt")"

# The same bits as in a file of the command.
"$ENTENTE" run baseline -o "$dir/file.h5" --runs 2 --set months=24 --set split.month=12 2>"$dir/log" || fail "$(cat "$dir/log")"
"${ENTENTE_PYTHON:-python3}" - "$dir/file.h5" "$dir/c.txt" <<'PYTHON' || failed=1
import sys
try:
    import h5py
except ImportError:
    print("skipped: no h5py here")
    sys.exit(0)
import numpy
file = h5py.File(sys.argv[1])
orders = [name.decode() if isinstance(name, bytes) else str(name) for name in file["order"][:]]
compared = 0
for line in open(sys.argv[2], encoding="utf-8").read().splitlines()[1:]:
    order, metric, *values, status = line.split()
    printed = [numpy.float32(float.fromhex(value)) for value in values]
    stored = file[metric][0, orders.index(order), 0, :2]
    assert numpy.array_equal(stored, printed, equal_nan=True), f"{line}: the file has {stored}"
    compared += 1
assert compared > 50
PYTHON
exit $failed
