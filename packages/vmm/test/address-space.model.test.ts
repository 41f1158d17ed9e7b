// Address spaces against arrays of pages: any operations on any ranges, with little memory, so that
// it often runs out. Two spaces share a machine, and map each other's buffers and the same device
// windows, whose registers answer their physical pages.
//
// The model is in `page-model.ts`. KOS_MODEL_RUNS sets the number of runs. After each step every
// page, every count and every byte is compared, and the rules of the structures are checked.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AddressSpace,
  Mapping,
  type Mdl,
  MemoryView,
  PhysicalMemory,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOCKED,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
} from '../src/index.ts'
import {
  isAlive,
  LOWEST_PAGE,
  MachineModel,
  type ModelMapping,
  type ModelMdl,
  type ModelPage,
  PageModel,
} from './page-model.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 500)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

const FRAMES = 32
const READ_WRITE = VMM_FLAG_READ | VMM_FLAG_WRITE
const PROTECTIONS = [
  VMM_FLAG_READ,
  READ_WRITE,
  READ_WRITE,
  VMM_FLAG_READ | VMM_FLAG_EXECUTE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
]
const STATES = [
  0,
  0,
  VMM_FLAG_COMMIT,
  VMM_FLAG_COMMIT,
  VMM_FLAG_COMMIT | VMM_FLAG_LOCKED,
  VMM_FLAG_LOCKED,
]
const EDGES = [
  0,
  0,
  0,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOW_GUARD | VMM_FLAG_HIGH_GUARD,
]

// Where one group of page tables ends and the next begins, one table of the second level, and one
// of the third: a page there costs tables of its own.
const BORDERS = [2 ** 15, 2 ** 15, 2 ** 18, 2 ** 27]

const at = <T>(items: readonly T[], pick: number): T => items[pick % items.length] as T

type Picks = readonly number[]

/** A page among the lowest 40, or around a border of the page table. */
function pageOf(pick: number): number {
  const first = pick % 3 === 0 ? at(BORDERS, Math.floor(pick / 3)) - 20 : LOWEST_PAGE
  return first + (Math.floor(pick / 12) % 40)
}

/** A buffer, and what it is expected to be. */
interface Buffer {
  readonly real: Mdl
  readonly model: ModelMdl
}

/** A mapping that may be revoked or released, and what it is expected to be. */
interface Mapped {
  readonly real: Mapping
  readonly model: ModelMapping
  address: number
  size: number
}

/** The first physical page that is a device's. */
const WINDOW = 1000

/** One space of a machine, and what it is expected to be. */
class Owner {
  readonly space: AddressSpace
  readonly model: PageModel
  /** The buffers of all owners. */
  readonly buffers: Buffer[]
  readonly mappings: Mapped[] = []
  /** Physical pages of the registers that were written. */
  readonly written: number[] = []
  /** The space as a program sees it that uses devices. */
  readonly memory: MemoryView
  stored = 1

  constructor(world: World, quota: number) {
    this.space = new AddressSpace(world.physical, { quota })
    this.memory = new MemoryView(this.space.pageTable, world.physical, this.space, {
      readRegister: (page) => page,
      writeRegister: (page) => void this.written.push(page),
    })
    this.model = new PageModel(world.model, quota)
    this.buffers = world.buffers
  }

  /** A new mapping of a buffer, or of a device window. */
  mapping(buffer: Buffer | undefined, protection: number): Mapped {
    const mdl = buffer?.model
    return {
      real: new Mapping(buffer?.real ?? null, protection),
      model: { mdl, protection, pages: 0, isRevoked: false },
      address: 0,
      size: 0,
    }
  }

  /** Remembers what was mapped. */
  keep(mapped: Mapped, address: number, size: number): void {
    if (address > 0) this.mappings.push(Object.assign(mapped, { address, size }))
  }

  /** A page that is mostly allocated, and how many from there on. */
  range([first, count]: Picks): readonly [number, number] {
    const pages = [...this.model.pages.keys()]
    const isAnywhere = pages.length === 0 || first! % 5 === 0
    return [isAnywhere ? pageOf(first!) : at(pages, first!), 1 + (count! % 4)]
  }
}

class World {
  readonly physical: PhysicalMemory = new PhysicalMemory({ bytes: FRAMES * 4096 })
  readonly model: MachineModel = new MachineModel(FRAMES)
  readonly buffers: Buffer[] = []
  readonly owners: readonly Owner[]

  constructor(quota: number) {
    this.owners = [new Owner(this, quota), new Owner(this, quota)]
  }
}

const operations: Readonly<Record<string, (owner: Owner, picks: Picks) => void>> = {
  allocate({ space, model }, [page, count, state, protection, edges]) {
    const growing = edges! % 7 === 0 ? VMM_FLAG_GROW_DOWN : 0
    const reserve = state! % 23 === 0 ? 0 : VMM_FLAG_RESERVE
    const flags =
      reserve | at(STATES, state!) | at(PROTECTIONS, protection!) | at(EDGES, edges!) | growing
    const first = page! % 2 === 0 ? 0 : pageOf(page!) - 2
    const pages = 1 + (count! % 5)
    expect(space.allocate(first * 4096, pages * 4096, flags)).toBe(
      model.allocate(first, pages, flags),
    )
  },
  commit(owner, picks) {
    const [first, count] = owner.range(picks)
    expect(owner.space.commit(first * 4096, count * 4096)).toBe(owner.model.commit(first, count))
  },
  decommit(owner, picks) {
    const [first, count] = owner.range(picks)
    expect(owner.space.decommit(first * 4096, count * 4096)).toBe(
      owner.model.decommit(first, count),
    )
  },
  protect(owner, picks) {
    const [first, count] = owner.range(picks)
    const flags = at(PROTECTIONS, picks[2] as number)
    expect(owner.space.protect(first * 4096, count * 4096, flags)).toBe(
      owner.model.protect(first, count, flags),
    )
  },
  unmap(owner, picks) {
    const [first, count] = owner.range(picks)
    expect(owner.space.unmap(first * 4096, count * 4096)).toBe(owner.model.unmap(first, count))
  },
  touch(owner, picks) {
    const [number] = owner.range(picks)
    const access = at([1, 2, 4] as const, picks[2] as number)
    const expected = owner.model.touch(number, access)
    const page = owner.model.pages.get(number)
    expect(owner.space.memory.probe(number * 4096 + (picks[3] as number), 1, access)).toBe(expected)
    if (expected !== 0 || access !== 2 || page === undefined) return
    owner.stored = (owner.stored + 1) & 255
    owner.space.memory.store8(number * 4096, owner.stored)
    owner.model.store(page, owner.stored)
  },
  allocateStack({ space, model }, [count]) {
    const pages = 1 + (count! % 8)
    expect(space.allocateStack(pages * 4096)).toBe(model.allocateStack(pages))
  },
  createMdl({ space, model, buffers }, [count, protection]) {
    const pages = 1 + (count! % 4)
    const flags = at(PROTECTIONS, protection!)
    const answer = space.createMdl(pages * 4096, flags)
    const expected = model.createMdl(pages, flags)
    if (typeof answer === 'number' || typeof expected === 'number') expect(answer).toBe(expected)
    else buffers.push({ real: answer, model: expected })
  },
  map(owner, [which, offset, count, hint, protection]) {
    const { space, model, buffers } = owner
    if (buffers.length === 0) return
    const buffer = at(buffers, which!)
    const { real, model: mdl } = buffer
    const first = offset! % mdl.pages
    const pages = 1 + (count! % 4)
    const page = hint! % 2 === 0 ? 0 : pageOf(hint!)
    const flags = at(PROTECTIONS, protection!) | at(EDGES, hint!)
    const own = count! % 3 === 0 ? owner.mapping(buffer, at(PROTECTIONS, which!)) : undefined
    const answer = space.map(real, first * 4096, pages * 4096, page * 4096, flags, own?.real)
    expect(answer).toBe(model.map(mdl, first, pages, page, flags, own?.model))
    if (own !== undefined) owner.keep(own, answer, pages * 4096)
  },
  mapDevice(owner, [first, count, hint, protection, most]) {
    const own = owner.mapping(undefined, at([...PROTECTIONS, VMM_FLAG_RWX_MASK], most!))
    const window = WINDOW + (first! % 8)
    const pages = 1 + (count! % 5)
    const page = hint! % 2 === 0 ? 0 : pageOf(hint!)
    const flags = at(PROTECTIONS, protection!) | at(EDGES, hint!)
    const answer = owner.space.mapDevice(window, pages, page * 4096, flags, own.real)
    expect(answer).toBe(owner.model.mapDevice(window, pages, page, flags, own.model))
    owner.keep(own, answer, pages * 4096)
  },
  revokeMapping({ space, model, mappings }, [which]) {
    if (mappings.length === 0) return
    const { real, model: mapping, address, size } = at(mappings, which!)
    space.revoke(real, address, size)
    model.revoke(mapping)
  },
  releaseMapping({ space, model, mappings }, [which]) {
    if (mappings.length === 0) return
    const { real, model: mapping, address, size } = at(mappings, which!)
    space.release(real, address, size)
    model.release(mapping)
  },
  useRegister({ memory, model, written }, [which, access]) {
    const found = [...model.pages].filter(([, { kind }]) => kind === 'device')
    if (found.length === 0) return
    const [number, page] = at(found, which!)
    const isRead = access! % 2 === 0
    const isAllowed =
      !page.mapping!.isRevoked &&
      (page.protection & (isRead ? VMM_FLAG_READ : VMM_FLAG_WRITE)) !== 0
    const run = (): unknown =>
      isRead
        ? memory.readRegister32(number * 4096 + 8)
        : memory.writeRegister16(number * 4096 + 2, 1)
    if (!isAllowed) expect(run).toThrow(page.mapping!.isRevoked ? 'revoked' : 'protection')
    else if (isRead) expect(run()).toBe(page.offset)
    else {
      run()
      expect(written.pop()).toBe(page.offset)
    }
    expect(written).toEqual([])
  },
  release({ buffers }, [which]) {
    if (buffers.length === 0) return
    const { real, model } = at(buffers, which!)
    real.release()
    if (model.references > 0) model.references--
  },
}

function describePage(page: ModelPage): string {
  const rights = ['r', 'w', 'x'].map((name, bit) =>
    ((page.protection >> 7) & (1 << bit)) === 0 ? '-' : name,
  )
  if (page.kind === 'guard') return 'guard --- '
  const notes = [
    ...(page.locked ? ['locked'] : []),
    ...(page.growDown ? ['grows down'] : []),
    ...(page.mapping?.isRevoked ? ['revoked'] : []),
  ]
  return `${page.kind} ${rights.join('')} ${notes.join()}`
}

function compare({ owners, physical, model, buffers }: World): void {
  for (const owner of owners) compareSpaces(owner)
  expect(physical.charged).toBe(model.charged)
  expect(physical.available).toBe(FRAMES - model.charged)
  const frames = owners.map(({ model: { resident, buffers: shared } }) => resident + shared)
  expect(physical.free).toBe(FRAMES - frames.reduce((sum, count) => sum + count))
  for (const { real, model: mdl } of buffers) expect(real.alive).toBe(isAlive(mdl))
}

function compareSpaces({ space, memory, model, mappings }: Owner): void {
  const statistics = space.statistics()
  expect(statistics).toMatchObject({
    reserved: model.count(({ kind }) => kind === 'reserved'),
    committed: model.count(({ kind }) => kind === 'committed'),
    shared: model.count(({ kind }) => kind === 'shared'),
    devices: model.count(({ kind }) => kind === 'device'),
    guards: model.count(({ kind }) => kind === 'guard'),
    resident: model.resident,
    buffers: model.buffers,
    charged: model.charged,
    regions: model.regions,
    tables: model.tables,
  })
  expect(statistics.charged).toBe(
    statistics.committed + statistics.buffers + Math.floor(statistics.tables / 2),
  )
  const found = new Map<number, string>()
  for (const { address, size, state, protection, notes } of space.regions()) {
    for (let page = address / 4096; page < (address + size) / 4096; page++)
      found.set(page, `${state} ${protection} ${notes.join()}`)
  }
  const sorted = [...model.pages].toSorted(([a], [b]) => a - b)
  expect([...found]).toEqual(sorted.map(([number, page]) => [number, describePage(page)]))
  for (const [number, page] of sorted) {
    const byte = model.byteOf(page)
    if (byte !== undefined) expect(space.memory.load8(number * 4096)).toBe(byte)
    const isRegister =
      page.kind === 'device' && !page.mapping!.isRevoked && (page.protection & VMM_FLAG_READ) !== 0
    if (isRegister) expect(memory.load32(number * 4096)).toBe(page.offset)
  }
  for (const { real, model: mapping } of mappings) expect(real.pages).toBe(mapping.pages)
  expect(space.verify()).toEqual([])
}

const step = fc.record({
  name: fc.constantFrom(...Object.keys(operations), 'allocate', 'touch', 'unmap'),
  owner: fc.nat(1),
  picks: fc.array(fc.nat(2520), { minLength: 5, maxLength: 5 }),
})

test('address spaces do what arrays of pages do, and each is charged for its own', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.constantFrom(FRAMES, FRAMES, 12),
      (steps, quota) => {
        const world = new World(quota)
        for (const { name, owner, picks } of steps) {
          const run = operations[name] as (owner: Owner, picks: Picks) => void
          run(world.owners[owner] as Owner, picks)
          compare(world)
        }
        for (const { real } of world.buffers) while (real.references > 0) real.release()
        for (const { space } of world.owners) {
          space.destroy()
          expect(space.statistics()).toMatchObject({
            reserved: 0,
            committed: 0,
            shared: 0,
            devices: 0,
            guards: 0,
            regions: 0,
            tables: 1,
          })
        }
        expect([world.physical.free, world.physical.charged]).toEqual([FRAMES, 0])
        for (const { space, mappings } of world.owners) {
          expect(space.statistics().charged).toBe(0)
          for (const { real } of mappings) expect(real.pages).toBe(0)
        }
      },
    ),
    { numRuns: RUNS, seed: SEED },
  )
})
