// Memory that is mapped (sys/mman.h), over the address space of the process.
//
// A file is copied when it is mapped: nobody sees changes of the mapping, and the mapping sees no
// changes of the file, as with MAP_PRIVATE they need not. MAP_SHARED is the same, where it cannot be
// written. What is behind the end of the file is zeros.

import {
  type Kos,
  rcOk,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { EACCES, EBADF, EINVAL, ENODEV, ENOMEM, ENOTSUP, EOVERFLOW } from '../errno.ts'
import { isRegular } from '../fs/file-mode.ts'
import { O_ACCMODE, O_WRONLY } from '../fs/open-flags.ts'
import type { FileOperations } from '../io/file-description.ts'
import { pageSize } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { MappedRanges } from './mapped-ranges.ts'
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_EXEC,
  PROT_NONE,
  PROT_READ,
  PROT_WRITE,
} from './memory-flags.ts'

/** What `mmap` is asked for. */
export interface MapRequest {
  readonly address: number
  readonly length: number
  readonly protection: number
  readonly flags: number
  readonly descriptor: number
  readonly offset: number
}

/** Bytes that are read of a file at once. */
const readSize = 65_536

/** A number of bytes in whole pages. */
export function wholePages(length: number): number {
  return Math.ceil(length / pageSize) * pageSize
}

/** Whether an address is at the start of a page. */
export function isPageStart(address: number): boolean {
  return Number.isSafeInteger(address) && address >= 0 && address % pageSize === 0
}

/** The mappings of one process. */
export class Mappings {
  readonly ranges: MappedRanges = new MappedRanges()

  /** Those of the process of a thread. */
  static of({ process }: PosixThread): Mappings {
    return process.local(Mappings, () => new Mappings())
  }

  /** `mmap`: the address, or a negated error number. */
  async map(thread: PosixThread, request: MapRequest): Promise<number> {
    const fault = requestFault(request)
    if (fault < 0) return fault
    const { protection, flags, length, offset } = request
    if ((flags & MAP_ANONYMOUS) !== 0) return this.#reserve(thread.kos, request, protection)
    const file = fileOf(thread, request)
    if (typeof file === 'number') return file
    const address = this.#reserve(thread.kos, request, PROT_READ | PROT_WRITE)
    if (address < 0) return address
    let answer = -ENOMEM
    try {
      answer = await copy(thread, file, offset, address, length)
      if (answer === 0) answer = protect(thread.kos, address, length, protection)
    } finally {
      // Also if the thread was cancelled while it read.
      if (answer < 0) this.unmap(thread.kos, address, length)
    }
    return answer < 0 ? answer : address
  }

  /** `munmap`: 0, or negated EINVAL. What is not mapped is left alone. */
  unmap(kos: Kos, address: number, length: number): number {
    if (!isPageStart(address) || !(Number.isSafeInteger(length) && length > 0)) return -EINVAL
    const end = address + wholePages(length)
    for (const range of this.ranges.within(address, end))
      kos.KnVmUnmap(range.start, range.end - range.start)
    this.ranges.remove(address, end)
    return 0
  }

  // Reserves and commits pages: their address, or negated ENOMEM.
  #reserve(kos: Kos, { address, length, flags }: MapRequest, protection: number): number {
    const size = wholePages(length)
    const isFixed = (flags & MAP_FIXED) !== 0
    if (isFixed) this.unmap(kos, address, length)
    const wanted = flagsOf(protection)
    let at = isPageStart(address) && address > 0 ? kos.KnVmAllocate(address, size, wanted) : 0
    if (at === 0 && !isFixed) at = kos.KnVmAllocate(0, size, wanted)
    if (at === 0) return -ENOMEM
    this.ranges.add(at, at + size)
    return at
  }
}

// Pages without access are reserved only: touching them ends the process.
function flagsOf(protection: number): number {
  if (protection === PROT_NONE) return VMM_FLAG_RESERVE | VMM_FLAG_READ
  return VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | accessOf(protection)
}

function accessOf(protection: number): number {
  const write = (protection & PROT_WRITE) === 0 ? 0 : VMM_FLAG_WRITE
  const execute = (protection & PROT_EXEC) === 0 ? 0 : VMM_FLAG_EXECUTE
  return VMM_FLAG_READ | write | execute
}

function protect(kos: Kos, address: number, length: number, protection: number): number {
  const size = wholePages(length)
  if (protection === PROT_NONE) return kos.KnVmDecommit(address, size) === rcOk ? 0 : -ENOMEM
  if ((protection & PROT_WRITE) !== 0) return 0
  return kos.KnVmProtect(address, size, accessOf(protection)) === rcOk ? 0 : -ENOMEM
}

function requestFault({ address, length, protection, flags, offset }: MapRequest): number {
  if (!(Number.isSafeInteger(length) && length > 0) || !Number.isInteger(flags)) return -EINVAL
  if (!Number.isInteger(protection) || (protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC)) !== 0)
    return -ENOTSUP
  const sharing = flags & (MAP_SHARED | MAP_PRIVATE)
  if (sharing !== MAP_SHARED && sharing !== MAP_PRIVATE) return -EINVAL
  if ((flags & MAP_FIXED) !== 0 && (!isPageStart(address) || address === 0)) return -EINVAL
  if ((protection & PROT_WRITE) !== 0) {
    if ((protection & PROT_EXEC) !== 0) return -ENOMEM
    if (sharing === MAP_SHARED) return -EACCES
  }
  if ((flags & MAP_ANONYMOUS) !== 0) return 0
  if (!isPageStart(offset)) return -EINVAL
  return Number.isSafeInteger(offset + length) ? 0 : -EOVERFLOW
}

function fileOf({ process }: PosixThread, { descriptor }: MapRequest): FileOperations | number {
  const description = process.descriptors.get(descriptor)
  if (description === undefined) return -EBADF
  if ((description.flags & O_ACCMODE) === O_WRONLY) return -EACCES
  const { file, type } = description
  return file === null || !isRegular(type) ? -ENODEV : file
}

async function copy(
  thread: PosixThread,
  file: FileOperations,
  offset: number,
  address: number,
  length: number,
): Promise<number> {
  const { memory } = thread.kos
  const buffer = new Uint8Array(Math.min(length, readSize))
  for (let at = 0; at < length;) {
    const wanted = Math.min(buffer.length, length - at)
    const count = await file.pread(thread, offset + at, buffer, 0, wanted)
    if (count < 0) return count
    if (count === 0) return 0
    memory.write(address + at, buffer.subarray(0, count))
    at += count
  }
  return 0
}
