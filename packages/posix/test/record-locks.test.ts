// Record locks as a table: against a naive model that knows each byte, and what waits.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  EDEADLK,
  ENOLCK,
  F_RDLCK,
  F_UNLCK,
  F_WRLCK,
  type LockOwner,
  RecordLocks,
} from '../src/index.ts'
import { maxRecordLocks } from '../src/limits.ts'

const bytes = 12
const owners: readonly LockOwner[] = [{ pid: 1 }, { pid: 2 }, { pid: 3 }]

const operation = fc.record({
  kind: fc.constantFrom('set' as const, 'set' as const, 'set' as const, 'drop' as const),
  owner: fc.nat(2),
  type: fc.constantFrom(F_RDLCK, F_WRLCK, F_UNLCK),
  start: fc.nat(bytes - 1),
  length: fc.integer({ min: 1, max: bytes }),
})

/** What each owner has of each byte. */
class NaiveLocks {
  readonly #types = owners.map(() => Array.from({ length: bytes }, () => F_UNLCK))

  isBlocked(owner: number, type: number, start: number, end: number): boolean {
    if (type === F_UNLCK) return false
    return this.#types.some((types, other) => {
      const held = other === owner ? [] : types.slice(start, end)
      return held.some((each) => each === F_WRLCK || (each === F_RDLCK && type === F_WRLCK))
    })
  }

  set(owner: number, type: number, start: number, end: number): void {
    this.#types[owner]?.fill(type, start, end)
  }

  typeAt(owner: number, at: number): number | undefined {
    return this.#types[owner]?.[at]
  }

  /** Ranges of one type without gaps. */
  get ranges(): number {
    let count = 0
    for (const types of this.#types)
      for (const [at, type] of types.entries())
        if (type !== F_UNLCK && types[at - 1] !== type) count++
    return count
  }
}

test('after random operations each byte is locked as in a naive model, in merged ranges', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      const [locks, model] = [new RecordLocks(), new NaiveLocks()]
      for (const { kind, owner, type, start, length } of operations) {
        const who = owners[owner] as LockOwner
        const end = Math.min(start + length, bytes)
        if (kind === 'drop') {
          locks.drop(5, who)
          model.set(owner, F_UNLCK, 0, bytes)
        } else {
          const isBlocked = model.isBlocked(owner, type, start, end)
          expect(locks.set(5, who, { type, start, end })).toBe(isBlocked ? 0 : 1)
          if (!isBlocked) model.set(owner, type, start, end)
        }
        expect(locks.size).toBe(model.ranges)
        for (let at = 0; at < bytes; at++) {
          const probe = { type: F_WRLCK, start: at, end: at + 1 }
          const blocker = locks.blocker(5, { pid: 9 }, probe)
          const held = owners.find((_, each) => model.typeAt(each, at) !== F_UNLCK)
          expect(blocker === undefined).toBe(held === undefined)
          if (blocker !== undefined)
            expect(model.typeAt(owners.indexOf(blocker.owner), at)).toBe(blocker.type)
        }
      }
      for (const each of owners) locks.dropAll(each)
      expect(locks.size).toBe(0)
    }),
    { numRuns: 200 },
  )
})

test('a lock to the end of the file has no end', () => {
  const locks = new RecordLocks()
  const [a, b] = owners as [LockOwner, LockOwner]
  locks.set(1, a, { type: F_WRLCK, start: 10, end: Infinity })
  const blocker = locks.blocker(1, b, { type: F_RDLCK, start: 2 ** 50, end: 2 ** 50 + 1 })
  expect(blocker).toMatchObject({ start: 10, end: Infinity, owner: a })
  expect(locks.blocker(1, b, { type: F_RDLCK, start: 0, end: 10 })).toBe(undefined)
  expect(locks.blocker(2, b, { type: F_RDLCK, start: 10, end: 11 })).toBe(undefined)
})

test('who waits in a ring is told EDEADLK, and the others go on', async () => {
  const locks = new RecordLocks()
  const [a, b, c] = owners as [LockOwner, LockOwner, LockOwner]
  const range = (start: number) => ({ type: F_WRLCK, start, end: start + 1 })
  for (const [index, each] of [a, b, c].entries()) locks.set(1, each, range(index))
  const parked: (() => void)[] = []
  const wait = (): Promise<void> => new Promise((resolve) => parked.push(resolve))
  const first = locks.setWaiting(1, a, range(1), wait)
  const second = locks.setWaiting(1, b, range(2), wait)
  expect(locks.waiting).toBe(2)
  expect(await locks.setWaiting(1, c, range(0), wait)).toBe(-EDEADLK)
  locks.drop(1, c)
  for (const each of parked.splice(0)) each()
  expect(await second).toBe(0)
  locks.drop(1, b)
  for (const each of parked.splice(0)) each()
  expect(await first).toBe(0)
  locks.drop(1, a)
  expect([locks.size, locks.waiting]).toEqual([0, 0])
})

test('a wait that is ended leaves nothing', async () => {
  const locks = new RecordLocks()
  const [a, b] = owners as [LockOwner, LockOwner]
  const range = { type: F_WRLCK, start: 0, end: 1 }
  locks.set(1, a, range)
  const ended = locks.setWaiting(1, b, range, () => Promise.reject(new Error('cancelled')))
  await expect(ended).rejects.toThrow('cancelled')
  expect(locks.waiting).toBe(0)
  locks.drop(1, a)
  expect(locks.set(1, a, range)).toBe(1)
})

test('a process has maxRecordLocks at most: ENOLCK', () => {
  const locks = new RecordLocks()
  const [a, b] = owners as [LockOwner, LockOwner]
  const perFile = 64
  for (let ino = 1; locks.size < maxRecordLocks; ino++)
    for (let i = 0; i < perFile; i++)
      locks.set(ino, a, { type: F_WRLCK, start: 2 * i, end: 2 * i + 1 })
  expect(locks.size).toBe(maxRecordLocks)
  const more = { type: F_WRLCK, start: 1000, end: 1001 }
  expect(locks.set(1, a, more)).toBe(-ENOLCK)
  expect(locks.set(1, b, more)).toBe(1)
  // With the neighbour that it touches it becomes one: a range less, and another one less.
  expect(locks.set(1, a, { type: F_WRLCK, start: 0, end: 2 })).toBe(1)
  expect(locks.set(1, a, { type: F_UNLCK, start: 0, end: 3 })).toBe(1)
  expect(locks.set(1, a, { ...more, start: 1001, end: 1002 })).toBe(1)
  expect(locks.size).toBe(maxRecordLocks)
  for (const each of owners) locks.dropAll(each)
  expect(locks.size).toBe(0)
})
