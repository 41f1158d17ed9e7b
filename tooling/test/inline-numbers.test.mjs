// The build plugin that puts numbers where they are used: what it replaces, and what it must not.
import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAst } from 'rollup/parseAst'
import { inlineNumbers } from '../inline-numbers.mjs'

/** What becomes of a module that imports from `./constants.ts`. */
async function transformed(code) {
  const folder = mkdtempSync(join(tmpdir(), 'inline-numbers-'))
  writeFileSync(
    join(folder, 'constants.ts'),
    `export const one: number = 1
     export const low = -(2 ** 4) | 1
     export const text = 'one'
     export const State: { readonly new: 0; readonly old: 7 } = { new: 0, old: 7 } as const
     export const Mixed = { a: 1, b: 'b' }
     export let variable = 3`,
  )
  const plugin = inlineNumbers()
  const result = await plugin.transform.call({ parse: parseAst }, code, join(folder, 'module.js'))
  return result.code
}

const imports = `import { one, low, text, State, Mixed, variable, one as first } from './constants.ts'\n`
const body = async (code) => (await transformed(imports + code)).slice(imports.length)

test('imported integers and members of enumerations are replaced', async () => {
  assert.equal(await body('f(one, first, low, State.old)'), 'f(1, 1, (-15), 7)')
  assert.equal(await body('const o = { one, [one]: State.new }'), 'const o = { one: 1, [1]: 0 }')
  assert.equal(
    await body('export const f = (x = one) => x === State.old'),
    'export const f = (x = 1) => x === 7',
  )
  assert.equal(await body('const { a = one } = g()'), 'const { a = 1 } = g()')
  assert.equal(await body('f(`${one}`)'), 'f(`${1}`)')
  assert.equal(await body('one.toFixed()'), '(1).toFixed()')
})

test('what is no integer, may change, or is not known stays', async () => {
  for (const code of [
    'f(text, Mixed.a, variable)',
    'f(State, State[key], State.missing)',
    'x.one + y?.one',
  ])
    assert.equal(await body(code), code)
})

test('a name that a function declares anew stays', async () => {
  for (const code of [
    'function f(one) { return one }',
    '{ const one = 2; f(one) }',
    'const g = ({ one }) => one',
    'const g = ([one]) => one',
    'try { f() } catch (one) { f(one) }',
    'function one() {}',
    'function f({ a: [one = 2] }) {}',
    'class one {}',
    'for (const one of list) f(one)',
    'class A { m(one = 2) { return one } }',
  ])
    assert.equal(await body(code), code)
})

test('names of members, methods, labels and exports stay', async () => {
  for (const code of [
    'const o = { one: 2, one() {} }',
    'class A { one = 2 }',
    'one: for (;;) break one',
    'export { one }',
  ])
    assert.equal(await body(code), code)
})

test('members of an enumeration of the module itself are replaced', async () => {
  const code = await transformed('const Kind = { a: 1, b: 2 }\nexport const f = () => Kind.b')
  assert.equal(code, 'const Kind = { a: 1, b: 2 }\nexport const f = () => 2')
  const shadowed = 'const Kind = { a: 1 }\nexport const f = (Kind) => Kind.a'
  assert.equal(await transformed(shadowed), shadowed)
  for (const write of ['Kind.a = 2', "Kind['a'] = 2", 'Kind.a++', 'delete Kind.a']) {
    const written = `export const Kind = { a: 1 }\n${write}\nf(Kind.a)`
    assert.equal(await transformed(written), written)
  }
})
