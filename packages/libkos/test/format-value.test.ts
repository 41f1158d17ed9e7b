// What kos.log shows of each kind of value.
import { expect, test } from 'vitest'
import { formatValue } from '../src/runtime/format-value.ts'

class Bulb {
  level = 3
}

const circular: Record<string, unknown> = { a: 1 }
circular['self'] = circular

test.each([
  ['text', 'text'],
  [1, '1'],
  [-0, '-0'],
  [5n, '5n'],
  [undefined, 'undefined'],
  [null, 'null'],
  [Symbol('s'), 'Symbol(s)'],
  [{ a: 1 }, '{ a: 1 }'],
  [{}, '{}'],
  [[], '[]'],
  [{ a: 'b', 'c-d': [1, "it's"] }, `{ a: 'b', 'c-d': [ 1, "it's" ] }`],
  [new Bulb(), 'Bulb { level: 3 }'],
  [Object.create(null), '[Object: null prototype] {}'],
  [new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]'],
  [new Map([['a', { b: 1 }]]), "Map(1) { 'a' => { b: 1 } }"],
  [new Set([1]), 'Set(1) { 1 }'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [/a/u, '/a/u'],
  [() => {}, '[Function]'],
  [function named() {}, '[Function: named]'],
  [{ a: { b: { c: { d: 1 } } } }, '{ a: { b: { c: [Object] } } }'],
  [circular, '{ a: 1, self: [Circular] }'],
  [{ [Symbol('s')]: 1 }, '{ [Symbol(s)]: 1 }'],
])('%o', (value, text) => {
  expect(formatValue(value)).toBe(text)
})

test('an error with its stack, in an object too', () => {
  const error = new TypeError('broken')
  expect(formatValue({ error })).toBe(`{ error: ${error.stack} }`)
})

test('no code of the value runs, and what can not be looked at does not throw', () => {
  let ran = 0
  const value = {
    get a() {
      return ++ran
    },
    set b(_value: number) {
      ran++
    },
    toString: () => String(++ran),
  }
  expect(formatValue(value)).toBe('{ a: [Getter], b: [Setter], toString: [Function: toString] }')
  expect(ran).toBe(0)
  const refusing = new Proxy(
    {},
    {
      getPrototypeOf: () => {
        throw new Error('refused')
      },
    },
  )
  expect(formatValue(refusing)).toBe('[object]')
})

test('long values are cut, and the rest is counted', () => {
  expect(formatValue(Array.from({ length: 102 }, () => 1)).endsWith('1, ... 2 more ]')).toBe(true)
  const wide = Array.from({ length: 50 }, () => 'x'.repeat(1_000))
  expect(formatValue(wide).length).toBeLessThan(12_500)
  expect(formatValue(wide).endsWith('... 40 more ]')).toBe(true)
  expect(formatValue(['x'.repeat(100_000)]).length).toBeLessThan(10_100)
})
