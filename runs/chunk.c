/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/chunk.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* A plane is 16 KiB at most: a small table of places is as good as a large one, and sooner cleared. */
enum { RAW_WINDOW = -15, MEMORY_LEVEL = 6, PIECE = 8192, HEAD = 2, TAIL = 6 };

/* The stream's first bytes (RFC 1950: window of 32 KiB, fastest), and an empty last block (RFC 1951). */
static const uint8_t head[HEAD] = {0x78, 0x01};
static const uint8_t last_block[2] = {0x03, 0x00};

void ent_chunk_codec_free(struct ent_chunk_codec *codec)
{
    if (codec->deflater != NULL) deflateEnd(codec->deflater);
    if (codec->inflater != NULL) inflateEnd(codec->inflater);
    free(codec->deflater);
    free(codec->inflater);
    free(codec->planes);
    free(codec->stored);
    for (int i = 0; i < ENT_CHUNK_ZEROS; i++) free(codec->zeros[i].bytes);
    memset(codec, 0, sizeof *codec);
}

static int grow(uint8_t **bytes, size_t *capacity, size_t needed)
{
    if (*capacity >= needed) return 1;
    uint8_t *larger = realloc(*bytes, needed);
    if (larger == NULL) return 0;
    *bytes = larger;
    *capacity = needed;
    return 1;
}

/* The deflater, made at first use, at the start of a stream. */
static z_stream *fresh_deflater(struct ent_chunk_codec *codec)
{
    if (codec->deflater != NULL) {
        int good = deflateReset(codec->deflater) == Z_OK && deflateParams(codec->deflater, 1, Z_DEFAULT_STRATEGY) == Z_OK;
        return good ? codec->deflater : NULL;
    }
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL || deflateInit2(stream, 1, Z_DEFLATED, RAW_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(stream);
        return NULL;
    }
    return codec->deflater = stream;
}

static z_stream *fresh_inflater(struct ent_chunk_codec *codec)
{
    if (codec->inflater != NULL) return inflateReset(codec->inflater) == Z_OK ? codec->inflater : NULL;
    z_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL || inflateInit2(stream, RAW_WINDOW) != Z_OK) {
        free(stream);
        return NULL;
    }
    return codec->inflater = stream;
}

/* --- planes ----------------------------------------------------------------------------------------------------------------- */

int ent_chunk_is_noise(const uint8_t *bytes, size_t length)
{
    enum { LOOKS = 256, LEAST_VALUES = 137 }; /* of 256 random bytes 162 differ, give or take 7 */
    uint8_t seen[256] = {0};
    int n = 0;
    for (size_t i = 0; length >= LOOKS && i < LOOKS; i++) {
        uint8_t value = bytes[i * (length / LOOKS)];
        n += !seen[value];
        seen[value] = 1;
    }
    return n >= LEAST_VALUES;
}

/* Bits that any of the elements has set. */
static uint64_t bits_of(const void *elements, size_t n, size_t element)
{
    const uint8_t *from = elements;
    uint64_t all = 0;
    for (size_t i = 0; element == 8 && i < n; i++) {
        uint64_t one;
        memcpy(&one, from + 8 * i, 8);
        all |= one;
    }
    return element == 8 ? all : UINT64_MAX;
}

static int is_zero_plane(uint64_t bits, size_t k)
{
    return (bits >> (8 * k) & 255) == 0;
}

/* Planes [element][n], the lowest byte of all elements first; those that are zero are left as they were. */
static void split_planes(uint8_t *restrict planes, const uint8_t *restrict from, size_t n, size_t element, uint64_t bits)
{
    for (size_t k = 0; k < element; k++, planes += n) {
        if (is_zero_plane(bits, k)) continue;
        for (size_t i = 0; element == 8 && i < n; i++) {
            uint64_t value; /* little-endian: a shift is a pattern that compilers turn into vector operations */
            memcpy(&value, from + 8 * i, 8);
            planes[i] = (uint8_t)(value >> (8 * k));
        }
        for (size_t i = 0; element < 8 && i < n; i++) planes[i] = from[i * element + k];
    }
}

/* All eight planes at once are a pattern that compilers turn into vector permutations. */
static void join_planes(uint8_t *restrict to, const uint8_t *restrict planes, size_t n, size_t element)
{
    const uint8_t *p = planes, *q = planes + 4 * n;
    if (element == 8) {
        for (size_t i = 0; i < n; i++) {
            to[8 * i] = p[i], to[8 * i + 1] = p[n + i], to[8 * i + 2] = p[2 * n + i], to[8 * i + 3] = p[3 * n + i];
            to[8 * i + 4] = q[i], to[8 * i + 5] = q[n + i], to[8 * i + 6] = q[2 * n + i], to[8 * i + 7] = q[3 * n + i];
        }
        return;
    }
    for (size_t k = 0; k < element; k++)
        for (size_t i = 0; i < n; i++) to[i * element + k] = p[k * n + i];
}

/* --- runs of zeros ------------------------------------------------------------------------------------------------------------ */

static int deflate_zeros(struct ent_chunk_codec *codec, struct ent_chunk_zeros *zeros)
{
    static uint8_t block[4096]; /* never written to */
    z_stream *stream = fresh_deflater(codec);
    size_t capacity = zeros->n / 64 + 256;
    zeros->bytes = stream != NULL ? malloc(capacity) : NULL;
    if (zeros->bytes == NULL) return 0;
    stream->next_out = zeros->bytes;
    stream->avail_out = (uInt)capacity;
    for (size_t left = zeros->n; left > 0;) {
        size_t piece = left < sizeof block ? left : sizeof block;
        left -= piece;
        stream->next_in = block;
        stream->avail_in = (uInt)piece;
        if (deflate(stream, left == 0 ? Z_FULL_FLUSH : Z_NO_FLUSH) != Z_OK || stream->avail_in > 0) return 0;
    }
    zeros->length = capacity - stream->avail_out;
    return stream->avail_out > 0;
}

/* n zeros, deflated; NULL if there is no memory. */
static const struct ent_chunk_zeros *zeros_of(struct ent_chunk_codec *codec, size_t n)
{
    for (int i = 0; i < ENT_CHUNK_ZEROS; i++)
        if (codec->zeros[i].n == n && codec->zeros[i].length > 0) return &codec->zeros[i];
    struct ent_chunk_zeros *zeros = &codec->zeros[codec->next_zeros];
    codec->next_zeros = (codec->next_zeros + 1) % ENT_CHUNK_ZEROS;
    free(zeros->bytes);
    *zeros = (struct ent_chunk_zeros){.n = n};
    if (deflate_zeros(codec, zeros)) return zeros;
    free(zeros->bytes);
    *zeros = (struct ent_chunk_zeros){0};
    return NULL;
}

/* Adler-32 of what `sum` is of and n zeros. */
static uLong sum_zeros(uLong sum, size_t n)
{
    return adler32_combine(sum, (uLong)(n % 65521) << 16 | 1, (z_off_t)n);
}

/* --- encoding ------------------------------------------------------------------------------------------------------------------ */

/* Deflates the bytes up to a whole byte of the stream: as they are where they look like noise, else at level 1. */
static int deflate_pieces(z_stream *stream, uint8_t *bytes, size_t length)
{
    int level = 1;
    for (size_t at = 0; at < length; at += PIECE) {
        size_t piece = length - at < PIECE ? length - at : PIECE;
        int wanted = ent_chunk_is_noise(bytes + at, piece) ? 0 : 1;
        if (wanted != level && deflateParams(stream, wanted, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
        level = wanted;
        stream->next_in = bytes + at;
        stream->avail_in = (uInt)piece;
        if (deflate(stream, at + piece == length ? Z_FULL_FLUSH : Z_NO_FLUSH) != Z_OK || stream->avail_in > 0) return 0;
    }
    return 1;
}

static void put_check_sum(uint8_t to[4], uint32_t sum)
{
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(sum >> (24 - 8 * i));
}

/* Deflates the planes, runs of zeros apart; *sum is their Adler-32. Returns 0 if zlib fails. */
static int deflate_planes(z_stream *stream, uint8_t *planes, size_t n, size_t element, uint64_t bits, const struct ent_chunk_zeros *zeros,
                          uLong *sum)
{
    *sum = adler32(0, NULL, 0);
    for (size_t k = 0, next; k < element; k = next) {
        next = k + 1;
        if (is_zero_plane(bits, k)) {
            memcpy(stream->next_out, zeros->bytes, zeros->length);
            stream->next_out += zeros->length;
            stream->avail_out -= (uInt)zeros->length;
            *sum = sum_zeros(*sum, n);
            continue;
        }
        while (next < element && !is_zero_plane(bits, next)) next++;
        if (!deflate_pieces(stream, planes + k * n, (next - k) * n)) return 0;
        *sum = adler32_z(*sum, planes + k * n, (next - k) * n);
    }
    return 1;
}

int ent_chunk_encode(struct ent_chunk_codec *codec, const void *elements, size_t n, size_t element, size_t *length)
{
    const uint64_t bits = bits_of(elements, n, element);
    const struct ent_chunk_zeros *zeros = zeros_of(codec, n);
    z_stream *stream = zeros != NULL ? fresh_deflater(codec) : NULL;
    const size_t size = n * element, room = size + size / 8 + 8192 + (zeros != NULL ? element * zeros->length : 0);
    uLong sum;
    if (stream == NULL || !grow(&codec->planes, &codec->planes_capacity, size) || !grow(&codec->stored, &codec->stored_capacity, room))
        return 0;
    split_planes(codec->planes, elements, n, element, bits);
    memcpy(codec->stored, head, HEAD);
    stream->next_out = codec->stored + HEAD;
    stream->avail_out = (uInt)(room - HEAD - TAIL);
    if (!deflate_planes(stream, codec->planes, n, element, bits, zeros, &sum)) return 0;
    memcpy(stream->next_out, last_block, sizeof last_block);
    put_check_sum(stream->next_out + sizeof last_block, (uint32_t)sum);
    *length = (size_t)(stream->next_out - codec->stored) + TAIL;
    return 1;
}

/* --- decoding ------------------------------------------------------------------------------------------------------------------ */

/* Inflates raw bytes that hold exactly `size`, up to a whole byte of an unfinished stream. */
static int inflate_middle(struct ent_chunk_codec *codec, const uint8_t *stored, size_t length, uint8_t *to, size_t size)
{
    uint8_t beyond;
    z_stream *stream = fresh_inflater(codec);
    if (size == 0) return length == 0;
    if (stream == NULL) return 0;
    stream->next_in = (uint8_t *)(uintptr_t)stored;
    stream->avail_in = (uInt)length;
    stream->next_out = to;
    stream->avail_out = (uInt)size;
    int state = inflate(stream, Z_SYNC_FLUSH);
    if ((state != Z_OK && state != Z_BUF_ERROR) || stream->avail_out > 0) return 0;
    stream->next_out = &beyond;
    stream->avail_out = 1;
    if (stream->avail_in > 0) state = inflate(stream, Z_SYNC_FLUSH);
    return (state == Z_OK || state == Z_BUF_ERROR) && stream->avail_out == 1 && stream->avail_in == 0 && stream->data_type % 64 == 0;
}

static int has_check_sum(const uint8_t *at, uint32_t sum)
{
    uint8_t expected[4];
    put_check_sum(expected, sum);
    return memcmp(at, expected, 4) == 0;
}

/* Inflates a chunk as ent_chunk_encode makes it into its planes: the lowest and the highest may be stored as equal runs of zeros, which
 * are counted and not inflated. Returns 0 if it is made in another way. */
static int decode_ours(struct ent_chunk_codec *codec, const uint8_t *stored, size_t length, size_t n, size_t element)
{
    const struct ent_chunk_zeros *zeros = zeros_of(codec, n);
    size_t low = 0, high = 0;
    if (zeros == NULL || length < HEAD + TAIL || memcmp(stored, head, HEAD) != 0 || memcmp(stored + length - TAIL, last_block, 2) != 0)
        return 0;
    const uint8_t *at = stored + HEAD, *end = stored + length - TAIL;
    for (; low < element && (size_t)(end - at) >= zeros->length; low++, at += zeros->length)
        if (memcmp(at, zeros->bytes, zeros->length) != 0) break;
    for (; low + high < element && (size_t)(end - at) >= zeros->length; high++, end -= zeros->length)
        if (memcmp(end - zeros->length, zeros->bytes, zeros->length) != 0) break;
    const size_t size = (element - low - high) * n;
    uint8_t *middle = codec->planes + low * n;
    if (low + high == 0 || !inflate_middle(codec, at, (size_t)(end - at), middle, size)) return 0;
    memset(codec->planes, 0, low * n);
    memset(middle + size, 0, high * n);
    uLong sum = adler32_z(sum_zeros(adler32(0, NULL, 0), low * n), middle, size);
    return has_check_sum(stored + length - 4, (uint32_t)sum_zeros(sum, high * n));
}

int ent_chunk_decode(struct ent_chunk_codec *codec, const uint8_t *stored, size_t length, uint32_t skipped, size_t n, size_t element,
                     uint8_t *elements)
{
    size_t size = n * element;
    const uint8_t *from = stored;
    if (!grow(&codec->planes, &codec->planes_capacity, size)) return 0;
    if (skipped & ENT_CHUNK_DEFLATE_SKIPPED) {
        if (length != size) return 0;
    } else {
        uLongf inflated = size;
        if (!decode_ours(codec, stored, length, n, element) &&
            (uncompress(codec->planes, &inflated, stored, length) != Z_OK || inflated != size))
            return 0;
        from = codec->planes;
    }
    if (skipped & ENT_CHUNK_SHUFFLE_SKIPPED || element == 1)
        memcpy(elements, from, size);
    else
        join_planes(elements, from, n, element);
    return 1;
}
