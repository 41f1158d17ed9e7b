// Physical memory: frames of 4 KiB, allocated as blocks of 2^order frames by a buddy allocator
// (`buddy-chunk.ts`), in two zones, below and above 4 GiB (`zone.ts`).
//
// A chunk of 4 MiB has a buffer of the host from the first allocation in it until all its frames
// are free; one free chunk keeps its buffer. Frames are zeroed when they are allocated. Pages may
// be charged long before they get a frame. No more are charged than there are frames, so a charged
// page always gets one. Owners are not known here: address spaces (`resident-pages.ts`) and shared
// buffers (`mdl.ts`) free their own.

import { FrameRuns } from './frame-runs.ts'
import { PAGE_SHIFT, PAGE_SIZE } from './flags.ts'
import { framesPerChunk, lowZoneFrames, maxOrder, maxPhysicalBytes } from './limits.ts'
import type { Tables } from './page-table.ts'
import { Zone } from './zone.ts'

/** How physical memory is made. */
export interface PhysicalMemoryOptions {
  /** Bytes, a multiple of the page size, 64 GiB at most. */
  readonly bytes: number
  /**
   * Makes the zeroed buffers that chunks and page tables live in; it may throw. `new
   * ArrayBuffer(bytes)` if left out.
   */
  readonly createBuffer?: (bytes: number) => ArrayBufferLike
}

/**
 * The frames as typed arrays, one pair a chunk: what loads and stores go through. Chunks that are
 * not in use are empty; the lists end with the last chunk that ever was.
 */
export interface Frames {
  readonly views: readonly DataView[]
  readonly bytes: readonly Uint8Array[]
}

/** Which frames are wanted: any, those above 4 GiB first, or only those below. */
export type FrameZone = 'any' | 'low'

const noView = new DataView(new ArrayBuffer(0))
const noBytes = new Uint8Array(0)

/** The frames of a machine. */
export class PhysicalMemory implements Frames {
  /** A `DataView` of each chunk, up to the last one that was ever in use. */
  readonly views: DataView[] = []
  /** The bytes of each chunk, up to the same. */
  readonly bytes: Uint8Array[] = []
  /** All frames. */
  readonly total: number
  /** @internal For `PageTable`: the tables of all page tables that are empty; null until needed. */
  fixedTables: Tables | null = null
  readonly #low: Zone
  readonly #high: Zone
  readonly #createBuffer: (bytes: number) => ArrayBufferLike
  /** By chunk: frames before this one may have been written, and are zeroed when allocated. */
  readonly #usedEnd: Int16Array
  #free: number
  #charged = 0
  #chunks = 0
  /** The chunk that is wholly free and has its buffer; -1 if there is none. */
  #spare = -1

  /**
   * @throws RangeError if `bytes` is not a positive multiple of the page size or above
   * maxPhysicalBytes.
   */
  constructor(options: PhysicalMemoryOptions) {
    const { bytes } = options
    const isWhole = Number.isInteger(bytes / PAGE_SIZE)
    if (!isWhole || bytes <= 0 || bytes > maxPhysicalBytes) {
      throw new RangeError(
        `PhysicalMemory: bytes is ${bytes}; it must be a multiple of ${PAGE_SIZE} up to ${maxPhysicalBytes}.`,
      )
    }
    this.total = bytes / PAGE_SIZE
    this.#free = this.total
    this.#low = new Zone(Math.min(this.total, lowZoneFrames))
    this.#high = new Zone(Math.max(0, this.total - lowZoneFrames))
    this.#createBuffer = options.createBuffer ?? ((size): ArrayBuffer => new ArrayBuffer(size))
    this.#usedEnd = new Int16Array(Math.ceil(this.total / framesPerChunk))
  }

  /** Number of free frames. */
  get free(): number {
    return this.#free
  }

  /** Pages that are charged: those with a frame, those that may get one, and page tables. */
  get charged(): number {
    return this.#charged
  }

  /** Pages that can be charged yet. */
  get available(): number {
    return this.total - this.#charged
  }

  /** Bytes of the buffers of chunks. */
  get hostBytes(): number {
    return this.#chunks * framesPerChunk * PAGE_SIZE
  }

  /** Charges pages: each may get a frame later. False, and nothing is charged, if too many. */
  charge(pages: number): boolean {
    if (pages > this.available) return false
    this.#charged += pages
    return true
  }

  /** Takes the charge of pages back. Their frames are free. */
  uncharge(pages: number): void {
    this.#charged -= pages
  }

  /**
   * Charges and allocates a zeroed block of 2^`order` contiguous frames, aligned to its size, and
   * answers its first frame. Frames above 4 GiB are allocated first, unless low ones are asked for.
   *
   * -1 if there is no such block, if its frames are needed for charged pages, or if the host has no
   * memory.
   */
  take(order: number, zone: FrameZone = 'any'): number {
    if (!(order >= 0 && order <= maxOrder) || !this.charge(1 << order)) return -1
    const frame = this.#takeBlock(order, zone)
    if (frame < 0) this.uncharge(1 << order)
    return frame
  }

  /**
   * Frees frames and takes their charge back, in blocks as they were allocated or in any parts.
   *
   * @throws RangeError if one of them is free.
   */
  give(frame: number, count: number): void {
    this.giveRun(frame, count)
    this.uncharge(count)
  }

  /**
   * Allocates `count` zeroed frames for charged pages in blocks as large as there are, each no
   * larger than the one before, and adds them to `runs`. No block is smaller than 2^`least` frames,
   * so `count` is a multiple of that.
   *
   * False if there are no such blocks or the host has no memory; then nothing is allocated and
   * `runs` is empty. Single frames of any zone are always there.
   */
  takeRuns(count: number, runs: FrameRuns, least: number = 0, zone: FrameZone = 'any'): boolean {
    let order = maxOrder
    for (let left = count; left > 0;) {
      order = Math.min(order, 31 - Math.clz32(left))
      const frame = this.#takeBlock(order, zone)
      if (frame >= 0) {
        runs.add(frame, 1 << order)
        left -= 1 << order
      } else if (order-- === least) {
        for (let run = 0; run < runs.length; run++) this.giveRun(runs.frame(run), runs.count(run))
        runs.clear()
        return false
      }
    }
    return true
  }

  /**
   * Frees frames of pages that stay charged.
   *
   * @throws RangeError if one of them is free.
   */
  giveRun(frame: number, count: number): void {
    const end = frame + count
    for (let first = frame; first < end;) {
      const chunk = first >>> maxOrder
      const stop = Math.min(end, (chunk + 1) * framesPerChunk)
      const isHigh = first >= lowZoneFrames
      const zone = isHigh ? this.#high : this.#low
      if (zone.free(isHigh ? first - lowZoneFrames : first, stop - first)) this.#chunkFreed(chunk)
      this.#free += stop - first
      first = stop
    }
  }

  /**
   * A new buffer of the kind that frames live in; null if the host has no memory. For page tables.
   */
  createBuffer(bytes: number): ArrayBufferLike | null {
    try {
      return this.#createBuffer(bytes)
    } catch {
      return null
    }
  }

  #takeBlock(order: number, zone: FrameZone): number {
    const high = zone === 'any' ? this.#takeIn(this.#high, lowZoneFrames, order) : -1
    return high >= 0 ? high : this.#takeIn(this.#low, 0, order)
  }

  #takeIn(zone: Zone, base: number, order: number): number {
    const chunk = zone.find(order)
    if (chunk < 0 || !this.#ensureBuffer(base / framesPerChunk + chunk)) return -1
    const frame = base + zone.allocate(chunk, order)
    this.#free -= 1 << order
    this.#zero(frame, 1 << order)
    return frame
  }

  /** Gives a chunk its buffer, unless it has one. False if the host has no memory. */
  #ensureBuffer(chunk: number): boolean {
    if (chunk === this.#spare) this.#spare = -1
    if (chunk < this.views.length && this.views[chunk] !== noView) return true
    const frames = Math.min(framesPerChunk, this.total - chunk * framesPerChunk)
    const buffer = this.createBuffer(frames * PAGE_SIZE)
    if (buffer === null) return false
    this.#extendTo(chunk)
    this.views[chunk] = new DataView(buffer)
    this.bytes[chunk] = new Uint8Array(buffer)
    this.#usedEnd[chunk] = 0
    this.#chunks++
    return true
  }

  /**
   * Makes the lists of chunks so long that a chunk is in them. By `push`: an array with holes is
   * slower to read (bench case `vmm/load32-random`).
   */
  #extendTo(chunk: number): void {
    while (this.views.length <= chunk) {
      this.views.push(noView)
      this.bytes.push(noBytes)
    }
  }

  /** All frames of a chunk are free: it becomes the spare one, or loses its buffer. */
  #chunkFreed(chunk: number): void {
    if (this.#spare < 0) {
      this.#spare = chunk
      return
    }
    this.views[chunk] = noView
    this.bytes[chunk] = noBytes
    this.#chunks--
  }

  /** Zeroes frames that may have been written. The others are zero since the buffer was made. */
  #zero(frame: number, count: number): void {
    const chunk = frame >>> maxOrder
    const first = frame - chunk * framesPerChunk
    const end = first + count
    const usedEnd = this.#usedEnd[chunk] as number
    if (first < usedEnd)
      (this.bytes[chunk] as Uint8Array).fill(
        0,
        first << PAGE_SHIFT,
        Math.min(end, usedEnd) << PAGE_SHIFT,
      )
    if (end > usedEnd) this.#usedEnd[chunk] = end
  }
}
