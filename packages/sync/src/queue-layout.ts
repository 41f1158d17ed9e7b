// The layout of an object queue in its buffer: objects one after the other, each at a multiple of
// the alignment.

import { rcBufferTooSmall, rcInvalidArgument, rcOk } from '@kos/retcode'
import { maxObjectSize, maxQueueObjects } from './limits.ts'

/** The shape of a queue's buffer. */
export interface QueueLayout {
  /** Slots: 1 to maxQueueObjects. */
  readonly count: number
  /** Bytes of an object: 1 to maxObjectSize. */
  readonly size: number
  /**
   * Bytes: a power of two up to maxObjectSize; default 1. Objects lie `size` bytes apart, rounded
   * up to a multiple of this.
   */
  readonly align?: number
  /** Where the objects lie: its `byteOffset` is a multiple of `align`. Default a new one. */
  readonly buffer?: Uint8Array
}

/** Bytes from one object to the next. */
export function strideOf({ size, align = 1 }: QueueLayout): number {
  return Math.ceil(size / align) * align
}

/** rcOk; rcInvalidArgument, rcBufferTooSmall: see `ObjectQueue.create`. */
export function checkLayout(layout: QueueLayout): number {
  const { count, size, align = 1, buffer } = layout
  if (
    !isWithin(count, maxQueueObjects) ||
    !isWithin(size, maxObjectSize) ||
    !isWithin(align, maxObjectSize)
  )
    return rcInvalidArgument
  if ((align & (align - 1)) !== 0) return rcInvalidArgument
  if (buffer === undefined) return rcOk
  if (buffer.byteOffset % align !== 0) return rcInvalidArgument
  return buffer.byteLength < strideOf(layout) * count ? rcBufferTooSmall : rcOk
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max
}
