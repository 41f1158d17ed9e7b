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
