// A naive address space: one record for each page, nothing shared between them. What the real one
// does with regions, a page table and a buddy allocator is done here page by page, and its answers
// are the expected ones.

import {
  FaultReason,
  rcAlreadyExists,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcSecurityDisallow,
  VMM_FLAG_COMMIT,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOCKED,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_RWX_MASK,
} from '../src/index.ts'

/** The lowest page that can be allocated. */
export const LOWEST_PAGE = 16

/** A shared buffer of the model. */
export interface ModelMdl {
  readonly pages: number
  readonly protection: number
  readonly bytes: Uint8Array
  references: number
  mapped: number
}

/** One page that is not free. */
export interface ModelPage {
  kind: 'reserved' | 'committed' | 'shared' | 'guard'
  protection: number
  locked: boolean
  growDown: boolean
  /** True for the last page of a region that grows down. */
  top: boolean
  lowGuard: boolean
  highGuard: boolean
  /** The first byte; undefined without a frame. */
  byte: number | undefined
  mdl: ModelMdl | undefined
  mdlPage: number
}

const LEGAL = [0x80, 0x180, 0x280, 0x380]

/** Pages of one space. */
export class PageModel {
  readonly pages: Map<number, ModelPage> = new Map()
  readonly mdls: ModelMdl[] = []
  readonly frames: number
  readonly quota: number

  constructor(frames: number, quota: number) {
    this.frames = frames
    this.quota = quota
  }

  get resident(): number {
    return this.count(({ byte, kind }) => kind === 'committed' && byte !== undefined)
  }

  get buffers(): number {
    return this.mdls.reduce((sum, mdl) => sum + (isAlive(mdl) ? mdl.pages : 0), 0)
  }

  count(isCounted: (page: ModelPage) => boolean): number {
    return [...this.pages.values()].filter(isCounted).length
  }

  allocate(page: number, count: number, flags: number): number {
    if ((flags & 1) === 0 || !LEGAL.includes(flags & VMM_FLAG_RWX_MASK)) return rcInvalidArgument
    if ((flags & VMM_FLAG_LOCKED) !== 0 && (flags & VMM_FLAG_COMMIT) === 0) return rcInvalidArgument
    const first = this.#place(page, count, flags)
    if (first < 0) return first
    const isLocked = (flags & VMM_FLAG_LOCKED) !== 0
    const rc = isLocked ? this.#room(count) : rcOk
    if (rc !== rcOk) return rc
    this.#put(first, count, flags, (at) => ({
      kind: (flags & VMM_FLAG_COMMIT) === 0 ? 'reserved' : 'committed',
      protection: flags & VMM_FLAG_RWX_MASK,
      locked: isLocked,
      growDown: (flags & VMM_FLAG_GROW_DOWN) !== 0,
      top: (flags & VMM_FLAG_GROW_DOWN) !== 0 && at === count - 1,
      lowGuard: (flags & VMM_FLAG_LOW_GUARD) !== 0 && at === 0,
      highGuard: (flags & VMM_FLAG_HIGH_GUARD) !== 0 && at === count - 1,
      byte: isLocked ? 0 : undefined,
      mdl: undefined,
      mdlPage: 0,
    }))
    return first * 4096
  }

  commit(first: number, count: number): number {
    const range = this.#covered(first, count)
    if (range === undefined) return rcInvalidArgument
    const absent = range.filter(({ kind, byte }) => kind !== 'shared' && byte === undefined)
    const rc = this.#room(absent.length)
    if (rc !== rcOk) return rc
    for (const page of absent) page.byte = 0
    for (const page of range) {
      page.locked = true
      if (page.kind === 'reserved') page.kind = 'committed'
    }
    return rcOk
  }

  decommit(first: number, count: number): number {
    const range = this.#covered(first, count)
    if (range === undefined) return rcInvalidArgument
    if (range.some(({ kind }) => kind === 'shared')) return rcInvalidOperation
    for (const page of range)
      Object.assign(page, { kind: 'reserved', locked: false, byte: undefined })
    return rcOk
  }

  protect(first: number, count: number, flags: number): number {
    const range = this.#covered(first, count)
    if (range === undefined || !LEGAL.includes(flags)) return rcInvalidArgument
    if (range.some(({ mdl }) => mdl !== undefined && (flags & ~mdl.protection) !== 0))
      return rcSecurityDisallow
    for (const page of range) page.protection = flags
    return rcOk
  }

  unmap(first: number, count: number): number {
    const range = this.#covered(first, count)
    if (range === undefined) return rcInvalidArgument
    for (const [index, page] of range.entries()) {
      if (page.lowGuard) this.pages.delete(first + index - 1)
      if (page.highGuard) this.pages.delete(first + index + 1)
      if (page.mdl !== undefined) page.mdl.mapped--
      this.pages.delete(first + index)
    }
    return rcOk
  }

  createMdl(count: number, protection: number): number {
    if (!LEGAL.includes(protection)) return rcInvalidArgument
    const rc = this.#room(count)
    if (rc !== rcOk) return rc
    this.mdls.push({
      pages: count,
      protection,
      bytes: new Uint8Array(count),
      references: 1,
      mapped: 0,
    })
    return rcOk
  }

  map(mdl: ModelMdl, offset: number, count: number, hint: number, flags: number): number {
    if (!isAlive(mdl) || offset + count > mdl.pages || !LEGAL.includes(flags & VMM_FLAG_RWX_MASK))
      return rcInvalidArgument
    if ((flags & VMM_FLAG_RWX_MASK & ~mdl.protection) !== 0) return rcSecurityDisallow
    const there = this.#place(hint, count, flags)
    const first = there === rcAlreadyExists ? this.#place(0, count, flags) : there
    if (first < 0) return first
    this.#put(first, count, flags, (at) => ({
      kind: 'shared',
      protection: flags & VMM_FLAG_RWX_MASK,
      locked: true,
      growDown: false,
      top: false,
      lowGuard: (flags & VMM_FLAG_LOW_GUARD) !== 0 && at === 0,
      highGuard: (flags & VMM_FLAG_HIGH_GUARD) !== 0 && at === count - 1,
      byte: undefined,
      mdl,
      mdlPage: offset + at,
    }))
    mdl.mapped += count
    return first * 4096
  }

  /** What an access to a page does: 0, or why it fails. */
  touch(number: number, access: number): number {
    const page = this.pages.get(number)
    if (page === undefined) return FaultReason.free
    if (page.kind === 'guard') return FaultReason.guard
    if (page.kind === 'reserved' && !this.#mayGrow(number, page)) return FaultReason.reserved
    if (((page.protection >> 7) & access) === 0) return FaultReason.protection
    if (page.kind === 'shared' || page.byte !== undefined) return 0
    if (this.#room(1) !== rcOk) return FaultReason.outOfMemory
    page.kind = 'committed'
    page.byte = 0
    return 0
  }

  /** The first byte of a page that has a frame. */
  byteOf({ mdl, mdlPage, byte }: ModelPage): number | undefined {
    return mdl === undefined ? byte : mdl.bytes[mdlPage]
  }

  store(page: ModelPage, value: number): void {
    if (page.mdl === undefined) page.byte = value
    else page.mdl.bytes[page.mdlPage] = value
  }

  /** How many regions the pages make up, if all that are alike are joined. */
  get regions(): number {
    const numbers = [...this.pages.keys()].toSorted((a, b) => a - b)
    return numbers.filter((number) => !this.#isJoined(number)).length
  }

  #isJoined(number: number): boolean {
    const [low, high] = [this.pages.get(number - 1), this.pages.get(number) as ModelPage]
    if (low === undefined || low.kind === 'guard' || high.kind === 'guard') return false
    if (low.highGuard || low.top || high.lowGuard || low.mdl !== high.mdl) return false
    if (low.mdl !== undefined && low.mdlPage + 1 !== high.mdlPage) return false
    const keys = ['kind', 'protection', 'locked', 'growDown'] as const
    return keys.every((key) => low[key] === high[key])
  }

  #mayGrow(number: number, page: ModelPage): boolean {
    const above = this.pages.get(number + 1)
    if (!page.growDown) return false
    return page.top || above === undefined || !above.growDown || above.kind !== 'reserved'
  }

  #covered(first: number, count: number): ModelPage[] | undefined {
    const range = Array.from({ length: count }, (_, index) => this.pages.get(first + index))
    return range.every((page) => page !== undefined && page.kind !== 'guard')
      ? (range as ModelPage[])
      : undefined
  }

  #room(count: number): number {
    if (count === 0) return rcOk
    const used = this.resident + this.buffers
    if (used + count > this.quota) return rcQuotaExceeded
    return used + count > this.frames ? rcOutOfMemory : rcOk
  }

  #place(page: number, count: number, flags: number): number {
    const low = (flags & VMM_FLAG_LOW_GUARD) === 0 ? 0 : 1
    const all = count + low + ((flags & VMM_FLAG_HIGH_GUARD) === 0 ? 0 : 1)
    const isFree = (first: number): boolean =>
      Array.from({ length: all }, (_, index) => first + index).every(
        (number) => !this.pages.has(number),
      )
    if (page !== 0 && page - low < LOWEST_PAGE) return rcInvalidArgument
    if (page !== 0) return isFree(page - low) ? page : rcAlreadyExists
    let first = LOWEST_PAGE
    while (!isFree(first)) first++
    return first + low
  }

  #put(first: number, count: number, flags: number, pageAt: (index: number) => ModelPage): void {
    for (let index = 0; index < count; index++) this.pages.set(first + index, pageAt(index))
    const guard: ModelPage = {
      ...pageAt(0),
      kind: 'guard',
      lowGuard: false,
      highGuard: false,
      byte: undefined,
      mdl: undefined,
    }
    if ((flags & VMM_FLAG_LOW_GUARD) !== 0) this.pages.set(first - 1, { ...guard })
    if ((flags & VMM_FLAG_HIGH_GUARD) !== 0) this.pages.set(first + count, { ...guard })
  }
}

/** True until nobody holds or maps a buffer. */
export function isAlive({ references, mapped }: ModelMdl): boolean {
  return references > 0 || mapped > 0
}
