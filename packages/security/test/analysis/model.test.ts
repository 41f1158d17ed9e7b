// The analysis agrees with a monitor about every event that there can be, for random policies.
import { type AnyInterface, defineInterface, uint32 } from '@kos/idl'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyse, type AnalysedEndpoint } from '../../src/analysis/index.ts'
import {
  any,
  coreClass,
  createMonitor,
  deny,
  type Policy,
  type Rule,
  type SecurityEventType,
} from '../../src/index.ts'

const Store = defineInterface('demo.Store', {
  Put: { in: { value: uint32 } },
  Get: { out: { value: uint32 }, error: { status: uint32 } },
})
const Log = defineInterface('demo.Log', { Put: {}, Flush: {} })

const endpoints = new Map<string, readonly AnalysedEndpoint[]>([
  [
    'A',
    [
      { name: 'disk.store', typeNames: ['demo.Storage.store'], interface: Store },
      { name: 'log', typeNames: ['A.log'], interface: Log },
    ],
  ],
  ['B', [{ name: 'log', typeNames: ['B.log'], interface: Log }]],
  ['C', []],
])
const classes = ['A', 'B', 'C', 'Late']
const security = new Map<string, Record<string, AnyInterface>>([
  ['A', { '': Log, disk: Store }],
  ['C', { '': Store }],
])

const types: readonly SecurityEventType[] = ['execute', 'request', 'response', 'error', 'security']
const arbitraryClass = fc.oneof(
  fc.constant(any),
  fc.constantFrom(...classes, coreClass, 'Nobody'),
  fc.subarray(classes, { minLength: 1 }),
)
const selection = fc.record(
  {
    component: fc.constantFrom('disk', 'demo.Storage', 'A', 'Late'),
    endpoint: fc.constantFrom('log', 'disk.store', 'demo.Storage.store', 'A.log', 'late'),
    interface: fc.constantFrom('demo.Log', 'demo.Store'),
    method: fc.constantFrom('Put', 'Get', 'main'),
  },
  { requiredKeys: [] },
)
const rule: fc.Arbitrary<Rule> = fc
  .record({
    event: fc.constantFrom(...types),
    source: arbitraryClass,
    destination: arbitraryClass,
    selection: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, selection),
    condition: fc.option(fc.constantFrom(({ message }: { message: unknown }) => message === 1)),
    denies: fc.boolean(),
  })
  .map(({ condition, denies, ...parts }) => {
    const plain: Rule = { ...parts, denies: false, ...(condition === null ? {} : { condition }) }
    return denies ? deny(plain) : plain
  })
const arbitraryPolicy = fc.array(rule, { maxLength: 12 })

function agrees(policy: Policy): void {
  const monitor = createMonitor(policy, { endpoints })
  const analysis = analyse(policy, { classes, endpoints, security })
  let count = 0
  for (const { head, verdict, rules, selecting } of analysis.heads()) {
    count++
    expect([head, verdict]).toEqual([head, monitor.classify(head)])
    const event = { ...head, message: 1, sourceSid: 1, destinationSid: 2 }
    const decision = monitor.decide(event)
    if (verdict !== 'ask') expect(decision.granted).toBe(verdict === 'granted')
    expect(rules.length === 0).toBe(selecting.length === 0)
    if (!decision.granted && decision.reason === 'denied-by-rule')
      expect(rules.map(({ description }) => description.text)).toContain(decision.rule?.text)
  }
  expect(count).toBeGreaterThan(50)
}

test('the analysis answers what a monitor does about all heads', () => {
  fc.assert(fc.property(arbitraryPolicy, agrees), { numRuns: 150 })
})

test('and about heads that there cannot be', () => {
  const name = fc.constantFrom('', 'log', 'nothing', 'demo.Log', 'Put')
  const head = fc.record({
    type: fc.constantFrom(...types),
    source: fc.constantFrom(...classes, ''),
    destination: fc.constantFrom(...classes, 'Nobody'),
    endpoint: name,
    interface: name,
    method: name,
  })
  fc.assert(
    fc.property(arbitraryPolicy, fc.array(head), (policy, heads) => {
      const monitor = createMonitor(policy, { endpoints })
      const analysis = analyse(policy, { classes, endpoints, security })
      for (const each of heads)
        expect(analysis.verdictOf(each).verdict).toBe(monitor.classify(each))
    }),
  )
})
