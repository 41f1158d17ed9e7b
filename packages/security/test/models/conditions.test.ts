import { defineInterface, string, uint32 } from '@kos/idl'
import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  deny,
  request,
  type RuleContext,
  type SecurityEvent,
} from '../../src/index.ts'
import {
  all,
  conditionsOf,
  EvaluationError,
  flow,
  flowModel,
  hashSet,
  mic,
  micModel,
  ModelError,
  regex,
  staticMap,
  when,
  type BoundExpression,
} from '../../src/models/index.ts'
import { event } from '../fixture.ts'

const Store = defineInterface('demo.Store', {
  Open: { in: { name: string(16) } },
  Read: { in: { item: uint32 } },
  Close: {},
})

function call(method: string, message: object = {}, sourceSid = 1): SecurityEvent {
  return event({ interface: 'demo.Store', method, message, sourceSid })
}

const ofSource = ({ sourceSid: sid }: Pick<RuleContext, 'sourceSid'>) => ({ sid })

const session = flow({
  states: ['closed', 'open'],
  initial: 'closed',
  transitions: { closed: ['open'], open: ['closed'] },
})
const policy = [
  request(any, any, { method: 'Start' }, session.init(ofSource)),
  request(
    any,
    any,
    Store.Open,
    session.enter(({ sourceSid: sid }) => ({ sid, state: 'open' })),
  ),
  request(
    any,
    any,
    Store.Read,
    session.allow(({ sourceSid: sid }) => ({ sid, states: ['open'] })),
  ),
  request(
    any,
    any,
    Store.Close,
    session.enter(({ sourceSid: sid }) => ({ sid, state: 'closed' })),
  ),
]

describe('a Flow in a policy', () => {
  test('has a state for each SID, which rules change and ask for', () => {
    const monitor = createMonitor(policy)
    const granted = (method: string, sid = 1) => monitor.decide(call(method, {}, sid)).granted
    expect(granted('Open')).toBe(false)
    expect(granted('Start')).toBe(true)
    expect(granted('Start')).toBe(false)
    expect(granted('Read')).toBe(false)
    expect(granted('Open')).toBe(true)
    expect(granted('Open')).toBe(false)
    expect(granted('Read')).toBe(true)
    expect(granted('Read', 2)).toBe(false)
    expect(granted('Close')).toBe(true)
    expect(granted('Read')).toBe(false)
  })

  test('has a state of its own in each monitor', () => {
    const [one, other] = [createMonitor(policy), createMonitor(policy)]
    one.decide(call('Start'))
    expect(one.decide(call('Open')).granted).toBe(true)
    expect(other.decide(call('Open')).granted).toBe(false)
  })

  test('stays as it is if another rule denies, or the caller can not go through with it', () => {
    const denied = request(any, any, Store.Open, ({ message }) => message.name !== 'secret')
    const monitor = createMonitor([...policy, denied])
    monitor.decide(call('Start'))
    expect(monitor.decide(call('Open', { name: 'secret' })).granted).toBe(false)
    expect(monitor.decide(call('Read')).granted).toBe(false)
    monitor.decide(call('Open', { name: 'plain' }), () => false)
    expect(monitor.decide(call('Read')).granted).toBe(false)
    expect(monitor.decide(call('Open', { name: 'plain' })).granted).toBe(true)
    expect(monitor.decide(call('Read')).granted).toBe(true)
  })

  test('changes are seen by later rules of the same event', () => {
    const readAtOnce = request(
      any,
      any,
      Store.Open,
      session.allow((context) => ({ ...ofSource(context), states: ['open'] })),
    )
    const [start, open] = policy as [(typeof policy)[0], (typeof policy)[0]]
    const inOrder = createMonitor([start, open, readAtOnce])
    const before = createMonitor([start, readAtOnce, open])
    for (const monitor of [inOrder, before]) monitor.decide(call('Start'))
    expect(inOrder.decide(call('Open')).granted).toBe(true)
    expect(before.decide(call('Open')).granted).toBe(false)
  })

  test('is named by denials', () => {
    const decision = createMonitor(policy).decide(call('Open'))
    expect(decision.granted ? '' : decision.message).toContain('Flow.enter')
  })

  test('may be part of a deny, where it does not change state', () => {
    const closed = when(session.query(ofSource), (state) => state === 'closed')
    const [start, open] = policy as [(typeof policy)[0], (typeof policy)[0]]
    const monitor = createMonitor([start, open, deny(request(any, any, Store.Read, closed))])
    const granted = (method: string) => monitor.decide(call(method)).granted
    expect([granted('Read'), granted('Start'), granted('Read')]).toEqual([false, true, false])
    expect([granted('Open'), granted('Read')]).toEqual([true, true])
  })

  test('throws for a state that it has not got', () => {
    const states = ['a', 'b'] as const
    expect(() => flow({ states, initial: 'c' as 'a', transitions: {} })).toThrow(ModelError)
  })
})

describe('expressions in conditions', () => {
  test('when decides by the value and the event; no value denies', () => {
    const errors: unknown[] = []
    const started = request(any, any, { method: 'Start' }, session.init(ofSource))
    const rule = request(
      any,
      any,
      Store.Read,
      when(session.query(ofSource), (state, { message }) => state === 'closed' && message.item < 5),
    )
    const monitor = createMonitor([started, rule], { onFailure: (error) => errors.push(error) })
    const decision = monitor.decide(call('Read', { item: 1 }))
    expect(decision).toMatchObject({ granted: false, reason: 'monitor-failed' })
    expect(errors).toEqual([expect.any(EvaluationError)])
    monitor.decide(call('Start'))
    expect(monitor.decide(call('Read', { item: 1 })).granted).toBe(true)
    expect(monitor.decide(call('Read', { item: 5 })).granted).toBe(false)
  })

  test('several are bound by a condition of your own', () => {
    const limits = staticMap({ value: 'UInt32', keys: { least: 2, most: 5 }, poolSize: 4 })
    const key =
      <Key extends string>(key: Key) =>
      ({ sourceSid: sid }: RuleContext) => ({ sid, key })
    const rule = request(any, any, Store.Read, {
      bind(scope) {
        const [least, most] = [
          limits.get(key('least')).bind(scope),
          limits.get(key('most')).bind(scope),
        ]
        return (context) =>
          context.message.item >= least(context) && context.message.item <= most(context)
      },
    })
    const monitor = createMonitor([
      request(any, any, { method: 'Start' }, limits.init(ofSource)),
      rule,
    ])
    monitor.decide(call('Start'))
    const granted = [1, 2, 5, 6].map((item) => monitor.decide(call('Read', { item })).granted)
    expect(granted).toEqual([false, true, true, false])
  })
})

describe('the other models in a policy', () => {
  function valueOf<Value>(expression: BoundExpression<Value>): Value[] {
    const values: Value[] = []
    const rule = request(
      any,
      any,
      { method: 'Ask' },
      when(expression, (value) => values.push(value) > 0),
    )
    asked.push(rule)
    return values
  }
  let asked: ReturnType<typeof request>[] = []

  test('HashSet', () => {
    const opened = hashSet<string>({ setSize: 2, poolSize: 2 })
    const entry = ({
      message: { name },
      sourceSid: sid,
    }: RuleContext<{ readonly name: string }>) => ({
      sid,
      entry: name,
    })
    const monitor = createMonitor([
      request(any, any, { method: 'Start' }, opened.init(ofSource)),
      request(any, any, { method: 'Stop' }, opened.fini(ofSource)),
      request(any, any, Store.Open, opened.add(entry)),
      request(
        any,
        any,
        { method: 'Forget' },
        opened.remove(({ sourceSid: sid }) => ({ sid, entry: 'a' })),
      ),
      request(
        any,
        any,
        { method: 'Has' },
        opened.contains(({ sourceSid: sid }) => ({ sid, entry: 'a' })),
      ),
    ])
    const granted = (method: string, name = '') => monitor.decide(call(method, { name })).granted
    expect([granted('Open', 'a'), granted('Has'), granted('Stop')]).toEqual([false, false, false])
    expect([granted('Start'), granted('Has')]).toEqual([true, false])
    expect([granted('Open', 'a'), granted('Has'), granted('Open', 'b')]).toEqual([true, true, true])
    expect([granted('Open', 'c'), granted('Forget'), granted('Has')]).toEqual([false, true, false])
    expect([granted('Open', 'c'), granted('Stop'), granted('Has')]).toEqual([true, true, false])
  })

  test('StaticMap', () => {
    asked = []
    const counts = staticMap({ value: 'SInt8', keys: { reads: 0 }, poolSize: 2 })
    const base = valueOf(counts.get(({ sourceSid: sid }) => ({ sid, key: 'reads' })))
    const working = valueOf(counts.getUncommitted(({ sourceSid: sid }) => ({ sid, key: 'reads' })))
    const monitor = createMonitor([
      ...asked,
      request(any, any, { method: 'Start' }, counts.init(ofSource)),
      request(any, any, { method: 'Stop' }, counts.fini(ofSource)),
      request(
        any,
        any,
        Store.Read,
        counts.set(({ sourceSid: sid, message }) => ({ sid, key: 'reads', value: message.item })),
      ),
      request(any, any, { method: 'Commit' }, counts.commit(ofSource)),
      request(any, any, { method: 'Rollback' }, counts.rollback(ofSource)),
    ])
    const granted = (method: string, item = 0) => monitor.decide(call(method, { item })).granted
    expect([granted('Start'), granted('Read', 7), granted('Ask')]).toEqual([true, true, true])
    expect([granted('Commit'), granted('Read', 128), granted('Read', 8)]).toEqual([
      true,
      false,
      true,
    ])
    expect([granted('Ask'), granted('Rollback'), granted('Ask')]).toEqual([true, true, true])
    expect([base, working]).toEqual([
      [0, 7, 7],
      [7, 8, 7],
    ])
    expect([granted('Stop'), granted('Commit')]).toEqual([true, false])
  })

  test('Mic', () => {
    const levels = mic(['LOW', 'HIGH'])
    const resource = { source: 1, target: 3, container: undefined, driver: 2 }
    const flowOfData = { source: 1, target: 2 }
    const process = { image: undefined, levelR: undefined }
    const queried = levels.queryLevel(() => ({ source: 3 }))
    const methods = {
      StartHigh: levels.execute(() => ({ ...process, target: 2, level: 'HIGH' })),
      StartLow: levels.execute(() => ({ ...process, target: 1, level: 'LOW' })),
      Create: levels.create(() => ({ ...resource, level: 'LOW' })),
      CreateHigh: levels.create(() => ({ ...resource, level: 'HIGH' })),
      Upgrade: levels.upgrade(() => ({ ...resource, source: 2, level: 'HIGH' })),
      Delete: levels.delete(() => ({ ...resource, source: 2 })),
      Call: levels.call(() => flowOfData),
      Read: levels.read(() => flowOfData),
      Invoke: levels.invoke(() => flowOfData),
      Write: levels.write(() => flowOfData),
      IsHigh: when(queried, (level) => level === 'HIGH'),
    }
    const rules = Object.entries(methods).map(([method, condition]) =>
      request(any, any, { method }, condition),
    )
    const monitor = createMonitor(rules)
    const granted = (...methods: readonly string[]) =>
      methods.map((method) => monitor.decide(call(method)).granted)
    expect(granted('Call', 'StartHigh', 'StartLow')).toEqual([false, true, true])
    expect(granted('Call', 'Read', 'Invoke', 'Write')).toEqual([true, true, false, false])
    expect(granted('CreateHigh', 'Create', 'IsHigh')).toEqual([false, true, false])
    expect(granted('Upgrade', 'IsHigh', 'Delete', 'IsHigh')).toEqual([true, true, true, false])
    expect(() => mic([])).toThrow(ModelError)
  })

  test('Regex', () => {
    const plain = regex().match(
      '[a-z]+',
      ({ message }: RuleContext<{ name: string }>) => message.name,
    )
    const monitor = createMonitor([request(any, any, Store.Open, plain)])
    const names = ['abc', 'ABC', '', 'abc\n']
    expect(names.map((name) => monitor.decide(call('Open', { name })).granted)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(() => regex().match('(', () => 'text')).toThrow(TypeError)
  })
})

describe('all', () => {
  const opened = hashSet<number>({ setSize: 1, poolSize: 2 })
  const add = opened.add(({ sourceSid: sid }) => ({ sid, entry: 1 }))
  const has = opened.contains(({ sourceSid: sid }) => ({ sid, entry: 1 }))

  function monitorOf(condition: ReturnType<typeof all>) {
    const errors: unknown[] = []
    const rules = [
      request(any, any, { method: 'Start' }, opened.init(ofSource)),
      request(any, any, { method: 'Both' }, condition),
      request(any, any, { method: 'Has' }, has),
    ]
    const monitor = createMonitor(rules, { onFailure: (error) => errors.push(error) })
    monitor.decide(call('Start'))
    return { errors, granted: (method: string) => monitor.decide(call(method)).granted }
  }

  test('holds if every condition does, and each sees what those before it changed', () => {
    const { granted } = monitorOf(all(add, has, () => true))
    expect([granted('Has'), granted('Both'), granted('Has')]).toEqual([false, true, true])
  })

  test('changes nothing if one does not hold, whatever it answers or throws', () => {
    for (const last of [
      () => false,
      () => ({ granted: false }),
      () => ({ granted: 'yes' as unknown as boolean }),
      () => {
        throw new Error('broken')
      },
    ]) {
      const { granted } = monitorOf(all(add, last, add))
      expect([granted('Both'), granted('Has')]).toEqual([false, false])
    }
  })

  test('reports what one throws', () => {
    const { granted, errors } = monitorOf(
      all(add, () => {
        throw new Error('broken')
      }),
    )
    granted('Both')
    expect(errors).toEqual([new Error('broken')])
  })

  test('is rolled back last first, and committed in order', () => {
    const log: string[] = []
    const step = (name: string) => () => ({
      granted: true,
      commit: () => log.push(`commit ${name}`),
      rollback: () => log.push(`rollback ${name}`),
    })
    const joined = request(any, any, all(step('a'), step('b')))
    createMonitor([joined]).decide(call('Both'))
    createMonitor([joined, request(any, any, () => false)]).decide(call('Both'))
    expect(log).toEqual(['commit a', 'commit b', 'rollback b', 'rollback a'])
  })

  test('takes conditions only, and one at least', () => {
    expect(() => all()).toThrow('all: there is no condition')
    expect(() => all(() => true, undefined as never)).toThrow('all: condition 2 is undefined')
  })
})

describe('conditionsOf', () => {
  test('throws for rules and expressions that the object has not got', () => {
    const { rule, expression } = conditionsOf(micModel, ['LOW'])
    expect(() => rule('toString', () => undefined)).toThrow(
      'Mic has no rule toString; it has: create, delete',
    )
    expect(() => expression('level', () => undefined)).toThrow('it has: query_level')
  })

  test('throws ModelError for a wrong configuration', () => {
    expect(() => conditionsOf(flowModel, {})).toThrow(ModelError)
  })
})

test('a configuration that changes later changes no policy object', () => {
  const degrees = ['LOW', 'HIGH']
  const transitions = { closed: ['open' as const] }
  const levels = mic(degrees)
  const door = flow({ states: ['closed', 'open'], initial: 'closed', transitions })
  degrees.reverse()
  transitions.closed.pop()
  const start = { image: undefined, target: 1, level: 'LOW', levelR: undefined }
  const monitor = createMonitor([
    request(
      any,
      any,
      { method: 'Start' },
      all(
        levels.execute(() => start),
        door.init(ofSource),
      ),
    ),
    request(
      any,
      any,
      { method: 'Raise' },
      levels.execute(() => ({ ...start, image: 1, level: 'HIGH' })),
    ),
    request(
      any,
      any,
      Store.Open,
      door.enter(({ sourceSid: sid }) => ({ sid, state: 'open' })),
    ),
  ])
  const granted = (method: string) => monitor.decide(call(method)).granted
  expect([granted('Start'), granted('Raise'), granted('Open')]).toEqual([true, false, true])
})
