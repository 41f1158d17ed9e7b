// Endpoints in rules: by qualified name, and by type.
import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  deny,
  endpointsNamed,
  error,
  type NamedEndpoint,
  type Policy,
  request,
  response,
  type SecurityEvent,
} from '../src/index.ts'
import { event } from './fixture.ts'

const endpoints = new Map<string, readonly NamedEndpoint[]>([
  [
    'Server',
    [
      { name: 'disk.store', typeNames: ['demo.Storage.store'] },
      { name: 'main', typeNames: ['demo.Server.main', 'Server.main'] },
      { name: 'left.lamp', typeNames: ['demo.Side.lamp'] },
      { name: 'right.lamp', typeNames: ['demo.Side.lamp'] },
    ],
  ],
  ['Other', [{ name: 'demo.Storage.store' }, { name: 'store', typeNames: ['demo.Side.lamp'] }]],
])

function grants(policy: Policy, parts: Partial<SecurityEvent>): boolean {
  return createMonitor(policy, { endpoints }).decide(event(parts)).granted
}

describe('a rule that names an endpoint by type', () => {
  test('selects it, in requests and in what answers them', () => {
    for (const endpoint of ['demo.Storage.store', 'disk.store']) {
      expect(grants([request(any, any, { endpoint })], { endpoint: 'disk.store' })).toBe(true)
      expect(grants([request(any, any, { endpoint })], { endpoint: 'main' })).toBe(false)
      const answer = { source: 'Server', destination: 'Client', endpoint: 'disk.store' }
      expect(grants([response('Server', any, { endpoint })], { ...answer, type: 'response' })).toBe(
        true,
      )
      expect(grants([error('Server', any, { endpoint })], { ...answer, type: 'error' })).toBe(true)
    }
    for (const endpoint of ['demo.Server.main', 'Server.main'])
      expect(grants([request(any, any, { endpoint })], { endpoint: 'main' })).toBe(true)
  })

  test('denies it as well', () => {
    const policy = [
      request(any, any),
      deny(request(any, 'Server', { endpoint: 'demo.Storage.store' })),
    ]
    expect(grants(policy, { endpoint: 'disk.store' })).toBe(false)
    expect(grants(policy, { endpoint: 'main' })).toBe(true)
  })

  test('means the endpoint of that qualified name, where a class has one', () => {
    const policy = [request(any, any, { endpoint: 'demo.Storage.store' })]
    const destination = 'Other'
    expect(grants(policy, { destination, endpoint: 'demo.Storage.store' })).toBe(true)
    expect(grants(policy, { destination, endpoint: 'store' })).toBe(false)
  })

  test('is refused if the class has several of that name', () => {
    const ambiguous = (policy: Policy) => () => createMonitor(policy, { endpoints })
    expect(
      ambiguous([request('Client', any, { endpoint: 'demo.Side.lamp' })]),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: createMonitor: rule 1, request(Client, any, { endpoint: "demo.Side.lamp" }): its endpoint is "demo.Side.lamp", but Server has several endpoints of that name by type; write one of: left.lamp, right.lamp]`,
    )
    expect(ambiguous([deny(response('Server', any, { endpoint: 'demo.Side.lamp' }))])).toThrow(
      TypeError,
    )
    expect(ambiguous([request(any, 'Other', { endpoint: 'demo.Side.lamp' })])).not.toThrow()
  })

  test('of a class whose endpoints are not known needs the class, and no component', () => {
    const monitor = createMonitor([request(any, any, { endpoint: 'demo.Late.store' })])
    const decide = (destination: string, endpoint: string): boolean =>
      monitor.decide(event({ destination, endpoint })).granted
    expect(decide('demo.Late', 'store')).toBe(true)
    expect(decide('Late', 'store')).toBe(false)
    expect(decide('demo', 'Late.store')).toBe(false)
    expect(decide('demo.Late', '')).toBe(false)
  })
})

test('an endpoint is found by its qualified name first, then by type', () => {
  const server = endpoints.get('Server') ?? []
  expect(endpointsNamed(server, 'disk.store')).toEqual([0])
  expect(endpointsNamed(server, 'demo.Side.lamp')).toEqual([2, 3])
  expect(endpointsNamed(server, 'lamp')).toEqual([])
  expect(endpointsNamed(endpoints.get('Other') ?? [], 'demo.Storage.store')).toEqual([0])
})
