/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HDF5 as every file of ours uses it: its errors in one line, files opened with bounded memory, texts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runs/heap.h"
#include "runs/output_inside.h"

enum { METADATA_BYTES = 1024 * 1024 };

/* --- errors ------------------------------------------------------------------------------------------------------------ */

void ent_output_quiet_begin(struct ent_output_quiet *quiet)
{
    if (H5Eget_auto2(H5E_DEFAULT, &quiet->function, &quiet->closure) < 0) quiet->function = NULL;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void ent_output_quiet_end(const struct ent_output_quiet *quiet)
{
    H5Eset_auto2(H5E_DEFAULT, quiet->function, quiet->closure);
}

void ent_output_no_exit_handler(void)
{
    H5dont_atexit();
}

static herr_t innermost(unsigned depth, const H5E_error2_t *entry, void *text)
{
    if (depth == 0) snprintf(text, 256, "%s", entry->desc != NULL ? entry->desc : "");
    return 0;
}

int ent_output_fail(struct ent_error *error, int code, const char *path, const char *what)
{
    char reason[256] = "";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, reason);
    return ent_error_set(error, code, "%s: %s%s%s", path, what, reason[0] != '\0' ? ": " : "", reason);
}

/* --- texts -------------------------------------------------------------------------------------------------------------------- */

hid_t ent_output_text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

int ent_output_set_text(hid_t object, const char *path, const char *name, const char *text, struct ent_error *error)
{
    hid_t type = ent_output_text_type(), space = H5Screate(H5S_SCALAR);
    hid_t attribute = type >= 0 && space >= 0 ? H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    int good = attribute >= 0 && H5Awrite(attribute, type, &text) >= 0;
    int code = good ? ENT_OK : ent_output_fail(error, ENT_IO, path, "an attribute cannot be written");
    if (attribute >= 0 && H5Aclose(attribute) < 0 && code == ENT_OK)
        code = ent_output_fail(error, ENT_IO, path, "an attribute cannot be closed");
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    return code;
}

int ent_output_text(hid_t file, const char *path, const char *name, int dataset, char **text, struct ent_error *error)
{
    char *read = NULL;
    *text = NULL;
    hid_t type = ent_output_text_type();
    hid_t object = dataset ? H5Dopen2(file, name, H5P_DEFAULT) : H5Aopen(file, name, H5P_DEFAULT);
    hid_t space = object < 0 ? -1 : dataset ? H5Dget_space(object) : H5Aget_space(object);
    int good = type >= 0 && space >= 0 && H5Sget_simple_extent_npoints(space) == 1 &&
               (dataset ? H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &read) : H5Aread(object, type, &read)) >= 0 && read != NULL;
    int code = ENT_OK;
    if (!good)
        code = ent_error_set(error, ENT_BAD_INPUT, "%s: has no text '%s': not a file of Entente, or damaged", path, name);
    else if ((*text = strdup(read)) == NULL)
        code = ent_error_set(error, ENT_BUG, "out of memory while reading %s", path);
    if (good) H5Dvlen_reclaim(type, space, H5P_DEFAULT, &read);
    if (space >= 0) H5Sclose(space);
    if (object >= 0 && dataset) H5Dclose(object);
    if (object >= 0 && !dataset) H5Aclose(object);
    if (type >= 0) H5Tclose(type);
    return code;
}

/* --- files -------------------------------------------------------------------------------------------------------------------- */

/* What HDF5 keeps of its own indices: counted as stored, of which an index of chunks takes five times as much in memory. */
static int bound_metadata(hid_t list)
{
    H5AC_cache_config_t config = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};
    if (H5Pget_mdc_config(list, &config) < 0) return 0;
    config.set_initial_size = 1;
    config.initial_size = config.min_size = config.max_size = METADATA_BYTES;
    config.incr_mode = H5C_incr__off;
    config.flash_incr_mode = H5C_flash_incr__off;
    config.decr_mode = H5C_decr__off;
    config.dirty_bytes_threshold = METADATA_BYTES / 2;
    return H5Pset_mdc_config(list, &config) >= 0;
}

hid_t ent_output_file_access(void)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    int good = list >= 0 && H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) >= 0 && bound_metadata(list);
    /* Chunks that are no longer needed go back at once: HDF5 would keep up to 16 MiB of them for another use. */
    good = good && H5set_free_list_limits(1 << 20, 1 << 16, 1 << 20, 1 << 16, 1 << 17, 1 << 17) >= 0;
#if H5_VERSION_GE(1, 10, 7)
    /* A file under its final name never changes and the new one is private; many cluster file systems cannot lock. */
    good = good && H5Pset_file_locking(list, 0, 1) >= 0;
#endif
    if (!good && list >= 0) H5Pclose(list);
    return good ? list : -1;
}

/* What is wrong with a file that HDF5 did not open: is it no HDF5 at all, or damaged? */
static int refuse_file(const char *path, struct ent_error *error)
{
    struct stat status;
    int code = ent_output_fail(error, ENT_IO, path, "cannot be opened as HDF5");
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return ent_error_set(error, ENT_BAD_INPUT, "%s: not a results file: it is a folder or a device", path);
    if (H5Fis_hdf5(path) == 0) return ent_error_set(error, ENT_BAD_INPUT, "%s: not a results file: it is not HDF5", path);
    return code;
}

int ent_output_open_file(const char *path, hid_t *file, struct ent_error *error)
{
    hid_t access = ent_output_file_access();
    *file = access >= 0 ? H5Fopen(path, H5F_ACC_RDONLY, access) : -1;
    int code = *file >= 0 ? ENT_OK : refuse_file(path, error);
    if (code == ENT_OK && !ent_heap_is_sound(path)) {
        code = ent_error_set(error, ENT_IO, "%s: the file is damaged where it keeps its texts", path);
        H5Fclose(*file);
        *file = -1;
    }
    if (access >= 0) H5Pclose(access);
    return code;
}
