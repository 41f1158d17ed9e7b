// `choice`: what is chosen, which rule decides, and that its state is part of the event's transaction.
import { describe, expect, test } from 'vitest'
import type { SecurityEvent } from '../../src/index.ts'
import type { Model } from '../../src/models/index.ts'
import type { LoadedPolicy } from '../../src/psl/index.ts'
import { event, header, load, monitor, monitorOf, put, said, sound, start } from './fixture.ts'

const flow = `
policy object mode : Flow {
  type State = "a" | "b" | "c"
  config = { states : ["a", "b", "c"], initial : "a", transitions : { "a" : ["b"], "b" : ["c"], "c" : ["a"] } }
}
policy object seen : HashSet { type Entry = UInt32 config = { set_size : 4, pool_size : 4 } }
execute { mode.init {sid : dst_sid} seen.init {sid : dst_sid} }
error { assert (mode.query {sid : src_sid} == "a") }
`
const isA = event({
  type: 'error',
  source: 'demo.Server',
  destination: 'demo.Client',
  sourceSid: 12,
  message: {},
})

describe('the case that is chosen', () => {
  test('is the one that equals a number, of 64 bits as well', () => {
    const one = monitor(`
request method=Put { choice (message.total) { 10 : grant () 0xFFFFFFFFFFFFFFFF : grant () 11 : deny () } }`)
    expect(said(one.decide(put({ total: 10n })))).toBe('granted')
    expect(said(one.decide(put({ total: 2n ** 64n - 1n })))).toBe('granted')
    expect(said(one.decide(put({ total: 11n })))).toBe('denied-by-rule: deny () (security.psl:14)')
  })

  test('is the one that equals a text', () => {
    const one = monitor(
      'request method=Put { choice (message.name) { "lamp" : grant () _ : { deny () } } }',
    )
    expect(said(one.decide(put()))).toBe('granted')
    expect(said(one.decide(put({ name: 'Lamp' })))).toContain('denied-by-rule: deny ()')
  })

  test('is the first whose pattern matches the whole text', () => {
    const one = monitor(`
request method=Put {
  choice (re.select {text : message.name}) {
    "red" : deny ()
    "red-.*" : grant ()
    ".*-yellow" : deny ()
  }
}`)
    expect(said(one.decide(put({ name: 'red-yellow' })))).toBe('granted')
    expect(said(one.decide(put({ name: 'green-yellow' })))).toContain('denied-by-rule')
  })

  test('may be one of states, booleans, or levels', () => {
    const one = monitor(`${flow}
policy object levels : Mic { config = ["low", "high"] }
execute { levels.execute {image : (), target : dst_sid, level : "high", levelR : ()} }
request method=Put {
  choice (mode.query {sid : dst_sid}) { "a" : mode.enter {sid : dst_sid, state : "b"} "b" : grant () }
  choice (message.id < 9) { true : grant () false : deny () }
  choice (levels.query_level {source : dst_sid}) { {degree : "high", categories : ()} : grant () }
}`)
    expect(said(one.decide(put()))).toContain('monitor-failed')
    expect(said(one.decide(start()))).toBe('granted')
    expect(said(one.decide(put({ id: 9 })))).toBe('denied-by-rule: deny () (security.psl:26)')
    expect(said(one.decide(isA))).toBe('granted')
    expect(said(one.decide(put()))).toBe('granted')
    expect(said(one.decide(isA))).toContain('denied-by-rule')
    expect(said(one.decide(put()))).toBe('granted')
  })

  test('is none: then the event is denied', () => {
    const one = monitor(
      'request method=Put { choice (message.id) { 1 : grant () } } request { grant () }',
    )
    const decision = one.decide(put())
    expect(said(decision)).toBe('denied-by-rule: choice (message.id) (security.psl:13)')
    expect(decision.granted ? '' : decision.message).toContain('; no option is selected')
  })

  test('is not found if the subject has no value: then no case is', () => {
    const one = monitor(
      'request method=Put { choice (message.codes[3]) { 1 : deny () _ : grant () } }',
    )
    expect(said(one.decide(put()))).toContain('monitor-failed')
  })

  test('is not found if the subject is no value of that kind', () => {
    // Nothing is known of the messages of Einit.
    const text = `${header.replace('use EDL demo.Server', 'use EDL kl.Unknown')}
request dst=kl.Unknown { choice (message.x) { 1 : deny () _ : grant () } }`
    const loaded = load(text)
    expect(loaded.hasErrors).toBe(false)
    const ask = (x: unknown) =>
      said(monitorOf(loaded).decide(event({ destination: 'kl.Unknown', message: { x } })))
    expect(ask(2)).toBe('granted')
    for (const x of ['2', true, undefined, { y: 1 }, () => 1])
      expect(ask(x)).toContain('monitor-failed')
  })
})

describe('the rules of a case', () => {
  test('all count, and the first that does not grant is named', () => {
    const one = monitor(`
request method=Put {
  choice (message.id) { 5 : { assert (message.small > 7) grant () deny (message.small == 7) } }
}`)
    expect(said(one.decide(put({ small: 8 })))).toBe('granted')
    expect(said(one.decide(put({ small: 7 })))).toBe(
      'denied-by-rule: assert (message.small > 7) (security.psl:15)',
    )
  })

  test('change state together with the event: commit in order, rollback in reverse', () => {
    const one = monitor(`${flow}
request method=Put {
  choice (message.id) {
    5 : {
      mode.enter {sid : dst_sid, state : "b"}
      mode.enter {sid : dst_sid, state : "c"}
      mode.enter {sid : dst_sid, state : "a"}
      seen.add {sid : dst_sid, entry : message.id}
      deny (message.small == 1)
    }
  }
  deny (message.small == 2)
}
request method=Get { assert (seen.contains {sid : dst_sid, entry : 5}) }`)
    const hasSeen = event({ method: 'Get', message: { id: 1 } })
    one.decide(start())
    for (const small of [1, 2]) {
      expect(said(one.decide(put({ small })))).toContain(`deny (message.small == ${small})`)
      expect(said(one.decide(isA))).toBe('granted')
      expect(said(one.decide(hasSeen))).toContain('denied-by-rule')
    }
    expect(said(one.decide(put()))).toBe('granted')
    expect(said(one.decide(isA))).toBe('granted')
    expect(said(one.decide(hasSeen))).toBe('granted')
  })

  test('that fail undo what those before them did, and are named', () => {
    const one = monitor(`${flow}
request method=Put {
  choice (message.id) { 5 : { mode.enter {sid : dst_sid, state : "b"} assert (message.codes[7] == 1) } }
}`)
    one.decide(start())
    const decision = one.decide(put())
    expect(decision.granted ? '' : decision.message).toContain(
      'assert (message.codes[7] == 1) (security.psl:23): there is no element 7',
    )
    expect(said(one.decide(isA))).toBe('granted')
  })

  test('commit and roll back what models of your own answer', () => {
    const done: string[] = []
    const model: Model = {
      name: 'Notes',
      types: [],
      config: null,
      create: () => ({
        rules: {
          note: {
            parameter: { kind: 'text' },
            apply: (text: string) => ({
              granted: text !== 'no',
              commit: () => void done.push(`commit ${text}`),
              rollback: () => void done.push(`rollback ${text}`),
            }),
          },
        },
        expressions: {},
      }),
    }
    const loaded = sound(
      `
policy object notes : Notes
request method=Put {
  notes.note "first"
  choice (message.id) { 5 : { notes.note "a" notes.note "b" } 6 : { notes.note "c" notes.note "no" } 7 : notes.note "no" }
}`,
      { models: [model] },
    )
    const { decide } = bound(loaded)
    expect(said(decide(put()))).toBe('granted')
    expect(done.splice(0)).toEqual(['commit first', 'commit a', 'commit b'])
    expect(said(decide(put({ id: 6 })))).toContain('notes.note "no"')
    expect(done.splice(0)).toEqual(['rollback no', 'rollback c', 'rollback first'])
    expect(said(decide(put({ id: 7 })))).toContain('notes.note "no"')
    expect(done.splice(0)).toEqual(['rollback no', 'rollback first'])
  })

  test('may be choices, which name their own rules', () => {
    const one = monitor(`
request method=Put {
  choice (message.id) {
    5 : { choice (message.name) { "lamp" : grant () "door" : assert (message.small == 1) } grant () }
  }
}`)
    expect(said(one.decide(put()))).toBe('granted')
    expect(said(one.decide(put({ name: 'door' })))).toContain('assert (message.small == 1)')
    expect(said(one.decide(put({ name: 'other' })))).toBe(
      'denied-by-rule: choice (message.name) (security.psl:16)',
    )
  })

  test('in a match take part only in what is selected', () => {
    const one = monitor(`
request dst=demo.Server interface=demo.Store {
  choice (src_sid) {
    11 : {
      match component=ram { deny () }
      match method=Put { match endpoint=disk.store { assert (message.id == 5) } }
      match method=Get { grant () }
    }
  }
}`)
    expect(said(one.decide(put()))).toBe('granted')
    expect(said(one.decide(put({ id: 6 })))).toContain('assert (message.id == 5)')
    expect(said(one.decide(event({ endpoint: 'ram.store' })))).toContain('deny ()')
    expect(said(one.decide(event({ method: 'Get', message: { id: 6 } })))).toBe('granted')
  })

  test('that do not take part allow nothing: an option without a rule for the event denies', () => {
    const one = monitor(`
request interface=demo.Store {
  choice (src_sid) { 11 : match method=Get { grant () } 12 : { } _ : grant () }
}`)
    for (const sourceSid of [11, 12]) {
      const decision = one.decide(event({ sourceSid }))
      expect(said(decision)).toBe('denied-by-rule: choice (src_sid) (security.psl:15)')
      expect(decision.granted ? '' : decision.message).toContain('has no rule for the event')
    }
    expect(said(one.decide(event({ sourceSid: 13 })))).toBe('granted')
  })
})

test('a choice is one rule, whose cases tell their values and rules', () => {
  const { rules } = sound(`
request method=Put { choice (message.id) { 5 : { grant () match src=demo.Client { deny () } } _ : grant () } }`)
  expect(rules).toHaveLength(1)
  expect(rules[0]?.cases.map(({ value, rules: { length } }) => [value, length])).toEqual([
    [5, 2],
    [undefined, 1],
  ])
})

test('a traced policy tells which cases are chosen, and the rules of them, and decides the same', () => {
  const text = `
request { grant () }
request method=Put {
    choice (message.id) { 5 : assert (message.small == 7) _ : { deny () match src=Einit { grant () } } }
}`
  const loaded = sound(text)
  const reached: string[] = []
  const policy = loaded.traced((part) => {
    if (!('kind' in part)) reached.push(part.value === null ? '_' : 'case')
    else reached.push(part.kind === 'rule' ? part.name.text : 'choice')
  })
  const made = monitorOf({ ...loaded, policy })
  expect(said(made.decide(put()))).toBe('granted')
  expect(reached).toEqual(['case', 'assert'])
  reached.length = 0
  expect(said(made.decide(put({ id: 6 })))).toBe(said(monitorOf(loaded).decide(put({ id: 6 }))))
  expect(reached).toEqual(['_', 'deny'])
})

function bound(loaded: LoadedPolicy) {
  const made = monitorOf(loaded)
  return { decide: (each: SecurityEvent) => made.decide(each) }
}
