// `getsubopt`: suboptions from a text.

import { getsubopt, Out } from '@kos/posix'
import { expect, test } from 'vitest'

test('getsubopt takes one suboption after the other', () => {
  const option = new Out('rw,size=4,other=x,size')
  const value = new Out<string | null>(null)
  const seen: unknown[] = []
  while (option.value !== '') seen.push([getsubopt(option, ['rw', 'size'], value), value.value])
  expect(seen).toEqual([
    [0, null],
    [1, '4'],
    [-1, 'other=x'],
    [1, null],
  ])
  expect(getsubopt(option, ['rw'], value)).toBe(-1)
  expect(value.value).toBe(null)
})
