/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The toy world is a yardstick for the speed of a small world of states, made of the model's own streams, functions and sums.
 * N = 40 states; ideal point x ~ U(0, 1), capability c = exp(z/2), trust 1/2, order O = .7. In each step, all at once,
 *
 *   1 p_i = logistic(.2 + 3 (mean trust of i - 1/2) + 2 (O - 1/2));  a_i ~ Bernoulli(p_i)
 *   2 t_ij += .1 (a_j (1 - |x_i - x_j|) - t_ij)
 *   3 x_i = clip(x_i + .01 z, 0, 1);  c_i *= exp(.02 z')
 *   4 vote_i ~ Bernoulli(logistic(-.1 + 4 (mean trust of i - 1/2) + a_i - exp(-c_i/mean c)/2))
 *   5 Y = sum c vote / sum c;  O = clip(O + .05 (Y - 1/2), 0, 1); collapsed if O was ever below .2
 *
 * Any implementation finds a share of collapsed worlds of .34 to .37 and a mean final order of .51 to .54.
 */
#define ENT_PADDED 48
#include "runs/bench_level.h"

#include "model/lanes.h"
#include "model/random.h"

#ifndef ENT_BENCH
#define ENT_BENCH ent_bench_generic
#define ENT_BENCH_NAME "generic"
#endif

enum { N = 40 };

struct toy {
    struct ent_stream stream;
    ENT_ALIGNED real x[ENT_P], c[ENT_P], acts[ENT_P], votes[ENT_P], mean_trust[ENT_P], present[ENT_P];
    ENT_ALIGNED real trust[N][ENT_P];
    ENT_ALIGNED uint32_t id[ENT_P], word[4][ENT_P];
    real order;
};

static void toy_draw(struct toy *toy, uint32_t step)
{
    ent_draw_each(&toy->stream, 0, step, 0, toy->id, ENT_P, toy->word[0], toy->word[1], toy->word[2], toy->word[3]);
}

static void toy_begin(struct toy *toy, uint32_t run)
{
    ent_stream_init(&toy->stream, 1, run);
    for (int i = 0; i < ENT_P; i++) toy->id[i] = (uint32_t)i;
    toy_draw(toy, 0);
    for (int i = 0; i < ENT_P; i++) {
        real z, unused;
        ent_normal_pair(toy->word[0][i], toy->word[1][i], &z, &unused);
        toy->present[i] = i < N ? R(1) : R(0);
        toy->x[i] = toy->present[i] * ent_uniform(toy->word[2][i]);
        toy->c[i] = toy->present[i] * r_exp(R(.5) * z);
        toy->mean_trust[i] = R(.5);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < ENT_P; j++) toy->trust[i][j] = R(.5) * toy->present[j];
    toy->order = R(.7);
}

static void toy_act(struct toy *toy)
{
    for (int i = 0; i < ENT_P; i++) {
        const real p = r_logistic(R(.2) + 3 * (toy->mean_trust[i] - R(.5)) + 2 * (toy->order - R(.5)));
        toy->acts[i] = ent_uniform(toy->word[0][i]) < p ? toy->present[i] : R(0);
    }
}

static void toy_trust(struct toy *toy)
{
    for (int i = 0; i < N; i++) {
        ENT_ALIGNED real lane[ENT_LANES] = {0};
        const real x = toy->x[i];
        for (int j = 0; j < ENT_P; j += ENT_LANES)
            for (int l = 0; l < ENT_LANES; l++) {
                real t = toy->trust[i][j + l];
                t += R(.1) * (toy->acts[j + l] * (1 - r_abs(x - toy->x[j + l])) - t);
                toy->trust[i][j + l] = t;
                lane[l] += t;
            }
        toy->mean_trust[i] = (lanes_fold(lane) - toy->trust[i][i]) * (R(1) / (N - 1));
    }
}

static void toy_move(struct toy *toy)
{
    for (int i = 0; i < ENT_P; i++) {
        real z1, z2;
        ent_normal_pair(toy->word[1][i], toy->word[2][i], &z1, &z2);
        toy->x[i] = r_clip(toy->x[i] + R(.01) * z1, 0, 1);
        toy->c[i] *= r_exp(R(.02) * z2);
    }
}

static void toy_vote(struct toy *toy)
{
    const real sum = lanes_sum(toy->c, ENT_P), scale = N / sum;
    for (int i = 0; i < ENT_P; i++) {
        const real weak = r_exp(-toy->c[i] * scale);
        const real p = r_logistic(R(-.1) + 4 * (toy->mean_trust[i] - R(.5)) + toy->acts[i] - R(.5) * weak);
        toy->votes[i] = ent_uniform(toy->word[3][i]) < p ? toy->c[i] : R(0);
    }
    toy->order = r_clip(toy->order + R(.05) * (lanes_sum(toy->votes, ENT_P) / sum - R(.5)), 0, 1);
}

static struct ent_toy_end toy_world(uint32_t run)
{
    struct toy toy;
    struct ent_toy_end end = {0, 0};
    toy_begin(&toy, run);
    for (uint32_t step = 1; step <= ENT_TOY_STEPS; step++) {
        toy_draw(&toy, step);
        toy_act(&toy);
        toy_trust(&toy);
        toy_move(&toy);
        toy_vote(&toy);
        end.collapsed |= toy.order < R(.2);
    }
    end.order = toy.order;
    return end;
}

static uint32_t draw_words(uint32_t repeats)
{
    ENT_ALIGNED uint32_t id[ENT_P], a[ENT_P], b[ENT_P], c[ENT_P], d[ENT_P];
    struct ent_stream stream;
    uint32_t sum = 0;
    ent_stream_init(&stream, 1, 0);
    for (int i = 0; i < ENT_P; i++) id[i] = (uint32_t)i;
    for (uint32_t r = 0; r < repeats; r++) {
        ent_draw_each(&stream, 0, r, 0, id, ENT_P, a, b, c, d);
        for (int i = 0; i < ENT_P; i++) sum += a[i] ^ b[i] ^ c[i] ^ d[i];
    }
    return sum;
}

static float pass_memory(uint32_t repeats)
{
    enum { LENGTH = ENT_BENCH_BYTES / sizeof(float) };
    ENT_ALIGNED float value[LENGTH];
    for (int i = 0; i < LENGTH; i++) value[i] = (float)i;
    for (uint32_t r = 0; r < repeats; r++) {
        const float step = (float)(r & 1);
        for (int i = 0; i < LENGTH; i++) value[i] += step;
        __asm__ volatile("" : : "r"(value) : "memory"); /* each pass goes through memory */
    }
    return value[LENGTH / 2];
}

const struct ent_bench_level ENT_BENCH = {.name = ENT_BENCH_NAME, .toy = toy_world, .words = draw_words, .memory = pass_memory};
