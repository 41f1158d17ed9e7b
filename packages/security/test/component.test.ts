// Components in rules: by the way to an instance, and by type.
import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  deny,
  error,
  type NamedEndpoint,
  type Policy,
  request,
  response,
  security,
  type SecurityEvent,
} from '../src/index.ts'
import { event } from './fixture.ts'

const endpoints = new Map<string, readonly NamedEndpoint[]>([
  [
    'Server',
    [
      { name: 'disk.store', typeNames: ['demo.Storage.store'] },
      { name: 'disk.cache.store', typeNames: ['demo.Cache.store'] },
      { name: 'main', typeNames: ['Server.main'] },
      { name: 'left.lamp', typeNames: ['demo.Side.lamp'] },
      { name: 'right.lamp', typeNames: ['demo.Side.lamp'] },
    ],
  ],
  [
    'Other',
    [
      { name: 'demo.Storage.store', typeNames: ['demo.Odd.store'] },
      { name: 'tape.store', typeNames: ['demo.Storage.store'] },
    ],
  ],
])

function grants(policy: Policy, parts: Partial<SecurityEvent>): boolean {
  return createMonitor(policy, { endpoints }).decide(event(parts)).granted
}

describe('a rule that names a component', () => {
  test('by the way to its instance selects the endpoints of that one only', () => {
    const policy = [request(any, any, { component: 'disk' })]
    expect(grants(policy, { endpoint: 'disk.store' })).toBe(true)
    expect(grants(policy, { endpoint: 'disk.cache.store' })).toBe(false)
    expect(grants(policy, { endpoint: 'main' })).toBe(false)
    expect(grants(policy, { endpoint: '' })).toBe(false)
    const inner = [request(any, any, { component: 'disk.cache' })]
    expect(grants(inner, { endpoint: 'disk.cache.store' })).toBe(true)
    expect(grants(inner, { endpoint: 'disk.store' })).toBe(false)
  })

  test('by type selects the security interfaces of all its instances', () => {
    const policy = [security(any, { component: 'demo.Side' })]
    const of = (endpoint: string): boolean =>
      grants(policy, { type: 'security', source: 'Server', destination: '', endpoint })
    expect(of('left.security')).toBe(true)
    expect(of('right.security')).toBe(true)
    expect(of('disk.security')).toBe(false)
    expect(of('')).toBe(false)
  })

  test('by type selects the endpoints of all its instances', () => {
    const policy = [request(any, any, { component: 'demo.Side' })]
    expect(grants(policy, { endpoint: 'left.lamp' })).toBe(true)
    expect(grants(policy, { endpoint: 'right.lamp' })).toBe(true)
    expect(grants(policy, { endpoint: 'disk.store' })).toBe(false)
    const storage = [request(any, any, { component: 'demo.Storage' })]
    expect(grants(storage, { endpoint: 'disk.store' })).toBe(true)
    expect(grants(storage, { endpoint: 'disk.cache.store' })).toBe(false)
  })

  test('means the instance to which that way leads, where a class has one', () => {
    const policy = [request(any, 'Other', { component: 'demo.Storage' })]
    const destination = 'Other'
    expect(grants(policy, { destination, endpoint: 'demo.Storage.store' })).toBe(true)
    expect(grants(policy, { destination, endpoint: 'tape.store' })).toBe(false)
  })

  test('by the class selects the endpoints of the process itself', () => {
    const policy = [request(any, any, { component: 'Server' })]
    expect(grants(policy, { endpoint: 'main' })).toBe(true)
    expect(grants(policy, { endpoint: 'disk.store' })).toBe(false)
  })

  test('selects what answers as well, and security interfaces', () => {
    const from = { source: 'Server', destination: 'Client', endpoint: 'disk.store' }
    for (const component of ['disk', 'demo.Storage']) {
      expect(grants([response(any, any, { component })], { ...from, type: 'response' })).toBe(true)
      expect(grants([error(any, any, { component })], { ...from, type: 'error' })).toBe(true)
      const asks = { ...from, destination: '', type: 'security' } as const
      expect(grants([security(any, { component })], asks)).toBe(true)
      expect(grants([security(any, { component })], { ...asks, endpoint: 'main' })).toBe(false)
    }
  })

  test('of a class whose endpoints are not known goes by the way, or by the class', () => {
    const decide = (component: string, destination: string, endpoint: string): boolean =>
      createMonitor([request(any, any, { component })]).decide(event({ destination, endpoint }))
        .granted
    expect(decide('disk', 'Late', 'disk.store')).toBe(true)
    expect(decide('demo.Storage', 'Late', 'disk.store')).toBe(false)
    expect(decide('Late', 'Late', 'store')).toBe(true)
    expect(decide('Late', 'Late', 'disk.store')).toBe(false)
    expect(decide('Late', 'Late', '')).toBe(false)
  })

  test('denies, and is joined with the other selectors', () => {
    const policy = [request(any, any), deny(request(any, any, { component: 'disk' }))]
    expect(grants(policy, { endpoint: 'disk.store' })).toBe(false)
    expect(grants(policy, { endpoint: 'main' })).toBe(true)
    const both = [request(any, any, { component: 'disk', method: 'Open' })]
    expect(grants(both, { endpoint: 'disk.store', method: 'Open' })).toBe(true)
    expect(grants(both, { endpoint: 'disk.store', method: 'Close' })).toBe(false)
  })
})

test('a denial names a component that is misspelt', () => {
  const monitor = createMonitor([request(any, any, { component: 'dsik' })], { endpoints })
  const decision = monitor.decide(event({ endpoint: 'disk.store' }))
  expect(decision).toHaveProperty('message')
  expect((decision as { message: string }).message).toContain(
    'did rule 1, request(any, any, { component: "dsik" }), mean "disk" by "dsik"?',
  )
})
