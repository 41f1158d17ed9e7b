// Address spaces against arrays of pages: any operations on any ranges, with little memory, so that
// it often runs out. Two spaces share a machine, and map each other's buffers.
//
// The model is in `page-model.ts`. KOS_MODEL_RUNS sets the number of runs. After each step every
// page, every count and every byte is compared, and the rules of the structures are checked.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  AddressSpace,
  type Mdl,
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

/** One space of a machine, and what it is expected to be. */
class Owner {
  readonly space: AddressSpace
  readonly model: PageModel
  /** The buffers of all owners. */
  readonly buffers: Buffer[]
  stored = 1

  constructor(world: World, quota: number) {
    this.space = new AddressSpace(world.physical, { quota })
    this.model = new PageModel(world.model, quota)
    this.buffers = world.buffers
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
  map({ space, model, buffers }, [which, offset, count, hint, protection]) {
    if (buffers.length === 0) return
    const { real, model: mdl } = at(buffers, which!)
    const first = offset! % mdl.pages
    const pages = 1 + (count! % 4)
    const page = hint! % 2 === 0 ? 0 : pageOf(hint!)
    const flags = at(PROTECTIONS, protection!) | at(EDGES, hint!)
    const answer = space.map(real, first * 4096, pages * 4096, page * 4096, flags)
    expect(answer).toBe(model.map(mdl, first, pages, page, flags))
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
  const notes = [...(page.locked ? ['locked'] : []), ...(page.growDown ? ['grows down'] : [])]
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

function compareSpaces({ space, model }: Owner): void {
  const statistics = space.statistics()
  expect(statistics).toMatchObject({
    reserved: model.count(({ kind }) => kind === 'reserved'),
    committed: model.count(({ kind }) => kind === 'committed'),
    shared: model.count(({ kind }) => kind === 'shared'),
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
  }
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
            guards: 0,
            regions: 0,
            tables: 1,
          })
        }
        expect([world.physical.free, world.physical.charged]).toEqual([FRAMES, 0])
        for (const { space } of world.owners) expect(space.statistics().charged).toBe(0)
      },
    ),
    { numRuns: RUNS, seed: SEED },
  )
})
