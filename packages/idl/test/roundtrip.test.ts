import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileCodec, type Fields, layoutMessage, plainHandles } from '../src/index.ts'
import { arrived, fieldsAndValue, write } from './arbitrary.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const SEED = Number(process.env['KOS_MODEL_SEED'] ?? 1)

function expected(fields: Fields, value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, arrived(type, value[name])]),
  )
}

describe.each(['code', 'closures'] as const)('a codec as %s', (form) => {
  test('brings every value of every method back, lazily and eagerly', () => {
    fc.assert(
      fc.property(fieldsAndValue, ([fields, value]) => {
        const codec = compileCodec(layoutMessage('demo.Any.M', 5, 'in', fields), form)
        const { view, arena, size, arenaSize } = write(codec, value)
        expect(arenaSize).toBeGreaterThanOrEqual(0)
        expect(codec.validate(view, size, arena, arenaSize)).toBeNull()
        const wanted = expected(fields, value)
        expect(codec.decode(view, arena, plainHandles)).toStrictEqual(wanted)
        const lazy = codec.lazy(view, arena, plainHandles) as Record<string, unknown>
        for (const name of Object.keys(fields)) expect(lazy[name]).toStrictEqual(wanted[name])
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })
})

test('both forms write the same bytes', () => {
  fc.assert(
    fc.property(fieldsAndValue, ([fields, value]) => {
      const layout = layoutMessage('demo.Any.M', 5, 'out', fields)
      const [code, closures] = [
        write(compileCodec(layout, 'code'), value),
        write(compileCodec(layout, 'closures'), value),
      ]
      expect(new Uint8Array(code.view.buffer)).toEqual(new Uint8Array(closures.view.buffer))
      expect(code.arena).toEqual(closures.arena)
    }),
    { numRuns: RUNS, seed: SEED },
  )
})
