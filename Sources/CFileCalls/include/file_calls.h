// File system calls that Swift's C library modules do not show, with the same meaning on Linux and macOS.
#ifndef FILE_CALLS_H
#define FILE_CALLS_H

#include <stddef.h>

/// Lets two existing names change their files in one step. 0, or an errno: ENOSYS, EINVAL or ENOTSUP where the system
/// or file system cannot do it.
int file_exchange(const char *_Nonnull one, const char *_Nonnull other);

/// Renames a file to a name that nothing has. 0, or an errno: EEXIST where it is taken.
int file_rename_new(const char *_Nonnull from, const char *_Nonnull to);

/// Copies the extended attributes of an open file, access control lists included. 0, or an errno, with the attribute's
/// name in `failed`. Labels that the system gives every file itself (`security.`, `trusted.`) may fail.
int file_copy_attributes(int from, int to, char *_Nonnull failed, size_t capacity);

/// Whether anyone, this process included, has the open file open for writing: 1 yes, 0 no, -1 where the system or the
/// file system cannot tell (Linux tells by read leases, `fcntl(2)` F_SETLEASE; macOS does not).
int file_has_writer(int fd);

#endif
