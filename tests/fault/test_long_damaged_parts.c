/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of sweeps with a bit flipped in every field of three records' headers and at 300 places more, and cut off at 150.
 */
#include "tests/fault/damaged_parts.h"

static void many_places(void **state)
{
    (void)state;
    for (int q = 0; q < N_REQUESTS; q++) {
        begin_sweep(requests[q]);
        for (int p = 0; p < N_PARTS; p++) {
            struct part_bytes *part = &sweep.part[p];
            for (int r = 0; r < 3; r++) flip_fields(part, r);
            for (uint64_t i = 0; i < 50; i++) flip(part, mix(i + 101) % part->size);
            for (uint64_t i = 0; i < 25; i++) cut(part, mix(i + 501) % part->size);
        }
        end_sweep();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_places)};
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
