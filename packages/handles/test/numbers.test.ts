import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { INVALID_HANDLE } from '../src/index.ts'
import { ALL_RIGHTS, READ, createSystem, resource } from './system.ts'

const INDEX = 0xfffff

test('a number is a positive 31-bit integer and never INVALID_HANDLE', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  for (let count = 0; count < 5000; count++) {
    const handle = space.create(resource(space, count), READ)
    expect(Number.isInteger(handle) && handle > 0 && handle <= 0x7fffffff).toBe(true)
    expect(handle & INDEX).not.toBe(0)
  }
})

test('numbers that were never issued are refused', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const handle = space.create(resource(space, 1), READ)
  const near = [
    handle + 1,
    handle ^ (1 << 20),
    handle + 256,
    handle | 0x80000000,
    handle + 2 ** 32,
    handle + 0.5,
  ]
  const never = [
    INVALID_HANDLE,
    -0,
    -1,
    1,
    2,
    1 << 20,
    INDEX,
    0x7fffffff,
    -handle,
    Number.NaN,
    Infinity,
    -Infinity,
    ...near,
  ]
  for (const number of never) {
    expect(space.check(number, 0), String(number)).toBe(rcInvalidArgument)
    expect(space.close(number), String(number)).toBe(rcInvalidArgument)
    expect(space.revoke(number), String(number)).toBe(rcInvalidArgument)
    expect(space.transfer(number, space, 0), String(number)).toBe(rcInvalidArgument)
  }
  expect(space.check(handle, READ)).toBeGreaterThan(0)
})

test('a closed number stays refused while its slot is used again', () => {
  const { table } = createSystem()
  const space = table.createSpace(1)
  const seen = new Set<number>()
  for (let round = 0; round < 2048; round++) {
    const handle = space.create(resource(space, round), READ)
    expect(seen.has(handle)).toBe(false)
    for (const old of [...seen].slice(-3)) expect(space.check(old, 0)).toBe(rcInvalidArgument)
    seen.add(handle)
    expect(space.close(handle)).toBe(rcOk)
    expect(space.close(handle)).toBe(rcInvalidArgument)
  }
  const again = space.create(resource(space, 1), READ)
  expect(seen.has(again)).toBe(true)
})

test('the slot freed first is used first, and not before all others', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const indices: number[] = []
  for (let round = 0; round < 255 * 3; round++) {
    const handle = space.create(resource(space, round), READ)
    indices.push(handle & INDEX)
    space.close(handle)
  }
  const firstRound = indices.slice(0, 255)
  expect(new Set(firstRound).size).toBe(255)
  expect(indices.slice(255, 510)).toEqual(firstRound)
})

test('a number of another space is isError, except for one in 2048 or so', () => {
  let salt = 1
  const { table } = createSystem({ entropy: () => (salt = Math.imul(salt, 0x41c64e6d) + 12345) })
  const mine = table.createSpace()
  const theirs = table.createSpace()
  let accepted = 0
  for (let count = 0; count < 20_000; count++) {
    mine.create(resource(mine, count), ALL_RIGHTS)
    const foreign = theirs.create(resource(theirs, count), ALL_RIGHTS)
    if (mine.check(foreign, 0) > 0) accepted++
  }
  expect(accepted).toBeLessThan(30)
})

test('the salt decides the numbers, so a seeded run repeats itself', () => {
  const issue = (salt: number): number[] => {
    const space = createSystem({ entropy: () => salt }).table.createSpace()
    return [1, 2, 3].map((context) => space.create(resource(space, context), READ))
  }
  expect(issue(7)).toEqual(issue(7))
  expect(issue(7)).not.toEqual(issue(8))
})

test('a destroyed space refuses every number', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const handle = space.create(resource(space, 1), READ)
  space.destroy()
  for (const number of [handle, 0, 1, 2, 1 << 20])
    expect(space.check(number, 0)).toBe(rcInvalidArgument)
  expect(space.create(resource(space, 2), READ)).toBe(rcInvalidArgument)
  expect(space.alive).toBe(false)
})

test('a slot of a space with few handles comes again after all others of 256', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const seen = new Set<number>()
  for (let count = 1; count < 256; count++) {
    const handle = space.create(resource(space, count), READ)
    expect(seen.has(handle & INDEX)).toBe(false)
    seen.add(handle & INDEX)
    space.close(handle)
  }
  const again = space.create(resource(space, 256), READ)
  expect(seen.has(again & INDEX)).toBe(true)
})
