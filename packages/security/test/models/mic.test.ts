import { describe, expect, test } from 'vitest'
import { maxCategories, maxStatefulSids } from '../../src/limits.ts'
import { EvaluationError, micModel, ModelError, type LevelName } from '../../src/models/index.ts'
import { badSids, objectOf, type TestedObject } from './fixture.ts'

const degrees = ['LOW', 'MEDIUM', 'HIGH'] as const
const full = { degrees: ['low', 'high'], categories: ['net', 'log'] }
const [source, target, container, driver, image] = [1, 2, 3, 4, 5] as const

/** A Mic with levels, given as by the start of processes. */
function micOf(
  levels: Readonly<Record<number, LevelName>>,
  config: unknown = degrees,
): TestedObject {
  const mic = objectOf(micModel, config)
  for (const [sid, level] of Object.entries(levels))
    expect(start(mic, Number(sid), level)).toBe(true)
  return mic
}

function start(mic: TestedObject, sid: number, level: unknown, levelR?: unknown): boolean {
  return mic.grants('execute', { image: undefined, target: sid, level, levelR })
}

function levelOf(mic: TestedObject, sid: number): unknown {
  return mic.evaluate('query_level', { source: sid })
}

function named(degree: string, ...categories: readonly string[]): LevelName {
  return { degree, categories }
}

const both = named('high', 'net', 'log')
const resource = { source, target, container, driver }

describe('Mic: levels', () => {
  test('of degrees alone are in the order of the configuration', () => {
    degrees.forEach((giver, place) => {
      degrees.forEach((taker, other) => {
        const mic = micOf({ [source]: giver, [target]: taker })
        expect(mic.grants('write', { source, target })).toBe(other <= place)
      })
    })
  })

  test('with categories can be compared if one has all that the other has', () => {
    const all = ['low', 'high'].flatMap((degree) =>
      [[], ['net'], ['log'], ['net', 'log']].map((categories) => ({ degree, categories })),
    )
    for (const giver of all) {
      for (const taker of all) {
        const mic = micOf({ [source]: giver, [target]: taker }, full)
        const isAtMost =
          (taker.degree === 'low' || giver.degree === 'high') &&
          taker.categories.every((category) => giver.categories.includes(category))
        expect(mic.grants('write', { source, target })).toBe(isAtMost)
      }
    }
  })

  test('as texts have no category; left out are the lowest degree and no category', () => {
    for (const [name, same] of [
      ['high', named('high')],
      [{ degree: 'high', categories: undefined }, named('high')],
      [{ degree: undefined, categories: ['net'] }, named('low', 'net')],
      [{ degree: undefined, categories: undefined }, named('low')],
      [named('low', 'log', 'net', 'log'), named('low', 'net', 'log')],
    ] as const)
      expect(levelOf(micOf({ [source]: name }, full), source)).toEqual(same)
  })

  test('that the configuration has not got can not be evaluated', () => {
    const mic = micOf({ [source]: both }, full)
    for (const level of [
      'HIGH',
      'net',
      '',
      5,
      null,
      ['low'],
      named('LOW'),
      named('low', 'high'),
      { degree: 'low', categories: 'net' },
      {},
      { level: 'low' },
    ])
      expect(() => start(mic, 9, level)).toThrow(EvaluationError)
  })
})

describe('Mic.create', () => {
  const given = { [source]: 'HIGH', [container]: 'HIGH', [driver]: 'HIGH' }

  test('gives the target the level', () => {
    const mic = micOf(given)
    expect(mic.grants('create', { ...resource, level: 'MEDIUM' })).toBe(true)
    expect(levelOf(mic, target)).toBe('MEDIUM')
  })

  test('is denied if the level exceeds that of source, driver or container', () => {
    for (const sid of [source, driver, container]) {
      const mic = micOf({ ...given, [sid]: 'MEDIUM' })
      expect(mic.grants('create', { ...resource, level: 'HIGH' })).toBe(false)
      expect(mic.grants('create', { ...resource, level: 'MEDIUM' })).toBe(true)
    }
  })

  test('is denied if the level is incomparable to that of source, driver or container', () => {
    for (const sid of [source, driver, container]) {
      const levels = { [source]: both, [container]: both, [driver]: both }
      const mic = micOf({ ...levels, [sid]: named('high', 'log') }, full)
      expect(mic.grants('create', { ...resource, level: named('low', 'net') })).toBe(false)
      expect(mic.grants('create', { ...resource, level: named('low', 'log') })).toBe(true)
    }
  })

  test('is denied if source, driver or container have no level', () => {
    for (const sid of [source, driver, container]) {
      const rest = Object.entries(given).filter(([other]) => Number(other) !== sid)
      const mic = micOf(Object.fromEntries(rest))
      expect(mic.grants('create', { ...resource, level: 'LOW' })).toBe(false)
    }
  })

  test('of a root resource, which has no container, needs no level of one', () => {
    const mic = micOf({ [source]: 'HIGH', [driver]: 'HIGH' })
    expect(mic.grants('create', { ...resource, container: undefined, level: 'HIGH' })).toBe(true)
  })

  test('without a level gives the level of the source, if driver and container allow it', () => {
    const mic = micOf({ ...given, [source]: 'MEDIUM' })
    expect(mic.grants('create', { ...resource, level: undefined })).toBe(true)
    expect(levelOf(mic, target)).toBe('MEDIUM')
    const low = micOf({ ...given, [container]: 'LOW' })
    expect(low.grants('create', { ...resource, level: undefined })).toBe(false)
  })

  test('replaces the level of a resource that has one', () => {
    const mic = micOf({ ...given, [target]: 'HIGH' })
    expect(mic.grants('create', { ...resource, level: 'LOW' })).toBe(true)
    expect(levelOf(mic, target)).toBe('LOW')
  })

  test('is denied if a SID is out of range', () => {
    const mic = micOf(given)
    for (const field of ['source', 'target', 'container', 'driver']) {
      for (const sid of badSids.filter((sid) => sid !== undefined || field !== 'container'))
        expect(mic.grants('create', { ...resource, level: 'LOW', [field]: sid })).toBe(false)
    }
  })
})

describe('Mic.delete', () => {
  const given = { [source]: 'HIGH', [target]: 'MEDIUM', [container]: 'HIGH', [driver]: 'HIGH' }

  test('takes the level of the target away', () => {
    const mic = micOf(given)
    expect(mic.grants('delete', resource)).toBe(true)
    expect(() => levelOf(mic, target)).toThrow(EvaluationError)
  })

  test('is denied if the level of the target exceeds that of source or driver', () => {
    for (const sid of [source, driver])
      expect(micOf({ ...given, [sid]: 'LOW' }).grants('delete', resource)).toBe(false)
    expect(micOf({ ...given, [container]: 'LOW' }).grants('delete', resource)).toBe(true)
  })

  test('is denied if the level of the target is incomparable to that of source or driver', () => {
    const levels = {
      [source]: both,
      [driver]: both,
      [container]: both,
      [target]: named('low', 'net'),
    }
    for (const sid of [source, driver]) {
      const mic = micOf({ ...levels, [sid]: named('high', 'log') }, full)
      expect(mic.grants('delete', resource)).toBe(false)
    }
    expect(micOf(levels, full).grants('delete', resource)).toBe(true)
  })

  test('is denied if source, driver, target or container have no level or are out of range', () => {
    for (const [field, sid] of Object.entries(resource)) {
      const rest = Object.entries(given).filter(([other]) => Number(other) !== sid)
      expect(micOf(Object.fromEntries(rest)).grants('delete', resource)).toBe(false)
      const mic = micOf(given)
      for (const bad of badSids.filter((bad) => bad !== undefined || field !== 'container'))
        expect(mic.grants('delete', { ...resource, [field]: bad })).toBe(false)
    }
    const root = { ...resource, container: undefined }
    expect(micOf(given).grants('delete', root)).toBe(true)
  })
})

describe('Mic.upgrade', () => {
  const given = { [source]: 'HIGH', [target]: 'LOW', [container]: 'HIGH', [driver]: 'HIGH' }

  test('gives the target the higher level', () => {
    const mic = micOf(given)
    expect(mic.grants('upgrade', { ...resource, level: 'MEDIUM' })).toBe(true)
    expect(levelOf(mic, target)).toBe('MEDIUM')
  })

  test('is denied if the level does not exceed that of the target', () => {
    const mic = micOf({ ...given, [target]: 'MEDIUM' })
    for (const level of ['LOW', 'MEDIUM'])
      expect(mic.grants('upgrade', { ...resource, level })).toBe(false)
    expect(levelOf(mic, target)).toBe('MEDIUM')
    const levels = {
      [source]: both,
      [target]: named('low', 'net'),
      [container]: both,
      [driver]: both,
    }
    const partial = micOf(levels, full)
    expect(partial.grants('upgrade', { ...resource, level: named('high', 'log') })).toBe(false)
    expect(partial.grants('upgrade', { ...resource, level: named('low', 'net', 'log') })).toBe(true)
  })

  test('is denied if the level exceeds that of source, driver or container', () => {
    for (const sid of [source, driver, container]) {
      const mic = micOf({ ...given, [sid]: 'MEDIUM' })
      expect(mic.grants('upgrade', { ...resource, level: 'HIGH' })).toBe(false)
      expect(mic.grants('upgrade', { ...resource, level: 'MEDIUM' })).toBe(true)
    }
  })

  test('is denied if the level is incomparable to that of source, driver or container', () => {
    for (const sid of [source, driver, container]) {
      const levels = { [source]: both, [target]: 'low', [container]: both, [driver]: both }
      const mic = micOf({ ...levels, [sid]: named('high', 'log') }, full)
      expect(mic.grants('upgrade', { ...resource, level: named('low', 'net') })).toBe(false)
      expect(mic.grants('upgrade', { ...resource, level: named('low', 'log') })).toBe(true)
    }
  })

  test('is denied if the target exceeds the source', () => {
    const mic = micOf({ ...given, [source]: 'LOW', [target]: 'MEDIUM' })
    for (const level of degrees) expect(mic.grants('upgrade', { ...resource, level })).toBe(false)
  })

  test('is denied if one has no level, or is out of range', () => {
    for (const [field, sid] of Object.entries(resource)) {
      const rest = Object.entries(given).filter(([other]) => Number(other) !== sid)
      const mic = micOf(Object.fromEntries(rest))
      expect(mic.grants('upgrade', { ...resource, level: 'MEDIUM' })).toBe(false)
      for (const bad of badSids.filter((bad) => bad !== undefined || field !== 'container'))
        expect(micOf(given).grants('upgrade', { ...resource, level: 'MEDIUM', [field]: bad })).toBe(
          false,
        )
    }
  })
})

describe('Mic.execute', () => {
  test('gives the process the level, at most that of the image', () => {
    for (const [place, level] of degrees.entries()) {
      const mic = micOf({ [image]: 'MEDIUM' })
      const granted = mic.grants('execute', { image, target, level, levelR: undefined })
      expect(granted).toBe(place <= 1)
      if (granted) expect(levelOf(mic, target)).toBe(level)
    }
  })

  test('is denied if the level can not be compared with that of the image', () => {
    const mic = micOf({ [image]: named('high', 'net') }, full)
    const argument = { image, target, levelR: undefined }
    expect(mic.grants('execute', { ...argument, level: named('low', 'log') })).toBe(false)
    expect(mic.grants('execute', { ...argument, level: named('low', 'net') })).toBe(true)
  })

  test('without a level gives that of the image, which must then be there', () => {
    const mic = micOf({ [image]: 'MEDIUM' })
    expect(mic.grants('execute', { image, target, level: undefined, levelR: undefined })).toBe(true)
    expect(levelOf(mic, target)).toBe('MEDIUM')
    expect(
      mic.grants('execute', { image: undefined, target, level: undefined, levelR: undefined }),
    ).toBe(false)
  })

  test('without an image gives any level', () => {
    for (const level of degrees) expect(start(micOf({}), target, level)).toBe(true)
  })

  test('is denied if levelR exceeds the level or can not be compared with it', () => {
    const mic = micOf({}, full)
    const level = named('high', 'net')
    expect(start(mic, target, level, named('low', 'net'))).toBe(true)
    expect(start(mic, target, level, level)).toBe(true)
    expect(start(mic, target, named('low', 'net'), level)).toBe(false)
    expect(start(mic, target, level, named('low', 'log'))).toBe(false)
  })

  test('is denied if the image has no level, or a SID is out of range', () => {
    const mic = micOf({ [image]: 'HIGH' })
    for (const bad of [9, ...badSids.filter((sid) => sid !== undefined)])
      expect(mic.grants('execute', { image: bad, target, level: 'LOW', levelR: undefined })).toBe(
        false,
      )
    for (const bad of badSids)
      expect(mic.grants('execute', { image, target: bad, level: 'LOW', levelR: undefined })).toBe(
        false,
      )
  })

  test('is denied beyond the limit of SIDs, but not for those that have a level', () => {
    const mic = micOf({})
    for (let sid = 1; sid <= maxStatefulSids; sid++) start(mic, sid, 'LOW')
    expect(start(mic, maxStatefulSids + 1, 'LOW')).toBe(false)
    expect(start(mic, 7, 'HIGH')).toBe(true)
  })
})

describe.each(['call', 'read'])('Mic.%s', (rule) => {
  test('is granted if the source is at most the target', () => {
    degrees.forEach((from, place) => {
      degrees.forEach((to, other) => {
        const mic = micOf({ [source]: from, [target]: to })
        expect(mic.grants(rule, { source, target })).toBe(place <= other)
      })
    })
  })

  test('is granted if the source exceeds the target, and its levelR does not', () => {
    const mic = micOf({ [target]: 'MEDIUM' })
    for (const [levelR, expected] of [
      ['LOW', true],
      ['MEDIUM', true],
      ['HIGH', false],
    ] as const) {
      start(mic, source, 'HIGH', levelR)
      expect(mic.grants(rule, { source, target })).toBe(expected)
    }
  })

  test('is granted if they can not be compared, and levelR is at most the target', () => {
    const mic = micOf({ [target]: named('high', 'log') }, full)
    for (const [levelR, expected] of [
      [named('low'), true],
      [named('high'), true],
      [named('low', 'net'), false],
      [named('high', 'net'), false],
    ] as const) {
      start(mic, source, named('high', 'net'), levelR)
      expect(mic.grants(rule, { source, target })).toBe(expected)
    }
  })

  test('is denied if the source exceeds the target, and levelR can not be compared with it', () => {
    const mic = micOf({ [target]: named('low', 'log') }, full)
    start(mic, source, both, named('low', 'net'))
    expect(mic.grants(rule, { source, target })).toBe(false)
  })

  test('is denied if one has no level or is out of range', () => {
    const mic = micOf({ [source]: 'LOW', [target]: 'HIGH' })
    for (const bad of [9, ...badSids]) {
      expect(mic.grants(rule, { source: bad, target })).toBe(false)
      expect(mic.grants(rule, { source, target: bad })).toBe(false)
    }
  })
})

describe.each(['invoke', 'write'])('Mic.%s', (rule) => {
  test('is granted if the target does not exceed the source', () => {
    degrees.forEach((from, place) => {
      degrees.forEach((to, other) => {
        const mic = micOf({ [source]: from, [target]: to })
        expect(mic.grants(rule, { source, target })).toBe(other <= place)
      })
    })
  })

  test('does not look at levelR', () => {
    const mic = micOf({ [source]: 'MEDIUM' })
    start(mic, target, 'HIGH', 'LOW')
    expect(mic.grants(rule, { source, target })).toBe(false)
  })

  test('is denied if they can not be compared', () => {
    const mic = micOf({ [source]: named('high', 'net'), [target]: named('low', 'log') }, full)
    expect(mic.grants(rule, { source, target })).toBe(false)
  })

  test('is denied if one has no level or is out of range', () => {
    const mic = micOf({ [source]: 'HIGH', [target]: 'LOW' })
    for (const bad of [9, ...badSids]) {
      expect(mic.grants(rule, { source: bad, target })).toBe(false)
      expect(mic.grants(rule, { source, target: bad })).toBe(false)
    }
  })
})

describe('Mic.query_level', () => {
  test('is a text for degrees, a dictionary for degrees and categories', () => {
    expect(levelOf(micOf({ [source]: 'HIGH' }), source)).toBe('HIGH')
    expect(levelOf(micOf({ [source]: named('high', 'log') }, full), source)).toEqual({
      degree: 'high',
      categories: ['log'],
    })
    const alone = { categories: ['net', 'log'] }
    expect(
      levelOf(micOf({ [source]: { degree: undefined, categories: ['log'] } }, alone), source),
    ).toEqual({ degree: undefined, categories: ['log'] })
  })

  test('takes the case that is the same level, however it is written', () => {
    const mic = micOf({ [source]: 'high', [target]: named('low', 'net', 'log') }, full)
    expect(mic.selects('query_level', { source }, 'high')).toBe(true)
    expect(mic.selects('query_level', { source }, named('high'))).toBe(true)
    expect(mic.selects('query_level', { source }, 'low')).toBe(false)
    expect(mic.selects('query_level', { source }, named('high', 'net'))).toBe(false)
    expect(mic.selects('query_level', { source: target }, named('low', 'log', 'net'))).toBe(true)
    expect(() => mic.selects('query_level', { source }, 'other')).toThrow(EvaluationError)
  })

  test('can not be evaluated if the SID has no level or is out of range', () => {
    const mic = micOf({ [source]: 'HIGH' })
    for (const sid of [2, ...badSids])
      expect(() => mic.evaluate('query_level', { source: sid })).toThrow(EvaluationError)
  })
})

describe('the configuration of a Mic', () => {
  test('is a list of degrees, or degrees and categories', () => {
    for (const config of [
      ['a'],
      degrees,
      full,
      { degrees: ['a'] },
      { categories: ['a'] },
      { degrees: ['a'], categories: Array.from({ length: maxCategories }, (_, n) => `c${n}`) },
    ])
      expect(micModel.create({}, config).rules).toHaveProperty('call')
  })

  test('has names, each once, and not too many categories', () => {
    for (const config of [
      [],
      {},
      ['a', 'a'],
      [1],
      'a',
      undefined,
      null,
      { degrees: [] },
      { degrees: 'a' },
      { degrees: ['a'], categories: ['b', 'b'] },
      { degrees: ['a'], categories: [] },
      { degrees: ['a'], categories: Array.from({ length: maxCategories + 1 }, (_, n) => `c${n}`) },
    ])
      expect(() => micModel.create({}, config)).toThrow(ModelError)
  })

  test('with the most categories has levels that differ by each of them', () => {
    const categories = Array.from({ length: maxCategories }, (_, n) => `c${n}`)
    for (const category of categories) {
      const levels = { [source]: named('a', ...categories), [target]: named('a', category) }
      const mic = micOf(levels, { degrees: ['a'], categories })
      expect(mic.grants('write', { source, target })).toBe(true)
      expect(mic.grants('write', { source: target, target: source })).toBe(false)
      expect(levelOf(mic, target)).toEqual(named('a', category))
    }
  })
})
