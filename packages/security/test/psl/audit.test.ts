// Audit profiles of policies in PSL: which results of which rules are recorded.
import { describe, expect, test } from 'vitest'
import { isBoundCondition } from '../../src/condition.ts'
import {
  type AuditRecord,
  createMonitor,
  type MonitorOptions,
  type Policy,
  response,
  type SecurityEvent,
} from '../../src/index.ts'
import type { LoadedPolicy } from '../../src/psl/index.ts'
import { EvaluationError } from '../../src/models/model.ts'
import { Scope } from '../../src/scope.ts'
import { event, faults, header, item, load, monitorOf, put, sound, start } from './fixture.ts'

const session = `
policy object session : Flow {
  type State = "closed" | "open"
  config = { states : ["closed", "open"], initial : "closed", transitions : { "closed" : ["open"], "open" : ["open"] } }
}
execute { session.init {sid : dst_sid} }
`

function recordsIn(loaded: LoadedPolicy, events: readonly SecurityEvent[]): AuditRecord[] {
  const records: AuditRecord[] = []
  const failures: unknown[] = []
  const monitor = monitorOf(loaded, {
    onAudit: (record) => records.push(record),
    onFailure: (error) => failures.push(error),
  })
  for (const each of events) monitor.decide(each)
  // Rules may have no value; no more than that may go wrong.
  expect(failures.filter((error) => !(error instanceof EvaluationError))).toEqual([])
  return records
}

/** The records of events: object, result, and what begins the rule. */
function recordsOf(text: string, events: readonly SecurityEvent[]): string[] {
  return recordsIn(sound(text), events).map(({ object, result, rule, place, level }) =>
    result === null ? 'no rule' : `${level} ${object} ${result} ${rule?.split(' ')[0]} ${place}`,
  )
}

describe('a profile', () => {
  const profiles = `
audit profile all = { 0 : { base : { kss : ["granted", "denied"] } } }
audit profile denials = { 0 : { base : { kss : ["denied"] } } }
audit profile later = { 1 : { base : { kss : ["granted", "denied"] } } }
`

  test('is that of the section, the inner one wins, else the default', () => {
    const text = `${profiles}audit default = denials 0
request {
  grant ()
  match dst=demo.Server { audit all assert true match method=Put { audit empty grant () deny (message.id == 1) } }
}
request method=Get { deny () }`
    expect(recordsOf(text, [put(), put({ id: 1 })])).toEqual([
      '0 base granted assert security.psl:20',
      '0 base granted assert security.psl:20',
    ])
    expect(recordsOf(text, [event({ method: 'Get' })])).toEqual([
      '0 base denied deny security.psl:22',
    ])
  })

  test('counts at its level, which set_level changes and audit default begins with', () => {
    const text = `${profiles}audit default = later 0
request method=Put { set_level message.small }
request method=Clear { grant () }`
    const clear = event({ method: 'Clear', message: {} })
    expect(recordsOf(text, [clear, put({ small: 1 }), clear, put({ small: 0 }), clear])).toEqual([
      '1 base granted grant security.psl:19',
      '1 base granted set_level security.psl:18',
    ])
    const first = recordsOf(text.replace('later 0', 'later 1'), [clear])
    expect(first).toEqual(['1 base granted grant security.psl:19'])
  })

  test('begins at its level also in a policy that others add rules to', () => {
    const text = `${profiles}audit default = later 1
request { grant () }`
    const levelsOf = (policy: Policy, options: MonitorOptions = {}) => {
      const levels: number[] = []
      const onAudit = ({ level }: AuditRecord) => void levels.push(level)
      createMonitor(policy, { onAudit, ...options }).decide(put())
      return levels
    }
    const { policy } = sound(text)
    expect(levelsOf(policy)).toEqual([1])
    expect(levelsOf([response('A', 'B'), ...policy])).toEqual([1])
    expect(levelsOf(policy, { auditLevel: 0 })).toEqual([])
  })

  test('asks for the results of one object', () => {
    const text = `${session}
audit profile some = { 0 : { session : { kss : ["denied"] } } }
audit default = some 0
request method=Put { session.enter {sid : dst_sid, state : "open"} session.allow {sid : dst_sid, states : ["closed"]} }`
    expect(recordsOf(text, [put(), start(), put()])).toEqual([
      '0 session denied session.enter security.psl:22',
      '0 session denied session.allow security.psl:22',
      '0 session denied session.allow security.psl:22',
    ])
  })

  test('may omit states, in which the object is before the rule', () => {
    const text = `${session}
audit profile trace = { 0 : { session : { kss : ["granted"], omit : ["closed"] } } }
audit default = trace 0
request method=Put {
  session.enter {sid : dst_sid, state : "open"}
  choice (message.id) { 5 : { session.enter {sid : dst_sid, state : "open"} } }
}`
    expect(recordsOf(text, [start(), put(), put()])).toEqual([
      '0 session granted session.init security.psl:18',
      '0 session granted session.enter security.psl:24',
      '0 session granted session.enter security.psl:23',
      '0 session granted session.enter security.psl:24',
    ])
  })

  test('asks inside a choice for the results of its rules, and of the choice if none is selected', () => {
    const text = `${profiles}
request {
  audit all
  match method=Put {
    choice (message.id) {
      5 : { grant () choice (message.small) { 7 : { audit denials grant () } 8 : deny () } }
    }
  }
}`
    expect(recordsOf(text, [put()])).toEqual(['0 base granted grant security.psl:22'])
    expect(recordsOf(text, [put({ small: 8 })])).toEqual([
      '0 base granted grant security.psl:22',
      '0 base denied deny security.psl:22',
    ])
    expect(recordsOf(text, [put({ small: 9 })])).toEqual([
      '0 base granted grant security.psl:22',
      '0 base denied choice security.psl:22',
    ])
    expect(recordsOf(text, [put({ id: 6 })])).toEqual(['0 base denied choice security.psl:21'])
  })
})

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'an object may be called %s',
  (name) => {
    const flow = session.replaceAll('session', name)
    const text = `${flow}
audit profile all = { 0 : { base : { kss : ["granted"] } } }
audit profile own = { 0 : { ${name} : { kss : ["granted"], omit : ["open"] } } }
request method=Put {
  grant ()
  match dst=demo.Server { audit all ${name}.enter {sid : dst_sid, state : "open"} }
  match src=demo.Client { audit own ${name}.enter {sid : dst_sid, state : "open"} }
}`
    const other = text.replace('"granted"], omit : ["open"]', '"granted"], omit : ["closed"]')
    expect(recordsOf(text, [start(), put()])).toEqual([])
    expect(recordsOf(other, [start(), put()])).toEqual([
      `0 ${name} granted ${name}.enter security.psl:25`,
    ])
  },
)

test('without a profile only events without a rule are recorded', () => {
  expect(recordsOf('request method=Put { deny () }', [put(), start()])).toEqual(['no rule'])
})

describe('emit', () => {
  const match = 're.match {text : message.name, pattern : "l.*"}'
  const profiles = `
policy object words : Regex { }
audit profile matches = { 0 : { re : { kss : ["granted", "denied"], emit : ["match"] } } }
audit profile misses = { 0 : { re : { kss : ["denied"], emit : ["match", "select"] } } }
audit profile choices = { 0 : { re : { kss : ["granted", "denied"], emit : ["select"] } } }
audit profile later = { 1 : { re : { kss : ["granted"], emit : ["match"] }, base : { kss : ["granted"] } } }
audit profile own = { 0 : { words : { kss : ["granted"], emit : ["match"] } } }
audit profile nothing = { 0 : { re : { kss : [], emit : ["match"] }, base : { kss : [] } } }
audit profile none = { 0 : { re : { kss : ["granted"], emit : [] }, words : { kss : ["granted"] } } }
`
  const [lamp, door] = [put(), put({ name: 'door' })]

  /** Of each record: object, result, expression, and the rule with its line after \`profiles\`. */
  function emitted(text: string, events: readonly SecurityEvent[] = [lamp, door]): string[] {
    return recordsIn(sound(profiles + text), events).map(
      ({ object, result, expression, rule, place }) => {
        const line = Number(place?.split(':')[1]) - 22
        return `${object} ${result}: ${expression} in ${line}: ${rule?.split(' {')[0]}`
      },
    )
  }

  test('records what expressions in conditions answer', () => {
    expect(emitted(`request method=Put { audit matches assert (${match}) }`)).toEqual([
      `re granted: ${match} is true in 0: assert (re.match`,
      `re denied: ${match} is false in 0: assert (re.match`,
    ])
    expect(emitted(`request method=Put { audit misses deny (${match}) }`)).toEqual([
      `re denied: ${match} is false in 0: deny (re.match`,
    ])
  })

  test('records which case a subject chooses; none is the result denied, also if `_` is taken', () => {
    const select = 're.select {text : message.name}'
    const text = `request method=Put {
  audit choices
  choice (${select}) { "x" : grant () "la.p|light" : { grant () } _ : grant () }
}`
    expect(emitted(text)).toEqual([
      `re granted: ${select} chooses "la.p|light" in 2: choice (re.select`,
      `re denied: ${select} chooses no case in 2: choice (re.select`,
    ])
    expect(emitted(text.replace('_ : grant ()', '').replace('choices', 'misses'))).toEqual([
      `re denied: ${select} chooses no case in 2: choice (re.select`,
    ])
    // Where it chooses nothing, it has no result.
    const compared = `request method=Put { audit choices assert (${select} == "lamp") }`
    expect(emitted(compared)).toEqual([])
  })

  test('records the parts of expressions, each for itself, in the order of evaluation', () => {
    const text = `request method=Put {
  audit matches
  assert (bool.any [! (${match}), message.id == 5 && re.match {
    text : message.item.label, /* a comment */ pattern : "red"}])
  choice (${match}) { true : grant () false : grant () }
}`
    expect(emitted(text, [lamp])).toEqual([
      `re granted: ${match} is true in 2: assert (bool.any [! (re.match`,
      're granted: re.match { text : message.item.label, pattern : "red"} is true in 2: assert (bool.any [! (re.match',
      `re granted: ${match} is true in 4: choice (re.match`,
    ])
  })

  test('names the rule inside a choice in which the expression stands', () => {
    const text = `request method=Put {
  choice (message.id) {
    5 : {
      grant ()
      choice (re.select {text : message.name}) {
        "lamp" : { match method=Put { audit matches assert (${match}) deny (! (${match})) } }
        "door" : { audit empty assert (${match}) }
      }
    }
  }
}`
    expect(emitted(text)).toEqual([
      `re granted: ${match} is true in 5: assert (re.match`,
      `re granted: ${match} is true in 5: deny (! (re.match`,
    ])
  })

  test('counts for the object that it is said of, as its results do', () => {
    const words = 'words.match {text : message.name, pattern : "lamp"}'
    const text = (profile: string): string =>
      `request method=Put { audit ${profile} assert (${match} && ${words}) }`
    expect(emitted(text('own'))).toEqual([`words granted: ${words} is true in 0: assert (re.match`])
    for (const profile of ['nothing', 'none', 'choices', 'empty'])
      expect(emitted(text(profile))).toEqual([])
  })

  test('counts at its level', () => {
    const text = `audit default = later 0
request method=Put { assert (${match}) set_level message.small }`
    expect(emitted(text, [put({ small: 1 }), put({ small: 0 }), lamp])).toEqual([
      `re granted: ${match} is true in 1: assert (re.match`,
      'base granted: null in 1: assert (re.match',
      'base granted: null in 1: set_level message.small',
    ])
  })

  test('records what was answered before a rule failed, and in rules with states of their own', () => {
    const failing = `request method=Put {
  audit matches
  assert (${match} && message.codes [7] == 1)
  choice (message.id) { 5 : assert (${match} && message.codes [7] == 1) }
}`
    expect(emitted(failing, [lamp])).toEqual([
      `re granted: ${match} is true in 2: assert (re.match`,
      `re granted: ${match} is true in 3: assert (re.match`,
    ])
    const set = `policy object names : HashSet {
  type Entry = Boolean config = { set_size : 1, pool_size : 1 }
}
request method=Put { audit matches names.add {sid : dst_sid, entry : ${match}} }`
    expect(emitted(set, [lamp])).toEqual([`re granted: ${match} is true in 3: names.add`])
  })

  test('records the expression of the method that the event is about', () => {
    const loaded = load(
      `${header}use EDL A ${profiles}request dst=A method=Go {
  audit matches assert (${match} && ~message.value > 200)
}`,
      {
        'A.edl': 'task class A endpoints { one : One two : Two }',
        'One.idl': 'package One interface { Go(in UInt8 value, in string<8> name); }',
        'Two.idl': 'package Two interface { Go(in UInt32 value, in string<8> name); }',
      },
    )
    expect(faults(loaded)).toBe('')
    const go = (name: string): SecurityEvent =>
      event({
        destination: 'A',
        endpoint: name.toLowerCase(),
        interface: name,
        method: 'Go',
        message: { value: 0, name: 'lamp' },
      })
    const records = recordsIn(loaded, [go('One'), go('Two')])
    expect(records.map((record) => [record.interface, record.expression])).toEqual([
      ['One', `${match} is true`],
      ['Two', `${match} is true`],
    ])
  })

  test('costs rules nothing whose profile does not ask for it', () => {
    const noteIsRead = (profile: string): boolean => {
      const [checked] = sound(`${profiles}request method=Put {
  audit ${profile} choice (re.select {text : message.name}) { "l.*" : assert (${match}) }
}`).rules
      const { condition } = checked?.rule ?? {}
      if (!isBoundCondition(condition)) throw new TypeError('it has no state')
      let isRead = false
      const answer = condition.bind(new Scope(() => 0, { level: 0 }))({
        ...lamp,
        message: item,
        event: lamp,
        get note() {
          isRead = true
          return undefined
        },
      })
      expect(answer === true || (typeof answer === 'object' && answer.granted)).toBe(true)
      return isRead
    }
    expect(['matches', 'choices', 'misses', 'later'].map(noteIsRead)).toEqual(Array(4).fill(true))
    expect(['empty', 'none', 'own', 'nothing'].map(noteIsRead)).toEqual(Array(4).fill(false))
  })
})

test('what a profile inside a choice asks for is recorded, whatever the choice has', () => {
  const text = `audit profile all = { 0 : { base : { kss : ["granted", "denied"] } } }
request method=Put { choice (message.id) { 5 : { audit all grant () match method=Put { audit empty grant () } } } }`
  expect(recordsOf(text, [put(), put({ id: 6 })])).toEqual(['0 base granted grant security.psl:14'])
})
