/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Written by tests/golden/test_digest.sh --update: what was asked, and the bits found.
 */
#define ENT_REFERENCE_INPUTS "0bacf6ed7009cf141d99adf931d7b23f2c6d92bedced50ab03765bc443ff78b6"
#define ENT_REFERENCE_BITS "3a49b00e287494adcc472ca0572a8a77bd5332067db33198d5ef6e9d86c599ac"
