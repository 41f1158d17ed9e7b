// What a program is told that declares itself, or an interface, wrongly.
import { expect, test } from 'vitest'
import { defineInterface, program, uint32 } from '../src/index.ts'

const Mode = defineInterface('demo.Mode', { Set: { in: { value: uint32 } } })
const main = (): void => {}

test.each([
  ['a misspelt option', () => program({ endpoint: { mode: Mode } } as never, main)],
  [
    'an endpoint that is undefined',
    () => program({ endpoints: { mode: undefined as never } }, main),
  ],
  ['a copy of an interface', () => program({ endpoints: { mode: { ...Mode } as never } }, main)],
  ['no function', () => program({ endpoints: { mode: Mode } } as never)],
  ['no methods', () => defineInterface('demo.Mode', undefined as never)],
  ['an option there is not', () => defineInterface('demo.Mode', {}, { from: 'code' } as never)],
  ['options that are none', () => defineInterface('demo.Mode', {}, 'code' as never)],
])('%s', (_what, declare) => {
  expect(declare).toThrow(TypeError)
  expect(declare).toThrowErrorMatchingSnapshot()
})
