// Hostile drivers: random register traffic, random rings and descriptors. A device never throws,
// always comes to an end, raises no line but its own, and does with memory what a naive model of
// virtqueues says. KOS_MODEL_RUNS sets the number of runs, KOS_MODEL_SEED explores others.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Device } from '../../src/index.ts'
import {
  type BlockStore,
  memoryStore,
  VirtioBlock,
  VirtioConsole,
  VirtioEntropy,
  VirtioNet,
} from '../../src/models.ts'
import { VirtioDriver } from './driver.ts'
import {
  type Descriptor,
  MEMORY_BYTES,
  naiveEntropy,
  QUEUE_SIZE as SIZE,
} from './naive-virtqueue.ts'
import { createRig, DEVICE_BASE, DEVICE_IRQ, MEMORY_BASE, type Rig } from './rig.ts'

const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)
const PARAMETERS = { numRuns: RUNS, seed: SEED }

const devices: readonly (readonly [string, () => Device])[] = [
  ['block', () => new VirtioBlock(memoryStore(new Uint8Array(64 * 512)))],
  ['slow block', () => new VirtioBlock(memoryStore(new Uint8Array(64 * 512)), { latency: 2 })],
  ['copying block', () => new VirtioBlock(copyingStore())],
  ['entropy', () => new VirtioEntropy()],
  ['console', () => new VirtioConsole()],
  ['net', () => new VirtioNet()],
]

/** Memory that can't be viewed. */
function copyingStore(): BlockStore {
  const store = memoryStore(new Uint8Array(64 * 512))
  return {
    sectors: store.sectors,
    read: (sector, target) => store.read(sector, target),
    write: (sector, source) => store.write(sector, source),
    flush: () => store.flush(),
  }
}

const address = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: MEMORY_BYTES }).map((at) => MEMORY_BASE + at) },
  fc.constantFrom(
    0,
    MEMORY_BASE - 1,
    MEMORY_BASE + MEMORY_BYTES,
    2 ** 32 - 1,
    2 ** 53,
    2 ** 64 - 2 ** 11,
  ),
)
const word = fc.oneof(
  fc.integer({ min: 0, max: 16 }),
  fc.constantFrom(64, 128, 255, 0xffff, 0x8000_0000, 0xffff_ffff),
  fc.integer({ min: 0, max: 0xffff_ffff }),
  address.map((at) => at % 2 ** 32),
)

type Step = (rig: Rig, device: Device) => void

const registerStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constantFrom(1, 2, 4), fc.nat(0x1ff), word).map(([size, offset, value]): Step => {
    const at = DEVICE_BASE + (offset & ~(size - 1))
    return ({ machine }) => machine.bus.write(at, size, value % 2 ** (8 * size))
  }),
  // Registers that matter, more often.
  fc
    .tuple(
      fc.constantFrom(0x020, 0x024, 0x030, 0x038, 0x044, 0x050, 0x064, 0x070, 0x080, 0x090, 0x0a0),
      word,
    )
    .map(
      ([offset, value]): Step =>
        ({ write32 }) =>
          write32(offset, value),
    ),
  fc.constant<Step>((rig) => void new VirtioDriver(rig).negotiate([28, 29, 32])),
  fc.constant<Step>(({ write32 }) => write32(0x070, 4)),
  fc.nat(20).map(
    (msec): Step =>
      ({ time }) =>
        time.advance(msec),
  ),
  fc.tuple(fc.nat(MEMORY_BYTES - 64), fc.uint8Array({ maxLength: 64 })).map(
    ([at, bytes]): Step =>
      ({ memory }) =>
        memory.bytes.set(bytes, at),
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes): Step => (_, device) => {
    if (device instanceof VirtioConsole) device.receive(bytes)
    if (device instanceof VirtioNet) device.link.send(bytes)
  }),
)

/** What holds after each step, whatever a driver does. */
function expectSound(rig: Rig): void {
  const { machine, read32 } = rig
  for (let offset = 0; offset < 0x200; offset += 4) {
    const value = read32(offset)
    if (!(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff))
      expect.unreachable(`register ${offset} reads ${value}`)
  }
  const high = machine.interrupts.lines.filter((line) => line.high > 0).map(({ number }) => number)
  expect(high).toEqual(read32(0x060) === 0 ? [] : [DEVICE_IRQ])
}

test.each(devices)('random register traffic does nothing bad to a %s device', (_, create) => {
  fc.assert(
    fc.property(fc.array(registerStep, { maxLength: 60 }), (steps) => {
      const device = create()
      const rig = createRig(device, MEMORY_BYTES)
      for (const step of steps) step(rig, device)
      expectSound(rig)
      // Whatever was done to it, a reset makes it a device again.
      rig.memory.bytes.fill(0)
      expect(new VirtioDriver(rig).negotiate([32])).toBe(true)
    }),
    PARAMETERS,
  )
})

function descriptors(place: fc.Arbitrary<number>): fc.Arbitrary<Descriptor> {
  return fc.record({
    address: place,
    length: fc.oneof(
      fc.nat(40),
      fc.constantFrom(0, 16, 32, 48, 512, 513, 1526, 0xffff_ffff),
      fc.nat(600),
    ),
    flags: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(2, 3) },
      { weight: 2, arbitrary: fc.constantFrom(0, 1) },
      fc.nat(7),
      fc.nat(0xffff),
    ),
    next: fc.oneof({ weight: 8, arbitrary: fc.nat(SIZE - 1) }, fc.constantFrom(SIZE, 0xffff)),
  })
}

function writeDescriptor(view: DataView, at: number, { address, length, flags, next }: Descriptor) {
  view.setBigUint64(at, BigInt(address), true)
  view.setUint32(at + 8, length, true)
  view.setUint16(at + 12, flags, true)
  view.setUint16(at + 14, next, true)
}

test.each(devices)(
  'random rings and descriptors anywhere do nothing bad to a %s device',
  (_, create) => {
    const round = fc.record({
      table: fc.array(descriptors(address), { minLength: SIZE, maxLength: SIZE }),
      heads: fc.array(fc.nat(SIZE), { minLength: SIZE, maxLength: SIZE }),
      added: fc.oneof(fc.nat(SIZE), fc.nat(0xffff)),
      input: fc.uint8Array({ maxLength: 100 }),
      queue: fc.nat(1),
    })
    fc.assert(
      fc.property(
        fc.array(round, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (rounds, isPlain) => {
          const device = create()
          const rig = createRig(device, MEMORY_BYTES)
          const driver = new VirtioDriver(rig)
          const isPair = device instanceof VirtioNet || device instanceof VirtioConsole
          const queues = driver.start(isPlain ? [] : [28, 29], isPair ? [SIZE, SIZE] : [SIZE])
          rig.memory.transfers = []
          for (const { table, heads, added, input, queue: index } of rounds) {
            const queue = queues[index] ?? queues[0]
            for (const [place, entry] of table.entries())
              writeDescriptor(rig.memory.view, queue.descriptors - MEMORY_BASE + 16 * place, entry)
            for (const [place, head] of heads.entries())
              queue.setWord(queue.available + 4 + 2 * place, head)
            queue.setAdded(queue.usedIndex + added)
            queue.notify()
            if (device instanceof VirtioConsole) device.receive(input)
            if (device instanceof VirtioNet) device.link.send(input)
            rig.time.advance(100)
            expectSound(rig)
          }
          // Rounds, chains, descriptors, and a few transfers for each.
          expect(rig.memory.transfers.length).toBeLessThan(4 * 2 * SIZE * 256 * 4)
        },
      ),
      PARAMETERS,
    )
  },
)

test('a device uses the chains of a naive model, and writes their writable buffers only', () => {
  // Buffers are apart from rings and tables, or nowhere.
  const BUFFERS = 4096
  const place = fc.oneof(
    { weight: 12, arbitrary: fc.nat(4096 - 600).map((at) => MEMORY_BASE + BUFFERS + at) },
    { weight: 4, arbitrary: fc.constantFrom(MEMORY_BASE + 2048, MEMORY_BASE + 2048 + 48) },
    fc.constantFrom(0, MEMORY_BASE + MEMORY_BYTES - 20, 2 ** 40),
  )
  const input = fc.record({
    table: fc.array(descriptors(place), { minLength: SIZE, maxLength: SIZE }),
    second: fc.array(descriptors(place), { minLength: SIZE, maxLength: SIZE }),
    heads: fc.array(fc.nat(SIZE), { maxLength: SIZE }),
    hasTables: fc.boolean(),
  })
  let failures = 0
  let successes = 0
  fc.assert(
    fc.property(input, ({ table, second, heads, hasTables }) => {
      // Writes to the second table would change it while it is read: only tables are there.
      const isTable = ({ address: at }: Descriptor) =>
        at < MEMORY_BASE + BUFFERS && at > MEMORY_BASE
      const tidy = (entry: Descriptor): Descriptor =>
        isTable(entry) ? { ...entry, flags: entry.flags & ~2 } : entry
      const device = new VirtioEntropy()
      const rig = createRig(device, MEMORY_BYTES)
      const [queue] = new VirtioDriver(rig).start(hasTables ? [28] : [], [SIZE])
      for (const [index, entry] of table.entries())
        writeDescriptor(rig.memory.view, queue.descriptors - MEMORY_BASE + 16 * index, tidy(entry))
      for (const [index, entry] of second.entries())
        writeDescriptor(rig.memory.view, 2048 + 16 * index, tidy(entry))
      const before = rig.memory.bytes.slice()
      const view = new DataView(before.buffer)
      const read = (at: number): Descriptor | null => {
        const offset = at - MEMORY_BASE
        if (offset < 0 || offset + 16 > MEMORY_BYTES) return null
        return {
          address: Number(view.getBigUint64(offset, true)),
          length: view.getUint32(offset + 8, true),
          flags: view.getUint16(offset + 12, true),
          next: view.getUint16(offset + 14, true),
        }
      }
      const expected = naiveEntropy(read, queue.descriptors, heads, hasTables)
      for (const head of heads) queue.addHead(head)
      rig.memory.transfers = []
      queue.notify()

      expect(device.transport.failure !== null).toBe(expected.fails)
      const used: { id: number; length: number }[] = []
      for (let element = queue.take(); element !== null; element = queue.take())
        used.push({ id: element.head, length: element.length })
      expect(used).toEqual(expected.used)
      const ring = [queue.used, queue.used + 6 + 8 * SIZE] as const
      for (const { isWrite, address: at, size } of rig.memory.transfers) {
        const isLegal = [...expected.writable, ring].some(
          ([start, end]) => at >= start && at + size <= end,
        )
        if (isWrite && !isLegal) expect.unreachable(`${size} bytes were written to ${at}`)
      }
      if (expected.fails) failures++
      else if (expected.used.some(({ length }) => length > 0)) successes++
    }),
    { ...PARAMETERS, numRuns: 5 * RUNS },
  )
  expect(Math.min(failures, successes)).toBeGreaterThan(RUNS / 10)
})
