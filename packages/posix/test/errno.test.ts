// Error numbers have the values of Linux, and a text each.

import { constants } from 'node:os'
import { expect, test } from 'vitest'
import * as posix from '../src/index.ts'
import { errnoName, errnoTable, strerror } from '../src/index.ts'

test.runIf(process.platform === 'linux')('the values are those of the host, a Linux', () => {
  const known = errnoTable.filter(({ name }) => name in constants.errno)
  expect(known.length).toBeGreaterThan(70)
  for (const { name, value } of known)
    expect([name, value]).toEqual([name, constants.errno[name as keyof typeof constants.errno]])
})

test('every entry of the table is exported under its name', () => {
  const exported: Record<string, unknown> = { ...posix }
  for (const { name, value } of errnoTable) expect([name, exported[name]]).toEqual([name, value])
  expect(errnoTable).toHaveLength(81)
})

test('numbers have names and texts, unknown ones as well', () => {
  expect([errnoName(posix.ENOENT), errnoName(0), errnoName(4000)]).toEqual([
    'ENOENT',
    undefined,
    undefined,
  ])
  expect(strerror(posix.ENOENT)).toBe('there is no such file or directory')
  expect([strerror(0), strerror(4000)]).toEqual(['no error', 'unknown error 4000'])
  for (const { text } of errnoTable) expect(text).not.toBe('')
})
