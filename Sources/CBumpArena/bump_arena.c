// libcmark spends most of its time in malloc and free. A piece of a document needs its tree only until it has
// been read, so it is served from blocks that are reused for the next piece. Swift has no thread-local storage,
// which is why this is C.

#include "bump_arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { BLOCK_SIZE = 1 << 20, ALIGNMENT = 16, KEPT_BLOCKS = 8 };

typedef struct block {
  struct block *next;
  size_t size;
  size_t used;
  size_t padding; // keeps the bytes behind the header aligned
} block;

static _Thread_local block *current;
// Blocks of the usual size that wait for their next use: giving them back costs a page fault for each page.
static _Thread_local block *spare;
static _Thread_local int spare_count;

static block *new_block(size_t size, block *next) {
  if (size == BLOCK_SIZE && spare) {
    block *taken = spare;
    spare = taken->next;
    spare_count--;
    taken->next = next;
    taken->used = 0;
    return taken;
  }
  block *made = malloc(sizeof(block) + size);
  if (!made) {
    fputs("planmd: out of memory\n", stderr);
    _Exit(70);
  }
  made->next = next;
  made->size = size;
  made->used = 0;
  return made;
}

// Each allocation is preceded by its size, which realloc needs.
static void *allocate(size_t size) {
  size_t total = ALIGNMENT + ((size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1));
  if (!current || current->size - current->used < total)
    current = new_block(total > BLOCK_SIZE ? total : BLOCK_SIZE, current);
  char *header = (char *)(current + 1) + current->used;
  current->used += total;
  memcpy(header, &size, sizeof size);
  return header + ALIGNMENT;
}

void *bump_arena_calloc(size_t count, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(count, size, &total)) {
    fputs("planmd: out of memory\n", stderr);
    _Exit(70);
  }
  return memset(allocate(total), 0, total);
}

void *bump_arena_realloc(void *old, size_t size) {
  if (!old) return allocate(size);
  size_t old_size;
  memcpy(&old_size, (char *)old - ALIGNMENT, sizeof old_size);
  if (size <= old_size) return old;
  // The latest block of memory grows where it is: buffers grow while nothing else is asked for.
  size_t old_total = (old_size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  size_t new_total = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  char *end = (char *)(current + 1) + current->used;
  if ((char *)old + old_total == end && current->size - current->used >= new_total - old_total) {
    current->used += new_total - old_total;
    memcpy((char *)old - ALIGNMENT, &size, sizeof size);
    return old;
  }
  void *grown = allocate(size);
  memcpy(grown, old, old_size);
  return grown;
}

void bump_arena_free(void *block) { (void)block; }

void bump_arena_reset(void) {
  while (current) {
    block *next = current->next;
    if (current->size == BLOCK_SIZE && spare_count < KEPT_BLOCKS) {
      current->next = spare;
      spare = current;
      spare_count++;
    } else {
      free(current);
    }
    current = next;
  }
}

void bump_arena_give_back_freed_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
