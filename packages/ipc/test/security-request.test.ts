// Requests of a process to its security interfaces: nobody receives them, the policy decides.

import { array, defineInterface, handle, string, uint32 } from '@kos/idl'
import {
  rcBufferTooLarge,
  rcInvalidArgument,
  rcOk,
  rcSecurityDisallow,
  rcSourceFault,
} from '@kos/retcode'
import {
  createMonitor,
  definePolicy,
  type Denied,
  type EventHead,
  granted,
  type Policy,
  security,
  type SecurityEvent,
  type SecurityMonitor,
} from '@kos/security'
import { expect, test } from 'vitest'
import {
  noBytes,
  ResourceIds,
  SecurityRequests,
  type SecurityRequestsOptions,
  type SecuritySubject,
} from '../src/index.ts'
import { type Frame, frame, READ, World } from './world.ts'

const Approve = defineInterface('demo.Approve', {
  Check: { in: { port: uint32 } },
  Name: { in: { name: string(100), of: handle } },
})
const Guard = defineInterface('demo.Guard', { Pass: { in: { keys: array(uint32, 4) } } })

const check = (port: number, riid = 0): Frame => frame(Approve.Check.request, { port }, riid)

/** A process with two security interfaces, and what is told of its denied requests. */
function createScene(
  policy: Policy | SecurityMonitor,
  options: Partial<SecurityRequestsOptions> = {},
) {
  const world = new World()
  const denials: { event: SecurityEvent; denial: Denied }[] = []
  const monitor = 'decide' in policy ? policy : createMonitor(policy)
  const requests = new SecurityRequests({
    monitor,
    ids: new ResourceIds(world.table),
    onDenied: (event, denial) => void denials.push({ event, denial }),
    ...options,
  })
  const subject: SecuritySubject = {
    ...world.peer('Verifier'),
    security: [
      { name: '', interface: Approve },
      { name: 'disk', interface: Guard },
    ],
  }
  const ask = ({ bytes, arena, used }: Frame, mayCommit = () => true): number =>
    requests.ask(subject, bytes, arena, used, mayCommit)
  return { world, denials, requests, subject, ask }
}

/** Remembers what it is asked, and grants what it decides. */
class Granting implements SecurityMonitor {
  readonly heads: EventHead[] = []
  readonly events: SecurityEvent[] = []

  classify(head: EventHead): 'ask' {
    this.heads.push(head)
    return 'ask'
  }

  decide(event: SecurityEvent): typeof granted {
    this.events.push({ ...event, message: structuredClone(event.message) })
    return granted
  }
}

test('the policy decides by the message, and who hears of denials gets a copy of it', () => {
  const { ask, denials, subject } = createScene(
    definePolicy(security('Verifier', Approve.Check, ({ message }) => message.port > 80)),
  )
  expect([80, 81, 0].map((port) => ask(check(port)))).toEqual([
    rcSecurityDisallow,
    rcOk,
    rcSecurityDisallow,
  ])
  expect(denials.map(({ event }) => event)).toEqual(
    [80, 0].map((port) => ({
      type: 'security',
      source: 'Verifier',
      sourceSid: subject.sid,
      destination: '',
      destinationSid: 0,
      endpoint: '',
      interface: 'demo.Approve',
      method: 'Check',
      message: { port },
    })),
  )
})

test('the policy is asked by interface and method, once about what it grants as a whole', () => {
  const monitor = new Granting()
  const { ask } = createScene(monitor)
  const pass = frame(Guard.Pass.request, { keys: [1, 2, 3, 4] }, 1)
  expect([ask(check(7)), ask(pass), ask(check(8)), ask(pass)]).toEqual([rcOk, rcOk, rcOk, rcOk])
  expect(
    monitor.heads.map(({ endpoint, interface: name, method }) => [endpoint, name, method]),
  ).toEqual([
    ['', 'demo.Approve', 'Check'],
    ['disk', 'demo.Guard', 'Pass'],
  ])
  expect(monitor.events.map(({ message }) => message)).toEqual([
    { port: 7 },
    { keys: [1, 2, 3, 4] },
    { port: 8 },
    { keys: [1, 2, 3, 4] },
  ])
  let asked = 0
  const whole: SecurityMonitor = {
    classify: () => (asked++, 'granted'),
    decide: () => {
      throw new Error('it is granted as a whole')
    },
  }
  const scene = createScene(whole)
  expect([scene.ask(check(1)), scene.ask(check(2)), asked]).toEqual([rcOk, rcOk, 1])
})

test('strings and handles arrive at the rules as in any message', () => {
  const monitor = new Granting()
  const { ask, world, subject } = createScene(monitor)
  const own = world.resource(subject, 5, READ)
  const name = 'n'.repeat(80)
  expect(ask(frame(Approve.Name.request, { name, of: own }))).toBe(rcOk)
  expect(monitor.events[0]?.message).toMatchObject({ name, of: { handle: 1 } })
})

test('state changes only if the caller still stands when all rules have granted', () => {
  const { ask } = createScene({
    classify: () => 'ask',
    decide: (_, mayCommit) =>
      mayCommit?.() === false ? { granted: false, reason: 'no-rule', message: '' } : granted,
  })
  expect([ask(check(1)), ask(check(1), () => false)]).toEqual([rcOk, rcSecurityDisallow])
})

test('what is no message of the interface is refused before any rule is asked', () => {
  const monitor = new Granting()
  const { ask, denials, subject } = createScene(monitor)
  const unknownMethod = check(1)
  new DataView(unknownMethod.bytes.buffer).setUint16(4, 9, true)
  const cut = { ...check(1), bytes: new Uint8Array(15) }
  const long = { ...check(1), bytes: new Uint8Array(100) }
  expect([check(1, 2), unknownMethod, cut, long].map((one) => ask(one))).toEqual([
    rcInvalidArgument,
    rcInvalidArgument,
    rcInvalidArgument,
    rcInvalidArgument,
  ])
  expect([monitor.heads, monitor.events]).toEqual([[], []])
  const nobody = { type: 'security', sourceSid: subject.sid, destination: '', destinationSid: 0 }
  expect(denials.map(({ event }) => event)).toEqual([
    { ...nobody, source: 'Verifier', endpoint: '', interface: '', method: '' },
    { ...nobody, source: 'Verifier', endpoint: '', interface: 'demo.Approve', method: '' },
    { ...nobody, source: 'Verifier', endpoint: '', interface: '', method: '' },
    { ...nobody, source: 'Verifier', endpoint: '', interface: 'demo.Approve', method: 'Check' },
  ])
  expect(denials.map(({ denial }) => denial.reason)).toEqual(denials.map(() => 'malformed'))
  for (const [index, why] of [
    'Verifier has no security interface 2',
    'demo.Approve has no method 9',
    'the constant part is shorter than its header',
  ].entries())
    expect(denials[index]?.denial.message).toContain(why)
})

test('a request needs its bytes, all of the arena that it says, and no more than the limit', () => {
  const { requests, subject, ask } = createScene(new Granting(), { maxMessageSize: 200 })
  const codes = (bytes: Uint8Array, arena: Uint8Array, used: number): number =>
    requests.ask(subject, bytes, arena, used, () => true)
  const { bytes } = check(1)
  expect(codes(noBytes, noBytes, 0)).toBe(rcSourceFault)
  expect(codes(bytes, new Uint8Array(8), 9)).toBe(rcSourceFault)
  const rest = 200 - bytes.length
  expect(codes(bytes, new Uint8Array(rest + 1), rest + 1)).toBe(rcBufferTooLarge)
  // At the limit it is looked at: this one has an arena that nothing in it refers to.
  expect(codes(bytes, new Uint8Array(rest), rest)).not.toBe(rcBufferTooLarge)
  const named = frame(Approve.Name.request, { name: 'n'.repeat(40), of: 0 })
  expect(codes(named.bytes, named.arena.slice(0, named.used), named.used)).toBe(rcOk)
  expect(ask(check(1))).toBe(rcOk)
})

test('without a listener a request is denied all the same, and without a limit there is the usual one', () => {
  const world = new World()
  const requests = new SecurityRequests({
    monitor: createMonitor(definePolicy()),
    ids: new ResourceIds(world.table),
  })
  const subject = { ...world.peer('Verifier'), security: [{ name: '', interface: Approve }] }
  const { bytes } = check(1)
  expect(requests.ask(subject, bytes, noBytes, 0, () => true)).toBe(rcSecurityDisallow)
  expect(requests.ask(subject, new Uint8Array(2), noBytes, 0, () => true)).toBe(rcInvalidArgument)
})

test('a rule sees what was sent, whatever the caller does with its buffers meanwhile', () => {
  const request = frame(Approve.Name.request, { name: 'before', of: 0 })
  let seen: unknown
  const { ask } = createScene({
    classify: () => 'ask',
    decide: ({ message }) => {
      request.bytes.fill(0xff)
      request.arena.fill(0xff)
      seen = (message as { name: string }).name
      return granted
    },
  })
  expect([ask(request), seen]).toEqual([rcOk, 'before'])
})

test('an interface that is not there is none, also after others were asked', () => {
  const { ask } = createScene(new Granting())
  expect([ask(check(1)), ask(check(1, 9))]).toEqual([rcOk, rcInvalidArgument])
})

test('a method without parameters is a header', () => {
  const Bells = defineInterface('demo.Bells', { Ring: {} })
  const { requests, subject } = createScene(new Granting())
  const { bytes } = frame(Bells.Ring.request, {})
  const rings = { ...subject, security: [{ name: '', interface: Bells }] }
  expect(requests.ask(rings, bytes, noBytes, 0, () => true)).toBe(rcOk)
})
