import { describe, expect, test } from 'vitest'
import { maxTables } from '../../src/limits.ts'
import { EvaluationError, ModelError, staticMapModel } from '../../src/models/index.ts'
import type { ValueType } from '../../src/models/index.ts'
import { badSids, objectOf, type TestedObject } from './fixture.ts'

const uint16: ValueType = { kind: 'integer', bits: 16, isSigned: false }

function mapsOf(pool_size = 2): TestedObject {
  const keys = new Map<unknown, unknown>([
    ['k1', 0],
    ['k2', 1n],
    [[107, 51], 2],
  ])
  return objectOf(staticMapModel, { keys, pool_size }, { Value: uint16 })
}

function both(maps: TestedObject, sid: number, key: unknown): unknown {
  return [maps.evaluate('get', { sid, key }), maps.evaluate('get_uncommitted', { sid, key })]
}

describe('StaticMap.init', () => {
  test('gives both copies the values of the configuration', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    expect(both(maps, 1, 'k1')).toEqual([0, 0])
    expect(both(maps, 1, 'k2')).toEqual([1, 1])
  })

  test('is denied if the pool is exhausted, the SID has a table, or is out of range', () => {
    const maps = mapsOf()
    for (const sid of badSids) expect(maps.grants('init', { sid })).toBe(false)
    expect([1, 1, 2, 3].map((sid) => maps.grants('init', { sid }))).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  test('gives a table that is used again the first values', () => {
    const maps = mapsOf(1)
    maps.grants('init', { sid: 1 })
    maps.grants('set', { sid: 1, key: 'k1', value: 7 })
    maps.grants('commit', { sid: 1 })
    maps.grants('fini', { sid: 1 })
    maps.grants('init', { sid: 2 })
    expect(both(maps, 2, 'k1')).toEqual([0, 0])
  })
})

describe('StaticMap.fini, commit and rollback', () => {
  test('are denied if the SID has no table or is out of range', () => {
    const maps = mapsOf()
    for (const sid of [1, ...badSids]) {
      for (const rule of ['fini', 'commit', 'rollback'])
        expect(maps.grants(rule, { sid })).toBe(false)
    }
  })
})

describe('StaticMap.set', () => {
  test('writes the working copy, get reads the base copy', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    maps.grants('init', { sid: 2 })
    expect(maps.grants('set', { sid: 1, key: 'k1', value: 7 })).toBe(true)
    expect(both(maps, 1, 'k1')).toEqual([0, 7])
    expect(both(maps, 1, 'k2')).toEqual([1, 1])
    expect(both(maps, 2, 'k1')).toEqual([0, 0])
  })

  test('is granted also if the value is the same', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    expect(maps.grants('set', { sid: 1, key: 'k1', value: 0 })).toBe(true)
  })

  test('is denied for an unknown key', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    for (const key of ['k3', '', [107], undefined, 5, '__proto__', 'constructor'])
      expect(maps.grants('set', { sid: 1, key, value: 1 })).toBe(false)
  })

  test('takes bytes as keys', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    expect(maps.grants('set', { sid: 1, key: Uint8Array.of(107, 51), value: 9 })).toBe(true)
    expect(both(maps, 1, [107, 51])).toEqual([2, 9])
    expect(maps.grants('set', { sid: 1, key: 'k3', value: 9 })).toBe(false)
  })

  test('is denied if the SID has no table or is out of range', () => {
    const maps = mapsOf()
    for (const sid of [1, ...badSids])
      expect(maps.grants('set', { sid, key: 'k1', value: 1 })).toBe(false)
  })

  test('can not be evaluated for a value that the type does not have, and changes nothing', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    for (const value of [-1, 65536, 2n ** 64n, 1.5, '1', undefined])
      expect(() => maps.apply('set', { sid: 1, key: 'k1', value })).toThrow(EvaluationError)
    expect(both(maps, 1, 'k1')).toEqual([0, 0])
    expect(maps.grants('set', { sid: 1, key: 'k1', value: 65535n })).toBe(true)
    expect(both(maps, 1, 'k1')).toEqual([0, 65535])
  })
})

describe('StaticMap.commit and rollback', () => {
  test('commit copies the working copy to the base copy', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    maps.grants('set', { sid: 1, key: 'k1', value: 7 })
    expect(maps.grants('commit', { sid: 1 })).toBe(true)
    expect(both(maps, 1, 'k1')).toEqual([7, 7])
    maps.grants('set', { sid: 1, key: 'k1', value: 8 })
    expect(both(maps, 1, 'k1')).toEqual([7, 8])
  })

  test('rollback copies the base copy to the working copy', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    maps.grants('set', { sid: 1, key: 'k1', value: 7 })
    expect(maps.grants('rollback', { sid: 1 })).toBe(true)
    expect(both(maps, 1, 'k1')).toEqual([0, 0])
    maps.grants('set', { sid: 1, key: 'k1', value: 8 })
    expect(both(maps, 1, 'k1')).toEqual([0, 8])
  })
})

describe('StaticMap.get and get_uncommitted', () => {
  const expressions = ['get', 'get_uncommitted', 'get_uncommited']

  test('both spellings of get_uncommitted are the same', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    maps.grants('set', { sid: 1, key: 'k1', value: 7 })
    expect(maps.evaluate('get_uncommited', { sid: 1, key: 'k1' })).toBe(7)
  })

  test('can not be evaluated for an unknown key, or a SID without table or out of range', () => {
    const maps = mapsOf()
    maps.grants('init', { sid: 1 })
    for (const expression of expressions) {
      expect(() => maps.evaluate(expression, { sid: 1, key: 'k3' })).toThrow(EvaluationError)
      for (const sid of [2, ...badSids])
        expect(() => maps.evaluate(expression, { sid, key: 'k1' })).toThrow(EvaluationError)
    }
  })
})

describe('the configuration of a StaticMap', () => {
  const types = { Value: uint16 }
  const keys = { k1: 0 }

  test('has keys in a dictionary or a map, and a pool from 1 to its limit', () => {
    for (const pool_size of [1, 5n, maxTables])
      expect(staticMapModel.create(types, { keys, pool_size }).rules).toHaveProperty('set')
    for (const pool_size of [0, maxTables + 1, 1.5, '1', undefined])
      expect(() => staticMapModel.create(types, { keys, pool_size })).toThrow(ModelError)
  })

  test('needs keys with values that the type has, each key once', () => {
    for (const bad of [
      {},
      { k1: -1 },
      { k1: 65536 },
      { k1: '1' },
      [],
      undefined,
      new Map<unknown, number>([
        [[1], 0],
        [Uint8Array.of(1), 1],
      ]),
    ])
      expect(() => staticMapModel.create(types, { keys: bad, pool_size: 1 })).toThrow(ModelError)
    expect(() => staticMapModel.create({}, { keys, pool_size: 1 })).toThrow(ModelError)
    expect(() =>
      staticMapModel.create({ Value: { kind: 'text' } }, { keys, pool_size: 1 }),
    ).toThrow(expect.objectContaining({ path: ['Value'] }))
    expect(() => staticMapModel.create(types, { keys: { k1: -1 }, pool_size: 1 })).toThrow(
      expect.objectContaining({ path: ['keys', 'k1'], message: '-1 is no UInt16' }),
    )
  })
})
