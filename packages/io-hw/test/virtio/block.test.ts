// The virtio block device: each request and status, its configuration, and stores. Latency is in
// `block-latency.test.ts`.

import { expect, test } from 'vitest'
import { type BlockStore, memoryStore, VirtioBlock } from '../../src/models.ts'
import {
  Client,
  CountingStore,
  DISCARD,
  expectBytes,
  F_DISCARD,
  F_FLUSH,
  F_WRITE_ZEROES,
  FLUSH,
  GET_ID,
  IN,
  IOERR,
  OK,
  OUT,
  pattern,
  UNSUPP,
  WRITE_ZEROES,
} from './block-client.ts'

/** Segments of a discard or write zeroes request. */
function segments(
  ...list: (readonly [sector: number, sectors: number, flags?: number])[]
): Uint8Array {
  const bytes = new Uint8Array(16 * list.length)
  const view = new DataView(bytes.buffer)
  for (const [index, [sector, sectors, flags = 0]] of list.entries()) {
    view.setBigUint64(16 * index, BigInt(sector), true)
    view.setUint32(16 * index + 8, sectors, true)
    view.setUint32(16 * index + 12, flags, true)
  }
  return bytes
}

const stores: readonly (readonly [string, () => BlockStore & { bytes: Uint8Array }])[] = [
  [
    'memory, without a copy',
    () => {
      const bytes = pattern(1024 * 512)
      const store = memoryStore(bytes)
      return {
        bytes,
        sectors: store.sectors,
        read: () => false,
        write: (sector, source) => store.write(sector, source),
        flush: () => store.flush(),
        view: (sector, size) => store.view?.(sector, size) ?? new Uint8Array(0),
      }
    },
  ],
  ['a store that copies', () => new CountingStore(1024)],
]

test('the configuration has capacity, segments and block size', () => {
  const { driver } = new Client(new VirtioBlock(new CountingStore(1024)))
  expect(driver.config(0, 4)).toBe(1024)
  expect(driver.config(4, 4)).toBe(0)
  expect(driver.config(8, 4)).toBe(131_072)
  expect(driver.config(12, 4)).toBe(254)
  expect(driver.config(20, 4)).toBe(512)
  expect([36, 40, 44, 48, 52].map((at) => driver.config(at, 4))).toEqual([8192, 4, 1, 8192, 4])
  expect(driver.config(56, 1)).toBe(0)
})

test('a capacity of more than 32 bits is in both words', () => {
  const store = { sectors: 2 ** 33 + 5, read: () => true, write: () => true, flush: () => true }
  const { driver } = new Client(new VirtioBlock(store))
  expect([driver.config(0, 4), driver.config(4, 4)]).toEqual([5, 2])
})

test.each(stores)('sectors are read from %s', (_, createStore) => {
  const store = createStore()
  const client = new Client(new VirtioBlock(store))
  for (const [sector, count] of [
    [0, 1],
    [3, 2],
    [1023, 1],
    [500, 300],
    [7, 0],
  ] as const) {
    const { status, data, used } = client.request(IN, sector, undefined, count * 512)
    expect(status).toBe(OK)
    expect(used).toBe(count * 512 + 1)
    expectBytes(data, store.bytes.slice(sector * 512, (sector + count) * 512))
  }
})

test.each(stores)('sectors are written to %s', (_, createStore) => {
  const store = createStore()
  const expected = store.bytes.slice()
  const client = new Client(new VirtioBlock(store))
  for (const [sector, count] of [
    [0, 1],
    [3, 2],
    [1023, 1],
    [500, 300],
    [7, 0],
  ] as const) {
    const output = pattern(count * 512, 11)
    expected.set(output, sector * 512)
    expect(client.request(OUT, sector, output)).toMatchObject({ status: OK, used: 1 })
  }
  expectBytes(store.bytes, expected)
})

test('a read moves each byte once, and with one transfer per buffer', () => {
  const client = new Client(new VirtioBlock(memoryStore(pattern(512 * 512))))
  client.rig.memory.transfers = []
  client.request(IN, 0, undefined, 131_072)
  const large = client.rig.memory.transfers.filter(({ size }) => size > 16)
  expect(large).toMatchObject([{ isWrite: true, size: 131_072 }])
  expect(client.rig.memory.transfers.length).toBeLessThan(12)
})

test.each([
  ['past the end', IN, 1024, 512],
  ['past the end in part', IN, 1023, 1024],
  ['far past the end', IN, 2 ** 53, 512],
  ['of half a sector', IN, 0, 256],
  ['of a sector and a byte', IN, 0, 513],
])('a read %s is an I/O error, and its data are zeros', (_, type, sector, room) => {
  const client = new Client(new VirtioBlock(new CountingStore(1024)))
  const { status, data, used } = client.request(type, sector, undefined, room)
  expect(status).toBe(IOERR)
  expect(used).toBe(room + 1)
  expectBytes(data, new Uint8Array(room))
})

test.each([
  ['past the end', 1024, 512],
  ['past the end in part', 1023, 1024],
  ['of half a sector', 0, 256],
])('a write %s is an I/O error and writes nothing', (_, sector, length) => {
  const store = new CountingStore(1024)
  const client = new Client(new VirtioBlock(store))
  expect(client.request(OUT, sector, new Uint8Array(length)).status).toBe(IOERR)
  expect(store.writes).toBe(0)
})

test('a read-only disk says so, and all writes are I/O errors', () => {
  const bytes = pattern(4 * 512)
  const client = new Client(new VirtioBlock(memoryStore(bytes, { isReadOnly: true })))
  expect(client.driver.offered()).toEqual([1, 2, 5, 6, 9, 28, 29, 32, 33])
  expect(client.driver.config(36, 4)).toBe(0)
  expect(client.request(OUT, 0, new Uint8Array(512)).status).toBe(IOERR)
  expect(client.request(IN, 0, undefined, 512).data).toEqual(pattern(512))
  expect(client.request(WRITE_ZEROES, 0, segments([0, 1])).status).toBe(UNSUPP)
  expect(bytes).toEqual(pattern(4 * 512))
})

test.each(['read', 'write', 'flush'] as const)(
  'a %s that fails in the store is an I/O error',
  (operation) => {
    const store = new CountingStore(8)
    store.failing = operation
    const client = new Client(new VirtioBlock(store))
    expect(client.request(IN, 0, undefined, 512).status).toBe(operation === 'read' ? IOERR : OK)
    expect(client.request(OUT, 0, pattern(512)).status).toBe(operation === 'write' ? IOERR : OK)
    expect(client.request(FLUSH).status).toBe(operation === 'flush' ? IOERR : OK)
    expect(client.device.transport.failure).toBeNull()
  },
)

test('without FLUSH each write is flushed before it is answered; with it the driver flushes', () => {
  const store = new CountingStore(8)
  const withFlush = new Client(new VirtioBlock(store), [F_FLUSH])
  withFlush.request(OUT, 0, pattern(512))
  expect(store.flushes).toBe(0)
  withFlush.request(FLUSH)
  expect(store.flushes).toBe(1)
  const without = new Client(new VirtioBlock(store), [])
  without.request(OUT, 0, pattern(512))
  expect(store.flushes).toBe(2)
  store.failing = 'flush'
  expect(without.request(OUT, 0, pattern(512)).status).toBe(IOERR)
})

test.each([
  [undefined, 'virtio-block'],
  ['disk of twenty chars', 'disk of twenty chars'],
  ['disk of twenty chars and more', 'disk of twenty chars'],
  ['', ''],
])('GET_ID of %j', (id, expected) => {
  const client = new Client(new VirtioBlock(new CountingStore(1), id === undefined ? {} : { id }))
  const { status, data, used } = client.request(GET_ID, 0, undefined, 20)
  expect([status, used]).toEqual([OK, 21])
  expect(String.fromCharCode(...data)).toBe(expected.padEnd(20, '\0'))
})

test('GET_ID fills a longer buffer with zeros, and cuts for a shorter one', () => {
  const client = new Client(new VirtioBlock(new CountingStore(1), { id: 'disk' }))
  expect(client.request(GET_ID, 0, undefined, 64).data.slice(20)).toEqual(new Uint8Array(44))
  expect(String.fromCharCode(...client.request(GET_ID, 0, undefined, 2).data)).toBe('di')
})

test.each([2, 3, 5, 10, 14, 15, 16, 26, 99, 0xffff_ffff])(
  'request type %i is not supported',
  (type) => {
    const client = new Client(new VirtioBlock(new CountingStore(1)))
    const { status, data } = client.request(type, 0, undefined, 64)
    expect(status).toBe(UNSUPP)
    expect(data).toEqual(new Uint8Array(64))
  },
)

test.each([
  ['WRITE_ZEROES', WRITE_ZEROES, F_WRITE_ZEROES],
  ['DISCARD', DISCARD, F_DISCARD],
] as const)('%s zeroes its segments, if it was negotiated', (_, type, feature) => {
  const store = new CountingStore(1024)
  const expected = store.bytes.slice()
  expected.fill(0, 512, 2 * 512).fill(0, 10 * 512, 310 * 512)
  const client = new Client(new VirtioBlock(store), [F_FLUSH, feature])
  expect(client.request(type, 0, segments([1, 1], [10, 300], [1024, 0])).status).toBe(OK)
  expectBytes(store.bytes, expected)
  const without = new Client(new VirtioBlock(store), [F_FLUSH])
  expect(without.request(type, 0, segments([0, 1])).status).toBe(UNSUPP)
  expectBytes(store.bytes, expected)
})

test.each([
  ['a flag that is not known', WRITE_ZEROES, segments([0, 1], [2, 1, 2]), UNSUPP],
  ['a discard with the flag unmap', DISCARD, segments([0, 1, 1]), UNSUPP],
  ['a segment past the end', WRITE_ZEROES, segments([0, 1], [1024, 1]), IOERR],
  ['no segment', WRITE_ZEROES, segments(), IOERR],
  ['part of a segment', DISCARD, segments([0, 1], [2, 1]).slice(0, 24), IOERR],
] as const)('%s changes nothing', (_, type, payload, expected) => {
  const store = new CountingStore(1024)
  const client = new Client(new VirtioBlock(store), [F_FLUSH, F_DISCARD, F_WRITE_ZEROES])
  expect(client.request(type, 0, payload).status).toBe(expected)
  expect(store.writes).toBe(0)
})

test('write zeroes may ask to unmap', () => {
  const store = new CountingStore(8)
  const client = new Client(new VirtioBlock(store), [F_FLUSH, F_WRITE_ZEROES])
  expect(client.request(WRITE_ZEROES, 0, segments([0, 1, 1])).status).toBe(OK)
  expect(store.bytes.slice(0, 512)).toEqual(new Uint8Array(512))
})

test('a request without a status, or with half a header, breaks the ring', () => {
  for (const [readable, writable] of [
    [16, 0],
    [15, 513],
    [0, 513],
  ] as const) {
    const client = new Client(new VirtioBlock(new CountingStore(8)))
    const buffer = client.rig.memory.allocate(1024)
    client.queue.add([[buffer, readable]], writable === 0 ? [] : [[buffer + 16, writable]])
    client.queue.notify()
    expect(client.device.transport.failure).not.toBeNull()
  }
})

test('stores and disks of wrong sizes are refused', () => {
  expect(() => memoryStore(new Uint8Array(513))).toThrow(RangeError)
  expect(() => new VirtioBlock(memoryStore(new Uint8Array(512)), { latency: -1 })).toThrow(
    RangeError,
  )
  expect(memoryStore(new Uint8Array(0)).sectors).toBe(0)
})

test('a store of memory reads and writes without a view as well', () => {
  const bytes = pattern(1024)
  const store = memoryStore(bytes)
  const target = new Uint8Array(512)
  expect(store.read(1, target)).toBe(true)
  expect(target).toEqual(pattern(1024).slice(512))
  expect(store.write(0, target)).toBe(true)
  expect(bytes.slice(0, 512)).toEqual(target)
  expect(store.flush()).toBe(true)
})
