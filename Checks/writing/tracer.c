// Runs a program and disturbs it at one of its system calls: tracer [OPTION…] -- PROGRAM ARGUMENT…
//
//   --watch DIR      a call counts if a path or descriptor of it lies in DIR (repeatable)
//   --log FILE       one line a counted call: number, name, paths, flags, count, what was done, the bytes written
//                    in hexadecimal (tab-separated)
//   --at K:ACTION    does something in place of or before the K-th counted call (from 1; repeatable):
//                      kill         the program is killed, the call does not happen
//                      short        a read or write moves only half of the bytes
//                      run          the shell command of --run is run first, then the call happens
//                      errno=N      the call fails with error N and does not happen
//                      full         from here on every call that needs space fails with ENOSPC
//                      readonly     from here on every call that changes something fails with EROFS
//   --run COMMAND    the shell command for `run`
//
// Only calls of the program itself count, of all its threads in their order; those of processes that it starts do not.
// strace counts calls for each thread by itself and cannot shorten a write, hence this. Linux, x86-64 and ARM64.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
typedef struct user_regs_struct Registers;
#define NUMBER(r) ((long)(r).orig_rax)
#define ARGUMENT(r, n) (*argument(&(r), n))
static unsigned long long *argument(Registers *r, int n) {
  switch (n) {
  case 0: return &r->rdi;
  case 1: return &r->rsi;
  case 2: return &r->rdx;
  case 3: return &r->r10;
  default: return &r->r8;
  }
}
#elif defined(__aarch64__)
typedef struct user_regs_struct Registers;
#define NUMBER(r) ((long)(r).regs[8])
#define ARGUMENT(r, n) ((r).regs[n])
#else
#error "this processor is not known"
#endif

enum { PATH0 = 1, PATH1 = 2, FD0 = 4, AT01 = 8, AT12 = 16, AT23 = 32, FD2 = 64, CHANGES = 128, COUNT2 = 256, FLAGS1 = 512, FLAGS2 = 1024, SPACE = 2048, COUNT1 = 4096 };

static const struct { long number; const char *name; int kind; } CALLS[] = {
#define CALL(name, kind) {SYS_##name, #name, kind},
#ifdef SYS_open
  CALL(open, PATH0 | FLAGS1) CALL(creat, PATH0 | CHANGES | SPACE) CALL(stat, PATH0) CALL(lstat, PATH0) CALL(access, PATH0)
  CALL(readlink, PATH0) CALL(rename, PATH0 | PATH1 | CHANGES) CALL(link, PATH0 | PATH1 | CHANGES | SPACE) CALL(symlink, PATH1 | CHANGES | SPACE)
  CALL(unlink, PATH0 | CHANGES) CALL(rmdir, PATH0 | CHANGES) CALL(mkdir, PATH0 | CHANGES | SPACE) CALL(mknod, PATH0 | CHANGES | SPACE)
  CALL(chmod, PATH0 | CHANGES) CALL(chown, PATH0 | CHANGES) CALL(lchown, PATH0 | CHANGES) CALL(getdents, FD0) CALL(utimes, PATH0 | CHANGES)
#endif
#ifdef SYS_renameat
  CALL(renameat, AT01 | AT23 | CHANGES)
#endif
#ifdef SYS_newfstatat
  CALL(newfstatat, AT01)
#endif
  CALL(openat, AT01 | FLAGS2) CALL(faccessat, AT01) CALL(readlinkat, AT01) CALL(unlinkat, AT01 | CHANGES) CALL(mkdirat, AT01 | CHANGES | SPACE)
  CALL(renameat2, AT01 | AT23 | CHANGES) CALL(linkat, AT01 | AT23 | CHANGES | SPACE) CALL(symlinkat, AT12 | CHANGES | SPACE)
  CALL(fchmodat, AT01 | CHANGES) CALL(fchownat, AT01 | CHANGES) CALL(utimensat, AT01 | CHANGES) CALL(statx, AT01) CALL(mknodat, AT01 | CHANGES | SPACE)
#ifdef SYS_openat2
  CALL(openat2, AT01)
#endif
#ifdef SYS_faccessat2
  CALL(faccessat2, AT01)
#endif
#ifdef SYS_fchmodat2
  CALL(fchmodat2, AT01 | CHANGES)
#endif
  CALL(read, FD0 | COUNT2) CALL(pread64, FD0 | COUNT2) CALL(readv, FD0) CALL(write, FD0 | COUNT2 | CHANGES | SPACE)
  CALL(pwrite64, FD0 | COUNT2 | CHANGES | SPACE) CALL(writev, FD0 | CHANGES | SPACE) CALL(pwritev, FD0 | CHANGES | SPACE)
  CALL(close, FD0) CALL(fstat, FD0) CALL(lseek, FD0) CALL(getdents64, FD0) CALL(fcntl, FD0) CALL(flock, FD0) CALL(ioctl, FD0)
  CALL(fsync, FD0) CALL(fdatasync, FD0) CALL(syncfs, FD0) CALL(sync_file_range, FD0) CALL(ftruncate, FD0 | CHANGES | COUNT1) CALL(truncate, PATH0 | CHANGES)
  CALL(fallocate, FD0 | CHANGES | SPACE) CALL(fchmod, FD0 | CHANGES) CALL(fchown, FD0 | CHANGES) CALL(sendfile, FD0 | CHANGES | SPACE)
  CALL(copy_file_range, FD0 | FD2 | CHANGES | SPACE) CALL(setxattr, PATH0 | CHANGES | SPACE) CALL(lsetxattr, PATH0 | CHANGES | SPACE)
  CALL(fsetxattr, FD0 | CHANGES | SPACE) CALL(removexattr, PATH0 | CHANGES) CALL(lremovexattr, PATH0 | CHANGES) CALL(fremovexattr, FD0 | CHANGES)
  CALL(getxattr, PATH0) CALL(lgetxattr, PATH0) CALL(fgetxattr, FD0) CALL(listxattr, PATH0) CALL(llistxattr, PATH0) CALL(flistxattr, FD0)
};
enum { CALL_COUNT = sizeof CALLS / sizeof *CALLS };

enum Kind { KILL, SHORT, RUN, FAIL, FULL, READONLY };
static struct { long at; enum Kind kind; int error; } actions[64];
static int actionCount, watchCount;
static const char *watched[8], *runCommand;
static FILE *logFile;
static long counted;
static int isFull, isReadOnly;

static void stop(const char *what) {
  fprintf(stderr, "tracer: %s: %s\n", what, strerror(errno));
  exit(125);
}

static void readOptions(int argc, char **argv, int *first) {
  int n = 1;
  for (; n + 1 < argc && strcmp(argv[n], "--") != 0; n += 2) {
    char *value = argv[n + 1];
    if (!strcmp(argv[n], "--watch") && watchCount < 8) watched[watchCount++] = value;
    else if (!strcmp(argv[n], "--run")) runCommand = value;
    else if (!strcmp(argv[n], "--log")) {
      if (!(logFile = fopen(value, "we"))) stop(value);
    } else if (!strcmp(argv[n], "--at") && actionCount < 64) {
      char *name;
      long at = strtol(value, &name, 10);
      enum Kind kind;
      int error = 0;
      if (!strcmp(name, ":kill")) kind = KILL;
      else if (!strcmp(name, ":short")) kind = SHORT;
      else if (!strcmp(name, ":run")) kind = RUN;
      else if (!strcmp(name, ":full")) kind = FULL;
      else if (!strcmp(name, ":readonly")) kind = READONLY;
      else if (!strncmp(name, ":errno=", 7)) kind = FAIL, error = atoi(name + 7);
      else errno = EINVAL, stop(value);
      actions[actionCount].at = at, actions[actionCount].kind = kind, actions[actionCount++].error = error;
    } else errno = EINVAL, stop(argv[n]);
  }
  if (n + 1 >= argc || strcmp(argv[n], "--") != 0) errno = EINVAL, stop("usage: tracer [OPTION...] -- PROGRAM ARGUMENT...");
  *first = n + 1;
}

/// Makes the kernel stop the program at the calls of the list only, so that all else runs at full speed.
static void installFilter(void) {
  static struct sock_filter filter[CALL_COUNT * 2 + 2];
  int n = 0;
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < CALL_COUNT; i++) {
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)CALLS[i].number, 0, 1);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  }
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {(unsigned short)n, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) stop("seccomp");
}

static int readString(pid_t pid, unsigned long long address, char *out) {
  size_t length = 0;
  while (length < PATH_MAX - 1) {
    size_t size = 256 - address % 256;  // never across the edge of a page
    if (size > PATH_MAX - 1 - length) size = PATH_MAX - 1 - length;
    struct iovec local = {out + length, size}, remote = {(void *)address, size};
    ssize_t got = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    if (got <= 0) return 0;
    if (memchr(out + length, 0, (size_t)got)) return 1;
    length += (size_t)got, address += (size_t)got;
  }
  return 0;
}

static int readLink(pid_t pid, long descriptor, char *out) {
  char name[64];
  if (descriptor == AT_FDCWD) snprintf(name, sizeof name, "/proc/%d/cwd", pid);
  else snprintf(name, sizeof name, "/proc/%d/fd/%ld", pid, descriptor);
  ssize_t length = readlink(name, out, PATH_MAX - 1);
  if (length < 0) return 0;
  out[length] = 0;
  return 1;
}

/// Takes `.`, `..` and doubled slashes out of an absolute path; others (`pipe:[1]`) stay.
static void normalise(char *path) {
  if (*path != '/') return;
  char *out = path;
  for (char *part = path; *part;) {
    while (*part == '/') part++;
    size_t length = strcspn(part, "/");
    if (length == 2 && !strncmp(part, "..", 2)) {
      while (out > path && *--out != '/') {}
    } else if (length > 0 && !(length == 1 && *part == '.')) {
      *out++ = '/';
      memmove(out, part, length);
      out += length;
    }
    part += length;
  }
  if (out == path) *out++ = '/';
  *out = 0;
}

static int isWatched(const char *path) {
  for (int i = 0; i < watchCount; i++) {
    size_t length = strlen(watched[i]);
    if (!strncmp(path, watched[i], length) && (path[length] == 0 || path[length] == '/')) return 1;
  }
  return 0;
}

/// The path that an argument means, with the folder that a relative one starts from.
static int pathArgument(pid_t pid, long folder, unsigned long long address, char *out) {
  static char text[PATH_MAX], base[PATH_MAX];
  if (!address || !readString(pid, address, text)) return 0;
  if (text[0] == '/') snprintf(out, PATH_MAX, "%s", text);
  else {
    if (!readLink(pid, folder, base)) return 0;
    int length = snprintf(out, PATH_MAX, "%s%s%s", base, *text ? "/" : "", text);
    if (length >= PATH_MAX) return 0;
  }
  normalise(out);
  return 1;
}

static char paths[2][PATH_MAX];

/// The paths of a call; true if one of them is watched.
static int findPaths(pid_t pid, Registers *r, int kind) {
  int n = 0;
  paths[0][0] = paths[1][0] = 0;
  if (kind & PATH0) n += pathArgument(pid, AT_FDCWD, ARGUMENT(*r, 0), paths[n]);
  if (kind & PATH1) n += pathArgument(pid, AT_FDCWD, ARGUMENT(*r, 1), paths[n]);
  if (kind & FD0) n += readLink(pid, (int)ARGUMENT(*r, 0), paths[n]);
  if (kind & FD2) n += readLink(pid, (int)ARGUMENT(*r, 2), paths[n]);
  if (kind & AT01) n += pathArgument(pid, (int)ARGUMENT(*r, 0), ARGUMENT(*r, 1), paths[n]);
  if (kind & AT12) n += pathArgument(pid, (int)ARGUMENT(*r, 1), ARGUMENT(*r, 2), paths[n]);
  if (kind & AT23) n += pathArgument(pid, (int)ARGUMENT(*r, 2), ARGUMENT(*r, 3), paths[n]);
  return (n > 0 && isWatched(paths[0])) || (n > 1 && isWatched(paths[1]));
}

static void setRegisters(pid_t pid, Registers *r) {
  struct iovec io = {r, sizeof *r};
  if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &io)) stop("registers");
}

static void fail(pid_t pid, Registers *r, int error) {
#if defined(__x86_64__)
  r->orig_rax = (unsigned long long)-1;
  r->rax = (unsigned long long)-error;
#else
  int none = -1;
  struct iovec io = {&none, sizeof none};
  if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &io)) stop("registers");
  r->regs[0] = (unsigned long long)-error;
#endif
  setRegisters(pid, r);
}

static int changes(int kind, long flags) {
  return kind & CHANGES || (kind & (FLAGS1 | FLAGS2) && flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC));
}

static int needsSpace(int kind, long flags) { return kind & SPACE || (kind & (FLAGS1 | FLAGS2) && flags & O_CREAT); }

/// What a write is about to write, up to a megabyte.
static void logBytes(pid_t pid, unsigned long long address, long count) {
  unsigned char buffer[4096];
  for (long at = 0; at < count && at < 1 << 20;) {
    size_t size = (size_t)(count - at) < sizeof buffer ? (size_t)(count - at) : sizeof buffer;
    struct iovec local = {buffer, size}, remote = {(void *)(address + (unsigned long long)at), size};
    ssize_t got = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    if (got <= 0) return;
    for (ssize_t n = 0; n < got; n++) fprintf(logFile, "%02x", buffer[n]);
    at += got;
  }
}

static void handleCall(pid_t pid, pid_t program) {
  Registers r;
  struct iovec io = {&r, sizeof r};
  if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &io)) return;
  int i = 0;
  while (i < CALL_COUNT && CALLS[i].number != NUMBER(r)) i++;
  if (i == CALL_COUNT || !findPaths(pid, &r, CALLS[i].kind)) return;
  int kind = CALLS[i].kind;
  long flags = kind & FLAGS1 ? (long)ARGUMENT(r, 1) : kind & FLAGS2 ? (long)ARGUMENT(r, 2) : 0;
  if (CALLS[i].number == SYS_renameat2) flags = (long)ARGUMENT(r, 4);
  long count = kind & COUNT2 ? (long)ARGUMENT(r, 2) : kind & COUNT1 ? (long)ARGUMENT(r, 1) : -1;
  counted++;
  char done[64] = "";
  int isFailed = 0;
  for (int a = 0; a < actionCount; a++) {
    if (actions[a].at != counted) continue;
    switch (actions[a].kind) {
    case KILL: strcpy(done, "kill"); break;
    case RUN:
      strcpy(done, "run");
      if (runCommand && system(runCommand)) fprintf(stderr, "tracer: the command of --run failed\n");
      break;
    case SHORT:
      if (count < 2 || !(kind & COUNT2)) break;
      ARGUMENT(r, 2) = (unsigned long long)count / 2;
      setRegisters(pid, &r);
      strcpy(done, "short");
      break;
    case FAIL:
      fail(pid, &r, actions[a].error);
      snprintf(done, sizeof done, "errno=%d", actions[a].error);
      isFailed = 1;
      break;
    case FULL: isFull = 1; break;
    case READONLY: isReadOnly = 1; break;
    }
  }
  if (!isFailed && isFull && needsSpace(kind, flags)) fail(pid, &r, ENOSPC), strcpy(done, "full");
  if (!isFailed && isReadOnly && changes(kind, flags)) fail(pid, &r, EROFS), strcpy(done, "readonly");
  if (logFile) {
    fprintf(logFile, "%ld\t%s\t%s\t%s\t%ld\t%ld\t%s\t", counted, CALLS[i].name, paths[0], paths[1], flags, count, done);
    if (kind & COUNT2 && kind & CHANGES) logBytes(pid, ARGUMENT(r, 1), count);
    fputc('\n', logFile);
    fflush(logFile);
  }
  if (!strcmp(done, "kill")) kill(program, SIGKILL);
}

/// The process that a thread belongs to.
static pid_t processOf(pid_t thread) {
  char name[64], line[256];
  snprintf(name, sizeof name, "/proc/%d/status", thread);
  FILE *file = fopen(name, "re");
  int process = -1;
  while (file && fgets(line, sizeof line, file) && sscanf(line, "Tgid: %d", &process) != 1) {}
  if (file) fclose(file);
  return process;
}

static int trace(pid_t program) {
  int status;
  if (waitpid(program, &status, __WALL) != program || !WIFSTOPPED(status)) stop("start");
  long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, program, 0, options)) stop("options");
  ptrace(PTRACE_CONT, program, 0, 0);
  int isStarted = 0;
  while (1) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) stop("wait");
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread != program) continue;
      if (logFile) fclose(logFile);
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    int signal = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_SECCOMP) {
      if (isStarted && processOf(thread) == program) handleCall(thread, program);
      signal = 0;
    } else if (event == PTRACE_EVENT_EXEC) {
      if (thread == program) isStarted = 1;
      signal = 0;
    } else if (event || signal == SIGTRAP || signal == SIGSTOP) {
      signal = 0;  // a new thread or process, or its first stop
    }
    ptrace(PTRACE_CONT, thread, 0, (long)signal);
  }
}

int main(int argc, char **argv) {
  int first;
  readOptions(argc, argv, &first);
  pid_t program = fork();
  if (program < 0) stop("fork");
  if (program == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    installFilter();
    execvp(argv[first], argv + first);
    stop(argv[first]);
  }
  return trace(program);
}
