/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/floats.h"

#include <float.h>

/* Asked of the arithmetic itself: fegetround tells on some processors of another unit than the one that computes. */
static int is_wrong(void)
{
    volatile float least = FLT_MIN, half = 0.5f, large = 16777216.0f, one = 1.0f, three = 3.0f; /* large: 2 to the next number */
    volatile float below = least * half, again = below * 2.0f;                                  /* 0 if results are flushed, or inputs */
    volatile float tie = large + one, under = -large - one;                                     /* to even: both stay */
    volatile float above = large + three;                                                       /* to even: up, unless towards zero */
    return below == 0 || again != least || tie != large || under != -large || above != large + 4.0f;
}

int32_t ent_floats_wrong(int32_t n_threads)
{
    int32_t n = 0;
#pragma omp parallel num_threads(n_threads) reduction(+ : n)
    n += is_wrong();
    return n;
}
