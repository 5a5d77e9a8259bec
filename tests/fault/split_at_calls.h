/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All failures of an operation for the price of a few: it runs once, undisturbed, and at each of its calls a process splits off in
 * which this call fails. That process goes on in a copy of the folder, tells what is wrong at its end, if anything, and ends;
 * then the operation goes on to its next call. A crash is the failure of one call, too.
 */
#ifndef ENT_TESTS_FAULT_SPLIT_AT_CALLS_H
#define ENT_TESTS_FAULT_SPLIT_AT_CALLS_H

#include "tests/fault/store_calls.h"

#include <limits.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { MOST_SECONDS = 300, MOST_STATES = 1024 }; /* of one failing operation: more seconds mean that it hangs */

struct folder_states {
    int n;
    uint64_t state[MOST_STATES];
};

static struct {
    const struct operation *operation;
    enum call first, end;         /* which calls fail */
    long stride;                  /* calls of HDF5: one in so many, and the first of each kind */
    long n[N_CALLS];              /* of each, so far */
    long n_wrong;                 /* after how many something was wrong */
    enum call failed;             /* in a process that split off: which failed, else N_CALLS */
    struct folder_states *states; /* from which a command has recovered */
} split;

/* --- a process with files of its own ---------------------------------------------------------------------------------------- */

static int copy_file(const char *from, const char *to)
{
    struct stat status;
    const int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0666);
    int failed = in < 0 || out < 0 || fstat(in, &status) != 0;
    for (off_t at = 0; !failed && at < status.st_size;) {
        const ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)(status.st_size - at), 0);
        failed = n <= 0;
        at += n;
    }
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    return failed;
}

/* A folder of files and of folders. */
static int copy_folder(const char *from, const char *to)
{
    DIR *list = mkdir(to, 0777) == 0 ? opendir(from) : NULL;
    const struct dirent *entry;
    int failed = list == NULL;
    while (!failed && (entry = readdir(list)) != NULL) {
        char source[PATH_MAX], copy[PATH_MAX];
        struct stat status;
        if (entry->d_name[0] == '.') continue;
        snprintf(source, sizeof source, "%s/%.255s", from, entry->d_name);
        snprintf(copy, sizeof copy, "%s/%.255s", to, entry->d_name);
        failed = stat(source, &status) != 0 || (S_ISDIR(status.st_mode) ? copy_folder(source, copy) : copy_file(source, copy));
    }
    if (list != NULL) closedir(list);
    return failed;
}

/* An open file of the folder `from` becomes its copy below `to`, locked if it was: what this process writes and locks is its own. A
 * folder that is being read stays: its names are those of the copy; so does a file that was removed: nothing is done with it but to
 * close it. */
static int reopen(int fd, const char *from, const char *to)
{
    char link[64], name[PATH_MAX], copy[2 * PATH_MAX];
    struct stat status;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, name, sizeof name - 1);
    const size_t n = strlen(from);
    name[length > 0 ? length : 0] = '\0';
    if (strncmp(name, from, n) != 0 || name[n] != '/' || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    if (status.st_nlink == 0) return 0;
    snprintf(copy, sizeof copy, "%s%s", to, name + n);
    const int other = open(link, O_RDONLY), own = open(copy, fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND));
    int failed = other < 0 || own < 0 || lseek(own, lseek(fd, 0, SEEK_CUR), SEEK_SET) < 0;
    if (!failed && flock(other, LOCK_EX | LOCK_NB) != 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) /* it has the lock */
        failed = flock(own, LOCK_EX | LOCK_NB) != 0;
    if (!failed) failed = dup3(own, fd, fcntl(fd, F_GETFD) & FD_CLOEXEC ? O_CLOEXEC : 0) < 0;
    if (other >= 0) close(other);
    if (own >= 0) close(own);
    return failed;
}

static int reopen_all(const char *from, const char *to)
{
    DIR *list = opendir("/proc/self/fd");
    const struct dirent *entry;
    int failed = list == NULL;
    while (!failed && (entry = readdir(list)) != NULL)
        if (entry->d_name[0] != '.') failed = reopen(atoi(entry->d_name), from, to);
    if (list != NULL) closedir(list);
    return failed;
}

/* Goes into `room`, which has a copy of the folder under the same name; every name of a file is relative. */
static int move_into(const char *room)
{
    char here[PATH_MAX], from[2 * PATH_MAX], to[2 * PATH_MAX];
    if (getcwd(here, sizeof here) == NULL || mkdir(room, 0777) != 0) return -1;
    snprintf(from, sizeof from, "%s/%s", here, folder);
    snprintf(to, sizeof to, "%s/%s/%s", here, room, folder);
    if (copy_folder(from, to)) return -1;
    if (reopen_all(from, to)) return -1;
    return chdir(room);
}

/* --- what is left on disk ---------------------------------------------------------------------------------------------------- */

/* Of the folder, once its file is known to be the old or the new one: the same number means the same files in the parts. */
static uint64_t state_of_folder(const struct operation *operation)
{
    uint64_t sum = (uint64_t)target_is(&operation->expected);
    DIR *list = opendir(parts);
    const struct dirent *entry;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        char name[2 * PATH_MAX];
        if (entry->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "%s/%s", parts, entry->d_name);
        const struct bytes part = read_file(name);
        sum += (uint64_t)part.n << 34 | (uint64_t)crc32(0, part.byte, (uInt)part.n) << 1;
        free(part.byte);
    }
    if (list != NULL) closedir(list);
    return sum;
}

/* Whether nobody has recovered from this state before; all processes share the list. */
static int is_new_state(uint64_t state)
{
    for (int s = 0; s < split.states->n; s++)
        if (split.states->state[s] == state) return 0;
    if (split.states->n < MOST_STATES) split.states->state[split.states->n++] = state;
    return 1;
}

/* --- the operation and those that split off ----------------------------------------------------------------------------------- */

/* Whether the program does not look at what a call returns. */
static int is_passed_over(enum call call)
{
    static const enum call calls[] = {CALL_H5Dvlen_reclaim, CALL_H5Sclose, CALL_H5Tclose, CALL_H5Pclose};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i] == call) return call >= split.first && call < split.end;
    return 0;
}

static int is_chosen(enum call call, long n)
{
    return call < FIRST_HDF5_CALL || n == 0 || (n + call) % split.stride == 0;
}

static int split_off(enum call call)
{
    if (call < split.first || call >= split.end) return 0;
    const long n = split.n[call]++;
    if (is_passed_over(call) || !is_chosen(call, n)) return 0;
    const int cause = errno;
    char room[128];
    int status = 0;
    snprintf(room, sizeof room, "%s.split", folder);
    decide = NULL; /* the calls made here count for nothing */
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        split.failed = call;
        alarm(MOST_SECONDS);
        if (move_into(room)) _exit(2);
        return 1;
    }
    const int ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
    split.n_wrong += !ended || WEXITSTATUS(status) != 0;
    if (!ended || WEXITSTATUS(status) > 1) /* else it has told itself */
        print_error("%s, %s failed at call %ld: its process ended with status %#x\n", split.operation->name, call_names[call], n,
                    (unsigned)status);
    remove_all(room);
    decide = split_off;
    errno = cause;
    return 0;
}

/* The end of a process that split off. */
static _Noreturn void end_split_off(int code, const char *digest, struct ent_error *error)
{
    const char *wrong = wrong_after(split.operation, split.failed, code, digest, error);
    if (wrong == NULL && is_new_state(state_of_folder(split.operation))) wrong = wrong_again(split.operation, error);
    if (wrong != NULL)
        print_error("%s, %s failed at call %ld: %s: '%s'\n", split.operation->name, call_names[split.failed], split.n[split.failed] - 1,
                    wrong, error->text);
    fflush(NULL);
    _exit(wrong != NULL);
}

static int fail_all_passed_over(enum call call)
{
    split.n[call]++;
    return is_passed_over(call);
}

/* Calls that are passed over fail all together, once: neither a result nor the number of any call is another, so that none of
 * them alone makes a difference. */
static void fail_passed_over(const long *n)
{
    struct ent_error error = {0};
    char digest[65];
    memset(split.n, 0, sizeof split.n);
    start_afresh(split.operation);
    decide = fail_all_passed_over;
    const int code = operate(split.operation, digest, &error);
    decide = NULL;
    assert_int_equal(code, ENT_OK);
    assert_true(target_is(&split.operation->expected));
    for (enum call call = split.first; call < split.end; call++)
        if (split.n[call] != n[call])
            fail_msg("%s: called %ld times, not %ld: a call is no longer passed over", call_names[call], split.n[call], n[call]);
}

/* Lets each of the calls from `first` to before `end` fail at its n-th time, for all n, with a stride above 1 only for some n of calls
 * of HDF5; the same command recovers from every state in which the folder is left. n[N_CALLS]: how many calls there were. */
static void fail_each(const struct operation *operation, enum call first, enum call end, long stride, long *n)
{
    struct ent_error error = {0};
    char digest[65];
    memset(&split, 0, sizeof split);
    split.operation = operation;
    split.first = first;
    split.end = end;
    split.stride = stride;
    split.failed = N_CALLS;
    split.states = mmap(NULL, sizeof *split.states, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(split.states != MAP_FAILED);
    start_afresh(operation);
    decide = split_off;
    const int code = operate(operation, digest, &error);
    if (split.failed != N_CALLS) end_split_off(code, digest, &error);
    decide = NULL;
    assert_int_equal(code, ENT_OK);
    assert_true(target_is(&operation->expected));
    memcpy(n, split.n, sizeof split.n);
    if (split.n_wrong > 0) fail_msg("%s: something is wrong after %ld failures", operation->name, split.n_wrong);
    print_message("%s: recovered from %d states of the folder\n", operation->name, split.states->n);
    fail_passed_over(n);
    munmap(split.states, sizeof *split.states);
}

#endif
