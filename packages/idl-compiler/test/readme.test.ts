import { readFileSync } from 'node:fs'
import { defineInterface, sint64, string, uint16, uint32 } from '@kos/idl'
import { expect, test } from 'vitest'
import { formatDiagnostic, loadProject } from '../src/index.ts'

test('the example of the README does what it says', () => {
  // begin
  const files: Record<string, string> = {
    'demo/Store.idl': `package demo.Store
interface {
    Put(in string<32> name, in SInt64 amount, out UInt32 index, error UInt16 status);
    Clear();
}`,
  }
  const { modules, diagnostics } = loadProject(['demo/Store.idl'], {
    read: (path) => files[path] ?? null,
  })
  for (const diagnostic of diagnostics) console.error(formatDiagnostic(diagnostic))
  const parsed = modules[0]?.interface?.definition
  // parsed is what defineInterface makes: parsed.$methods[0].name is 'Put'
  // end
  expect(diagnostics).toEqual([])
  const Store = defineInterface('demo.Store', {
    Put: {
      in: { name: string(32), amount: sint64 },
      out: { index: uint32 },
      error: { status: uint16 },
    },
    Clear: {},
  })
  expect(parsed?.$sizes).toEqual(Store.$sizes)
  expect(parsed?.$methods.map(({ name }) => name)).toEqual(['Put', 'Clear'])
})

test('the README holds this example', () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8')
  const example = source.slice(source.indexOf('  // begin\n') + 11, source.indexOf('  // end\n'))
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  // Text inside quotes begins at the margin in both.
  expect(readme).toContain(example.replaceAll(/^ {2}(?! {2}(?:Put|Clear))/gm, ''))
  expect(readme.trimEnd().split('\n').at(-1)).toBe(
    'kos is independent work, not affiliated with Kaspersky.',
  )
})
