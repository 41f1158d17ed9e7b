import { describe, expect, test } from 'vitest'
import { maxStatefulSids } from '../../src/limits.ts'
import { EvaluationError, flowModel, ModelError } from '../../src/models/index.ts'
import type { ValueType } from '../../src/models/index.ts'
import { badSids, objectOf, type TestedObject } from './fixture.ts'

// The example of the documentation.
const states = ['sleep', 'started', 'stopped', 'finished']
const transitions = {
  sleep: ['started'],
  started: ['stopped', 'finished'],
  stopped: ['started', 'finished'],
}
const config = { states, initial: 'sleep', transitions }

function stateType(names: readonly string[]): ValueType {
  return { kind: 'variant', types: names.map((value) => ({ kind: 'literal', value })) }
}

function flowOf(given: unknown = config): TestedObject {
  return objectOf(flowModel, given, { State: stateType(states) })
}

describe('Flow.init', () => {
  test('gives the initial state', () => {
    const flow = flowOf()
    expect(flow.grants('init', { sid: 1 })).toBe(true)
    expect(flow.evaluate('query', { sid: 1 })).toBe('sleep')
  })

  test('is denied if the SID has a state or is out of range', () => {
    const flow = flowOf()
    flow.grants('init', { sid: 1 })
    for (const sid of [1, 1n, ...badSids]) expect(flow.grants('init', { sid })).toBe(false)
  })

  test('begins again after fini', () => {
    const flow = flowOf()
    flow.grants('init', { sid: 1 })
    flow.grants('enter', { sid: 1, state: 'started' })
    expect(flow.grants('fini', { sid: 1 })).toBe(true)
    flow.grants('init', { sid: 1 })
    expect(flow.evaluate('query', { sid: 1 })).toBe('sleep')
  })

  test('is denied beyond the limit of SIDs, and granted again when one is free', () => {
    const flow = flowOf()
    for (let sid = 1; sid <= maxStatefulSids; sid++) flow.apply('init', { sid })
    expect(flow.grants('init', { sid: maxStatefulSids + 1 })).toBe(false)
    flow.grants('fini', { sid: 7 })
    expect(flow.grants('init', { sid: maxStatefulSids + 1 })).toBe(true)
  })
})

describe('Flow.fini', () => {
  test('is denied if the SID has no state or is out of range', () => {
    const flow = flowOf()
    for (const sid of [1, ...badSids]) expect(flow.grants('fini', { sid })).toBe(false)
  })
})

describe('Flow.enter', () => {
  test('is granted for listed transitions only', () => {
    for (const from of states) {
      for (const to of states) {
        const flow = flowOf({ ...config, initial: from })
        flow.grants('init', { sid: 1 })
        const listed = new Map(Object.entries(transitions)).get(from)?.includes(to) ?? false
        expect(flow.grants('enter', { sid: 1, state: to })).toBe(listed)
        expect(flow.evaluate('query', { sid: 1 })).toBe(listed ? to : from)
      }
    }
  })

  test('from a state to itself must be listed, too', () => {
    const flow = flowOf({ ...config, transitions: { sleep: ['sleep'] } })
    flow.grants('init', { sid: 1 })
    expect(flow.grants('enter', { sid: 1, state: 'sleep' })).toBe(true)
    expect(flow.grants('enter', { sid: 1, state: 'started' })).toBe(false)
  })

  test('is denied if the SID has no state or is out of range, or the state is none', () => {
    const flow = flowOf()
    flow.grants('init', { sid: 1 })
    for (const sid of [2, ...badSids])
      expect(flow.grants('enter', { sid, state: 'started' })).toBe(false)
    for (const state of ['awake', '', undefined, 'constructor', 0])
      expect(flow.grants('enter', { sid: 1, state })).toBe(false)
  })

  test('changes the state of one SID of one object only', () => {
    const [one, other] = [flowOf(), flowOf()]
    for (const flow of [one, other]) for (const sid of [1, 2]) flow.grants('init', { sid })
    one.grants('enter', { sid: 1, state: 'started' })
    expect(one.evaluate('query', { sid: 2 })).toBe('sleep')
    expect(other.evaluate('query', { sid: 1 })).toBe('sleep')
  })
})

describe('Flow.allow', () => {
  test('is granted if the state is in the set', () => {
    const flow = flowOf()
    flow.grants('init', { sid: 1 })
    expect(flow.apply('allow', { sid: 1, states: ['sleep', 'started'] })).toBe(true)
    expect(flow.apply('allow', { sid: 1, states: ['started'] })).toBe(false)
    expect(flow.apply('allow', { sid: 1, states: [] })).toBe(false)
  })

  test('is denied if the SID has no state or is out of range', () => {
    const flow = flowOf()
    for (const sid of [1, ...badSids]) expect(flow.grants('allow', { sid, states })).toBe(false)
  })

  test('can not be evaluated without a list', () => {
    const flow = flowOf()
    flow.grants('init', { sid: 1 })
    for (const bad of ['sleep', undefined])
      expect(() => flow.apply('allow', { sid: 1, states: bad })).toThrow(EvaluationError)
  })
})

describe('Flow.query', () => {
  test('can not be evaluated if the SID has no state or is out of range', () => {
    const flow = flowOf()
    for (const sid of [1, ...badSids])
      expect(() => flow.evaluate('query', { sid })).toThrow(EvaluationError)
  })
})

describe('the configuration of a Flow', () => {
  function fault(given: unknown, type = stateType(states)): unknown {
    try {
      flowModel.create({ State: type }, given)
      return null
    } catch (error) {
      if (error instanceof ModelError) return error.path
      throw error
    }
  }

  test('has transitions in a dictionary or a map', () => {
    expect(fault(config)).toBe(null)
    expect(fault({ ...config, transitions: new Map(Object.entries(transitions)) })).toBe(null)
  })

  test('has the states of the type State, each once', () => {
    expect(fault({ ...config, states: states.slice(1) })).toEqual(['states'])
    expect(fault({ ...config, states: [...states, 'other'] })).toEqual(['states', 4])
    expect(fault({ ...config, states: [...states, 'sleep'] })).toEqual(['states', 4])
    expect(fault({ ...config, states: [] })).toEqual(['states'])
    expect(fault({ ...config, states: [1] })).toEqual(['states', 0])
    expect(fault(config, { kind: 'text' })).toEqual(['State'])
    expect(() => flowModel.create({}, config)).toThrow(ModelError)
    expect(fault({ states: ['a'], initial: 'a', transitions: {} }, stateType(['a']))).toBe(null)
    const literal: ValueType = { kind: 'literal', value: 'a' }
    expect(fault({ states: ['a'], initial: 'a', transitions: {} }, literal)).toBe(null)
  })

  test('names states only', () => {
    expect(fault({ ...config, initial: 'awake' })).toEqual(['initial'])
    expect(fault({ ...config, transitions: { awake: [] } })).toEqual(['transitions', 'awake'])
    expect(fault({ ...config, transitions: { sleep: ['started', 'awake'] } })).toEqual([
      'transitions',
      'sleep',
      1,
    ])
    expect(fault({ ...config, transitions: { sleep: 'started' } })).toEqual([
      'transitions',
      'sleep',
    ])
    expect(fault({ ...config, transitions: [] })).toEqual(['transitions'])
  })

  test('needs all of its parts', () => {
    for (const part of ['states', 'initial', 'transitions']) {
      const rest = Object.fromEntries(Object.entries(config).filter(([name]) => name !== part))
      expect(() => flowOf(rest)).toThrow(`${part} is missing`)
    }
  })

  test('takes States for State, as some files have it', () => {
    expect(flowModel.typeAliases).toEqual({ States: 'State' })
  })
})

test('the state of a SID is known to audits, if it has one', () => {
  const { definition, instance, grants } = flowOf()
  const stateOf = (sid: unknown) => definition.stateOf?.(sid, instance as never)
  grants('init', { sid: 1 })
  grants('enter', { sid: 1, state: 'started' })
  expect(stateOf(1)).toBe('started')
  for (const sid of [2, ...badSids]) expect(stateOf(sid)).toBe(undefined)
})
