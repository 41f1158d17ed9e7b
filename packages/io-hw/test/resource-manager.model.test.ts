// The resource manager against a naive one: three processes register, use, transfer (use what
// others have registered), release, revoke and end, in any order. After each step all counts, all
// bits of the permission bitmaps, and what a device reaches are compared.
//
// The naive one has lists of what is there, and looks through all of them.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rcAlreadyExists, rcBusy, rcInvalidOperation, rcNotConnected, rcOk } from '@kos/retcode'
import { PAGE_SIZE, VMM_FLAG_ALIAS, VMM_FLAG_READ } from '@kos/vmm'
import { IRQ_SHARED } from '../src/flags.ts'
import type {
  DmaBuffer,
  DmaPermission,
  IoClient,
  IrqResource,
  MemoryRange,
  PortRange,
  ResourceUse,
} from '../src/index.ts'
import { createManaged, RegisterFile } from './machine.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 50)

const CLIENTS = 3
const BDF = 9
const windows = 0x1000_0000

type Real =
  | { readonly kind: 'ports'; readonly it: PortRange }
  | { readonly kind: 'memory'; readonly it: MemoryRange }
  | { readonly kind: 'irq'; readonly it: IrqResource }
  | { readonly kind: 'dma'; readonly it: DmaBuffer }

interface Resource {
  readonly real: Real
  readonly first: number
  readonly end: number
  isHeld: boolean
}

interface Use {
  readonly real: ResourceUse
  readonly resource: Resource
  readonly client: number
  readonly isAlias: boolean
  isAlive: boolean
}

class World {
  readonly managed = createManaged()
  readonly device = new RegisterFile('disk')
  readonly clients: IoClient[] = []
  readonly alive: boolean[] = []
  readonly resources: Resource[] = []
  readonly uses: Use[] = []
  /** The process to which the device is attached; -1 for none. */
  attached = -1

  constructor() {
    const { machine, manager, space } = this.managed
    machine.place(this.device, { bdf: BDF })
    for (let at = 0; at < CLIENTS; at++) {
      this.clients.push(manager.client(`client ${at}`, space()))
      this.alive.push(true)
    }
  }

  usesOf(resource: Resource): Use[] {
    return this.uses.filter((use) => use.isAlive && use.resource === resource)
  }

  isAlive(resource: Resource): boolean {
    return resource.isHeld || this.usesOf(resource).length > 0
  }

  of(kind: Real['kind']): Resource[] {
    return this.resources.filter(({ real }) => real.kind === kind)
  }

  /** A code that a registration must answer; 0 if none. */
  conflict(kind: Real['kind'], client: number, first: number, end: number): number {
    if (this.alive[client] !== true) return rcInvalidOperation
    const isTaken = this.of(kind).some(
      (each) => this.isAlive(each) && each.first < end && first < each.end,
    )
    return isTaken ? rcAlreadyExists : rcOk
  }

  register(real: Real | number, first: number, end: number, expected: number): void {
    if (typeof real === 'number' || expected !== rcOk) expect(real).toBe(expected)
    else this.resources.push({ real, first, end, isHeld: true })
  }

  use(real: ResourceUse | number, resource: Resource, client: number, expected: number): void {
    if (typeof real === 'number' || expected !== rcOk) expect(real).toBe(expected)
    else this.uses.push({ real, resource, client, isAlias: this.isAlias, isAlive: true })
  }

  isAlias = false
}

/** What `create` answers, with its kind; or its code. */
function wrap(kind: Real['kind'], it: Real['it'] | number): Real | number {
  return typeof it === 'number' ? it : ({ kind, it } as Real)
}

const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % items.length]

type Operation = (world: World, client: number, first: number, second: number) => void

const operations: Readonly<Record<string, Operation>> = {
  registerPorts(world, client, pick, size) {
    const first = pick % 40
    const end = first + 1 + (size % 9)
    const answer = (world.clients[client] as IoClient).registerPorts(first, end - first)
    world.register(wrap('ports', answer), first, end, world.conflict('ports', client, first, end))
  },
  registerMemory(world, client, pick, size) {
    const first = windows + (pick % 6) * PAGE_SIZE
    const end = first + (1 + (size % 3)) * PAGE_SIZE
    const answer = (world.clients[client] as IoClient).registerMemory(first, end - first)
    world.register(wrap('memory', answer), first, end, world.conflict('memory', client, first, end))
  },
  registerIrq(world, client, pick) {
    const answer = (world.clients[client] as IoClient).registerIrq(pick % 2)
    const expected = world.alive[client] === true ? rcOk : rcInvalidOperation
    world.register(wrap('irq', answer), pick % 2, (pick % 2) + 1, expected)
  },
  createDma(world, client, _, pages) {
    const size = (1 + (pages % 3)) * PAGE_SIZE
    const answer = (world.clients[client] as IoClient).createDma(0, size, 3)
    const expected = world.alive[client] === true ? rcOk : rcInvalidOperation
    world.register(wrap('dma', answer), 0, size, expected)
  },
  use(world, client, pick, flag) {
    const resource = at(world.resources, pick)
    if (resource === undefined) return
    const { real } = resource
    const mine = world.clients[client] as IoClient
    const others = world.usesOf(resource)
    const isUsable = world.alive[client] === true && world.isAlive(resource)
    let expected: number = isUsable ? rcOk : rcInvalidOperation
    world.isAlias = false
    if (real.kind === 'ports') world.use(mine.permit(real.it), resource, client, expected)
    if (real.kind === 'memory') {
      world.isAlias = flag % 3 !== 0
      const isShared = world.isAlias && others.every((use) => use.isAlias)
      if (isUsable && others.length > 0 && !isShared) expected = rcAlreadyExists
      const attributes = world.isAlias ? VMM_FLAG_ALIAS : 0
      world.use(mine.map(real.it, VMM_FLAG_READ, attributes), resource, client, expected)
    }
    if (real.kind === 'irq') {
      world.isAlias = flag % 3 !== 0
      const onLine = world.of('irq').filter(({ first }) => first === resource.first)
      const handlers = onLine.flatMap((each) => world.usesOf(each))
      const isShared = world.isAlias && handlers.every((use) => use.isAlias)
      if (isUsable && handlers.length > 0 && !isShared) expected = rcBusy
      if (isUsable && others.length > 0) expected = rcAlreadyExists
      const flags = world.isAlias ? IRQ_SHARED : 0
      const answer = mine.attachIrq(real.it, flags, { interrupt: () => {} })
      world.use(answer, resource, client, expected)
    }
    if (real.kind === 'dma' && flag % 2 === 0) {
      const has = others.some((use) => use.client === client && 'buffer' in use.real)
      if (isUsable && has) expected = rcAlreadyExists
      world.use(mine.begin(real.it), resource, client, expected)
    }
    if (real.kind === 'dma' && flag % 2 === 1)
      world.use(mine.mapDma(real.it, 0, PAGE_SIZE, 0, VMM_FLAG_READ), resource, client, expected)
  },
  release(world, _, pick) {
    const resource = at(world.resources, pick)
    resource?.real.it.release()
    if (resource !== undefined) resource.isHeld = false
  },
  close(world, _, pick) {
    const use = at(world.uses, pick)
    use?.real.close()
    if (use !== undefined) use.isAlive = false
  },
  revoke(world, _, pick) {
    const use = at(world.uses, pick)
    use?.real.revoke()
    if (use !== undefined) use.isAlive = false
  },
  attach(world, client) {
    const { attached, alive } = world
    let expected: number = attached === -1 ? rcOk : attached === client ? rcAlreadyExists : rcBusy
    if (alive[client] !== true) expected = rcInvalidOperation
    expect(world.clients[client]?.attachDevice(BDF)).toBe(expected)
    if (expected === rcOk) world.attached = client
  },
  detach(world, client) {
    let expected: number = world.attached === client ? rcOk : rcNotConnected
    if (world.alive[client] !== true) expected = rcInvalidOperation
    expect(world.clients[client]?.detachDevice(BDF)).toBe(expected)
    if (expected === rcOk) world.attached = -1
  },
  destroy(world, client, pick) {
    if (pick % 4 !== 0) return
    world.clients[client]?.destroy()
    world.alive[client] = false
    for (const use of world.uses) if (use.client === client) use.isAlive = false
    if (world.attached === client) world.attached = -1
  },
}

function check(world: World): void {
  const { managed, clients, alive, attached } = world
  const count = (kind: Real['kind']): number =>
    world.of(kind).filter((each) => world.isAlive(each)).length
  expect(managed.manager.counts).toEqual({
    ports: count('ports'),
    memory: count('memory'),
    irqs: count('irq'),
    buffers: count('dma'),
    uses: world.uses.filter((use) => use.isAlive).length,
    clients: alive.filter(Boolean).length,
    devices: attached === -1 ? 0 : 1,
  })
  for (const { real, isAlive } of world.uses) expect(real.isAlive).toBe(isAlive)
  for (const resource of world.resources)
    expect(resource.real.it.isAlive).toBe(world.isAlive(resource))
  clients.forEach((client, own) => {
    const permitted = new Set<number>()
    for (const { isAlive, client: of, resource } of world.uses)
      if (isAlive && of === own && resource.real.kind === 'ports')
        for (let port = resource.first; port < resource.end; port++) permitted.add(port)
    const ports = Array.from({ length: 52 }, (_, port) => port)
    expect(ports.filter((port) => client.permits.allows(port, 1))).toEqual(
      ports.filter((port) => permitted.has(port)),
    )
  })
  for (const use of world.uses) {
    if (use.resource.real.kind !== 'dma' || !('buffer' in use.real)) continue
    const { address } = use.real as DmaPermission
    // Where it ended, another buffer of the process may be now.
    const isThere = world.uses.some(
      (other) =>
        other.isAlive &&
        other.client === use.client &&
        'buffer' in other.real &&
        (other.real as DmaPermission).address <= address &&
        address < (other.real as DmaPermission).address + other.resource.end,
    )
    const isReached = world.device.context.dmaRead(address, new Uint8Array(1))
    if (attached === use.client) expect(isReached).toBe(isThere)
    if (attached === -1) expect(isReached).toBe(false)
  }
}

const names = Object.keys(operations)
const pick = fc.nat(10_000)
const step = fc.tuple(fc.constantFrom(...names, 'use', 'use'), fc.nat(CLIENTS - 1), pick, pick)

test('the resource manager does what the naive one does, and leaves nothing', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50, size: 'max' }), (steps) => {
      const world = new World()
      for (const [name, client, first, second] of steps) {
        ;(operations[name] as Operation)(world, client, first, second)
        check(world)
      }
      for (const { real } of world.resources) real.it.release()
      for (const client of world.clients) client.destroy()
      const { manager, memory } = world.managed
      expect(Object.values(manager.counts).every((count) => count === 0)).toBe(true)
      for (const client of world.clients) client.space.destroy()
      expect(memory.charged).toBe(0)
    }),
    { numRuns: RUNS, seed: Number(process.env['KOS_MODEL_SEED'] ?? 1) },
  )
})
