// Memory: sys/mman.h. Addresses are numbers; what is there is read and written by `posix.kos.memory`.

import { EINVAL, ENOMEM } from '../errno.ts'
import { pageSize } from '../limits.ts'
import { isPageStart, Mappings, wholePages } from '../memory/mappings.ts'
import {
  MCL_CURRENT,
  MCL_FUTURE,
  MS_ASYNC,
  MS_INVALIDATE,
  MS_SYNC,
  POSIX_MADV_DONTNEED,
  POSIX_MADV_NORMAL,
} from '../memory/memory-flags.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { type Stub, stub } from './stub.ts'

/** Functions of sys/mman.h. */
export interface SysMmanApi {
  /**
   * Maps `len` bytes of a file from `off` on, or zeros with MAP_ANONYMOUS, and resolves with the
   * address: `addr`, if that is free, and always with MAP_FIXED. The file is copied. MAP_FAILED with
   * errno: EACCES (MAP_SHARED with PROT_WRITE; the file is not open to read), EBADF, EINVAL (no
   * length, flags, or whole pages), ENODEV (no regular file), ENOMEM (PROT_WRITE with PROT_EXEC; no
   * memory; something else is at the address), ENOTSUP (no such protection), EOVERFLOW, or that of
   * reading.
   */
  readonly mmap: (
    addr: number,
    len: number,
    prot: number,
    flags: number,
    fildes: number,
    off: number,
  ) => Promise<number>
  /** Takes mapped pages away; others are left alone. 0; -1 with errno EINVAL. */
  readonly munmap: (addr: number, len: number) => number
  /** A stub, as by default in the documented system: -1 with errno ENOSYS. */
  readonly mprotect: Stub
  /**
   * Has nothing to write: no mapping changes a file. Resolves with 0; -1 with errno: EINVAL (no
   * page, no flags), ENOMEM (something of it is not mapped).
   */
  readonly msync: (addr: number, len: number, flags: number) => Promise<number>
  /** Memory is always there: 0; -1 with errno: EINVAL (no range), ENOMEM (not all is mapped). */
  readonly mlock: (addr: number, len: number) => number
  /** As `mlock`. */
  readonly munlock: (addr: number, len: number) => number
  /** 0; -1 with errno EINVAL: flags are not MCL_CURRENT, MCL_FUTURE, or both. */
  readonly mlockall: (flags: number) => number
  /** 0. */
  readonly munlockall: () => number
  /** Takes advice, which changes nothing. 0; EINVAL (no page, no advice), ENOMEM (not mapped). */
  readonly posix_madvise: (addr: number, len: number, advice: number) => number
}

// 0, or a negated error number: EINVAL, ENOMEM.
function rangeFault(thread: PosixThread, address: number, length: number, start: number): number {
  if (!isPageStart(start) || !(Number.isSafeInteger(length) && length >= 0)) return -EINVAL
  const end = start + wholePages(address - start + length)
  return Mappings.of(thread).ranges.covers(start, end) ? 0 : -ENOMEM
}

// The address need not be at the start of a page.
function lock(thread: PosixThread): (addr: number, len: number) => number {
  return (addr, len) => {
    if (!Number.isSafeInteger(addr)) return thread.fail(EINVAL)
    return thread.result(rangeFault(thread, addr, len, addr - (addr % pageSize)))
  }
}

function syncFault(thread: PosixThread, addr: number, len: number, flags: number): number {
  const isKnown = Number.isInteger(flags) && (flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE)) === 0
  const isBoth = isKnown && (flags & (MS_ASYNC | MS_SYNC)) === (MS_ASYNC | MS_SYNC)
  return !isKnown || isBoth ? -EINVAL : rangeFault(thread, addr, len, addr)
}

/** Memory. */
export const sysMman: Family<SysMmanApi> = {
  mmap: (thread) => (address, length, protection, flags, descriptor, offset) =>
    thread.promise(
      Mappings.of(thread).map(thread, {
        address,
        length,
        protection,
        flags,
        descriptor,
        offset,
      }),
    ),
  munmap: (thread) => (addr, len) =>
    thread.result(Mappings.of(thread).unmap(thread.kos, addr, len)),
  mprotect: stub,
  msync: (thread) => (addr, len, flags) => thread.promise(syncFault(thread, addr, len, flags)),
  mlock: lock,
  munlock: lock,
  mlockall: (thread) => (flags) => {
    const isKnown = Number.isInteger(flags) && (flags & ~(MCL_CURRENT | MCL_FUTURE)) === 0
    return isKnown && flags !== 0 ? 0 : thread.fail(EINVAL)
  },
  munlockall: () => () => 0,
  posix_madvise: (thread) => (addr, len, advice) => {
    const isKnown = Number.isInteger(advice)
    if (!isKnown || advice < POSIX_MADV_NORMAL || advice > POSIX_MADV_DONTNEED) return EINVAL
    return Math.abs(rangeFault(thread, addr, len, addr))
  },
}
