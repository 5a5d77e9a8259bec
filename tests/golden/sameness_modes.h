/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The floating-point modes in which the bits are not promised: each must make a run fail, not give other numbers.
 */
#ifndef ENT_TESTS_GOLDEN_SAMENESS_MODES_H
#define ENT_TESTS_GOLDEN_SAMENESS_MODES_H

#include <stdint.h>

struct mode {
    const char *name;
    uint64_t bits; /* added to the control register; 0 ends the list */
};

#if defined(__x86_64__)
#include <xmmintrin.h>
static const struct mode modes[] = {
    {"flush results to zero", 0x8000},
    {"flush inputs to zero", 0x40},
    {"round down", 0x2000},
    {"round up", 0x4000},
    {"round towards zero", 0x6000},
    {"", 0},
};
static inline uint64_t mode_get(void)
{
    return _mm_getcsr();
}
static inline void mode_set(uint64_t bits)
{
    _mm_setcsr((uint32_t)bits);
}
#elif defined(__aarch64__)
static const struct mode modes[] = {
    {"flush to zero", UINT64_C(1) << 24},
    {"round up", UINT64_C(1) << 22},
    {"round down", UINT64_C(2) << 22},
    {"round towards zero", UINT64_C(3) << 22},
    {"", 0},
};
static inline uint64_t mode_get(void)
{
    uint64_t bits;
    __asm__ volatile("mrs %0, fpcr" : "=r"(bits));
    return bits;
}
static inline void mode_set(uint64_t bits)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(bits) : "memory");
}
#else /* WebAssembly has one mode */
static const struct mode modes[] = {{"", 0}};
static inline uint64_t mode_get(void)
{
    return 0;
}
static inline void mode_set(uint64_t bits)
{
    (void)bits;
}
#endif

#endif
