import { describe, expect, test } from 'vitest'
import { maxEntries, maxTables, maxValueDepth } from '../../src/limits.ts'
import { EvaluationError, hashSetModel, ModelError } from '../../src/models/index.ts'
import { badSids, objectOf, type TestedObject } from './fixture.ts'

function setsOf(set_size = 2, pool_size = 2): TestedObject {
  return objectOf(hashSetModel, { set_size, pool_size }, { Entry: { kind: 'any' } })
}

describe('HashSet.init', () => {
  test('is denied if the pool is exhausted', () => {
    const sets = setsOf()
    expect([1, 2, 3].map((sid) => sets.grants('init', { sid }))).toEqual([true, true, false])
    expect(sets.grants('fini', { sid: 1 })).toBe(true)
    expect(sets.grants('init', { sid: 3 })).toBe(true)
  })

  test('is denied if the SID has a table', () => {
    const sets = setsOf()
    expect([1, 1].map((sid) => sets.grants('init', { sid }))).toEqual([true, false])
    expect(sets.grants('init', { sid: 1n })).toBe(false)
  })

  test('is denied if the SID is out of range', () => {
    const sets = setsOf(1, 64)
    for (const sid of badSids) expect(sets.grants('init', { sid })).toBe(false)
    for (const sid of [1, 2 ** 53 - 1]) expect(sets.grants('init', { sid })).toBe(true)
  })

  test('clears a table that is used again', () => {
    const sets = setsOf(2, 1)
    sets.grants('init', { sid: 1 })
    sets.grants('add', { sid: 1, entry: 5 })
    sets.grants('fini', { sid: 1 })
    sets.grants('init', { sid: 2 })
    expect(sets.evaluate('contains', { sid: 2, entry: 5 })).toBe(false)
  })
})

describe('HashSet.fini', () => {
  test('is denied if the SID has no table or is out of range', () => {
    const sets = setsOf()
    for (const sid of [1, ...badSids]) expect(sets.grants('fini', { sid })).toBe(false)
  })
})

describe('HashSet.add', () => {
  test('is granted also if the entry is there', () => {
    const sets = setsOf()
    sets.grants('init', { sid: 1 })
    for (const entry of [5, 5, 6, 5, 6]) expect(sets.grants('add', { sid: 1, entry })).toBe(true)
    expect(sets.evaluate('contains', { sid: 1, entry: 5 })).toBe(true)
  })

  test('is denied if the table is full, but not for what it has', () => {
    const sets = setsOf()
    sets.grants('init', { sid: 1 })
    expect([5, 6, 7, 6].map((entry) => sets.grants('add', { sid: 1, entry }))).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(sets.evaluate('contains', { sid: 1, entry: 7 })).toBe(false)
  })

  test('is denied if the SID has no table or is out of range', () => {
    const sets = setsOf()
    for (const sid of [1, ...badSids]) expect(sets.grants('add', { sid, entry: 1 })).toBe(false)
  })

  test('gives an entry to one SID of one object only', () => {
    const [one, other] = [setsOf(), setsOf()]
    for (const sets of [one, other]) {
      sets.grants('init', { sid: 1 })
      sets.grants('init', { sid: 2 })
    }
    one.grants('add', { sid: 1, entry: 5 })
    expect(one.evaluate('contains', { sid: 2, entry: 5 })).toBe(false)
    expect(other.evaluate('contains', { sid: 1, entry: 5 })).toBe(false)
  })
})

describe('HashSet.remove', () => {
  test('is granted also if the entry is not there', () => {
    const sets = setsOf()
    sets.grants('init', { sid: 1 })
    sets.grants('add', { sid: 1, entry: 5 })
    for (const entry of [5, 5, 6]) expect(sets.grants('remove', { sid: 1, entry })).toBe(true)
    expect(sets.evaluate('contains', { sid: 1, entry: 5 })).toBe(false)
  })

  test('makes room', () => {
    const sets = setsOf(1, 1)
    sets.grants('init', { sid: 1 })
    sets.grants('add', { sid: 1, entry: 5 })
    sets.grants('remove', { sid: 1, entry: 5 })
    expect(sets.grants('add', { sid: 1, entry: 6 })).toBe(true)
  })

  test('is denied if the SID has no table or is out of range', () => {
    const sets = setsOf()
    for (const sid of [1, ...badSids]) expect(sets.grants('remove', { sid, entry: 1 })).toBe(false)
  })
})

describe('HashSet.contains', () => {
  test('can not be evaluated if the SID has no table or is out of range', () => {
    const sets = setsOf()
    for (const sid of [1, ...badSids])
      expect(() => sets.evaluate('contains', { sid, entry: 1 })).toThrow(EvaluationError)
  })
})

describe('entries of a HashSet', () => {
  function isSame(entry: unknown, other: unknown): boolean {
    const sets = setsOf(1, 1)
    sets.grants('init', { sid: 1 })
    sets.grants('add', { sid: 1, entry })
    return sets.evaluate('contains', { sid: 1, entry: other }) as boolean
  }

  test('are the same if their values are', () => {
    for (const [entry, other] of [
      [5, 5n],
      [2n ** 60n, 2n ** 60n],
      [
        [1, 2],
        [1n, 2],
      ],
      [
        { port: 80, host: 1 },
        { host: 1n, port: 80 },
      ],
      [[{ a: [1] }], [{ a: [1] }]],
      [undefined, undefined],
      [[1, 2], Uint8Array.of(1, 2)],
      ['a', 'a'],
    ])
      expect(isSame(entry, other)).toBe(true)
  })

  test('are others if their values are', () => {
    const all: readonly unknown[] = [
      5,
      '5',
      [5],
      ['5'],
      '[5]',
      '["5"]',
      '"5"',
      { a: 5 },
      { a: '5' },
      '{"a":5}',
      { b: 5 },
      { a: 5, b: 5 },
      true,
      'true',
      [true],
      ['true'],
      [1, 2],
      [12],
      [[1], 2],
      ['1,2'],
      [],
      {},
      undefined,
      [undefined],
      'undefined',
      2n ** 60n,
      2n ** 60n + 1n,
    ]
    all.forEach((entry, index) => {
      all.forEach((other, place) => expect(isSame(entry, other)).toBe(index === place))
    })
  })

  test('that are no values can not be evaluated', () => {
    const sets = setsOf()
    sets.grants('init', { sid: 1 })
    let deepest: unknown = []
    for (let depth = 0; depth < maxValueDepth; depth++) deepest = [deepest]
    expect(sets.grants('add', { sid: 1, entry: deepest })).toBe(true)
    const deep = [deepest]
    for (const entry of [
      NaN,
      1.5,
      2 ** 53,
      null,
      [null],
      new Map(),
      new Set([1]),
      new Date(0),
      new Uint16Array(1),
      () => 1,
      Symbol('a'),
      deep,
    ])
      expect(() => sets.apply('add', { sid: 1, entry })).toThrow(EvaluationError)
  })
})

describe('the configuration of a HashSet', () => {
  test('has sizes from 1 to their limits', () => {
    for (const config of [
      { set_size: 1, pool_size: 1 },
      { set_size: maxEntries, pool_size: maxTables },
      { set_size: 5n, pool_size: 5n },
    ])
      expect(hashSetModel.create({}, config).rules).toHaveProperty('add')
    for (const config of [
      { set_size: 0, pool_size: 1 },
      { set_size: 1, pool_size: 0 },
      { set_size: maxEntries + 1, pool_size: 1 },
      { set_size: 1, pool_size: maxTables + 1 },
      { set_size: 1.5, pool_size: 1 },
      { set_size: '1', pool_size: 1 },
      { set_size: 1 },
      { pool_size: 1 },
      {},
      undefined,
      null,
    ])
      expect(() => hashSetModel.create({}, config)).toThrow(ModelError)
  })

  test('says what is wrong, and where', () => {
    const config = { set_size: 1, pool_size: 0 }
    expect(() => hashSetModel.create({}, config)).toThrow(
      expect.objectContaining({ path: ['pool_size'], message: '0 is not from 1 to 65536' }),
    )
  })
})
