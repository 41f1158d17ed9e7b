import { defineInterface, string, uint32 } from '@kos/idl'
import { expectTypeOf, test } from 'vitest'
import { request } from '../../src/index.ts'
import { all, flow, hashSet, mic, regex, staticMap, when } from '../../src/models/index.ts'

const Store = defineInterface('demo.Store', {
  Open: { in: { name: string(16), flags: uint32 } },
})
const session = flow({ states: ['a', 'b'], initial: 'a', transitions: { a: ['b'] } })
const names = hashSet<string>({ setSize: 1, poolSize: 1 })
const limits = staticMap({ value: 'UInt16', keys: { least: 1, most: 2 }, poolSize: 1 })

test('the message of an argument is what the method carries', () => {
  request(
    'C',
    'S',
    Store.Open,
    session.enter(({ message, sourceSid }) => {
      expectTypeOf(message.name).toEqualTypeOf<string>()
      return { sid: sourceSid, state: 'b' }
    }),
  )
  request(
    'C',
    'S',
    Store.Open,
    names.contains(({ message, sourceSid }) => ({ sid: sourceSid, entry: message.name })),
  )
  request(
    'C',
    'S',
    Store.Open,
    regex().match('[a-z]*', ({ message }) => message.name),
  )
  request(
    'C',
    'S',
    Store.Open,
    // @ts-expect-error: there is no parameter nam
    session.init(({ message }) => ({ sid: message.nam })),
  )
})

test('states, keys and entries are those of the object', () => {
  // @ts-expect-error: no such state
  session.enter(() => ({ sid: 1, state: 'c' }))
  // @ts-expect-error: no such state
  session.allow(() => ({ sid: 1, states: ['a', 'c'] }))
  // @ts-expect-error: no such state
  flow({ states: ['a', 'b'], initial: 'c', transitions: {} })
  // @ts-expect-error: no such state
  flow({ states: ['a', 'b'], initial: 'a', transitions: { c: [] } })
  // @ts-expect-error: no such state
  flow({ states: ['a', 'b'], initial: 'a', transitions: { a: ['c'] } })
  // @ts-expect-error: no such key
  limits.get(() => ({ sid: 1, key: 'other' }))
  // @ts-expect-error: no such type
  staticMap({ value: 'UInt7', keys: { a: 1 }, poolSize: 1 })
  // @ts-expect-error: entries are texts
  names.add(() => ({ sid: 1, entry: 5 }))
  // @ts-expect-error: the driver is missing
  mic(['a']).delete(() => ({ source: 1, target: 2, container: undefined }))
})

test('values of expressions have their types', () => {
  when(
    session.query(() => ({ sid: 1 })),
    (state) => {
      expectTypeOf(state).toEqualTypeOf<'a' | 'b'>()
      return state === 'a'
    },
  )
  when(
    limits.get(() => ({ sid: 1, key: 'most' })),
    (value) => {
      expectTypeOf(value).toEqualTypeOf<number | bigint>()
      return value > 1
    },
  )
  const query = session.query(() => ({ sid: 1 }))
  // @ts-expect-error: a state is no boolean
  request('C', 'S', Store.Open, query)
})

test('all joins conditions of one method', () => {
  request(
    'C',
    'S',
    Store.Open,
    all(
      session.init(({ sourceSid }) => ({ sid: sourceSid })),
      ({ message }) => {
        expectTypeOf(message.flags).toEqualTypeOf<number>()
        return message.flags === 0
      },
    ),
  )
})
