// Audits: which results of rules are recorded, what a record says, and what audits cost.
import { describe, expect, test } from 'vitest'
import {
  any,
  audited,
  auditJsonLines,
  auditLines,
  type AuditProfile,
  type AuditRecord,
  createMonitor,
  deny,
  type ConditionOutcome,
  formatAuditRecord,
  makeRule,
  malformed,
  type MonitorOptions,
  type Policy,
  request,
  response,
  type Rule,
  type RuleParts,
  type SecurityEvent,
} from '../src/index.ts'
import { event } from './fixture.ts'

const everything: AuditProfile = { 0: { base: { kss: ['granted', 'denied'] } } }
const denials: AuditProfile = { 0: { base: { kss: ['denied'] } } }

const parts: RuleParts = {
  event: 'request',
  source: any,
  destination: any,
  text: 'assert (message.value < 8)',
  place: 'security.psl:12',
}

interface Heard {
  readonly records: AuditRecord[]
  readonly failures: unknown[]
  decide(parts?: Partial<SecurityEvent>): boolean
  classify(): string
}

function hear(policy: Policy, options: MonitorOptions = {}): Heard {
  const records: AuditRecord[] = []
  const failures: unknown[] = []
  const monitor = createMonitor(policy, {
    now: () => 5,
    onAudit: (record) => records.push(record),
    onFailure: (error) => failures.push(error),
    ...options,
  })
  return {
    records,
    failures,
    decide: (changes) => monitor.decide(event(changes)).granted,
    classify: () => monitor.classify(event()),
  }
}

const resultsOf = ({ records }: Heard): unknown[] =>
  records.map(({ rule, result, decision }) => [rule, result, decision])

test('a record says all of the event, the rule, its result and the decision', () => {
  const rule = makeRule({ ...parts, object: 'session', condition: () => false })
  const profile: AuditProfile = { 2: { session: { kss: ['denied'] } } }
  const heard = hear(audited(profile, rule), { auditLevel: 2 })
  expect(heard.decide()).toBe(false)
  expect(heard.records).toMatchInlineSnapshot(`
    [
      {
        "decision": "denied",
        "destination": "Server",
        "destinationSid": 2,
        "endpoint": "mode",
        "expression": null,
        "interface": "demo.Mode",
        "level": 2,
        "message": "request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, assert (message.value < 8) (security.psl:12); its condition is false",
        "method": "FMode",
        "object": "session",
        "place": "security.psl:12",
        "reason": "denied-by-rule",
        "result": "denied",
        "rule": "assert (message.value < 8)",
        "source": "Client",
        "sourceSid": 1,
        "time": 5,
        "type": "request",
      },
    ]
  `)
  expect(Object.isFrozen(heard.records[0])).toBe(true)
})

describe('what a profile asks for is recorded', () => {
  test.each([
    [['granted'], [['p', 'granted']]],
    [['denied'], [['q', 'denied']]],
    [
      ['granted', 'denied'],
      [
        ['p', 'granted'],
        ['q', 'denied'],
      ],
    ],
    [[], []],
  ] as const)('results: %j', (kss, expected) => {
    const rules = [
      makeRule({ ...parts, text: 'p', condition: () => true }),
      makeRule({ ...parts, text: 'q', condition: () => false }),
    ]
    const heard = hear(audited({ 0: { base: { kss } } }, rules))
    heard.decide()
    expect(resultsOf(heard)).toEqual(expected.map(([rule, result]) => [rule, result, 'denied']))
  })

  test('of its level and of the object of the rule', () => {
    const profile: AuditProfile = {
      0: { other: { kss: ['granted'] } },
      1: { base: { kss: ['granted'] } },
    }
    const policy = audited(
      profile,
      makeRule({ ...parts, text: 'p' }),
      makeRule({ ...parts, text: 'q', object: 'other' }),
    )
    for (const [auditLevel, rules] of [
      [0, ['q']],
      [1, ['p']],
      [2, []],
    ] as const) {
      const heard = hear(policy, { auditLevel })
      heard.decide()
      expect(heard.records.map(({ rule }) => rule)).toEqual(rules)
    }
  })

  test('of the rules that it is set for; the inner profile wins', () => {
    const inner = audited({ 0: {} }, makeRule({ ...parts, text: 'inner' }))
    const policy = [
      makeRule({ ...parts, text: 'none' }),
      ...audited(everything, inner, makeRule({ ...parts, text: 'outer' })),
    ]
    const heard = hear(policy)
    heard.decide()
    expect(heard.records.map(({ rule }) => rule)).toEqual(['outer'])
  })

  test('of rules that always grant, deny, or fail', () => {
    const fails = (): never => {
      throw new Error('no such table')
    }
    for (const [rule, result] of [
      [request(any, any), 'granted'],
      [deny(request(any, any)), 'denied'],
      [deny(request(any, any, () => false)), 'granted'],
      [deny(request(any, any, () => true)), 'denied'],
      [request(any, any, fails), 'denied'],
    ] as const) {
      const heard = hear(audited(everything, rule))
      heard.decide()
      expect(heard.records).toMatchObject([{ result, decision: result, level: 0, place: null }])
    }
  })

  test('also if the decision is another one', () => {
    const heard = hear([
      ...audited(everything, makeRule({ ...parts, text: 'p' })),
      request(any, any, () => false),
    ])
    heard.decide()
    expect(heard.records).toMatchObject([
      { rule: 'p', result: 'granted', decision: 'denied', reason: 'denied-by-rule' },
    ])
  })
})

describe('of rules inside a rule', () => {
  const choice = (outcome: ConditionOutcome, audit: AuditProfile | undefined = {}): Rule =>
    makeRule({ ...parts, text: 'choice (message.value)', audit, condition: () => outcome })

  test('each is recorded as its own profile says', () => {
    const inner = (text: string, audit: AuditProfile) => ({ text, place: `a.psl:${text}`, audit })
    const results = [
      { rule: inner('1', everything), granted: true },
      { rule: inner('2', denials), granted: true },
      { rule: inner('3', denials), granted: false },
      { rule: { text: '4' }, granted: false },
    ]
    const heard = hear([choice({ granted: false, results })])
    heard.decide()
    expect(heard.records).toMatchObject([
      { rule: '1', place: 'a.psl:1', result: 'granted', object: 'base' },
      { rule: '3', place: 'a.psl:3', result: 'denied' },
    ])
  })

  test('if there are none, it is itself', () => {
    const heard = hear([choice({ granted: false, why: 'no option is selected' }, denials)])
    heard.decide()
    expect(heard.records).toMatchObject([{ rule: 'choice (message.value)', result: 'denied' }])
    expect(heard.records[0]?.message).toContain('no option is selected')
  })

  test('the states of omit are not recorded', () => {
    const audit: AuditProfile = { 0: { session: { kss: ['granted'], omit: ['closed'] } } }
    const rule = { text: 'session.enter', object: 'session', audit }
    const results = ['open', 'closed'].map((state) => ({ rule, granted: true, state }))
    const heard = hear([choice({ granted: true, results })])
    expect(heard.decide()).toBe(true)
    expect(heard.records).toHaveLength(1)
  })

  test('expressions are recorded if emit has them', () => {
    const audit: AuditProfile = { 0: { re: { kss: ['granted', 'denied'], emit: ['match'] } } }
    const rule = { text: 're', object: 're', audit }
    const results = ['match', 'select'].map((expression) => ({ rule, granted: true, expression }))
    const heard = hear([choice({ granted: true, results })])
    heard.decide()
    expect(heard.records).toHaveLength(1)
  })

  test('a record of an expression says what it answered, or which expression it is', () => {
    const audit: AuditProfile = { 0: { re: { kss: ['denied'], emit: ['match'] } } }
    const rule = { text: 'assert (re.match {})', place: 'a.psl:1', object: 're', audit }
    const result = { rule, granted: false, expression: 'match' }
    const results = [{ ...result, answer: 're.match {} is false' }, result]
    const lines: string[] = []
    const heard = hear([choice({ granted: true, results })])
    heard.decide()
    hear([choice({ granted: true, results })], {
      onAudit: auditLines((line) => lines.push(line)),
    }).decide()
    expect(heard.records.map(({ expression }) => expression)).toEqual([
      're.match {} is false',
      'match',
    ])
    const head = '5 level 0: request Client -> Server demo.Mode.FMode (endpoint mode): granted; '
    const tail = 'in assert (re.match {}) (a.psl:1)'
    expect(lines).toEqual([
      `${head}re denied: re.match {} is false, ${tail}`,
      `${head}re denied: match, ${tail}`,
    ])
  })

  test('garbage is not recorded', () => {
    const garbage = hear([choice({ granted: true, results: 7 as never }, everything)])
    expect(garbage.decide()).toBe(true)
    expect(garbage.records).toMatchObject([{ rule: 'choice (message.value)' }])
    const inner = hear([choice({ granted: true, results: [null as never] })])
    expect([inner.decide(), inner.failures.length, inner.records]).toEqual([true, 1, []])
  })
})

describe('what conditions tell of expressions', () => {
  const audit: AuditProfile = {
    0: { base: { kss: ['denied'] }, re: { kss: ['granted'], emit: ['match'] } },
  }
  const result = {
    rule: { text: 'p', object: 're', audit },
    granted: true,
    expression: 'match',
  }
  const telling = (answer: () => boolean): Rule =>
    makeRule({
      ...parts,
      audit,
      condition: ({ note }) => {
        note?.(result)
        return answer()
      },
    })

  test('is recorded before the result of the rule, also if the condition fails', () => {
    const fails = (): never => {
      throw new RangeError('no value')
    }
    for (const answer of [() => false, fails]) {
      const heard = hear([telling(answer)])
      heard.decide()
      expect(heard.records).toMatchObject([
        { object: 're', result: 'granted', decision: 'denied', rule: 'p', expression: 'match' },
        { object: 'base', result: 'denied', decision: 'denied', expression: null },
      ])
    }
  })

  test('is asked for only where somebody listens, and rules have profiles', () => {
    const notes: unknown[] = []
    const look = (changes: Partial<RuleParts>): Rule =>
      makeRule({ ...parts, ...changes, condition: ({ note }) => notes.push(typeof note) > 0 })
    hear([look({ audit, event: 'response' }), look({})]).decide({ type: 'response' })
    hear([look({ audit, event: 'response' }), look({})]).decide()
    createMonitor([look({ audit })]).decide(event())
    expect(notes).toEqual(['function', 'undefined', 'undefined'])
    const heard = hear([look({ audit, event: 'response' }), look({})])
    heard.decide({ type: 'response' })
    heard.decide()
    expect(notes.slice(3)).toEqual(['function', 'undefined'])
  })

  test('is not recorded of an event that its caller gave up', () => {
    const records: AuditRecord[] = []
    const monitor = createMonitor(
      [telling(() => true), request(any, any, () => ({ granted: true, commit: () => {} }))],
      { onAudit: (record) => records.push(record) },
    )
    const givesUp = (): never => {
      throw new RangeError('the caller is gone')
    }
    expect(() => monitor.decide(event(), givesUp)).toThrow(RangeError)
    expect(monitor.decide(event()).granted).toBe(true)
    expect(records).toHaveLength(1)
  })
})

describe('always recorded is', () => {
  test('an event that no rule selects', () => {
    const heard = hear([response(any, any)], { auditLevel: 3 })
    heard.decide()
    expect(heard.records).toMatchObject([
      { reason: 'no-rule', decision: 'denied', result: null, rule: null, object: null, level: 3 },
    ])
  })

  test('a malformed message, which the kernel tells of', () => {
    const records: AuditRecord[] = []
    const monitor = createMonitor([], { onAudit: (record) => records.push(record) })
    monitor.refused?.(event(), malformed(event(), 'it is too short'))
    expect(records).toMatchObject([{ reason: 'malformed', result: null, method: 'FMode' }])
    expect(records[0]?.message).toContain('it is too short')
  })
})

describe('the level', () => {
  const setLevel = (level: number, isGranted = true): Rule =>
    makeRule({
      event: 'request',
      source: any,
      destination: any,
      condition: {
        bind:
          ({ audit }) =>
          () => {
            const before = audit.level
            audit.level = level
            return { granted: isGranted, rollback: () => void (audit.level = before) }
          },
      },
    })
  const profile: AuditProfile = { 0: { base: { kss: ['granted'] } } }

  test('that a rule sets counts from the next event on', () => {
    const heard = hear([setLevel(1), ...audited(profile, request(any, any))])
    expect([heard.decide(), heard.decide()]).toEqual([true, true])
    expect(heard.records).toMatchObject([{ level: 0, result: 'granted' }])
  })

  test('does not change with an event that is denied', () => {
    const policy = [setLevel(1), ...audited(profile, request(any, any)), setLevel(2, false)]
    const heard = hear(policy)
    expect([heard.decide(), heard.decide()]).toEqual([false, false])
    expect(heard.records).toMatchObject([{ level: 0 }, { level: 0 }])
  })

  test('is 0 to 255', () => {
    for (const auditLevel of [-1, 256, 1.5, Number.NaN, '1'])
      expect(() => createMonitor([], { auditLevel: auditLevel as number })).toThrow(TypeError)
    expect(() => createMonitor([], { auditLevel: 255 })).not.toThrow()
  })
})

describe('heads whose grants are recorded', () => {
  const grants = (level: number): AuditProfile => ({ [level]: { base: { kss: ['granted'] } } })

  test('at any level are asked about each event', () => {
    expect(hear(audited(grants(200), request(any, any))).classify()).toBe('ask')
  })

  test('are granted as a whole if only denials are recorded, of another object, or for nobody', () => {
    expect(hear(audited(denials, request(any, any))).classify()).toBe('granted')
    const other = { 0: { session: { kss: ['granted'] } } } as const
    expect(hear(audited(other, request(any, any))).classify()).toBe('granted')
    const policy = audited(everything, request(any, any))
    expect(createMonitor(policy).classify(event())).toBe('granted')
  })
})

test('nothing is recorded without a profile, and an event that is granted costs no record', () => {
  const heard = hear([request(any, any, () => true), response(any, any, () => false)])
  expect([heard.decide(), heard.decide({ type: 'response' })]).toEqual([true, false])
  expect(heard.records).toEqual([])
})

test('a listener that throws changes no decision, and is reported', () => {
  const failures: unknown[] = []
  const onAudit = (): never => {
    throw new RangeError('the disk is full')
  }
  const heard = hear(audited(everything, request(any, any)), {
    onAudit,
    onFailure: (error) => failures.push(error),
  })
  expect(heard.decide()).toBe(true)
  expect(failures).toEqual([expect.any(RangeError)])
})

test('a listener may decide', () => {
  const log: string[] = []
  const monitor = createMonitor(audited(everything, request(any, any)), {
    onAudit: ({ source }) => {
      log.push(source)
      if (source === 'Client') monitor.decide(event({ source: 'Inner' }))
    },
  })
  expect(monitor.decide(event()).granted).toBe(true)
  expect(log).toEqual(['Client', 'Inner'])
})

describe('a record as text', () => {
  const policy = [
    ...audited(everything, makeRule({ ...parts, text: 'assert (\n  message.value < 8\n)' })),
    makeRule({ ...parts, condition: () => false, destination: 'Other' }),
  ]

  test('is one line', () => {
    const lines: string[] = []
    const heard = hear(policy, { onAudit: auditLines((line) => lines.push(line)) })
    heard.decide()
    heard.decide({ destination: 'Other' })
    heard.decide({ type: 'response' })
    expect(lines).toMatchInlineSnapshot(`
      [
        "5 level 0: request Client -> Server demo.Mode.FMode (endpoint mode): granted; base granted: assert ( message.value < 8 ) (security.psl:12)",
        "5 level 0: request Client -> Other demo.Mode.FMode (endpoint mode): denied; base granted: assert ( message.value < 8 ) (security.psl:12)",
        "5 level 0: response Client -> Server demo.Mode.FMode (endpoint mode): denied, no rule allows it; the policy has no response rules; a rule for requests does not cover the response; to allow it, add response src=Client dst=Server endpoint=mode method=FMode { grant () }",
      ]
    `)
  })

  test('or a line of JSON, of which the record can be made again', () => {
    const lines: string[] = []
    const heard = hear(policy)
    heard.decide()
    hear(policy, { onAudit: auditJsonLines((line) => lines.push(line)) }).decide()
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    const [record] = lines.map((line) => JSON.parse(line) as AuditRecord)
    expect(record).toEqual(heard.records[0])
    expect(formatAuditRecord(record as AuditRecord)).toMatch(/^5 level 0: request Client/)
  })
})

describe('a profile that is none is refused', () => {
  const bad = [
    null,
    7,
    [],
    { 256: {} },
    { x: {} },
    { 0: null },
    { 0: { base: {} } },
    { 0: { base: { kss: ['maybe'] } } },
    { 0: { base: { kss: 'denied' } } },
    { 0: { base: { kss: [], omit: [1] } } },
    { 0: { base: { kss: [], omitt: [] } } },
  ]
  test.each(bad)('%j', (profile) => {
    const audit = profile as unknown as AuditProfile
    expect(() => audited(audit, request(any, any))).toThrow(TypeError)
    expect(() => makeRule({ ...parts, audit })).toThrow(TypeError)
    expect(() => createMonitor([{ ...request(any, any), audit }])).toThrow(TypeError)
  })
})

test('a rule of an object that is called as what every object inherits is recorded, and granted', () => {
  for (const object of ['constructor', '__proto__']) {
    const records: AuditRecord[] = []
    const monitor = createMonitor(
      [
        makeRule({ ...parts, object, audit: everything }),
        makeRule({ ...parts, object, audit: { 0: Object.fromEntries([[object, grants]]) } }),
      ],
      { onAudit: (record) => records.push(record) },
    )
    expect(monitor.decide(event()).granted).toBe(true)
    expect(records.map((record) => record.object)).toEqual([object])
  }
})

test('more results of one rule than a call takes arguments are recorded', () => {
  const results = Array.from({ length: 200_000 }, () => ({ rule: { text: 'r' }, granted: true }))
  const condition = (): ConditionOutcome => ({ granted: true, results })
  const monitor = createMonitor([makeRule({ ...parts, condition, audit: everything })], {
    onAudit: () => {},
  })
  expect(monitor.decide(event()).granted).toBe(true)
})

const grants = { kss: ['granted'] } as const
