/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every mechanism of the month against a slow twin, in the kernel that has room for 48 states.
 */
#define ENT_PADDED 48
#include "tests/unit/twins_month.c"
