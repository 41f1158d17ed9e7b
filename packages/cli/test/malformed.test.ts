// Malformed messages against the printed codecs: they answer the same as codecs that go through the
// layout, to every message.
import * as fc from 'fast-check'
import { compileCodec, layoutMessage, plainHandles, type AnyInterface, type Codec } from '@kos/idl'
import { describe, expect, test } from 'vitest'
import { Journal } from './golden/traffic/Journal.idl.ts'
import { Lights } from './golden/traffic/Lights.idl.ts'
import { Store } from './golden/demo/Store.idl.ts'

interface Message {
  readonly name: string
  readonly printed: Codec<never, unknown>
  readonly closures: Codec<unknown>
}

function messagesOf(definition: AnyInterface): Message[] {
  return definition.$methods.flatMap(({ name, mid, spec, request, response, error }) => {
    const message = (
      direction: 'in' | 'out' | 'error',
      printed: Codec<never, unknown> | null,
    ): Message[] => {
      if (printed === null) return []
      const layout = layoutMessage(
        `${definition.$name}.${name}`,
        mid,
        direction,
        spec[direction] ?? {},
      )
      return [{ name: layout.name, printed, closures: compileCodec(layout, 'closures') }]
    }
    return [...message('in', request), ...message('out', response), ...message('error', error)]
  })
}

const cause = fc.oneof(
  fc.record({ tag: fc.constant('timer'), value: fc.nat() }),
  fc.record({ tag: fc.constant('person'), value: fc.string({ maxLength: 9 }) }),
  fc.record({ tag: fc.constant('sensor'), value: fc.uint8Array({ maxLength: 4 }) }),
)
const name = fc.stringMatching(/^[a-z]{0,9}$/)
const number = fc.nat(255)
const handle = fc.constant({ handle: 7, rights: 3 })
const light = fc.record({
  name,
  class_: number,
  seconds: fc.array(number, { minLength: 3, maxLength: 3 }),
})

// One value for each parameter that any of the messages has: a codec takes those that are its own.
const journal = {
  who: name,
  what: fc.uint8Array({ maxLength: 20 }),
  causes: fc.array(cause, { maxLength: 4 }),
  number: fc.bigInt(0n, 99n),
}
const asked = { light: name, mode: number, cause, from: number }
const answered = {
  rc_: number,
  status: number,
  lights: fc.array(light, { maxLength: 8 }),
  changed: fc.bigInt(-9n, 9n),
  journal: handle,
}
const store = { name, count: number, total: number }
const values = fc.record({ ...journal, ...asked, ...answered, ...store })

const change = fc.record({
  at: fc.nat(199),
  value: fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 8, 255), fc.nat(255)),
})
const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 300)
const seed = Number(process.env['KOS_MODEL_SEED'] ?? 26)

describe.each([Journal, Lights, Store].flatMap(messagesOf))(
  '$name',
  ({ name: title, printed, closures }) => {
    const given = (value: object): object => {
      // Two parameters share a name, but not a type.
      if (title.includes('Lend response')) return { ...value, light: { handle: 7, rights: 3 } }
      return title.includes('Owner response') ? { ...value, lights: { handle: 7 } } : value
    }

    test('is written alike, and whatever becomes of its bytes is refused for the same reason, or read alike', () => {
      let refused = 0
      const property = fc.property(
        values,
        fc.array(change, { maxLength: 3 }),
        fc.nat(3),
        (value, changes, cut) => {
          const view = new DataView(new ArrayBuffer(printed.size))
          const arena = new Uint8Array(printed.arenaSize)
          const [otherView, otherArena] = [
            new DataView(new ArrayBuffer(printed.size)),
            new Uint8Array(printed.arenaSize),
          ]
          const used = printed.encode(given(value) as never, 5, view, arena)
          expect(closures.encode(given(value), 5, otherView, otherArena)).toBe(used)
          if (used < 0) return
          expect([view, arena]).toEqual([otherView, otherArena])
          expect(printed.validate(view, printed.size, arena, used)).toBeNull()
          // First the constant part, then the arena.
          for (const { at, value: byte } of changes) {
            if (at < view.byteLength) view.setUint8(at, byte)
            else arena[at - view.byteLength] = byte
          }
          const arenaSize = Math.max(0, used - cut)
          const fault = printed.validate(view, printed.size, arena, arenaSize)
          expect(fault).toBe(closures.validate(view, printed.size, arena, arenaSize))
          if (fault !== null) refused++
          if (fault !== null) return
          const read = closures.decode(view, arena, plainHandles)
          expect(printed.decode(view, arena, plainHandles)).toEqual(read)
          const lazy = printed.lazy(view, arena, plainHandles) as Record<string, unknown>
          expect(
            Object.fromEntries(Object.keys(read as object).map((key) => [key, lazy[key]])),
          ).toEqual(read)
        },
      )
      fc.assert(property, { numRuns: runs, seed })
      expect(refused).toBeGreaterThan(0)
    })
  },
)
