import {
  handle,
  defineInterface,
  string,
  uint32,
  uint64,
  type HandleDesc,
  type Method,
} from '@kos/idl'
import { expectTypeOf, test } from 'vitest'
import {
  any,
  createMonitor,
  error,
  request,
  response,
  security,
  type Decision,
  type DenialReason,
} from '../src/index.ts'

const Store = defineInterface('demo.Store', {
  Open: {
    in: { name: string(16), flags: uint32 },
    out: { item: handle },
    error: { status: uint32 },
  },
  Size: { out: { bytes: uint64 } },
})

test('the message of a condition is what the method carries', () => {
  request('Client', 'Server', Store.Open, ({ message }) => {
    expectTypeOf(message.name).toEqualTypeOf<string>()
    expectTypeOf(message.flags).toEqualTypeOf<number>()
    return true
  })
  response('Server', 'Client', Store.Open, ({ message }) => {
    expectTypeOf(message.item).toEqualTypeOf<HandleDesc>()
    return true
  })
  response('Server', 'Client', Store.Size, ({ message }) => {
    expectTypeOf(message.bytes).toEqualTypeOf<bigint>()
    return true
  })
  error('Server', 'Client', Store.Open, ({ message }) => {
    expectTypeOf(message.status).toEqualTypeOf<number>()
    return true
  })
  security('Client', Store.Open, ({ message }) => {
    expectTypeOf(message.flags).toEqualTypeOf<number>()
    return true
  })
})

test('parameters that the message does not have are errors', () => {
  // @ts-expect-error: there is no parameter flag
  request('Client', 'Server', Store.Open, ({ message }) => message.flag === 1)
  // @ts-expect-error: name is a string
  request('Client', 'Server', Store.Open, ({ message }) => message.name > 7)
  // @ts-expect-error: item is in the response
  request('Client', 'Server', Store.Open, ({ message }) => message.item.handle === 1)
  // @ts-expect-error: the message can't be changed
  request('Client', 'Server', Store.Open, ({ message }) => (message.flags = 1) === 1)
})

test('without one method, the message is unknown', () => {
  request('Client', 'Server', Store, ({ message }) => {
    expectTypeOf(message).toEqualTypeOf<unknown>()
    return true
  })
  request('Client', 'Server', { endpoint: 'store' }, ({ message }) => {
    expectTypeOf(message).toEqualTypeOf<unknown>()
    return true
  })
  request('Client', any, ({ message, source, sourceSid }) => {
    expectTypeOf(message).toEqualTypeOf<unknown>()
    expectTypeOf(source).toEqualTypeOf<string>()
    expectTypeOf(sourceSid).toEqualTypeOf<number>()
    return true
  })
})

test('what would be a mistake is an error', () => {
  // @ts-expect-error: a method the interface does not have
  request('Client', 'Server', Store.Opne)
  // @ts-expect-error: no such selector
  request('Client', 'Server', { metod: 'Open' })
  // @ts-expect-error: conditions are synchronous
  request('Client', 'Server', Store.Open, async () => true)
  // @ts-expect-error: a condition answers a boolean
  request('Client', 'Server', Store.Open, ({ message }) => message.flags)
  // @ts-expect-error: the server is missing
  request('Client')
})

test('any method will do where its parameters do not matter', () => {
  const method = Store.$methods[0] as Method
  request('Client', 'Server', method)
})

test('a decision narrows', () => {
  const decision: Decision = createMonitor([]).decide({} as never)
  if (decision.granted) {
    // @ts-expect-error: a grant has no reason
    void decision.reason
  } else {
    expectTypeOf(decision.reason).toEqualTypeOf<DenialReason>()
    expectTypeOf(decision.message).toEqualTypeOf<string>()
  }
})
