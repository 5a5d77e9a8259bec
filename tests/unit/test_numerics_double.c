/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_numerics.c for the double copy of the kernel.
 */
#define ENT_REAL double
#include "tests/unit/test_numerics.c"
