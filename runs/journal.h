/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part: the journal that one process appends to, OUT.h5.parts/<host>-<pid>-<time>.part. Laid out in runs/FORMAT.md.
 *
 * What a finished write leaves survives the death of the process; what was written up to half a minute before
 * a power failure survives that too (fsync at most every 30 s and when closed). A record is valid if its check sums
 * are: a torn tail and a damaged record are passed over, and their runs are simulated again. A whole record of another version of
 * the format is an error.
 */
#ifndef ENT_RUNS_JOURNAL_H
#define ENT_RUNS_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "params/error.h"
#include "runs/block.h"

enum { ENT_JOURNAL_VERSION = 2, ENT_JOURNAL_HEADER = 96 };
enum ent_journal_type { ENT_JOURNAL_CONFIGURATION = 1, ENT_JOURNAL_BLOCK = 2 };

/* A record's header, and where it stands in its file. A section is stored as it is if its two lengths are equal; else a configuration
 * is deflated, and of a block the stretches are kept as runs/sparse.h does. */
struct ent_journal_record {
    uint32_t type;
    uint8_t hash[32]; /* of the cell */
    uint32_t first, count, n_counted;
    uint32_t record;                    /* set of enum ent_record */
    uint32_t raw[2], stored[2], crc[2]; /* section 0: runs, or the configuration; 1: sums */
    uint64_t offset;
};

/* Turns blocks into records; one per thread. */
struct ent_encoder {
    uint8_t *raw;
    uint8_t *bytes;      /* the record */
    size_t length, room; /* of the record; bytes of both */
};
int ent_encoder_init(struct ent_encoder *encoder, const struct ent_shape *most, struct ent_error *error);
void ent_encoder_free(struct ent_encoder *encoder);
/* Leaves the record of `block` in encoder->bytes [length]. */
void ent_encoder_block(struct ent_encoder *encoder, struct ent_block *block, const uint8_t hash[32], uint32_t first);

struct ent_journal {
    int fd; /* -1: not open */
    char *path;
    uint64_t end;   /* bytes of whole records */
    int64_t synced; /* clock of the last fsync, s */
};

/* Creates the folder `folder` if need be and a new part in it, whose first record is the configuration text with
 * `record`. ENT_CANT_CREATE or ENT_IO. */
int ent_journal_create(struct ent_journal *journal, const char *folder, const char *configuration, uint32_t record,
                       struct ent_error *error);
/* Appends one record. If it cannot be written whole, what was written of it is cut off again. ENT_IO. */
int ent_journal_append(struct ent_journal *journal, const uint8_t *bytes, size_t length, struct ent_error *error);
/* Makes all records durable and closes; `*removed` is 1 if somebody had removed the part meanwhile. Accepts a
 * journal that is not open. */
int ent_journal_close(struct ent_journal *journal, int *removed, struct ent_error *error);

/* What a scan met besides valid records. */
struct ent_journal_scan {
    uint64_t size; /* of the file */
    int32_t n_records, n_damaged;
    uint64_t torn; /* bytes of an unfinished record at the end */
};

/* Calls `visit` for every valid record of the part in `fd`; a result other than ENT_OK stops the scan and is returned. ENT_BAD_INPUT if
 * a record is of another version. */
int ent_journal_read_all(int fd, const char *path, int (*visit)(const struct ent_journal_record *record, void *closure), void *closure,
                         struct ent_journal_scan *scan, struct ent_error *error);

/* Reads the header of the record at `offset`. ENT_IO if there is none. */
int ent_journal_read_header(int fd, const char *path, uint64_t offset, struct ent_journal_record *record, struct ent_error *error);

/* Reads section 0 or 1 of a record into bytes [record->raw[section]], allocated or enlarged in *bytes, *capacity. */
int ent_journal_read_section(int fd, const char *path, const struct ent_journal_record *record, int section, uint8_t **bytes,
                             size_t *capacity, struct ent_error *error);

#endif
