// What the state of policy objects holds: nothing of SIDs that were given back.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { ConditionOutcome } from '../../src/index.ts'
import { flowModel, hashSetModel, staticMapModel, SidTables } from '../../src/models/index.ts'
import type { ValueType } from '../../src/models/index.ts'
import { objectOf, type TestedObject } from './fixture.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heap(): number {
  collect()
  return process.memoryUsage().heapUsed
}

const State: ValueType = {
  kind: 'variant',
  types: ['a', 'b'].map((value) => ({ kind: 'literal', value })),
}
const flowConfig = { states: ['a', 'b'], initial: 'a', transitions: { a: ['b'], b: ['a'] } }
const Value: ValueType = { kind: 'integer', bits: 32, isSigned: false }

const objects: Readonly<Record<string, () => [TestedObject, string, object]>> = {
  Flow: () => [objectOf(flowModel, flowConfig, { State }), 'enter', { state: 'b' }],
  HashSet: () => [objectOf(hashSetModel, { set_size: 4, pool_size: 4 }), 'add', { entry: 1 }],
  StaticMap: () => [
    objectOf(staticMapModel, { keys: { a: 1 }, pool_size: 4 }, { Value }),
    'set',
    { key: 'a', value: 2 },
  ],
}

test.each(Object.keys(objects))(
  'a million SIDs come and go, and %s has nothing of them',
  (name) => {
    const [tested, rule, argument] = (objects[name] as () => [TestedObject, string, object])()
    const tables = tested.instance as SidTables<object>
    const { init, fini } = tested.definition.rules
    let denied = 0
    const pass = (from: number, to: number): void => {
      for (let sid = from; sid < to; sid++) {
        const results = [
          init?.apply({ sid } as never, tables as never),
          tested.apply(rule, { ...argument, sid }),
          fini?.apply({ sid } as never, tables as never),
        ]
        if (results.some((result) => typeof result !== 'object')) denied++
      }
    }
    pass(1, 1000)
    const before = heap()
    pass(1000, 1_000_000)
    expect(denied).toBe(0)
    expect(tables.size).toBe(0)
    // A table of each SID would be a hundred times as much; V8 takes some for compiled code.
    expect(heap() - before).toBeLessThan(0x100000)
  },
)

test('what was rolled back leaves no table', () => {
  const tables = new SidTables(2, () => ({}))
  for (let sid = 1; sid < 10_000; sid++) {
    const outcome = tables.init({ sid }) as ConditionOutcome
    outcome.rollback?.()
  }
  expect(tables.size).toBe(0)
})

test('a transition of a Flow allocates its outcome, and nothing else', () => {
  const flow = objectOf(flowModel, flowConfig, { State })
  flow.apply('init', { sid: 1 })
  const enter = flow.definition.rules['enter']?.apply as (
    argument: object,
    instance: object,
  ) => object
  const instance = flow.instance as object
  const given = [
    { sid: 1, state: 'b' },
    { sid: 1, state: 'a' },
  ] as const
  const transitions = 2000
  // Outcomes that nobody keeps are not even made.
  const outcomes: object[] = Array.from({ length: transitions }, () => ({}))
  const bytes = Array.from({ length: 50 }, () => {
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < transitions; n++) outcomes[n] = enter(given[n & 1] as object, instance)
    return (process.memoryUsage().heapUsed - before) / transitions
  })
  expect(outcomes).toHaveLength(transitions)
  // The median: a collection makes one less, the compiler of the engine makes one more. An object
  // of three fields has a header of three words, and the fields.
  const median = bytes.sort((one, other) => one - other)[25] as number
  expect(median).toBeGreaterThan(0)
  expect(median).toBeLessThanOrEqual(56)
})
