// A driver that makes requests of a block device, one after the other, and a store that counts.
// The numbers are those of section 5.2 of the specification.

import { expect } from 'vitest'
import type { BlockStore, VirtioBlock } from '../../src/models.ts'
import { type DriverQueue, VirtioDriver } from './driver.ts'
import { createRig, type Rig } from './rig.ts'

export const IN = 0
export const OUT = 1
export const FLUSH = 4
export const GET_ID = 8
export const DISCARD = 11
export const WRITE_ZEROES = 13
export const OK = 0
export const IOERR = 1
export const UNSUPP = 2

export const F_FLUSH = 9
export const F_DISCARD = 13
export const F_WRITE_ZEROES = 14

/** A store of memory without `view` that counts, and can be made to fail. */
export class CountingStore implements BlockStore {
  readonly bytes: Uint8Array
  readonly sectors: number
  reads = 0
  writes = 0
  flushes = 0
  /** The operation that fails from now on. */
  failing: 'read' | 'write' | 'flush' | null = null

  constructor(sectors: number) {
    this.sectors = sectors
    this.bytes = pattern(sectors * 512)
  }

  read(sector: number, target: Uint8Array): boolean {
    this.reads++
    target.set(this.bytes.subarray(sector * 512, sector * 512 + target.length))
    return this.failing !== 'read'
  }

  write(sector: number, source: Uint8Array): boolean {
    this.writes++
    if (this.failing === 'write') return false
    this.bytes.set(source, sector * 512)
    return true
  }

  flush(): boolean {
    this.flushes++
    return this.failing !== 'flush'
  }
}

export function pattern(length: number, factor = 7): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * factor + (index >> 9)) & 255)
}

/** Compares many bytes; the matchers take seconds for that. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length)
  expect(actual.findIndex((byte, index) => byte !== expected[index])).toBe(-1)
}

/** A disk with a driver that makes one request after the other. */
export class Client {
  readonly rig: Rig
  readonly driver: VirtioDriver
  readonly queue: DriverQueue
  readonly device: VirtioBlock
  readonly #header: number
  readonly #buffer: number
  readonly #size: number

  constructor(device: VirtioBlock, features: readonly number[] = [F_FLUSH], size = 300_000) {
    this.device = device
    this.rig = createRig(device)
    this.driver = new VirtioDriver(this.rig)
    const [queue] = this.driver.start(features, [16])
    this.queue = queue
    this.#header = this.rig.memory.allocate(16)
    this.#size = size
    this.#buffer = this.rig.memory.allocate(size)
  }

  /** Makes a request available: `output` is what the device reads behind the header. */
  offer(type: number, sector: number, output: Uint8Array, room: number): void {
    const { memory } = this.rig
    const view = new DataView(memory.at(this.#header, 16).buffer, this.#header - 0x1_0000, 16)
    view.setUint32(0, type, true)
    view.setUint32(4, 0, true)
    view.setBigUint64(8, BigInt(sector), true)
    if (output.length + room + 1 > this.#size) throw new RangeError('too much for this client')
    memory.at(this.#buffer, output.length).set(output)
    const input = this.#buffer + output.length
    memory.at(input, room + 1).fill(0xee)
    this.queue.add(
      [[this.#header, 16], ...(output.length > 0 ? [[this.#buffer, output.length] as const] : [])],
      [...(room > 0 ? [[input, room] as const] : []), [input + room, 1]],
    )
    this.queue.notify()
  }

  /** The answer to a request. */
  take(output: Uint8Array, room: number): { status: number; data: Uint8Array; used: number } {
    const used = this.queue.take()
    if (used === null) throw new Error(`no answer: ${this.device.transport.failure}`)
    const bytes = this.rig.memory.at(this.#buffer + output.length, room + 1).slice()
    return { status: bytes[room] as number, data: bytes.subarray(0, room), used: used.length }
  }

  request(
    type: number,
    sector = 0,
    output: Uint8Array = new Uint8Array(0),
    room = 0,
  ): { status: number; data: Uint8Array; used: number } {
    this.offer(type, sector, output, room)
    return this.take(output, room)
  }
}
