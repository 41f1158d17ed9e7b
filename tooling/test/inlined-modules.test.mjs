// The build plugin that puts numbers where they are used: a module with them does what it does
// without.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { rollup } from 'rollup'
import { inlineNumbers } from '../inline-numbers.mjs'

/** The bundle of `main.ts`, with the plugin or without, and what it exports. */
async function bundle(files, plugins) {
  const folder = mkdtempSync(join(tmpdir(), 'inline-numbers-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const built = await rollup({ input: join(folder, 'main.ts'), plugins })
    const { output } = await built.write({ file: join(folder, 'main.mjs'), format: 'es' })
    return { text: output[0].code, value: (await import(join(folder, 'main.mjs'))).default }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function sameValue(files) {
  const { value } = await bundle(files, [])
  const inlined = await bundle(files, [inlineNumbers()])
  assert.ok(Object.is(inlined.value, value), `${inlined.value} instead of ${value}`)
}

test('numbers of other modules and members of enumerations are put in place', async () => {
  const { text } = await bundle(
    {
      'a.ts': 'export const N = 5\nexport const E = { low: 1 << 3, high: -6 }',
      'main.ts':
        "import { E, N } from './a.ts'\nconst own = { seven: 7 }\n" +
        'export default (x) => [N + x, E.low + x, E.high - x, own.seven]',
    },
    [inlineNumbers()],
  )
  assert.match(text, /\[5 \+ x, 8 \+ x, \(-6\) - x, 7\]/)
})

const enumeration = 'const E = { a: 1 }\n'
const shadowed = {
  'a parameter': '((E) => E.a)({ a: 2 })',
  'a default parameter': '((x, E = { a: 2 }) => E.a)()',
  'a rest parameter': '((...E) => E.a)()',
  'a constant': '(() => { const E = { a: 2 }; return E.a })()',
  'a variable that is declared later':
    '(() => { const f = () => E.a; var E = { a: 2 }; return f() })()',
  'a pattern': '(({ e: [{ x: E }] }) => E.a)({ e: [{ x: { a: 2 } }] })',
  'a caught error': '(() => { try { throw { a: 2 } } catch (E) { return E.a } })()',
  'a loop': '(() => { for (const E of [{ a: 2 }]) return E.a })()',
  'a function': '(() => { return E.a; function E() {} })()',
  'the name of a function': '(function E() { return E.a })()',
  'a class': '(() => { class E { static a = 2 } return E.a })()',
  'the name of a class': 'new (class E { static a = 2; b = E.a })().b',
}
for (const [what, text] of Object.entries(shadowed)) {
  test(`an enumeration is not what ${what} of its name is`, async () => {
    await sameValue({ 'main.ts': `${enumeration}export default ${text}` })
    await sameValue({
      'a.ts': `export ${enumeration}`,
      'main.ts': `import { E } from './a.ts'\nexport default ${text}`,
    })
  })
}

test('a constant is not what a module exports under its name', async () => {
  const main = "import { A } from './a.ts'\nexport default A * 1"
  await sameValue({
    'a.ts': 'const A = 1\nconst B = 2\nexport { B as A, A as B }',
    'main.ts': main,
  })
  await sameValue({
    'a.ts': "const A = 1\nexport { A } from './b.ts'\nexport const B = A",
    'b.ts': 'export const A = 2',
    'main.ts': main,
  })
})

test('a computed key is no name', () =>
  sameValue({ 'main.ts': 'const k = "z"\nconst E = { [k]: 1 }\nexport default E.k' }))

test('the sign of zero stays', () =>
  sameValue({
    'a.ts': 'export const N = -0',
    'main.ts': "import { N } from './a.ts'\nexport default 1 / N",
  }))
