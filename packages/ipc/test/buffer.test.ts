// What the kernel keeps of a buffer of a process, and when it may: see `hostile-buffers.test.ts` for
// what processes try.

import { expect, test } from 'vitest'
import { MessageBuffer } from '../src/buffer.ts'
import { MessageSnapshot } from '../src/message-snapshot.ts'
import { resizable } from './hostile.ts'

const used = (bytes: Uint8Array): MessageBuffer => {
  const buffer = new MessageBuffer()
  buffer.use(bytes)
  return buffer
}

const growable = (size: number): Uint8Array => new Uint8Array(resizable(size, 2 * size).memory)
const shared = (size: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(size))

test('only memory that nobody can change or resize meanwhile is read where it is', () => {
  const own = used(new Uint8Array(new ArrayBuffer(16), 4, 8))
  expect([own.view?.byteOffset, own.view?.byteLength]).toEqual([4, 8])
  expect([shared(8), growable(8), new Uint8Array(0)].map((bytes) => used(bytes).view)).toEqual([
    null,
    null,
    null,
  ])
})

test('a part is kept while the same array is used, and made anew for another', () => {
  const [bytes, other] = [new Uint8Array(64), new Uint8Array(64)]
  const buffer = used(bytes)
  const part = buffer.part(50)
  expect([part.length, part.buffer === bytes.buffer]).toEqual([50, true])
  buffer.use(bytes)
  expect(buffer.part(50)).toBe(part)
  expect(buffer.part(51).length).toBe(51)
  buffer.use(other)
  expect(buffer.part(51).buffer).toBe(other.buffer)
})

test('of memory that can be resized no part is kept', () => {
  const buffer = used(growable(64))
  expect(buffer.part(50)).not.toBe(buffer.part(50))
})

test('an arena in memory that can change is copied, however long it is', () => {
  for (const bytes of [shared(100), growable(100)]) {
    for (const size of [8, 48, 49, 100]) {
      bytes.fill(1)
      const snapshot = new MessageSnapshot()
      snapshot.takeArena(used(bytes), size)
      bytes.fill(2)
      expect([...snapshot.arena.subarray(0, size)]).toEqual(Array.from({ length: size }, () => 1))
    }
  }
})

test('an arena of its own is copied once it is shown to others', () => {
  const bytes = new Uint8Array(100).fill(1)
  const snapshot = new MessageSnapshot()
  snapshot.takeArena(used(bytes), 100)
  snapshot.copyArena(100)
  const { arena } = snapshot
  snapshot.copyArena(100)
  expect(snapshot.arena).toBe(arena)
  bytes.fill(2)
  expect([...arena]).toEqual(Array.from({ length: 100 }, () => 1))
})

test('a message is copied once, and what comes into its buffer later does not matter', () => {
  const bytes = shared(16).fill(1)
  const snapshot = new MessageSnapshot()
  snapshot.take(used(bytes), 16)
  bytes.fill(2)
  snapshot.take(used(bytes), 16)
  expect([...snapshot.part(16)]).toEqual(Array.from({ length: 16 }, () => 1))
})

test('a buffer that grows while its message is copied is copied as far as it was', () => {
  const { memory, resize } = resizable(16, 10_000)
  const buffer = used(new Uint8Array(memory))
  resize(10_000)
  const snapshot = new MessageSnapshot()
  snapshot.take(buffer, 16)
  expect(snapshot.part(16).length).toBe(16)
})
