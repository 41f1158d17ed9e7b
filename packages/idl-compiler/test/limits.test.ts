// Limits: at each, and one past it.
import { expect, test } from 'vitest'
import { maxMethods } from '@kos/idl'
import { type Diagnostic, loadProject, maxExpressionBits, maxNesting } from '../src/index.ts'

function complaints(text: string): readonly string[] {
  const project = loadProject(['demo/Any.idl'], {
    read: (path) => (path === 'demo/Any.idl' ? `package demo.Any\n${text}` : null),
  })
  return project.diagnostics.map(({ message }: Diagnostic) => message)
}

test('types are nested as deep as the limit, no deeper', () => {
  const nested = (depth: number): string =>
    `typedef ${'array<'.repeat(depth)}UInt8${', 1>'.repeat(depth)} T;`
  expect(complaints(nested(maxNesting))).toEqual([])
  expect(complaints(nested(maxNesting + 1))).toEqual([
    'expected a type that is nested less deep, found "UInt8"',
  ])
})

test('expressions are nested as deep as the limit, no deeper', () => {
  const nested = (depth: number): string =>
    `const UInt8 C = ${'('.repeat(depth)}1${')'.repeat(depth)};`
  expect(complaints(nested(maxNesting))).toEqual([])
  expect(complaints(nested(maxNesting + 1))).toEqual(['expected a simpler expression, found "1"'])
  expect(complaints(`const UInt8 C = 1 ${'+ 1 '.repeat(200)};`)).toEqual([])
})

test('values on the way have as many bits as the limit, no more', () => {
  const shifted = (bits: number): string => `const UInt8 C = (1 << ${bits}) * 0;`
  expect(complaints(shifted(maxExpressionBits - 1))).toEqual([])
  expect(complaints(shifted(maxExpressionBits))).toEqual([
    `the value has more than ${maxExpressionBits} bits`,
  ])
  expect(complaints(`const UInt8 C = (2 ** 9999999999) * 0;`)).toEqual([
    `the value has more than ${maxExpressionBits} bits`,
  ])
})

test(
  'an interface has as many methods as a MID can tell apart, no more',
  { timeout: 60_000 },
  () => {
    const methods = (count: number): string =>
      `interface { ${Array.from({ length: count }, (_, i) => `M${i}();`).join(' ')} }`
    expect(complaints(methods(maxMethods))).toEqual([])
    expect(complaints(methods(maxMethods + 1))).toEqual([
      'defineInterface("demo.Any") has 65537 methods; a MID allows 65536',
    ])
  },
)
