// Audit profiles of policies in PSL: which results of which rules are recorded.
import { describe, expect, test } from 'vitest'
import {
  type AuditRecord,
  createMonitor,
  type MonitorOptions,
  type Policy,
  response,
  type SecurityEvent,
} from '../../src/index.ts'
import { event, monitorOf, put, sound, start } from './fixture.ts'

const session = `
policy object session : Flow {
  type State = "closed" | "open"
  config = { states : ["closed", "open"], initial : "closed", transitions : { "closed" : ["open"], "open" : ["open"] } }
}
execute { session.init {sid : dst_sid} }
`

/** The records of events: object, result, and what begins the rule. */
function recordsOf(text: string, events: readonly SecurityEvent[]): string[] {
  const records: AuditRecord[] = []
  const loaded = sound(text)
  const monitor = monitorOf(loaded, { onAudit: (record) => records.push(record) })
  for (const each of events) monitor.decide(each)
  return records.map(({ object, result, rule, place, level }) =>
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

test('without a profile only events without a rule are recorded', () => {
  expect(recordsOf('request method=Put { deny () }', [put(), start()])).toEqual(['no rule'])
})
