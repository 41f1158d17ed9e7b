// The models with state against naive ones. An event applies rules one after the other, each sees
// what those before it changed, and then all of it stays or is rolled back, last first. After each
// step all that can be observed is the same as in the naive model, whose states are copies.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { flowModel, hashSetModel, micModel, staticMapModel } from '../../src/models/index.ts'
import type { ConditionOutcome } from '../../src/index.ts'
import type { ValueType } from '../../src/models/index.ts'
import { objectOf, type TestedObject } from './fixture.ts'

interface Step {
  readonly rule: string
  readonly argument: Readonly<Record<string, unknown>>
}

interface NaiveModel<State> {
  readonly tested: () => TestedObject
  readonly initial: State
  readonly step: fc.Arbitrary<Step>
  /** Changes the state, which is a copy; whether the rule grants. */
  readonly apply: (state: State, step: Step) => boolean
  /** All that expressions and rules without effect tell. */
  readonly observe: (tested: TestedObject) => unknown
  readonly expected: (state: State) => unknown
}

const sids = [1, 2, 3, 4] as const
const sid = fc.constantFrom(0, ...sids)

function orNone(evaluate: () => unknown): unknown {
  try {
    return evaluate()
  } catch {
    return 'none'
  }
}

function check<State>(model: NaiveModel<State>): void {
  const event = fc.record({ steps: fc.array(model.step, { maxLength: 6 }), stays: fc.boolean() })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const tested = model.tested()
      let state = structuredClone(model.initial)
      for (const { steps, stays } of events) {
        const before = structuredClone(state)
        const outcomes: ConditionOutcome[] = []
        for (const step of steps) {
          const next = structuredClone(state)
          const granted = model.apply(next, step)
          const result = tested.apply(step.rule, step.argument)
          expect(typeof result === 'boolean' ? result : result.granted).toBe(granted)
          if (typeof result !== 'boolean') outcomes.push(result)
          if (granted) state = next
          expect(model.observe(tested)).toEqual(model.expected(state))
        }
        if (stays) continue
        for (const outcome of outcomes.toReversed()) outcome.rollback?.()
        state = before
        expect(model.observe(tested)).toEqual(model.expected(state))
      }
    }),
    { numRuns: Number(process.env['KOS_MODEL_RUNS'] ?? 300) },
  )
}

function step(
  rules: readonly string[],
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Step> {
  return fc.record({ rule: fc.constantFrom(...rules), argument: fc.record(fields) })
}

/** `init` and `fini` of tables, of which there are `limit`. */
function applyToTables<Table>(
  tables: Map<number, Table>,
  { rule, argument }: Step,
  limit: number,
  initial: Table,
): boolean | null {
  const number = argument['sid'] as number
  if (rule === 'fini') return tables.delete(number)
  if (rule !== 'init') return null
  if (number === 0 || tables.has(number) || tables.size === limit) return false
  tables.set(number, structuredClone(initial))
  return true
}

test('HashSet', () => {
  const entries = [1, 2, 3, 4]
  check<Map<number, Set<number>>>({
    tested: () => objectOf(hashSetModel, { set_size: 2, pool_size: 3 }),
    initial: new Map(),
    step: step(['init', 'fini', 'add', 'add', 'remove'], {
      sid,
      entry: fc.constantFrom(...entries),
    }),
    apply: (state, { rule, argument }) => {
      const done = applyToTables(state, { rule, argument }, 3, new Set<number>())
      if (done !== null) return done
      const set = state.get(argument['sid'] as number)
      const entry = argument['entry'] as number
      if (set === undefined) return false
      if (rule === 'add' && !set.has(entry) && set.size === 2) return false
      if (rule === 'add') set.add(entry)
      else set.delete(entry)
      return true
    },
    observe: (tested) =>
      sids.map((sid) =>
        entries.map((entry) => orNone(() => tested.evaluate('contains', { sid, entry }))),
      ),
    expected: (state) =>
      sids.map((sid) => entries.map((entry) => state.get(sid)?.has(entry) ?? 'none')),
  })
})

test('StaticMap', () => {
  type Values = Record<string, number>
  const keys = ['a', 'b', 'c']
  const uint8: ValueType = { kind: 'integer', bits: 8, isSigned: false }
  const config = { keys: { a: 1, b: 2 }, pool_size: 3 }
  check<Map<number, { base: Values; working: Values }>>({
    tested: () => objectOf(staticMapModel, config, { Value: uint8 }),
    initial: new Map(),
    step: step(['init', 'fini', 'set', 'set', 'commit', 'rollback'], {
      sid,
      key: fc.constantFrom(...keys),
      value: fc.nat(3),
    }),
    apply: (state, { rule, argument }) => {
      const first = { base: { a: 1, b: 2 }, working: { a: 1, b: 2 } }
      const done = applyToTables<{ base: Values; working: Values }>(
        state,
        { rule, argument },
        3,
        first,
      )
      if (done !== null) return done
      const copies = state.get(argument['sid'] as number)
      if (copies === undefined) return false
      const key = argument['key'] as string
      if (rule === 'commit') copies.base = { ...copies.working }
      else if (rule === 'rollback') copies.working = { ...copies.base }
      else if (!Object.hasOwn(copies.working, key)) return false
      else copies.working[key] = argument['value'] as number
      return true
    },
    observe: (tested) =>
      sids.map((sid) =>
        keys.map((key) =>
          ['get', 'get_uncommitted'].map((name) =>
            orNone(() => tested.evaluate(name, { sid, key })),
          ),
        ),
      ),
    expected: (state) =>
      sids.map((sid) =>
        keys.map((key) => [
          state.get(sid)?.base[key] ?? 'none',
          state.get(sid)?.working[key] ?? 'none',
        ]),
      ),
  })
})

test('Flow', () => {
  const states = ['a', 'b', 'c']
  const transitions: Readonly<Record<string, readonly string[]>> = { a: ['b', 'c'], b: ['b', 'c'] }
  const State: ValueType = {
    kind: 'variant',
    types: states.map((value) => ({ kind: 'literal', value })),
  }
  check<Map<number, string>>({
    tested: () => objectOf(flowModel, { states, initial: 'a', transitions }, { State }),
    initial: new Map(),
    step: step(['init', 'fini', 'enter', 'enter', 'allow'], {
      sid,
      state: fc.constantFrom(...states),
      states: fc.subarray(states),
    }),
    apply: (state, { rule, argument }) => {
      const done = applyToTables(state, { rule, argument }, Infinity, 'a')
      if (done !== null) return done
      const number = argument['sid'] as number
      const current = state.get(number)
      if (current === undefined) return false
      if (rule === 'allow') return (argument['states'] as readonly string[]).includes(current)
      if (transitions[current]?.includes(argument['state'] as string) !== true) return false
      state.set(number, argument['state'] as string)
      return true
    },
    observe: (tested) => sids.map((sid) => orNone(() => tested.evaluate('query', { sid }))),
    expected: (state) => sids.map((sid) => state.get(sid) ?? 'none'),
  })
})

test('Mic', () => {
  interface Level {
    readonly degree: string
    readonly categories: readonly string[]
  }
  type Levels = Map<number, { readonly level: Level; readonly levelR: Level }>
  const categories = ['net', 'log']
  const level: fc.Arbitrary<Level> = fc.record({
    degree: fc.constantFrom('low', 'high'),
    categories: fc.subarray(categories),
  })
  const orUnit = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

  const isAtMost = (one: Level, other: Level) =>
    (one.degree === 'low' || other.degree === 'high') &&
    one.categories.every((category) => other.categories.includes(category))
  const isSame = (one: Level, other: Level) => isAtMost(one, other) && isAtMost(other, one)

  // By the rows of the documentation: each is a reason to deny.
  const rules: Record<string, (state: Levels, argument: Step['argument']) => boolean> = {
    create: (state, { source, target, container, driver, level }) => {
      const owners = ownersOf(state, source, driver, container)
      const given = (level ?? owners?.[0]) as Level
      if (owners === null || target === 0) return false
      if (owners.some((owner) => !isAtMost(given, owner))) return false
      state.set(target as number, { level: given, levelR: given })
      return true
    },
    delete: (state, { source, target, container, driver }) => {
      const owners = ownersOf(state, source, driver, container)
      const current = state.get(target as number)?.level
      if (owners === null || current === undefined) return false
      if (owners.slice(0, 2).some((owner) => !isAtMost(current, owner))) return false
      return state.delete(target as number)
    },
    upgrade: (state, { source, target, container, driver, level }) => {
      const owners = ownersOf(state, source, driver, container)
      const current = state.get(target as number)?.level
      const given = (level ?? { degree: 'low', categories: [] }) as Level
      if (owners === null || current === undefined) return false
      if (!isAtMost(current, given) || isSame(current, given)) return false
      if (!isAtMost(current, owners[0] as Level)) return false
      if (owners.some((owner) => !isAtMost(given, owner))) return false
      state.set(target as number, { level: given, levelR: given })
      return true
    },
    execute: (state, { container: image, target, level, levelR }) => {
      const most = state.get(image as number)?.level
      if (target === 0 || (image !== undefined && most === undefined)) return false
      const given = (level ?? most) as Level | undefined
      if (given === undefined || (most !== undefined && !isAtMost(given, most))) return false
      const least = (levelR ?? given) as Level
      if (!isAtMost(least, given)) return false
      state.set(target as number, { level: given, levelR: least })
      return true
    },
  }

  function ownersOf(state: Levels, ...owners: readonly unknown[]): readonly Level[] | null {
    const levels = owners
      .filter((owner) => owner !== undefined)
      .map((owner) => state.get(owner as number)?.level)
    return levels.every((each) => each !== undefined) ? levels : null
  }

  const pairs = sids.flatMap((source) => sids.map((target) => ({ source, target })))
  check<Levels>({
    tested: () => objectOf(micModel, { degrees: ['low', 'high'], categories }),
    initial: new Map(),
    step: step(['create', 'delete', 'upgrade', 'execute', 'execute'], {
      source: sid,
      target: sid,
      container: orUnit(sid),
      driver: sid,
      level: orUnit(level),
      levelR: orUnit(level),
    }).map(({ rule, argument }) => {
      // The container stands for the image; an upgrade always has a level.
      const image = argument['container']
      const level =
        argument['level'] ?? (rule === 'upgrade' ? { degree: 'low', categories: [] } : undefined)
      return { rule, argument: { ...argument, image, level } }
    }),
    apply: (state, { rule, argument }) => rules[rule]?.(state, argument) ?? false,
    observe: (tested) => [
      sids.map((source) => orNone(() => tested.evaluate('query_level', { source }))),
      pairs.map((pair) =>
        ['call', 'read', 'invoke', 'write'].map((rule) => tested.grants(rule, pair)),
      ),
    ],
    expected: (state) => [
      sids.map((sid) => state.get(sid)?.level ?? 'none'),
      pairs.map(({ source, target }) => {
        const [from, to] = [state.get(source), state.get(target)]
        if (from === undefined || to === undefined) return [false, false, false, false]
        const takes = isAtMost(from.level, to.level) || isAtMost(from.levelR, to.level)
        const gives = isAtMost(to.level, from.level)
        return [takes, takes, gives, gives]
      }),
    ],
  })
})
