// Tokens that are shared: against a model that keeps a plain list of owners.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TokenList, Tokens } from '../src/runtime/tokens.ts'

const object = {}
const values: readonly unknown[] = [
  0,
  -0,
  Number.NaN,
  '',
  'text',
  null,
  undefined,
  object,
  {},
  Symbol('id'),
]

interface Owner {
  readonly list: number
  readonly value: unknown
  readonly token: number
}

const step = fc.record({
  what: fc.constantFrom('share', 'share', 'drop', 'add'),
  list: fc.nat(1),
  at: fc.nat(),
})

describe('shared tokens', () => {
  test('are one for each value and list, and live as long as they have an owner', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const tokens = new Tokens()
        const lists: readonly TokenList[] = [new Map(), new Map()]
        let owners: Owner[] = []
        const tokenOf = (list: number, value: unknown): number =>
          owners.find((owner) => owner.list === list && Object.is(owner.value, value))?.token ?? 0
        for (const { what, list, at } of steps) {
          const value = values[at % values.length]
          if (what === 'share') {
            const known = tokenOf(list, value)
            const token = tokens.share(lists[list] as TokenList, value)
            expect(
              known === 0 ? owners.every((owner) => owner.token !== token) : token === known,
            ).toBe(true)
            owners.push({ list, value, token })
          } else if (what === 'add') owners.push({ list: -1, value, token: tokens.add(value) })
          else if (owners.length > 0) {
            const dropped = owners[at % owners.length] as Owner
            expect(tokens.drop(dropped.token)).toBe(dropped.value)
            owners = owners.filter((owner) => owner !== dropped)
          }
          expect(tokens.size).toBe(new Set(owners.map(({ token }) => token)).size)
          for (const owner of owners)
            expect(Object.is(tokens.get(owner.token), owner.value)).toBe(true)
          for (const [index, each] of lists.entries()) {
            for (const asked of values) expect(tokens.find(each, asked)).toBe(tokenOf(index, asked))
            expect(each.size).toBe(
              new Set(owners.filter((owner) => owner.list === index).map(({ token }) => token))
                .size,
            )
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})
