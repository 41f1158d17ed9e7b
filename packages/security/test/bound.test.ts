// Conditions with state, which belongs to a monitor: each monitor binds them once.
import { expect, test } from 'vitest'
import {
  any,
  type BoundCondition,
  type Condition,
  createMonitor,
  definePolicy,
  deny,
  type MonitorScope,
  type PolicyObjectDefinition,
  request,
  response,
} from '../src/index.ts'
import { event, Mode } from './fixture.ts'

interface Counter {
  count: number
}

const counter: PolicyObjectDefinition = {
  rules: {},
  expressions: {},
  instantiate: (): Counter => ({ count: 0 }),
}

/** Grants so many events of each monitor. */
function atMost(count: number, log: string[] = []): BoundCondition {
  return {
    bind: (scope) => {
      log.push('bind')
      const instance = scope.objectOf(counter) as Counter
      return () => ({
        granted: ++instance.count <= count,
        rollback: () => instance.count--,
      })
    },
  }
}

function scopeOf(options: Parameters<typeof createMonitor>[1] = {}): MonitorScope {
  const scopes: MonitorScope[] = []
  const bind = (scope: MonitorScope): Condition => {
    scopes.push(scope)
    return () => true
  }
  createMonitor([request(any, any, { bind })], options)
  return scopes[0] as MonitorScope
}

test('a bound condition decides, with or without a target, and inside a deny', () => {
  const isSmall: BoundCondition<{ readonly value: number }> = {
    bind:
      () =>
      ({ message }) =>
        message.value < 8,
  }
  const monitor = createMonitor(definePolicy(request('Client', 'Server', Mode.FMode, isSmall)))
  expect(monitor.decide(event({ message: { value: 7 } })).granted).toBe(true)
  expect(monitor.decide(event({ message: { value: 8 } })).granted).toBe(false)

  const untargeted = createMonitor([request('Client', 'Server', atMost(1))])
  expect(untargeted.decide(event()).granted).toBe(true)
  expect(untargeted.decide(event()).granted).toBe(false)

  const denying = createMonitor([deny(request('Client', 'Server', { bind: () => () => true }))])
  expect(denying.decide(event()).granted).toBe(false)
})

test('each monitor of a policy has a state of its own', () => {
  const policy = definePolicy(request(any, any, atMost(1)))
  const [first, second] = [createMonitor(policy), createMonitor(policy)]
  expect(first.decide(event()).granted).toBe(true)
  expect(first.decide(event()).granted).toBe(false)
  expect(second.decide(event()).granted).toBe(true)
})

test('a monitor binds a condition once, and makes an instance once, for all rules', () => {
  const log: string[] = []
  const condition = atMost(2, log)
  const monitor = createMonitor([
    request(any, any, condition),
    response(any, any, condition),
    request('Other', any, atMost(9)),
  ])
  expect(log).toEqual(['bind'])
  expect(monitor.decide(event()).granted).toBe(true)
  expect(monitor.decide(event({ type: 'response' })).granted).toBe(true)
  expect(monitor.decide(event()).granted).toBe(false)
  // Both conditions count in one instance.
  expect(monitor.decide(event({ source: 'Other' })).granted).toBe(false)
})

test('an object without state has no instance', () => {
  const scope = scopeOf()
  expect(scope.objectOf({ rules: {}, expressions: {} })).toBe(undefined)
})

test('instances know the time of the monitor, and its audit level', () => {
  let time = 5
  const scope = scopeOf({ now: () => time })
  expect(scope.now()).toBe(5)
  const definition: PolicyObjectDefinition = { rules: {}, expressions: {}, instantiate: (e) => e }
  const environment = scope.objectOf(definition) as MonitorScope
  time = 6
  expect(environment.now()).toBe(6)
  environment.audit.level = 3
  expect(scope.audit.level).toBe(3)
})

test('a bind that makes no function is a TypeError that names the rule', () => {
  const condition = { bind: () => true } as unknown as BoundCondition
  expect(() =>
    createMonitor([request(any, 'Server', condition)]),
  ).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: createMonitor: rule 1, request(any, Server, condition): bind answered boolean; it must answer a function]`,
  )
})

test('a bound condition with a name has it in messages', () => {
  const named = { name: 'session.enter', bind: () => () => false }
  const decision = createMonitor([request(any, 'Server', named)]).decide(event())
  expect(decision).toHaveProperty('rule.text', 'request(any, Server, session.enter)')
})
