// The engine against the rules of evaluation written down as naively as possible.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  any,
  type Condition,
  createMonitor,
  deny,
  type Rule,
  type SecurityEvent,
  type SecurityEventType,
} from '../src/index.ts'

const types: readonly SecurityEventType[] = ['execute', 'request', 'response', 'error', 'security']
const classes = ['A', 'B', 'C'] as const
const names = ['x', 'y'] as const

// An answer a condition gives, as a function of the message (a number).
const conditions = {
  always: () => true,
  never: () => false,
  odd: ({ message }: { readonly message: unknown }) => Number(message) % 2 === 1,
  high: ({ message }: { readonly message: unknown }) => Number(message) > 4,
  throws: (): boolean => {
    throw new Error('cannot be evaluated')
  },
  outcome: ({ message }: { readonly message: unknown }) => ({ granted: Number(message) < 6 }),
}

const arbitraryClass = fc.oneof(
  fc.constant(any),
  fc.constantFrom(...classes),
  fc.subarray([...classes], { minLength: 1 }),
)
const selection = fc.record(
  {
    endpoint: fc.constantFrom(...names),
    interface: fc.constantFrom(...names),
    method: fc.constantFrom(...names),
  },
  { requiredKeys: [] },
)
const rule: fc.Arbitrary<Rule> = fc
  .record({
    event: fc.constantFrom(...types),
    source: arbitraryClass,
    destination: arbitraryClass,
    selection,
    condition: fc.option(fc.constantFrom(...Object.values(conditions))),
    denies: fc.boolean(),
  })
  .map(({ condition, denies, ...parts }) => {
    const plain: Rule = { ...parts, denies: false, ...(condition === null ? {} : { condition }) }
    return denies ? deny(plain) : plain
  })
const name = fc.constantFrom('', ...names)
const arbitraryEvent: fc.Arbitrary<SecurityEvent> = fc.record({
  type: fc.constantFrom(...types),
  source: fc.constantFrom(...classes),
  destination: fc.constantFrom(...classes),
  endpoint: name,
  interface: name,
  method: name,
  message: fc.nat(9),
  sourceSid: fc.nat(3),
  destinationSid: fc.nat(3),
})

/** All rules that select the event grant it, and there is one. */
function naive(policy: readonly Rule[], event: SecurityEvent): boolean {
  const selecting = policy.filter(
    (rule) => selectsClass(rule.source, event.source) && selectsRest(rule, event),
  )
  return selecting.length > 0 && selecting.every((rule) => grants(rule, event))
}

function selectsClass(reference: Rule['source'], name: string): boolean {
  return (
    reference === any ||
    reference === name ||
    (Array.isArray(reference) && reference.includes(name))
  )
}

function selectsRest({ event: type, destination, selection }: Rule, event: SecurityEvent): boolean {
  const keys = ['endpoint', 'interface', 'method'] as const
  const named = keys.every((key) => selection[key] === undefined || selection[key] === event[key])
  return type === event.type && selectsClass(destination, event.destination) && named
}

function grants({ condition, denies }: Rule, event: SecurityEvent): boolean {
  try {
    const answer = condition === undefined ? true : (condition as Condition)({ ...event, event })
    if (typeof answer === 'boolean') return answer !== denies
    return !denies && answer.granted
  } catch {
    return false
  }
}

test('the engine decides like the naive evaluator, again and again, and classify agrees', () => {
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 12 }),
      fc.array(arbitraryEvent, { minLength: 1, maxLength: 12 }),
      (policy, events) => {
        const monitor = createMonitor(policy)
        for (const event of [...events, ...events]) {
          const expected = naive(policy, event)
          const decision = monitor.decide(event)
          const prepared = monitor.prepare(event)
          expect(prepared.decide(event)).toEqual(decision)
          expect(prepared.verdict).toBe(monitor.classify(event))
          expect(decision.granted).toBe(expected)
          const classification = monitor.classify(event)
          if (classification !== 'ask') expect(classification).toBe(expected ? 'granted' : 'denied')
          const certain = policy.every((rule) => rule.condition === undefined)
          if (certain) expect(classification).not.toBe('ask')
          if (!decision.granted) expect(decision.message).toContain(`${event.type} ${event.source}`)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('the order of rules does not change a decision', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 8 }), arbitraryEvent, (policy, event) => {
      const reversed = policy.toReversed()
      expect(createMonitor(reversed).decide(event).granted).toBe(
        createMonitor(policy).decide(event).granted,
      )
      expect(createMonitor(reversed).classify(event)).toBe(createMonitor(policy).classify(event))
    }),
  )
})
