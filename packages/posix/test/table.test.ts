// The table of conformance: it has every function of the standard once, what it says of each is so,
// and each has a test that names it.

import { readFileSync } from 'node:fs'
import * as package_ from '@kos/posix'
import { describe, expect, test } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { conformancePage, conformanceRows, standard } from '../../../tooling/conformance-table.mjs'
import { inProcess } from './posix-world.ts'

const rows = conformanceRows()
const { headers } = standard()
const names = new Set(rows.map(({ name }) => name))
const ownTest = 'test/table.test.ts'

function fileOf(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

async function hasFunction(): Promise<(name: string) => boolean> {
  const own = await inProcess((posix) => new Set<string>(namesOf(posix)))
  return (name) => own.has(name) || Object.hasOwn(package_, name)
}

function namesOf(functions: object): string[] {
  const all: string[] = []
  for (const name in functions) all.push(name)
  return all
}

describe('the table of conformance', () => {
  test('has every function of the standard, under its header', () => {
    const missing = Object.entries(headers).flatMap(([header, functions]) =>
      functions
        .filter((name) => !rows.some((row) => row.header === header && row.name === name))
        .map((name) => `${header} ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('has each function once, and none but those of the standard', () => {
    expect(rows.length - names.size).toBe(0)
    const known = new Set(Object.values(headers).flat())
    expect(rows.filter(({ name }) => !known.has(name)).map(({ name }) => name)).toEqual([])
  })

  test('says of each that is not full why', () => {
    const silent = rows.filter(({ status, note }) => status !== 'full' && (note ?? '') === '')
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  test('has what it says to be there, and nothing of what is not', async () => {
    const has = await hasFunction()
    const wrong = rows.filter(({ name, status }) => has(name) !== (status !== 'absent'))
    expect(wrong.map(({ name, status }) => `${name}: ${status}`)).toEqual([])
  })

  test('has a test for each row, which names the function', () => {
    const untested = rows
      .filter(({ name, status, test: path }) => {
        if (status === 'absent' && path === ownTest) return false
        return !new RegExp(String.raw`\b${name}\b`).test(fileOf(path))
      })
      .map(({ name, test: path }) => `${name}: ${path}`)
    expect(untested).toEqual([])
  })

  test('is the page of the docs', () => {
    expect(fileOf('docs/conformance.md')).toBe(conformancePage())
  })
})
