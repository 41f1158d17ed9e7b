// `getsubopt`: suboptions from a text.

import { getsubopt } from '@kos/posix'
import { expect, test } from 'vitest'

test('getsubopt takes one suboption after the other', () => {
  const option = { value: 'rw,size=4,other=x,size' }
  const value: { value: string | null } = { value: null }
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
