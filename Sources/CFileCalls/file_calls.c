#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "file_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

static int rename_with(const char *from, const char *to, unsigned flags) {
  return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags) == 0 ? 0 : errno;
}
int file_exchange(const char *one, const char *other) { return rename_with(one, other, RENAME_EXCHANGE); }
static int rename_new(const char *from, const char *to) { return rename_with(from, to, RENAME_NOREPLACE); }

#define LIST(fd, names, size) flistxattr(fd, names, size)
#define GET(fd, name, value, size) fgetxattr(fd, name, value, size)
#define SET(fd, name, value, size) fsetxattr(fd, name, value, size, 0)
#define REMOVE(fd, name) fremovexattr(fd, name)
#else
int file_exchange(const char *one, const char *other) { return renamex_np(one, other, RENAME_SWAP) == 0 ? 0 : errno; }
static int rename_new(const char *from, const char *to) { return renamex_np(from, to, RENAME_EXCL) == 0 ? 0 : errno; }

#define LIST(fd, names, size) flistxattr(fd, names, size, 0)
#define GET(fd, name, value, size) fgetxattr(fd, name, value, size, 0, 0)
#define SET(fd, name, value, size) fsetxattr(fd, name, value, size, 0, 0)
#define REMOVE(fd, name) fremovexattr(fd, name, 0)
#endif

int file_has_writer(int fd) {
#ifdef __linux__
  // Whoever opens the file to write meanwhile breaks the lease, which is told by SIGIO unless another signal is named;
  // SIGURG is one that nobody dies of.
  if (fcntl(fd, F_SETSIG, SIGURG) != 0) return -1;
  if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return 0;
  }
  return errno == EAGAIN ? 1 : -1;
#else
  (void)fd;
  return -1;
#endif
}

int file_rename_new(const char *from, const char *to) {
  int fault = rename_new(from, to);
  if (fault != ENOSYS && fault != EINVAL && fault != ENOTSUP) return fault;
  // A second name never replaces one that is there.
  if (link(from, to) != 0) return errno;
  return unlink(from) == 0 ? 0 : errno;
}

static int is_label(const char *name) {
  return strncmp(name, "security.", 9) == 0 || strncmp(name, "trusted.", 8) == 0
      || strncmp(name, "com.apple.", 10) == 0;
}

/// The names of a file's attributes, each with its NUL; `*size` is negative where they cannot be read.
static char *attribute_names(int fd, ssize_t *size) {
  *size = LIST(fd, NULL, 0);
  if (*size <= 0) return NULL;
  char *names = malloc((size_t)*size);
  if (names) *size = LIST(fd, names, (size_t)*size);
  return names;
}

static int has_attribute(int fd, const char *name) { return GET(fd, name, NULL, 0) >= 0; }

static int copy_attribute(int from, int to, const char *name) {
  ssize_t length = GET(from, name, NULL, 0);
  if (length < 0) return errno;
  char *value = malloc((size_t)length + 1);
  if (!value) return ENOMEM;
  length = GET(from, name, value, (size_t)length);
  int fault = length < 0 || SET(to, name, value, (size_t)length) != 0 ? errno : 0;
  free(value);
  return fault;
}

int file_copy_attributes(int from, int to, char *failed, size_t capacity) {
  failed[0] = 0;
  ssize_t size;
  int fault = 0;
  char *names = attribute_names(from, &size);
  // A file system without attributes has none to lose.
  if (size < 0 && errno != ENOTSUP && errno != ENOSYS) fault = errno;
  for (char *name = names; names && size > 0 && name < names + size && !fault; name += strlen(name) + 1) {
    int one = copy_attribute(from, to, name);
    if (one && !is_label(name)) { fault = one; snprintf(failed, capacity, "%s", name); }
  }
  free(names);
  if (fault) return fault;
  // A new file may have got some from its folder, such as an access list.
  names = attribute_names(to, &size);
  for (char *name = names; names && size > 0 && name < names + size && !fault; name += strlen(name) + 1) {
    if (is_label(name) || has_attribute(from, name)) continue;
    if (REMOVE(to, name) != 0) { fault = errno; snprintf(failed, capacity, "%s", name); }
  }
  free(names);
  return fault;
}
