import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ComposedRetcode,
  formatRetcode,
  genericRetcodes,
  MAKE_RETCODE,
  RC_CUSTOMER_FALSE,
  RC_CUSTOMER_TRUE,
  RC_GET_CODE,
  RC_GET_CUSTOMER,
  RC_GET_FACILITY,
  RC_GET_SPACE,
  RC_SPACE_GENERAL,
  type Retcode,
  RetcodeRegistry,
  rcAlreadyExists,
  rcInvalidArgument,
  rcOk,
  rcTimeout,
  unwrap,
} from '@kos/retcode'

const own = (code: number): Retcode => MAKE_RETCODE(RC_CUSTOMER_TRUE, RC_SPACE_GENERAL, 0, code, '')

describe('a new registry', () => {
  it('holds the generic codes in documented order and nothing else', () => {
    const list = new RetcodeRegistry().list()
    expect(list.map(({ name, rc }) => [name, rc])).toEqual(Object.entries(genericRetcodes))
  })

  it('describes them as formatRetcode does', () => {
    const registry = new RetcodeRegistry()
    for (const rc of Object.values(genericRetcodes))
      expect(registry.describe(rc)).toBe(formatRetcode(rc))
  })

  it('knows nothing of what another registry was told', () => {
    new RetcodeRegistry().register(own(1), 'rcValveStuck', '')
    expect(new RetcodeRegistry().find(own(1))).toBeUndefined()
  })
})

describe('register', () => {
  it('adds a code that find, describe and list then give', () => {
    const registry = new RetcodeRegistry()
    expect(registry.register(own(1), 'rcValveStuck', 'the valve does not move')).toBe(rcOk)
    const entry = { rc: own(1), name: 'rcValveStuck', description: 'the valve does not move' }
    expect(registry.find(own(1))).toEqual(entry)
    expect(registry.describe(own(1))).toBe('rcValveStuck: the valve does not move')
    expect(registry.list().at(-1)).toEqual(entry)
  })

  it('takes a plain number, and an empty description', () => {
    const registry = new RetcodeRegistry()
    expect(registry.register(Number(own(1)), 'rcValveStuck', '')).toBe(rcOk)
    expect(registry.describe(own(1))).toBe('rcValveStuck')
  })

  it('returns rcAlreadyExists for a code or a name that is there, also with the same text', () => {
    const registry = new RetcodeRegistry()
    registry.register(own(1), 'rcValveStuck', 'stuck')
    expect(registry.register(own(1), 'rcValveStuck', 'stuck')).toBe(rcAlreadyExists)
    expect(registry.register(own(1), 'rcOther', '')).toBe(rcAlreadyExists)
    expect(registry.register(own(2), 'rcValveStuck', '')).toBe(rcAlreadyExists)
    expect(registry.register(own(2), 'rcTimeout', '')).toBe(rcAlreadyExists)
    expect(registry.describe(own(1))).toBe('rcValveStuck: stuck')
    expect(registry.find(own(2))).toBeUndefined()
  })

  const wrongCodes: readonly [string, number | ComposedRetcode][] = [
    ['rcOk', rcOk],
    ['a generic code', rcTimeout],
    ['a code without the customer flag', MAKE_RETCODE(RC_CUSTOMER_FALSE, 5, 0, 1, '')],
    ['a positive number with the bit of the customer flag', 0x4000_0001],
    ['the unsigned form of a code', Number(own(1)) >>> 0],
    ['a fraction', Number(own(1)) + 0.5],
    ['a number below 32 bits', -0x1_0000_0000],
    ['NaN', NaN],
  ]
  it.each(wrongCodes)('returns rcInvalidArgument for %s', (_, rc) => {
    const registry = new RetcodeRegistry()
    expect(registry.register(rc, 'rcNew', '')).toBe(rcInvalidArgument)
    expect(registry.list()).toHaveLength(29)
  })

  it.each(['', '1st', 'rc valve', 'rc-valve', 'rc:valve', 'rcValve\n', 'rcVentilprüfung'])(
    'returns rcInvalidArgument for the name %j',
    (name) => {
      expect(new RetcodeRegistry().register(own(1), name, '')).toBe(rcInvalidArgument)
    },
  )
})

describe('registerAll', () => {
  const entry = (
    code: number,
    name: string,
  ): { rc: Retcode; name: string; description: string } => ({
    rc: own(code),
    name,
    description: name,
  })

  it('adds all entries in their order', () => {
    const registry = new RetcodeRegistry()
    expect(registry.registerAll([entry(2, 'rcTwo'), entry(1, 'rcOne')])).toBe(rcOk)
    expect(
      registry
        .list()
        .slice(29)
        .map(({ name }) => name),
    ).toEqual(['rcTwo', 'rcOne'])
  })

  const refused = [
    ['an invalid name', [entry(1, 'rcOne'), entry(2, '')], rcInvalidArgument],
    ['a code that occurs twice', [entry(1, 'rcOne'), entry(1, 'rcTwo')], rcAlreadyExists],
    ['a name that occurs twice', [entry(1, 'rcOne'), entry(2, 'rcOne')], rcAlreadyExists],
    ['a name that is there', [entry(1, 'rcOne'), entry(2, 'rcBusy')], rcAlreadyExists],
  ] as const
  it.each(refused)('adds nothing because of %s', (_, entries, expected) => {
    const registry = new RetcodeRegistry()
    expect(registry.registerAll(entries)).toBe(expected)
    expect(registry.list()).toHaveLength(29)
  })

  it('keeps its own copy of the entries', () => {
    const registry = new RetcodeRegistry()
    const mutable = entry(1, 'rcOne')
    registry.registerAll([mutable])
    mutable.name = 'rcChanged'
    expect(registry.find(own(1))?.name).toBe('rcOne')
  })
})

describe('define', () => {
  const valves = {
    space: 1,
    facility: 2,
    codes: {
      rcValveStuck: { code: 1, description: 'stuck' },
      rcValveLeaks: { code: 9, description: 'leaks' },
    },
  } as const

  it('composes customer codes of the space and the facility, and registers them', () => {
    const registry = new RetcodeRegistry()
    const { codes } = unwrap(registry.define(valves))
    expect(Object.keys(codes)).toEqual(['rcValveStuck', 'rcValveLeaks'])
    const rc = codes.rcValveLeaks
    expect([RC_GET_CUSTOMER(rc), RC_GET_SPACE(rc), RC_GET_FACILITY(rc), RC_GET_CODE(rc)]).toEqual([
      1, 1, 2, 9,
    ])
    expect(registry.describe(rc)).toBe('rcValveLeaks: leaks')
  })

  it('returns rcAlreadyExists and adds nothing if a code or a name is there', () => {
    const registry = new RetcodeRegistry()
    registry.register(own(1), 'rcValveLeaks', '')
    expect(registry.define(valves)).toEqual({ rc: rcAlreadyExists })
    expect(registry.list()).toHaveLength(30)
  })

  it('returns rcInvalidArgument for a name that is not an identifier', () => {
    const registry = new RetcodeRegistry()
    expect(
      registry.define({ ...valves, codes: { 'valve stuck': { code: 1, description: '' } } }),
    ).toEqual({
      rc: rcInvalidArgument,
    })
  })

  it('throws a RangeError and adds nothing if a field is out of range', () => {
    const registry = new RetcodeRegistry()
    const codes = {
      rcFine: { code: 1, description: '' },
      rcTooLarge: { code: 65536, description: '' },
    }
    expect(() => registry.define({ ...valves, codes })).toThrow(RangeError)
    expect(() => registry.define({ ...valves, space: 64 })).toThrow(RangeError)
    expect(registry.list()).toHaveLength(29)
  })
})

describe('describe', () => {
  it('falls back to formatRetcode for what nobody registered', () => {
    const registry = new RetcodeRegistry()
    for (const rc of [own(5), 5, NaN]) expect(registry.describe(rc)).toBe(formatRetcode(rc))
  })
})

describe('list', () => {
  it('gives a new array each time', () => {
    const registry = new RetcodeRegistry()
    const before = registry.list()
    registry.register(own(1), 'rcOne', '')
    expect(before).toHaveLength(29)
    expect(registry.list()).toHaveLength(30)
  })
})

// The model is a plain array that is searched from the start each time.
class Model {
  readonly entries: { code: number; name: string }[] = []

  expected(batch: readonly { code: number; name: string }[]): Retcode {
    const after = [...this.entries]
    for (const item of batch) {
      if (item.name === '') return rcInvalidArgument
      if (after.some((other) => other.code === item.code || other.name === item.name))
        return rcAlreadyExists
      after.push(item)
    }
    this.entries.push(...batch)
    return rcOk
  }
}

describe('any sequence of additions', () => {
  it('leaves in the registry what a plain list would hold', () => {
    const item = fc.record({
      code: fc.nat(6),
      name: fc.constantFrom('', 'rcA', 'rcB', 'rcC', 'rcD', 'rcE'),
    })
    const batches = fc.array(fc.array(item, { maxLength: 3 }), { maxLength: 12 })
    fc.assert(
      fc.property(batches, (steps) => {
        const registry = new RetcodeRegistry()
        const model = new Model()
        for (const batch of steps) {
          const entries = batch.map(({ code, name }) => ({
            rc: own(code),
            name,
            description: `${name} text`,
          }))
          expect(registry.registerAll(entries)).toBe(model.expected(batch))
          const held = registry.list().slice(29)
          expect(held.map(({ rc, name }) => [RC_GET_CODE(rc), name])).toEqual(
            model.entries.map(({ code, name }) => [code, name]),
          )
        }
      }),
    )
  })
})
