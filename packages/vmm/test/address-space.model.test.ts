// An address space against an array of pages: any operations on any ranges, with little memory, so
// that it often runs out.
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
import { isAlive, LOWEST_PAGE, type ModelPage, PageModel } from './page-model.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 500)
// The same runs each time, so that a change is judged by what it changed; KOS_MODEL_SEED explores
// others.
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

const FRAMES = 24
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
// of the third.
const BORDERS = [2 ** 15, 2 ** 15, 2 ** 18, 2 ** 27]

const at = <T>(items: readonly T[], pick: number): T => items[pick % items.length] as T

type Picks = readonly number[]

/** A page among the lowest 40, or around a border of the page table. */
function pageOf(pick: number): number {
  const first = pick % 3 === 0 ? at(BORDERS, Math.floor(pick / 3)) - 20 : LOWEST_PAGE
  return first + (Math.floor(pick / 12) % 40)
}

class World {
  readonly physical: PhysicalMemory = new PhysicalMemory({ bytes: FRAMES * 4096 })
  readonly space: AddressSpace
  readonly model: PageModel
  readonly mdls: Mdl[] = []
  stored = 1

  constructor(quota: number) {
    this.space = new AddressSpace(this.physical, { quota })
    this.model = new PageModel(FRAMES, quota)
  }

  /** A page that is mostly allocated, and how many from there on. */
  range([first, count]: Picks): readonly [number, number] {
    const pages = [...this.model.pages.keys()]
    const isAnywhere = pages.length === 0 || first! % 5 === 0
    return [isAnywhere ? pageOf(first!) : at(pages, first!), 1 + (count! % 4)]
  }
}

const operations: Readonly<Record<string, (world: World, picks: Picks) => void>> = {
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
  commit(world, picks) {
    const [first, count] = world.range(picks)
    expect(world.space.commit(first * 4096, count * 4096)).toBe(world.model.commit(first, count))
  },
  decommit(world, picks) {
    const [first, count] = world.range(picks)
    expect(world.space.decommit(first * 4096, count * 4096)).toBe(
      world.model.decommit(first, count),
    )
  },
  protect(world, picks) {
    const [first, count] = world.range(picks)
    const flags = at(PROTECTIONS, picks[2] as number)
    expect(world.space.protect(first * 4096, count * 4096, flags)).toBe(
      world.model.protect(first, count, flags),
    )
  },
  unmap(world, picks) {
    const [first, count] = world.range(picks)
    expect(world.space.unmap(first * 4096, count * 4096)).toBe(world.model.unmap(first, count))
  },
  touch(world, picks) {
    const [number] = world.range(picks)
    const access = at([1, 2, 4] as const, picks[2] as number)
    const expected = world.model.touch(number, access)
    const page = world.model.pages.get(number)
    expect(world.space.memory.probe(number * 4096 + (picks[3] as number), 1, access)).toBe(expected)
    if (expected !== 0 || access !== 2 || page === undefined) return
    world.stored = (world.stored + 1) & 255
    world.space.memory.store8(number * 4096, world.stored)
    world.model.store(page, world.stored)
  },
  createMdl({ space, model, mdls }, [count, protection]) {
    const pages = 1 + (count! % 4)
    const flags = at(PROTECTIONS, protection!)
    const answer = space.createMdl(pages * 4096, flags)
    const expected = model.createMdl(pages, flags)
    if (typeof answer === 'number') expect(answer).toBe(expected)
    else mdls.push(answer)
    expect(mdls).toHaveLength(model.mdls.length)
  },
  map({ space, model, mdls }, [which, offset, count, hint, protection]) {
    if (mdls.length === 0) return
    const mdl = at(model.mdls, which!)
    const first = offset! % mdl.pages
    const pages = 1 + (count! % 4)
    const page = hint! % 2 === 0 ? 0 : pageOf(hint!)
    const flags = at(PROTECTIONS, protection!) | at(EDGES, hint!)
    const answer = space.map(at(mdls, which!), first * 4096, pages * 4096, page * 4096, flags)
    expect(answer).toBe(model.map(mdl, first, pages, page, flags))
  },
  release({ model, mdls }, [which]) {
    if (mdls.length === 0) return
    at(mdls, which!).release()
    const mdl = at(model.mdls, which!)
    if (mdl.references > 0) mdl.references--
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

function compare({ space, model, physical, mdls }: World): void {
  const statistics = space.statistics()
  expect(statistics).toMatchObject({
    reserved: model.count(({ kind }) => kind === 'reserved'),
    committed: model.count(({ kind }) => kind === 'committed'),
    shared: model.count(({ kind }) => kind === 'shared'),
    guards: model.count(({ kind }) => kind === 'guard'),
    resident: model.resident,
    buffers: model.buffers,
    charged: model.resident + model.buffers,
    regions: model.regions,
  })
  expect(physical.free).toBe(FRAMES - statistics.charged)
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
  for (const [index, mdl] of mdls.entries())
    expect(mdl.alive).toBe(isAlive(model.mdls[index] as (typeof model.mdls)[number]))
  expect(space.verify()).toEqual([])
}

const step = fc.record({
  name: fc.constantFrom(...Object.keys(operations), 'allocate', 'touch', 'unmap'),
  picks: fc.array(fc.nat(2520), { minLength: 5, maxLength: 5 }),
})

test('an address space does what an array of pages does', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.constantFrom(FRAMES, FRAMES, 10),
      (steps, quota) => {
        const world = new World(quota)
        for (const { name, picks } of steps) {
          ;(operations[name] as (world: World, picks: Picks) => void)(world, picks)
          compare(world)
        }
        for (const mdl of world.mdls) while (mdl.references > 0) mdl.release()
        world.space.destroy()
        expect(world.physical.free).toBe(FRAMES)
        expect(world.space.statistics()).toMatchObject({
          reserved: 0,
          committed: 0,
          shared: 0,
          guards: 0,
          charged: 0,
          regions: 0,
        })
      },
    ),
    { numRuns: RUNS, seed: SEED },
  )
})
