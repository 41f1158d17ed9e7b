// A naive address space: one record for each page, nothing shared between them. What the real one
// does with regions, a page table and a buddy allocator is done here page by page, and its answers
// are the expected ones. Charges are not kept but counted anew, for all owners of one machine.

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
  VMM_FLAG_READ,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
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

/** A mapping of the model: of a buffer, or of a device window. */
export interface ModelMapping {
  readonly mdl: ModelMdl | undefined
  readonly protection: number
  pages: number
  isRevoked: boolean
}

/** One page that is not free. */
export interface ModelPage {
  kind: 'reserved' | 'committed' | 'shared' | 'device' | 'guard'
  protection: number
  locked: boolean
  growDown: boolean
  stack: boolean
  /** True for the last page of a region that grows down. */
  top: boolean
  lowGuard: boolean
  highGuard: boolean
  /** The first byte; undefined without a frame. */
  byte: number | undefined
  mdl: ModelMdl | undefined
  /** Undefined for mappings of a buffer that are not revoked. */
  mapping: ModelMapping | undefined
  /** The page of the buffer, or the physical page of the device. */
  offset: number
}

const STACK_FLAGS = VMM_FLAG_LOW_GUARD | VMM_FLAG_GROW_DOWN | VMM_FLAG_READ | VMM_FLAG_WRITE
const LEGAL = [0x80, 0x180, 0x280, 0x380]
const LEGAL_WINDOW = [0x80, 0x100, 0x180, 0x380]

/** What a page costs: itself if it is charged to its space, and the tables above it. */
interface Cost {
  readonly number: number
  readonly isCharged: boolean
}

/** The spaces of one machine. */
export class MachineModel {
  readonly frames: number
  readonly spaces: PageModel[] = []

  constructor(frames: number) {
    this.frames = frames
  }

  get charged(): number {
    return this.spaces.reduce((sum, space) => sum + space.charged, 0)
  }
}

/** Pages of one space. */
export class PageModel {
  readonly pages: Map<number, ModelPage> = new Map()
  /** The shared buffers that were created here. */
  readonly mdls: ModelMdl[] = []
  readonly machine: MachineModel
  readonly quota: number

  constructor(machine: MachineModel, quota: number) {
    this.machine = machine
    this.quota = quota
    machine.spaces.push(this)
  }

  get charged(): number {
    return this.#chargeWith([], 0)
  }

  get tables(): number {
    return 1 + this.#tablesWith([])
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
    const isCommitted = (flags & VMM_FLAG_COMMIT) !== 0
    const rc = isCommitted ? this.#room(pagesFrom(first, count, true)) : rcOk
    if (rc !== rcOk) return rc
    this.#put(first, count, flags, (at) => ({
      kind: isCommitted ? 'committed' : 'reserved',
      protection: flags & VMM_FLAG_RWX_MASK,
      locked: isLocked,
      growDown: (flags & VMM_FLAG_GROW_DOWN) !== 0,
      stack: false,
      top: (flags & VMM_FLAG_GROW_DOWN) !== 0 && at === count - 1,
      lowGuard: (flags & VMM_FLAG_LOW_GUARD) !== 0 && at === 0,
      highGuard: (flags & VMM_FLAG_HIGH_GUARD) !== 0 && at === count - 1,
      byte: isLocked ? 0 : undefined,
      mdl: undefined,
      mapping: undefined,
      offset: 0,
    }))
    return first * 4096
  }

  allocateStack(count: number): number {
    const first = this.#place(0, count, STACK_FLAGS)
    if (first < 0) return first
    this.#put(first, count, STACK_FLAGS, (at) => ({
      kind: 'reserved',
      protection: STACK_FLAGS & VMM_FLAG_RWX_MASK,
      locked: false,
      growDown: true,
      stack: true,
      top: at === count - 1,
      lowGuard: at === 0,
      highGuard: false,
      byte: undefined,
      mdl: undefined,
      mapping: undefined,
      offset: 0,
    }))
    return first * 4096
  }

  commit(first: number, count: number): number {
    const range = this.#covered(first, count)
    if (range === undefined) return rcInvalidArgument
    if (range.some(({ mapping }) => mapping?.isRevoked)) return rcInvalidOperation
    const reserved = pagesFrom(first, count, true).filter(
      ({ number }) => this.pages.get(number)?.kind === 'reserved',
    )
    const rc = this.#room(reserved)
    if (rc !== rcOk) return rc
    for (const page of range) {
      if (!isMapped(page)) page.byte ??= 0
      page.locked = true
      if (page.kind === 'reserved') page.kind = 'committed'
    }
    return rcOk
  }

  decommit(first: number, count: number): number {
    const range = this.#covered(first, count)
    if (range === undefined) return rcInvalidArgument
    if (range.some((page) => isMapped(page))) return rcInvalidOperation
    for (const page of range)
      Object.assign(page, { kind: 'reserved', locked: false, byte: undefined })
    return rcOk
  }

  protect(first: number, count: number, flags: number): number {
    const range = this.#covered(first, count)
    if (range === undefined || !LEGAL.includes(flags)) return rcInvalidArgument
    if (range.some((page) => (flags & ~limitOf(page)) !== 0)) return rcSecurityDisallow
    for (const page of range) page.protection = flags
    return rcOk
  }

  unmap(first: number, count: number): number {
    const range = this.#covered(first, count)
    if (range === undefined) return rcInvalidArgument
    for (const [index, page] of range.entries()) this.#unmapPage(first + index, page)
    return rcOk
  }

  #unmapPage(number: number, page: ModelPage): void {
    if (page.lowGuard) this.pages.delete(number - 1)
    if (page.highGuard) this.pages.delete(number + 1)
    this.pages.delete(number)
    if (page.mapping?.isRevoked) return
    if (page.mdl !== undefined) page.mdl.mapped--
    if (page.mapping !== undefined) page.mapping.pages--
  }

  revoke(mapping: ModelMapping): void {
    if (mapping.mdl !== undefined) mapping.mdl.mapped -= mapping.pages
    mapping.pages = 0
    mapping.isRevoked = true
  }

  release(mapping: ModelMapping): void {
    for (const [number, page] of this.pages)
      if (page.mapping === mapping) this.#unmapPage(number, page)
  }

  createMdl(count: number, protection: number): ModelMdl | number {
    if (!LEGAL.includes(protection)) return rcInvalidArgument
    const rc = this.#room([], count)
    if (rc !== rcOk) return rc
    const bytes = new Uint8Array(count)
    const mdl: ModelMdl = { pages: count, protection, bytes, references: 1, mapped: 0 }
    this.mdls.push(mdl)
    return mdl
  }

  map(
    mdl: ModelMdl,
    offset: number,
    count: number,
    hint: number,
    flags: number,
    mapping?: ModelMapping,
  ): number {
    if (!isAlive(mdl) || offset + count > mdl.pages || !LEGAL.includes(flags & VMM_FLAG_RWX_MASK))
      return rcInvalidArgument
    const limit = (mapping ?? mdl).protection & mdl.protection
    if ((flags & VMM_FLAG_RWX_MASK & ~limit) !== 0) return rcSecurityDisallow
    return this.#map(mdl, mapping, offset, count, hint, flags)
  }

  mapDevice(
    firstPage: number,
    count: number,
    hint: number,
    flags: number,
    mapping: ModelMapping,
  ): number {
    if (!LEGAL_WINDOW.includes(flags & VMM_FLAG_RWX_MASK)) return rcInvalidArgument
    if ((flags & VMM_FLAG_RWX_MASK & ~mapping.protection) !== 0) return rcSecurityDisallow
    return this.#map(undefined, mapping, firstPage, count, hint, flags)
  }

  #map(
    mdl: ModelMdl | undefined,
    mapping: ModelMapping | undefined,
    offset: number,
    count: number,
    hint: number,
    flags: number,
  ): number {
    const there = this.#place(hint, count, flags)
    const first = there === rcAlreadyExists ? this.#place(0, count, flags) : there
    if (first < 0) return first
    const rc = this.#room(pagesFrom(first, count, false))
    if (rc !== rcOk) return rc
    this.#put(first, count, flags, (at) => ({
      kind: mdl === undefined ? 'device' : 'shared',
      protection: flags & VMM_FLAG_RWX_MASK,
      locked: true,
      growDown: false,
      stack: false,
      top: false,
      lowGuard: (flags & VMM_FLAG_LOW_GUARD) !== 0 && at === 0,
      highGuard: (flags & VMM_FLAG_HIGH_GUARD) !== 0 && at === count - 1,
      byte: undefined,
      mdl,
      mapping,
      offset: offset + at,
    }))
    if (mdl !== undefined) mdl.mapped += count
    if (mapping !== undefined) mapping.pages += count
    return first * 4096
  }

  /** What an access to a page does: 0, or why it fails. */
  touch(number: number, access: number): number {
    const page = this.pages.get(number)
    if (page === undefined) return FaultReason.free
    if (page.kind === 'guard') return FaultReason.guard
    if (page.mapping?.isRevoked) return FaultReason.revoked
    if (page.kind === 'reserved' && !this.#mayGrow(number, page)) return FaultReason.reserved
    if (((page.protection >> 7) & access) === 0) return FaultReason.protection
    if (page.kind === 'device') return FaultReason.device
    if (page.kind === 'shared' || page.byte !== undefined) return 0
    if (page.kind === 'reserved') {
      const growing = pagesFrom(number, this.#reservedFrom(number), true)
      if (this.#room(growing) !== rcOk) return FaultReason.outOfMemory
      for (const { number: grown } of growing) this.pages.get(grown)!.kind = 'committed'
    }
    page.byte = 0
    return 0
  }

  /** How many pages from one on are reserved and of the same stack. */
  #reservedFrom(number: number): number {
    let count = 1
    for (; ; count++) {
      const [below, page] = [this.pages.get(number + count - 1)!, this.pages.get(number + count)]
      const isOne = page?.kind === 'reserved' && page.stack && below.stack && !below.top
      if (!isOne || page.protection !== below.protection) return count
    }
  }

  /** The first byte of a page that has a frame. */
  byteOf({ mdl, mapping, offset, byte }: ModelPage): number | undefined {
    if (mapping?.isRevoked) return undefined
    return mdl === undefined ? byte : mdl.bytes[offset]
  }

  store(page: ModelPage, value: number): void {
    if (page.mdl === undefined) page.byte = value
    else page.mdl.bytes[page.offset] = value
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
    if (low.mapping !== high.mapping) return false
    if (isMapped(low) && low.offset + 1 !== high.offset) return false
    const keys = ['kind', 'protection', 'locked', 'growDown', 'stack'] as const
    return keys.every((key) => low[key] === high[key])
  }

  #mayGrow(number: number, page: ModelPage): boolean {
    const above = this.pages.get(number + 1)
    if (!page.growDown || page.stack) return page.stack
    return page.top || above === undefined || !above.growDown || above.kind !== 'reserved'
  }

  #covered(first: number, count: number): ModelPage[] | undefined {
    const range = Array.from({ length: count }, (_, index) => this.pages.get(first + index))
    return range.every((page) => page !== undefined && page.kind !== 'guard')
      ? (range as ModelPage[])
      : undefined
  }

  /** The answer to a wish for more pages, and for so many pages of a buffer. */
  #room(more: readonly Cost[], buffers = 0): number {
    const pages = more.filter(({ isCharged }) => isCharged).length + buffers
    const charge = Math.max(pages, this.#chargeWith(more, buffers) - this.charged)
    if (charge === 0) return rcOk
    if (this.charged + charge > this.quota) return rcQuotaExceeded
    return this.machine.charged + charge > this.machine.frames ? rcOutOfMemory : rcOk
  }

  #chargeWith(more: readonly Cost[], buffers: number): number {
    const pages = more.filter(({ isCharged }) => isCharged).length
    const committed = this.count(({ kind }) => kind === 'committed')
    const tables = Math.ceil(this.#tablesWith(more) / 2)
    return committed + pages + this.buffers + buffers + tables
  }

  /** Tables of the levels 1 to 3 above all pages that are committed or mapped, and above more. */
  #tablesWith(more: readonly Cost[]): number {
    const numbers = [...this.pages]
      .filter(([, page]) => page.kind === 'committed' || isMapped(page))
      .map(([number]) => number)
    const all = [...numbers, ...more.map(({ number }) => number)]
    return [512, 512 ** 2, 512 ** 3]
      .map((pages) => new Set(all.map((number) => Math.floor(number / pages))).size)
      .reduce((sum, tables) => sum + tables)
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
      mapping: undefined,
    }
    if ((flags & VMM_FLAG_LOW_GUARD) !== 0) this.pages.set(first - 1, { ...guard })
    if ((flags & VMM_FLAG_HIGH_GUARD) !== 0) this.pages.set(first + count, { ...guard })
  }
}

/** True until nobody holds or maps a buffer. */
export function isAlive({ references, mapped }: ModelMdl): boolean {
  return references > 0 || mapped > 0
}

/** True for pages of a buffer or a device. */
function isMapped({ kind }: ModelPage): boolean {
  return kind === 'shared' || kind === 'device'
}

/** The most protection that a page may have. */
function limitOf({ mdl, mapping }: ModelPage): number {
  if (mapping === undefined) return mdl?.protection ?? VMM_FLAG_RWX_MASK
  return mapping.isRevoked ? 0 : mapping.protection & (mdl?.protection ?? VMM_FLAG_RWX_MASK)
}

/** What `count` pages from `first` on cost. */
function pagesFrom(first: number, count: number, isCharged: boolean): Cost[] {
  return Array.from({ length: count }, (_, index) => ({ number: first + index, isCharged }))
}
