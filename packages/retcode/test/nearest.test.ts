import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { didYouMean, nearest } from '../src/nearest.ts'

test.each([
  ['lihgts', 'a swap counts one'],
  ['light', 'a missing letter'],
  ['lightss', 'one too many'],
  ['LIGHTS', 'letter case does not count'],
  ['lixxts', 'a third of the letters may differ'],
])('%s: %s', (name) => {
  expect(nearest(name, ['doors', 'lights'])).toBe('lights')
})

test('what is further away than a third of its letters was not meant, nor is what shares no letter', () => {
  expect(nearest('lixxxs', ['lights'])).toBeNull()
  expect([
    nearest('a', ['b', 'ab']),
    nearest('', ['a']),
    nearest('a', ['A']),
    nearest('im', ['in']),
  ]).toEqual([null, null, 'A', 'in'])
  expect(nearest('x'.repeat(1_000_000), ['lights'])).toBeNull()
})

test('the nearest wins, the first of several, and a name that is there has no other', () => {
  expect(nearest('lights', ['nights', 'light5', 'lights2'])).toBe('nights')
  expect(nearest('lightz', ['lightzz', 'LIGHTZ'])).toBe('LIGHTZ')
  expect(nearest('lights', ['light', 'lights'])).toBeNull()
})

test('people are told', () => {
  expect([didYouMean('light', ['lights']), didYouMean('light', ['doors'])]).toEqual([
    '; did you mean "lights"?',
    '',
  ])
})

/** The distance of two texts, as it is defined. */
function distance(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, i) =>
    Array.from({ length: to.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0
  for (let i = 1; i <= from.length; i++)
    for (let j = 1; j <= to.length; j++) {
      const change = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swap = isSwapped ? at(i - 2, j - 2) + 1 : Infinity
      ;(table[i] as number[])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, swap)
    }
  return at(from.length, to.length)
}

test('the nearest is that of the distance, of any texts', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 14 })
  fc.assert(
    fc.property(letters, fc.array(letters, { maxLength: 6 }), (name, names) => {
      const most = Math.min(Math.max(1, Math.floor(name.length / 3)), name.length - 1)
      const found = names.map((each) => distance(name, each))
      const least = Math.min(...found)
      const expected = least === 0 || least > most ? null : (names[found.indexOf(least)] ?? null)
      expect(nearest(name, names)).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})

test('there is an end to what is compared', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `name ${i + 10_000}`)
  expect(nearest('name 1000x', names)).toBe('name 10000')
  expect(nearest('nbme 19999', names)).not.toBe('name 19999')
  expect(nearest('name 19999', names)).toBeNull()
  const long = 'x'.repeat(200)
  expect(nearest(`${long}y`, [long])).toBeNull()
})
