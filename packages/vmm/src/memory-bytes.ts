// Copies, fills and comparisons of ranges, by page walks: the part of `MemoryView` for more than
// eight bytes.
//
// A function that writes checks the whole range before the first write, so that a page fault leaves
// all bytes as they were. Pages with contiguous frames are one span; a range of one span needs one
// walk.

import { PAGE_SIZE } from './flags.ts'
import { Access } from './memory-fault.ts'
import type { PageWalk } from './page-walk.ts'

/** Walks to an address: how many contiguous bytes are there, `size` at most. Throws the fault. */
function spanAt(walk: PageWalk, address: number, size: number, access: Access): number {
  const length = walk.span(address, size, access)
  return length >= 0 ? length : walk.throwFault(-length, access)
}

/** As `spanAt` for the first span of a range. Checks the whole range first if there are more. */
function firstSpan(walk: PageWalk, address: number, size: number, access: Access): number {
  const length = spanAt(walk, address, size, access)
  if (length === size) return length
  walk.demand(address, size, access)
  return spanAt(walk, address, size, access)
}

/** Fills `target` with the bytes from `address` on. Throws the fault. */
export function readBytes(walk: PageWalk, address: number, target: Uint8Array): void {
  const reason = tryReadBytes(walk, address, target)
  if (reason !== 0) walk.throwFault(reason, Access.read)
}

/** Writes the bytes of `source` to `address` and on. Throws the fault. */
export function writeBytes(walk: PageWalk, address: number, source: Uint8Array): void {
  const reason = tryWriteBytes(walk, address, source)
  if (reason !== 0) walk.throwFault(reason, Access.write)
}

/** As `readBytes`, but answers 0 or a `FaultReason`. */
export function tryReadBytes(walk: PageWalk, address: number, target: Uint8Array): number {
  const size = target.length
  for (let done = 0; done < size;) {
    const length = trySpan(walk, address, done, size, Access.read)
    if (length < 0) return -length
    target.set(walk.bytes.subarray(walk.start, walk.start + length), done)
    done += length
  }
  return 0
}

/** As `writeBytes`, but answers 0 or a `FaultReason`. */
export function tryWriteBytes(walk: PageWalk, address: number, source: Uint8Array): number {
  const size = source.length
  for (let done = 0; done < size;) {
    const length = trySpan(walk, address, done, size, Access.write)
    if (length < 0) return -length
    walk.bytes.set(length === size ? source : source.subarray(done, done + length), walk.start)
    done += length
  }
  return 0
}

/**
 * Walks to the span of a range after the first `done` bytes: its length, or a negated
 * `FaultReason`. If the first one is not the only one, the whole range is checked first.
 */
function trySpan(
  walk: PageWalk,
  address: number,
  done: number,
  size: number,
  access: Access,
): number {
  const length = walk.span(address + done, size - done, access)
  if (done > 0 || length < 0 || length === size) return length
  const reason = walk.probe(address, size, access)
  return reason === 0 ? walk.span(address, size, access) : -reason
}

/** Writes one byte value to a whole range. */
export function fillBytes(walk: PageWalk, address: number, size: number, value: number): void {
  for (let done = 0; done < size;) {
    const length = (done === 0 ? firstSpan : spanAt)(
      walk,
      address + done,
      size - done,
      Access.write,
    )
    walk.bytes.fill(value, walk.start, walk.start + length)
    done += length
  }
}

/** Copies a range to another one, which it may overlap. */
export function copyBytes(walk: PageWalk, target: number, source: number, size: number): void {
  walk.demand(source, size, Access.read)
  walk.demand(target, size, Access.write)
  if (target > source && target < source + size) return copyBackward(walk, target, source, size)
  for (let done = 0; done < size;)
    done += copyPiece(walk, target + done, source + done, size - done)
}

/** Copies from the end to the beginning, for a target that overlaps the end of the source. */
function copyBackward(walk: PageWalk, target: number, source: number, size: number): void {
  for (let left = size; left > 0;) {
    const length = Math.min(left, tailOf(source + left), tailOf(target + left))
    left -= length
    copyPiece(walk, target + left, source + left, length)
  }
}

/** Bytes from the beginning of a page, or the whole page, to an end. */
function tailOf(end: number): number {
  return end % PAGE_SIZE === 0 ? PAGE_SIZE : end % PAGE_SIZE
}

/** Copies what is contiguous in both ranges, and answers its length. */
function copyPiece(walk: PageWalk, target: number, source: number, size: number): number {
  const readable = spanAt(walk, source, size, Access.read)
  const { bytes, start } = walk
  const length = spanAt(walk, target, readable, Access.write)
  if (bytes === walk.bytes) bytes.copyWithin(walk.start, start, start + length)
  else walk.bytes.set(bytes.subarray(start, start + length), walk.start)
  return length
}

/**
 * -1, 0 or 1: whether the first byte that differs is less or greater in the first range; 0 if none
 * does.
 */
export function compareBytes(
  walk: PageWalk,
  first: number,
  second: number,
  size: number,
): -1 | 0 | 1 {
  for (let done = 0; done < size;) {
    const one = spanAt(walk, first + done, size - done, Access.read)
    const { bytes, start } = walk
    const length = spanAt(walk, second + done, one, Access.read)
    for (let at = 0; at < length; at++) {
      const difference = (bytes[start + at] as number) - (walk.bytes[walk.start + at] as number)
      if (difference !== 0) return difference < 0 ? -1 : 1
    }
    done += length
  }
  return 0
}

/**
 * The first address in a range whose byte is `value` or, with `isOther`, is not; -1 if there is
 * none.
 */
export function findByte(
  walk: PageWalk,
  address: number,
  size: number,
  value: number,
  isOther: boolean,
): number {
  for (let done = 0; done < size;) {
    const length = spanAt(walk, address + done, Math.min(size - done, PAGE_SIZE), Access.read)
    for (let at = 0; at < length; at++) {
      if ((walk.bytes[walk.start + at] === value) !== isOther) return address + done + at
    }
    done += length
  }
  return -1
}
