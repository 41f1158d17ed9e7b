// What the check of sizes refuses, on modules that are written here, and that each package has a
// budget.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { budgetFaults, measure } from '../size.mjs'
import { budgets } from '../size-budgets.mjs'
import { packagesOf } from '../source-files.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const long = Array.from({ length: 200 }, (_, index) => `'word ${index * 7919}'`).join(', ')
const files = {
  small: 'export const small = () => 1\nexport { large } from "large"\n',
  large: `export const large = () => [${long}]\n`,
  outside: 'import { parse } from "elsewhere"\nexport const outside = (text) => parse(text)\n',
}
const modules = {
  resolve: (id) => (id in files ? { id, moduleSideEffects: false } : null),
  load: (id) => files[id],
}

test('a bundle has what is imported, and not what is left out', async () => {
  const small = await measure('export { small } from "small"', modules)
  const large = await measure('export * from "small"', modules)
  assert.ok(small.gzipSize < 100, String(small.gzipSize))
  assert.ok(large.gzipSize > 500, String(large.gzipSize))
})

test('packages that are not of the repository stay outside', async () => {
  const { size } = await measure('export * from "outside"', modules)
  assert.ok(size > 40 && size < 120, String(size))
})

test('a bundle over its limit, and one with modules of another part, are refused', () => {
  const budget = { what: 'a kernel', limit: 100, without: [['traces', /^kernel\/src\/trace/]] }
  const measured = { gzipSize: 101, sources: ['kernel/src/trace.ts', 'kernel/src/task.ts'] }
  assert.deepEqual(budgetFaults(budget, measured), [
    'a kernel has 101 bytes, and may have 100',
    'a kernel has modules of traces: kernel/src/trace.ts',
  ])
  assert.deepEqual(budgetFaults(budget, { gzipSize: 100, sources: ['kernel/src/task.ts'] }), [])
})

test('each package has a budget, and the task that holds it', () => {
  const names = packagesOf(root)
  assert.deepEqual(Object.keys(budgets).toSorted(), names.toSorted())
  for (const name of names) {
    const path = resolve(root, 'packages', name, 'package.json')
    const { scripts } = JSON.parse(readFileSync(path, 'utf8'))
    assert.equal(scripts.size, 'node ../../tooling/size.mjs', name)
    for (const { what, limit } of budgets[name]) assert.ok(limit > 0, `${name}, ${what}`)
  }
})
