/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

static const char magic[8] = {'E', 'n', 't', 'P', 'a', 'r', 't', '\n'};

enum { SYNC_SECONDS = 30, WINDOW = 65536, MOST_SECTION = 1 << 30 };

/* --- header --------------------------------------------------------------------------------------------------------- */

static void put32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *from)
{
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static uint32_t check_sum(const uint8_t *bytes, size_t length)
{
    return (uint32_t)crc32(crc32(0, NULL, 0), bytes, (uInt)length);
}

/* Numbers of the header, each four bytes; the hash stands between the second and the third. */
static void put_header(uint8_t to[ENT_JOURNAL_HEADER], const struct ent_journal_record *record)
{
    const uint32_t numbers[] = {record->first,  record->count,     record->n_counted, record->record, record->raw[0],
                                record->raw[1], record->stored[0], record->stored[1], record->crc[0], record->crc[1]};
    memset(to, 0, ENT_JOURNAL_HEADER);
    memcpy(to, magic, sizeof magic);
    put32(to + 8, ENT_JOURNAL_VERSION);
    put32(to + 12, record->type);
    memcpy(to + 16, record->hash, 32);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put32(to + 48 + 4 * i, numbers[i]);
    put32(to + ENT_JOURNAL_HEADER - 4, check_sum(to, ENT_JOURNAL_HEADER - 4));
}

/* Whether these are the bytes of a header, of whichever version. */
static int is_header(const uint8_t from[ENT_JOURNAL_HEADER])
{
    return memcmp(from, magic, sizeof magic) == 0 && get32(from + ENT_JOURNAL_HEADER - 4) == check_sum(from, ENT_JOURNAL_HEADER - 4);
}

static int get_header(const uint8_t from[ENT_JOURNAL_HEADER], struct ent_journal_record *record)
{
    uint32_t *const numbers[] = {&record->first,  &record->count,     &record->n_counted, &record->record, &record->raw[0],
                                 &record->raw[1], &record->stored[0], &record->stored[1], &record->crc[0], &record->crc[1]};
    if (!is_header(from) || get32(from + 8) != ENT_JOURNAL_VERSION) return 0;
    record->type = get32(from + 12);
    memcpy(record->hash, from + 16, 32);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) *numbers[i] = get32(from + 48 + 4 * i);
    for (int s = 0; s < 2; s++)
        if (record->stored[s] > record->raw[s] || record->raw[s] > MOST_SECTION) return 0;
    return 1;
}

/* --- encoding -------------------------------------------------------------------------------------------------------- */

int ent_encoder_init(struct ent_encoder *encoder, const struct ent_shape *most, struct ent_error *error)
{
    size_t runs = ent_block_runs_size(ENT_BLOCK_RUNS) + ent_block_kept_size(most, ENT_BLOCK_RUNS), sums = ent_block_sums_size(most);
    size_t section = runs > sums ? runs : sums;
    size_t record = ENT_JOURNAL_HEADER + ent_sparse_bound(runs) + ent_sparse_bound(sums) + ENT_N_SUMS * ent_sparse_bound(0);
    *encoder = (struct ent_encoder){.raw = malloc(section), .bytes = malloc(record), .room = section + record};
    if (encoder->raw != NULL && encoder->bytes != NULL) return ENT_OK;
    ent_encoder_free(encoder);
    return ent_error_set(error, ENT_BUG, "out of memory for the encoding of a block");
}

void ent_encoder_free(struct ent_encoder *encoder)
{
    free(encoder->raw);
    free(encoder->bytes);
    memset(encoder, 0, sizeof *encoder);
}

/* Notes what has been stored at `to` as section `s`. */
static void note_section(struct ent_journal_record *record, int s, size_t raw, const uint8_t *to, size_t stored)
{
    record->raw[s] = (uint32_t)raw;
    record->stored[s] = (uint32_t)stored;
    record->crc[s] = check_sum(to, stored);
}

/* Appends raw [length], in `n` stretches, as section `s`. */
static void encode_section(struct ent_encoder *encoder, struct ent_journal_record *record, int s, size_t length,
                           const struct ent_stretch *stretch, int n)
{
    uint8_t *to = encoder->bytes + encoder->length;
    const uint8_t *from = encoder->raw;
    size_t stored = 0;
    for (int i = 0; i < n; from += stretch[i++].length) stored += ent_sparse_put(to + stored, from, stretch[i]);
    if (stored >= length) {
        memcpy(to, encoder->raw, length);
        stored = length;
    }
    note_section(record, s, length, to, stored);
    encoder->length += stored;
}

void ent_encoder_block(struct ent_encoder *encoder, struct ent_block *block, const uint8_t hash[32], uint32_t first)
{
    struct ent_journal_record record = {.type = ENT_JOURNAL_BLOCK,
                                        .first = first,
                                        .count = (uint32_t)block->count,
                                        .n_counted = (uint32_t)block->n_counted,
                                        .record = block->shape.record};
    struct ent_stretch sums[ENT_N_SUMS];
    memcpy(record.hash, hash, sizeof record.hash);
    encoder->length = ENT_JOURNAL_HEADER;
    size_t length = ent_block_put_runs(block, encoder->raw);
    encode_section(encoder, &record, 0, length, &(struct ent_stretch){.length = (uint32_t)length}, 1);
    length = ent_block_put_sums(block, encoder->raw);
    encode_section(encoder, &record, 1, length, sums, ent_block_sums_stretches(&block->shape, sums));
    put_header(encoder->bytes, &record);
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static int64_t clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec;
}

/* Makes the entry of a file in its folder durable. */
static int sync_folder(const char *folder, struct ent_error *error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return ent_error_set(error, ENT_IO, "%s: cannot be opened: %s", folder, strerror(errno));
    int code = ENT_OK;
    if (fsync(fd) != 0 && errno != EINVAL) /* some file systems cannot sync a folder */
        code = ent_error_set(error, ENT_IO, "%s: cannot be made durable: %s", folder, strerror(errno));
    if (close(fd) != 0 && code == ENT_OK) code = ent_error_set(error, ENT_IO, "%s: closing failed: %s", folder, strerror(errno));
    return code;
}

static int open_new(struct ent_journal *journal, const char *folder, struct ent_error *error)
{
    char host[65] = "";
    struct timespec now;
    if (gethostname(host, sizeof host - 1) != 0 || host[0] == '\0' || strchr(host, '/') != NULL) memcpy(host, "host", sizeof "host");
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t stamp = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be created: %s", folder, strerror(errno));
    for (int attempt = 0; attempt < 100; attempt++, stamp++) {
        if (asprintf(&journal->path, "%s/%s-%ld-%" PRIx64 ".part", folder, host, (long)getpid(), stamp) < 0) {
            journal->path = NULL;
            return ent_error_set(error, ENT_BUG, "out of memory for the name of a part");
        }
        journal->fd = open(journal->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (journal->fd >= 0) {
            flock(journal->fd, LOCK_EX | LOCK_NB); /* tells a merge that the part still grows; nothing depends on it */
            return sync_folder(folder, error);
        }
        int cause = errno;
        if (cause != EEXIST) ent_error_set(error, ENT_CANT_CREATE, "%s: cannot be created: %s", journal->path, strerror(cause));
        free(journal->path);
        journal->path = NULL;
        if (cause != EEXIST) return ENT_CANT_CREATE;
    }
    return ent_error_set(error, ENT_CANT_CREATE, "%s: no free name for a part", folder);
}

static int append_configuration(struct ent_journal *journal, const char *configuration, uint32_t record_set, struct ent_error *error)
{
    struct ent_journal_record record = {.type = ENT_JOURNAL_CONFIGURATION, .record = record_set};
    size_t length = strlen(configuration);
    uLongf stored = compressBound((uLong)length);
    uint8_t *bytes = malloc(ENT_JOURNAL_HEADER + stored);
    if (bytes == NULL) return ent_error_set(error, ENT_BUG, "out of memory for the configuration of %s", journal->path);
    uint8_t *to = bytes + ENT_JOURNAL_HEADER;
    int code = compress2(to, &stored, (const uint8_t *)configuration, (uLong)length, 1) == Z_OK
                   ? ENT_OK
                   : ent_error_set(error, ENT_BUG, "zlib cannot deflate %zu bytes", length);
    if (code == ENT_OK && stored >= length) {
        memcpy(to, configuration, length);
        stored = (uLongf)length;
    }
    if (code == ENT_OK) {
        note_section(&record, 0, length, to, stored);
        put_header(bytes, &record);
        code = ent_journal_append(journal, bytes, ENT_JOURNAL_HEADER + stored, error);
    }
    free(bytes);
    return code;
}

int ent_journal_create(struct ent_journal *journal, const char *folder, const char *configuration, uint32_t record, struct ent_error *error)
{
    *journal = (struct ent_journal){.fd = -1};
    int code = open_new(journal, folder, error);
    if (code == ENT_OK) {
        journal->synced = clock_seconds();
        code = append_configuration(journal, configuration, record, error);
    }
    if (code != ENT_OK) {
        if (journal->fd >= 0) {
            unlink(journal->path);
            close(journal->fd);
        }
        free(journal->path);
        *journal = (struct ent_journal){.fd = -1};
    }
    return code;
}

int ent_journal_append(struct ent_journal *journal, const uint8_t *bytes, size_t length, struct ent_error *error)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = pwrite(journal->fd, bytes + done, length - done, (off_t)(journal->end + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            int cause = n == 0 ? ENOSPC : errno;
            if (ftruncate(journal->fd, (off_t)journal->end) != 0)
                return ent_error_set(error, ENT_IO, "%s: writing failed: %s; its torn end could not be cut off", journal->path,
                                     strerror(cause));
            return ent_error_set(error, ENT_IO, "%s: writing failed: %s; all earlier blocks are kept", journal->path, strerror(cause));
        }
        done += (size_t)n;
    }
    journal->end += length;
    int64_t now = clock_seconds();
    if (now - journal->synced >= SYNC_SECONDS) {
        journal->synced = now;
        if (fsync(journal->fd) != 0) return ent_error_set(error, ENT_IO, "%s: cannot be made durable: %s", journal->path, strerror(errno));
    }
    return ENT_OK;
}

int ent_journal_close(struct ent_journal *journal, int *removed, struct ent_error *error)
{
    int code = ENT_OK;
    struct stat status;
    *removed = 0;
    if (journal->fd >= 0) {
        if (fsync(journal->fd) != 0) code = ent_error_set(error, ENT_IO, "%s: cannot be made durable: %s", journal->path, strerror(errno));
        *removed = fstat(journal->fd, &status) == 0 && status.st_nlink == 0;
        if (close(journal->fd) != 0 && code == ENT_OK)
            code = ent_error_set(error, ENT_IO, "%s: closing failed: %s", journal->path, strerror(errno));
    }
    free(journal->path);
    *journal = (struct ent_journal){.fd = -1};
    return code;
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

/* Up to `length` bytes at `offset`; fewer only at the end of the file, -1 with errno on failure. */
static ssize_t read_at(int fd, uint8_t *to, size_t length, uint64_t offset)
{
    size_t done = 0;
    while (done < length) {
        ssize_t n = pread(fd, to + done, length - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static int read_failed(const char *path, struct ent_error *error)
{
    return ent_error_set(error, ENT_IO, "%s: reading failed: %s", path, strerror(errno));
}

/* Whether both sections of the record stand in the file as they were written; -1 if it cannot be read. */
static int sections_intact(int fd, const struct ent_journal_record *record, uint8_t window[WINDOW])
{
    uint64_t at = record->offset + ENT_JOURNAL_HEADER;
    for (int s = 0; s < 2; s++) {
        uLong crc = crc32(0, NULL, 0);
        for (uint32_t left = record->stored[s]; left > 0;) {
            size_t take = left < WINDOW ? left : WINDOW;
            ssize_t n = read_at(fd, window, take, at);
            if (n < 0) return -1;
            if ((size_t)n < take) return 0;
            crc = crc32(crc, window, (uInt)take);
            at += take;
            left -= (uint32_t)take;
        }
        if ((uint32_t)crc != record->crc[s]) return 0;
    }
    return 1;
}

/* The next place at or after `from` where a record may start; `size` if there is none, UINT64_MAX if reading fails. */
static uint64_t find_magic(int fd, uint64_t from, uint64_t size, uint8_t window[WINDOW])
{
    while (from < size) {
        ssize_t n = read_at(fd, window, WINDOW, from);
        if (n < 0) return UINT64_MAX;
        if ((size_t)n < sizeof magic) return size;
        const uint8_t *found = memmem(window, (size_t)n, magic, sizeof magic);
        if (found != NULL) return from + (uint64_t)(found - window);
        from += (uint64_t)n - (sizeof magic - 1);
    }
    return size;
}

/* One step of the scan at *offset. */
static int scan_record(int fd, const char *path, uint64_t *offset, struct ent_journal_record *record, struct ent_journal_scan *scan,
                       uint8_t window[WINDOW], int *valid, struct ent_error *error)
{
    uint8_t header[ENT_JOURNAL_HEADER];
    *valid = 0;
    if (scan->size - *offset < ENT_JOURNAL_HEADER) {
        scan->torn = scan->size - *offset;
        *offset = scan->size;
        return ENT_OK;
    }
    if (read_at(fd, header, sizeof header, *offset) != (ssize_t)sizeof header) return read_failed(path, error);
    if (!get_header(header, record)) {
        if (is_header(header) && get32(header + 8) != ENT_JOURNAL_VERSION)
            return ent_error_set(error, ENT_BAD_INPUT,
                                 "%s: is a part of version %" PRIu32 ", this program reads version %d: let the program that began the run "
                                 "finish it, or remove the part, and its runs are made again",
                                 path, get32(header + 8), ENT_JOURNAL_VERSION);
        scan->n_damaged++;
        *offset = find_magic(fd, *offset + 1, scan->size, window);
        return *offset == UINT64_MAX ? read_failed(path, error) : ENT_OK;
    }
    record->offset = *offset;
    uint64_t end = *offset + ENT_JOURNAL_HEADER + record->stored[0] + record->stored[1];
    if (end > scan->size) {
        scan->torn = scan->size - *offset;
        *offset = scan->size;
        return ENT_OK;
    }
    int intact = sections_intact(fd, record, window);
    if (intact < 0) return read_failed(path, error);
    scan->n_damaged += !intact;
    scan->n_records += intact;
    *valid = intact;
    *offset = end;
    return ENT_OK;
}

int ent_journal_read_all(int fd, const char *path, int (*visit)(const struct ent_journal_record *record, void *closure), void *closure,
                         struct ent_journal_scan *scan, struct ent_error *error)
{
    struct stat status;
    memset(scan, 0, sizeof *scan);
    if (fstat(fd, &status) != 0) return read_failed(path, error);
    scan->size = (uint64_t)status.st_size;
    uint8_t *window = malloc(WINDOW);
    if (window == NULL) return ent_error_set(error, ENT_BUG, "out of memory while reading %s", path);
    int code = ENT_OK;
    for (uint64_t offset = 0; code == ENT_OK && offset < scan->size;) {
        struct ent_journal_record record = {0};
        int valid;
        code = scan_record(fd, path, &offset, &record, scan, window, &valid, error);
        if (code == ENT_OK && valid) code = visit(&record, closure);
    }
    free(window);
    return code;
}

int ent_journal_read_header(int fd, const char *path, uint64_t offset, struct ent_journal_record *record, struct ent_error *error)
{
    uint8_t header[ENT_JOURNAL_HEADER];
    ssize_t n = read_at(fd, header, sizeof header, offset);
    if (n < 0) return read_failed(path, error);
    if (n != (ssize_t)sizeof header || !get_header(header, record))
        return ent_error_set(error, ENT_IO, "%s: the record at byte %" PRIu64 " has changed while it was read", path, offset);
    record->offset = offset;
    return ENT_OK;
}

int ent_journal_read_section(int fd, const char *path, const struct ent_journal_record *record, int section, uint8_t **bytes,
                             size_t *capacity, struct ent_error *error)
{
    uint32_t raw = record->raw[section], stored = record->stored[section];
    size_t need = (size_t)raw + stored + 1; /* the stored bytes are put behind the raw ones */
    if (*capacity < need) {
        uint8_t *larger = realloc(*bytes, need);
        if (larger == NULL) return ent_error_set(error, ENT_BUG, "out of memory while reading %s", path);
        *bytes = larger;
        *capacity = need;
    }
    uint8_t *from = stored == raw ? *bytes : *bytes + raw;
    uint64_t at = record->offset + ENT_JOURNAL_HEADER + (section == 1 ? record->stored[0] : 0);
    ssize_t n = read_at(fd, from, stored, at);
    if (n < 0) return read_failed(path, error);
    if ((uint32_t)n != stored || check_sum(from, stored) != record->crc[section])
        return ent_error_set(error, ENT_IO, "%s: the record at byte %" PRIu64 " has changed while it was read", path, record->offset);
    uLongf length = raw;
    int good = stored == raw                               ? 1
               : record->type == ENT_JOURNAL_CONFIGURATION ? uncompress(*bytes, &length, from, stored) == Z_OK && length == raw
                                                           : ent_sparse_get(*bytes, raw, from, stored);
    return good ? ENT_OK : ent_error_set(error, ENT_IO, "%s: the record at byte %" PRIu64 " cannot be decoded", path, record->offset);
}
