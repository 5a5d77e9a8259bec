/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every mechanism of the month against a slow twin, in the kernel that has room for all states.
 */
#include "tests/unit/twins_month.c"
