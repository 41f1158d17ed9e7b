import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  core,
  createMonitor,
  definePolicy,
  deny,
  denyAll,
  execute,
  request,
  response,
  security,
  eventOf,
} from '../src/index.ts'
import { error, type Rule } from '../src/index.ts'
import { event, Mode } from './fixture.ts'

function grants(policy: readonly Rule[], parts: Parameters<typeof event>[0] = {}): boolean {
  return createMonitor(policy).decide(event(parts)).granted
}

describe('default deny', () => {
  test('a policy without rules grants nothing', () => {
    expect(grants(denyAll)).toBe(false)
    expect(createMonitor([]).decide(event())).toMatchObject({ granted: false, reason: 'no-rule' })
  })

  test('an event that no rule selects is denied', () => {
    const policy = definePolicy(request('Client', 'Server', Mode.FMode))
    expect(grants(policy)).toBe(true)
    expect(grants(policy, { method: 'Name' })).toBe(false)
    expect(grants(policy, { source: 'Other' })).toBe(false)
    expect(grants(policy, { destination: 'Other' })).toBe(false)
    expect(grants(policy, { interface: 'demo.Other' })).toBe(false)
  })

  test('a request rule does not cover the response, nor a response rule the error', () => {
    const answer = { type: 'response', source: 'Server', destination: 'Client' } as const
    expect(grants([request('Client', 'Server')], answer)).toBe(false)
    expect(grants([response('Server', 'Client')], answer)).toBe(true)
    expect(grants([response('Server', 'Client')], { ...answer, type: 'error' })).toBe(false)
    expect(grants([error('Server', 'Client', Mode.FMode)], { ...answer, type: 'error' })).toBe(true)
  })

  test('allowAll grants every kind of event', () => {
    const policy = allowAll()
    for (const type of ['execute', 'request', 'response', 'error', 'security'] as const)
      expect(grants(policy, { type })).toBe(true)
  })
})

describe('rules together', () => {
  test('all rules that select an event must grant it: a grant never overrides a denial', () => {
    const limited = request('Client', 'Server', Mode.FMode, ({ message }) => message.value <= 7)
    for (const policy of [definePolicy(allowAll(), limited), definePolicy(limited, allowAll())]) {
      expect(grants(policy, { message: { value: 7 } })).toBe(true)
      expect(grants(policy, { message: { value: 8 } })).toBe(false)
    }
  })

  test('deny without a condition denies whatever else grants', () => {
    const policy = definePolicy(allowAll(), deny(request(any, 'Server', Mode)))
    expect(grants(policy)).toBe(false)
    expect(grants(policy, { interface: 'demo.Other' })).toBe(true)
  })

  test('deny with a condition denies exactly when it is true', () => {
    const policy = definePolicy(
      request(any, any),
      deny(request(any, 'Server', Mode.FMode, ({ message }) => message.value > 7)),
    )
    expect(grants(policy, { message: { value: 7 } })).toBe(true)
    expect(grants(policy, { message: { value: 8 } })).toBe(false)
  })

  test('a deny that selects an event and does not deny it counts as the rule that grants it', () => {
    const policy = definePolicy(
      deny(request('Client', 'Server', Mode.FMode, ({ message }) => message.value > 7)),
    )
    expect(grants(policy, { message: { value: 7 } })).toBe(true)
    expect(grants(policy, { message: { value: 8 } })).toBe(false)
    expect(grants(policy, { method: 'Name' })).toBe(false)
  })
})

describe('selecting', () => {
  test('classes are names, lists of names, or any', () => {
    const policy = definePolicy(request(['Client', 'Logger'], any))
    expect(grants(policy, { source: 'Logger', destination: 'Whoever' })).toBe(true)
    expect(grants(policy, { source: 'Other' })).toBe(false)
  })

  test('programs select their class, by identity', () => {
    const program = { main: () => 0 }
    const twin = { main: program.main }
    const names = new Map<object, string>([
      [program, 'Client'],
      [twin, 'Twin'],
    ])
    const monitor = createMonitor([request(program, 'Server')], {
      classOf: (object) => names.get(object),
    })
    expect(monitor.decide(event()).granted).toBe(true)
    expect(monitor.decide(event({ source: 'Twin' })).granted).toBe(false)
  })

  test('a program of several classes selects each of them, to grant and to deny', () => {
    const program = {}
    const classOf = (): readonly string[] => ['Client', 'Logger']
    const allowed = createMonitor([request(program, 'Server')], { classOf })
    const denied = createMonitor([request(any, any), deny(request(program, any))], { classOf })
    for (const source of ['Client', 'Logger', 'Other']) {
      expect(allowed.decide(event({ source })).granted).toBe(source !== 'Other')
      expect(denied.decide(event({ source })).granted).toBe(source === 'Other')
    }
    expect(denied.decide(event({ source: 'Logger' }))).toMatchObject({
      rule: { text: 'deny(request([Client, Logger], any))' },
    })
    for (const wrong of [[], [''], ['Client', '']])
      expect(() => createMonitor([request(program, any)], { classOf: () => wrong })).toThrow(
        'belongs to no class',
      )
  })

  test('system calls are requests to the kernel', () => {
    expect(grants([request(any, core)], { destination: 'kl.core.Core' })).toBe(true)
    expect(grants([request(any, core)])).toBe(false)
  })

  test('the start of the kernel is an event of its own', () => {
    const start = {
      type: 'execute',
      source: 'kl.core.Core',
      destination: 'kl.core.Core',
      method: 'main',
    } as const
    expect(grants([execute(core, core)], start)).toBe(true)
    expect(grants([execute('Einit')], start)).toBe(false)
    expect(grants([execute('Einit')], { ...start, source: 'Einit', destination: 'Server' })).toBe(
      true,
    )
  })

  test('endpoints, interfaces and methods are selected by name', () => {
    expect(grants([request(any, any, { endpoint: 'mode' })])).toBe(true)
    expect(grants([request(any, any, { endpoint: 'other' })])).toBe(false)
    expect(grants([request(any, any, { interface: 'demo.Mode', method: 'FMode' })])).toBe(true)
    expect(grants([request(any, any, { interface: 'demo.Mode', method: 'Name' })])).toBe(false)
  })

  test('a name that is unknown is selected only by rules that do not select by it', () => {
    const unknown = { endpoint: '', interface: '', method: '', message: undefined }
    expect(grants([request(any, any)], unknown)).toBe(true)
    expect(grants([request(any, any, Mode)], unknown)).toBe(false)
  })

  test('security events have a source and no recipient', () => {
    const query = { type: 'security', destination: '', method: 'FMode' } as const
    expect(
      grants([security('Client', Mode.FMode, ({ message }) => message.value === 1)], query),
    ).toBe(true)
    expect(grants([security('Server')], query)).toBe(false)
  })
})

test('conditions see the message, both classes, both security ids and the event', () => {
  const seen: unknown[] = []
  const monitor = createMonitor([
    request(any, any, Mode.FMode, (context) => seen.push({ ...context }) > 0),
  ])
  const asked = event()
  monitor.decide(asked)
  const { message, source, destination, sourceSid, destinationSid } = asked
  expect(seen).toEqual([{ message, source, destination, sourceSid, destinationSid, event: asked }])
})

test('the message is read once per event, so that all conditions see the same', () => {
  let reads = 0
  const changing = Object.defineProperty({ ...event() }, 'message', { get: () => ++reads })
  const isFirst = ({ message }: { readonly message: unknown }) => message === 1
  expect(
    createMonitor([request(any, any, isFirst), request(any, any, isFirst)]).decide(changing)
      .granted,
  ).toBe(true)
  expect(reads).toBe(1)
})

test('an event is made of a head, a message and security ids, and of nothing else', () => {
  const { message, sourceSid, destinationSid, ...head } = event()
  const more = { ...head, other: 1 }
  expect(eventOf(more, message, sourceSid, destinationSid)).toEqual(event())
})
