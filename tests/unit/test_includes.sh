#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A room includes only from itself and the rooms before it; nothing includes from runs/cli/ but runs/cli/ itself;
# includes of our own are written from the root of the repository. Every file names its licence.
set -euo pipefail
cd "${ENTENTE_SOURCE:?}"
failed=0

# wrong FOLDER ALLOWED: lines of FOLDER's files that include from a room not in ALLOWED.
wrong() {
    grep -HEn '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$1"/*.[ch] 2>/dev/null |
        grep -Ev "include[[:space:]]*\"($2)/[a-z0-9_]+\.[ch]\"" || true
}

expect_none() {
    [[ -z $2 ]] && return
    printf '%s:\n%s\n' "$1" "$2"
    failed=1
}

check_tree() {
    expect_none "params/ may include only params/" "$(wrong params params)"
    expect_none "model/ may include only params/ and model/" "$(wrong model 'params|model')"
    expect_none "runs/ may include only params/, model/ and runs/" "$(wrong runs 'params|model|runs')"
    expect_none "analysis/ may include only the rooms" "$(wrong analysis 'params|model|runs|analysis')"
    expect_none "runs/cli/ may include only the rooms and itself" "$(wrong runs/cli 'params|model|runs|analysis|runs/cli')"
}

# The check must be able to fail.
twin=$(mktemp -d)
trap 'rm -rf "$twin"' EXIT
mkdir -p "$twin"/{params,model,runs/cli,analysis}
echo '#include "model/model.h"' >"$twin/params/wrong.c"
echo '#include "runs/cli/cli.h"' >"$twin/runs/wrong.c"
echo '#include "tables.h"' >"$twin/model/wrong.h"
found=$(cd "$twin" && check_tree | grep -c wrong) || true
if [[ $found != 3 ]]; then
    echo "the check finds $found of 3 planted errors"
    exit 1
fi

check_tree
expect_none "files without a licence line" "$(
    find params model runs analysis tests .ci bootstrap CMakeLists.txt -path tests/golden/bad_inputs -prune -o \
        \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.yaml' -o -name '*.md' -o -name bootstrap -o -name run \
        -o -name CMakeLists.txt \) -type f -exec grep -L 'SPDX-License-Identifier: GPL-3.0-or-later' {} +
)"
exit $failed
