#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "file_calls.h"

#include <errno.h>
#include <fcntl.h>
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
#else
int file_exchange(const char *one, const char *other) { return renamex_np(one, other, RENAME_SWAP) == 0 ? 0 : errno; }
static int rename_new(const char *from, const char *to) { return renamex_np(from, to, RENAME_EXCL) == 0 ? 0 : errno; }

#define LIST(fd, names, size) flistxattr(fd, names, size, 0)
#define GET(fd, name, value, size) fgetxattr(fd, name, value, size, 0, 0)
#define SET(fd, name, value, size) fsetxattr(fd, name, value, size, 0, 0)
#endif

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

int file_copy_attributes(int from, int to, char *failed, size_t capacity) {
  failed[0] = 0;
  ssize_t size = LIST(from, NULL, 0);
  // A file system without attributes has none to lose.
  if (size < 0) return errno == ENOTSUP || errno == ENOSYS ? 0 : errno;
  if (size == 0) return 0;
  char *names = malloc((size_t)size);
  if (!names) return ENOMEM;
  size = LIST(from, names, (size_t)size);
  int fault = size < 0 ? errno : 0;
  for (char *name = names; size > 0 && name < names + size && !fault; name += strlen(name) + 1) {
    ssize_t length = GET(from, name, NULL, 0);
    if (length < 0) { fault = is_label(name) ? 0 : errno; if (fault) snprintf(failed, capacity, "%s", name); continue; }
    char *value = malloc((size_t)length + 1);
    if (!value) { fault = ENOMEM; break; }
    length = GET(from, name, value, (size_t)length);
    if (length < 0 || SET(to, name, value, (size_t)length) != 0) {
      if (!is_label(name)) { fault = errno; snprintf(failed, capacity, "%s", name); }
    }
    free(value);
  }
  free(names);
  return fault;
}
