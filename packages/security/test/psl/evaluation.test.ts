// How policies in PSL are evaluated: the rules of the documentation, one after the other.
import { describe, expect, test } from 'vitest'
import {
  event,
  header,
  item,
  load,
  monitor,
  monitorOf,
  put,
  said,
  sound,
  start,
} from './fixture.ts'

describe('all rules of all bindings that select an event', () => {
  const text = `
request { grant () }
request src=demo.Client dst=demo.Server { match method=Put { assert (message.id < 9) } }
`

  test('take part, and one that denies, denies: a grant never overrides it', () => {
    const { decide } = bound(text)
    expect(said(decide(put({ id: 8 })))).toBe('granted')
    expect(said(decide(put({ id: 9 })))).toBe(
      'denied-by-rule: assert (message.id < 9) (security.psl:15)',
    )
  })

  test('are independent of their order', () => {
    const { decide } = bound(text.trim().split('\n').toReversed().join('\n'))
    expect(said(decide(put({ id: 8 })))).toBe('granted')
    expect(said(decide(put({ id: 9 })))).toContain('denied-by-rule: assert')
  })

  test('are one rule of the engine each, with text and place', () => {
    const { policy, rules } = sound(text)
    expect(policy.map((rule) => [rule.text, rule.place])).toEqual([
      ['grant ()', 'security.psl:14'],
      ['assert (message.id < 9)', 'security.psl:15'],
    ])
    expect(rules.map(({ rule }) => rule)).toEqual(policy)
  })
})

test('an event without a rule is denied', () => {
  const { decide } = bound('request dst=kl.core.Core { grant () }')
  expect(said(decide(put()))).toBe('no-rule')
  expect(said(decide(start()))).toBe('no-rule')
})

describe('state', () => {
  const text = `
policy object session : Flow {
  type State = "closed" | "open"
  config = { states : ["closed", "open"], initial : "closed", transitions : { "closed" : ["open"] } }
}
execute { grant () session.init {sid : dst_sid} }
request method=Put { session.enter {sid : dst_sid, state : "open"} assert (message.id < 9) }
error { assert (session.query {sid : src_sid} == "open") }
response { assert (session.query {sid : src_sid} == "closed") }
`
  const answer = (type: 'error' | 'response') =>
    event({ type, source: 'demo.Server', destination: 'demo.Client', sourceSid: 12 })

  test('changes only if the whole event is granted', () => {
    const { decide } = bound(text)
    expect(said(decide(start()))).toBe('granted')
    expect(said(decide(put({ id: 9 })))).toContain('denied-by-rule: assert')
    expect(said(decide(answer('response')))).toBe('granted')
    expect(said(decide(put({ id: 8 })))).toBe('granted')
    expect(said(decide(answer('response')))).toContain('denied-by-rule')
    expect(said(decide(answer('error')))).toBe('granted')
  })

  test('belongs to a monitor: another one of the same policy begins anew', () => {
    const loaded = sound(text)
    const [one, other] = [monitorOf(loaded), monitorOf(loaded)]
    expect(said(one.decide(start()))).toBe('granted')
    expect(said(one.decide(put()))).toBe('granted')
    expect(said(other.decide(put()))).toContain('denied-by-rule: session.enter')
    expect(said(other.decide(start()))).toBe('granted')
    expect(said(other.decide(put()))).toBe('granted')
  })

  test('is not changed if the caller does not want the event after all', () => {
    const { decide } = bound(text)
    decide(start())
    decide(put(), () => false)
    expect(said(decide(answer('response')))).toBe('granted')
  })

  test('a self-transition that is not listed is denied', () => {
    const { decide } = bound(text)
    decide(start())
    expect(said(decide(put()))).toBe('granted')
    expect(said(decide(put()))).toContain('denied-by-rule: session.enter')
  })
})

describe('an expression that cannot be evaluated denies', () => {
  test('before init there is no state: also where the result would be true for any value', () => {
    const { decide } = bound(`
policy object s : HashSet { type Entry = UInt32 config = { set_size : 2, pool_size : 2 } }
request method=Put { assert (s.contains {sid : src_sid, entry : message.id} || true) }
response { deny (s.contains {sid : src_sid, entry : 1}) }`)
    expect(said(decide(put()))).toContain('monitor-failed: assert')
    expect(
      said(decide(event({ type: 'response', source: 'demo.Server', destination: 'demo.Client' }))),
    ).toContain('monitor-failed: deny')
  })

  test('a message that is none of the interface', () => {
    const { decide } = bound('request method=Put { assert (message.id != 9) }')
    for (const message of [undefined, null, {}, 'text', { id: '9' }, { id: 9.5 }, { id: null }])
      expect(said(decide(event({ message })))).toContain('monitor-failed: assert (message.id != 9)')
  })

  test('a result that its type does not hold', () => {
    const { decide } = bound('request method=Put { assert (message.small + 1 != 0) }')
    expect(said(decide(put({ small: 254 })))).toBe('granted')
    expect(said(decide(put({ small: 255 })))).toContain('monitor-failed')
  })

  test('an element that is not there, and the other member of a union', () => {
    const { decide } = bound(`
request method=Put { assert (message.codes[1] == 4) assert (message.key.number == 9) }`)
    expect(said(decide(put()))).toBe('granted')
    expect(said(decide(put({ codes: [3] })))).toContain('monitor-failed: assert (message.codes[1]')
    expect(said(decide(put({ key: { tag: 'text', value: 9 } })))).toContain(
      'monitor-failed: assert (message.key.number',
    )
  })

  test('the right side of && and || counts as well', () => {
    const { decide } = bound(`
request method=Put { assert (message.id == 5 || message.codes[7] == 1) }
request method=Get { deny (message.id == 6 && uint8 (message.id) == 1) }`)
    expect(said(decide(put()))).toContain('monitor-failed')
    const get = (id: number) => event({ method: 'Get', message: { id } })
    expect(said(decide(get(6)))).toBe('granted')
    expect(said(decide(get(300)))).toContain('monitor-failed')
  })
})

test('handles are SIDs: message.owner.handle is a resource, and has a state of its own', () => {
  const { decide } = bound(`
policy object known : HashSet { type Entry = UInt32 config = { set_size : 2, pool_size : 2 } }
request method=Put { known.init {sid : message.owner.handle} grant () }
request method=Put { assert (message.owner.handle != src_sid) assert (message.owner.rights == 3) }`)
  expect(said(decide(put()))).toBe('granted')
  expect(said(decide(put()))).toContain('denied-by-rule: known.init')
  expect(said(decide(put({ owner: { handle: 11, rights: 3 } })))).toContain(
    'denied-by-rule: assert',
  )
})

test('the start of the kernel is an event: from kl.core.Core to kl.core.Core', () => {
  const { decide } = bound('execute src=kl.core.Core, dst=kl.core.Core { grant () }')
  const kernel = { source: 'kl.core.Core', destination: 'kl.core.Core' }
  expect(said(decide(start('kl.core.Core', kernel)))).toBe('granted')
  expect(said(decide(start()))).toBe('no-rule')
})

test('deny (x) denies exactly when x is true, and deny () always', () => {
  const { decide } = bound(`
request method=Put { deny (message.id > 7) }
request method=Clear { grant () deny () }`)
  expect(said(decide(put({ id: 7 })))).toBe('granted')
  expect(said(decide(put({ id: 8 })))).toBe(
    'denied-by-rule: deny (message.id > 7) (security.psl:14)',
  )
  expect(said(decide(event({ method: 'Clear', message: {} })))).toContain('denied-by-rule: deny ()')
})

test('HashSet: to add what is there and to remove what is not are granted', () => {
  const { decide } = bound(`
policy object s : HashSet { type Entry = UInt32 config = { set_size : 2, pool_size : 2 } }
execute { s.init {sid : dst_sid} }
request method=Put { s.add {sid : dst_sid, entry : message.id} }
request method=Get { s.remove {sid : dst_sid, entry : message.id} }`)
  decide(start())
  for (const each of [put(), put(), event({ method: 'Get', message: { id: 77 } })])
    expect(said(decide(each))).toBe('granted')
})

test('StaticMap: get reads the base copy, set writes the working copy', () => {
  const { decide } = bound(`
policy object m : StaticMap {
  type Value = UInt32
  config = { keys : { "k" : 1 }, pool_size : 2 }
}
execute { m.init {sid : dst_sid} }
request method=Put {
  m.set {sid : dst_sid, key : "k", value : message.id}
  assert (m.get {sid : dst_sid, key : "k"} == 1)
  assert (m.get_uncommited {sid : dst_sid, key : "k"} == message.id)
}
request method=Clear { m.commit {sid : dst_sid} assert (m.get {sid : dst_sid, key : "k"} == 5) }`)
  decide(start())
  expect(said(decide(put()))).toBe('granted')
  expect(said(decide(event({ method: 'Clear', message: {} })))).toBe('granted')
})

test('requests, responses and errors are asked separately, each with its own parameters', () => {
  const { decide } = bound(`
request dst=demo.Server method=Put { assert (message.id == 5) }
response src=demo.Server method=Put { assert (message.index == 1) }
error src=demo.Server method=Put { assert (message.code == 2) }`)
  const answer = (type: 'response' | 'error', message: object) =>
    event({ type, source: 'demo.Server', destination: 'demo.Client', message })
  expect(said(decide(put()))).toBe('granted')
  expect(said(decide(answer('response', { index: 1 })))).toBe('granted')
  expect(said(decide(answer('response', { index: 2 })))).toContain('denied-by-rule')
  expect(said(decide(answer('error', { code: 2 })))).toBe('granted')
  expect(said(decide(answer('error', { code: 3 })))).toContain('denied-by-rule')
})

describe('events and selectors', () => {
  test('execute: src is the starter, dst what is started', () => {
    const { decide } = bound(`
policy object s : HashSet { type Entry = UInt32 config = { set_size : 2, pool_size : 2 } }
execute src=Einit dst=demo.Server { s.init {sid : dst_sid} assert (src_sid == 11) }`)
    expect(said(decide(start()))).toBe('granted')
    expect(said(decide(start('demo.Client')))).toBe('no-rule')
    expect(said(decide(start()))).toContain('denied-by-rule: s.init')
  })

  test('request: src is the client; response and error: src is the server', () => {
    const { decide } = bound(`
request src=demo.Client dst=demo.Server { grant () }
response src=demo.Server dst=demo.Client { grant () }
error src=demo.Client { grant () }`)
    expect(said(decide(put()))).toBe('granted')
    const back = { source: 'demo.Server', destination: 'demo.Client' }
    expect(said(decide(event({ type: 'response', ...back })))).toBe('granted')
    expect(said(decide(event({ type: 'response' })))).toBe('no-rule')
    expect(said(decide(event({ type: 'error', ...back })))).toBe('no-rule')
  })

  test('security: src and the method of the security interface, and no dst', () => {
    const { decide } = bound(`
security src=demo.Server, method=Register { assert (message.key == 3) }`)
    const ask = (method: string, key = 3) =>
      decide(
        event({
          type: 'security',
          source: 'demo.Server',
          destination: '',
          endpoint: '',
          interface: 'demo.Guard',
          method,
          message: { key },
        }),
      )
    expect(said(ask('Register'))).toBe('granted')
    expect(said(ask('Register', 4))).toContain('denied-by-rule')
    expect(said(ask('Leave'))).toBe('no-rule')
  })

  const selected = {
    'interface=demo.Store': ['disk.store', 'ram.store'],
    'interface=demo.Log': ['log'],
    'endpoint=disk.store': ['disk.store'],
    'endpoint=log': ['log'],
    'endpoint=demo.Server.log': ['log'],
    'component=disk': ['disk.store'],
    'component=demo.Storage': ['disk.store', 'ram.store'],
    'component=demo.Storage endpoint=ram.store': ['ram.store'],
    'interface=demo.Store, component=ram, method=Put': ['ram.store'],
    'method=Put': ['disk.store', 'ram.store'],
    'method=Write': ['log'],
  }
  test.each(Object.entries(selected))('%s', (selectors, expected) => {
    const { decide } = bound(`request dst=demo.Server ${selectors} { grant () }`)
    const store = { interface: 'demo.Store', method: 'Put' }
    const events = [
      event({ endpoint: 'disk.store', ...store }),
      event({ endpoint: 'ram.store', ...store }),
      event({ endpoint: 'log', interface: 'demo.Log', method: 'Write' }),
    ]
    const granted = events.filter((each) => decide(each).granted)
    expect(granted.map(({ endpoint }) => endpoint)).toEqual(expected)
  })

  test('match narrows, may nest, and may name what is outside again', () => {
    const { decide } = bound(`
request {
  match dst=demo.Server {
    match component=demo.Storage { match endpoint=disk.store, method=Put { grant () } }
    match endpoint=log { match src=demo.Client dst=demo.Server { grant () } }
  }
}`)
    expect(said(decide(put()))).toBe('granted')
    expect(said(decide(event({ endpoint: 'ram.store' })))).toBe('no-rule')
    expect(said(decide(event({ endpoint: 'log', interface: 'demo.Log', method: 'Write' })))).toBe(
      'granted',
    )
    expect(said(decide(event({ method: 'Clear' })))).toBe('no-rule')
  })

  test('a match that contradicts what is around selects nothing, with a warning', () => {
    const loaded = load(`${header}request dst=demo.Server { match dst=demo.Client { grant () } }`)
    expect(loaded.hasErrors).toBe(false)
    expect(loaded.diagnostics.map(({ message }) => message)).toEqual([
      'this selects nothing: dst is demo.Server already',
    ])
    expect(loaded.policy).toEqual([])
  })
})

test('rules that say the same of each event have no condition', () => {
  const { policy, rules } = sound(`
request { grant () grant deny () deny assert true assert (1 + 1 == 2) deny (1 > 2) assert false }`)
  expect(policy.every(({ condition }) => condition === undefined)).toBe(true)
  expect(rules.map(({ constant }) => constant)).toEqual([
    'grant',
    'grant',
    'deny',
    'deny',
    'grant',
    'grant',
    'grant',
    'deny',
  ])
  expect(policy.map(({ denies }) => denies)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
    false,
    true,
  ])
})

test('a head that only such rules select is granted without being asked', () => {
  const granted = monitor('request { grant () } request method=Clear { deny () }')
  expect(granted.classify(put())).toBe('granted')
  expect(granted.classify(event({ method: 'Clear' }))).toBe('denied')
  const asked = monitor('request { grant () } request method=Put { assert (message.id == 1) }')
  expect(asked.classify(put())).toBe('ask')
})

test('a message is read once for each use of a parameter, and nothing else of it', () => {
  const { decide } = bound('request method=Put { assert (message.item.size == 4) grant () }')
  const read: string[] = []
  const message = {
    get item() {
      read.push('item')
      return item.item
    },
    get name(): string {
      throw new Error('nobody reads it')
    },
  }
  expect(said(decide(event({ message })))).toBe('granted')
  expect(read).toEqual(['item'])
})

test('a field of an entry may be called as what every object inherits', () => {
  const entry = (value: string): string => `{__proto__ : ${value}, constructor : 1}`
  const { decide } = bound(`
policy object seen : HashSet {
  type Entry = { __proto__ : UInt32, constructor : UInt8 }
  config = { set_size : 4, pool_size : 4 }
}
execute { seen.init {sid : dst_sid} }
request method=Put { seen.add {sid : dst_sid, entry : ${entry('message.id')}} }
request method=Get { assert (seen.contains {sid : dst_sid, entry : ${entry('message.id')}}) }
request method=Clear { assert (seen.contains {sid : dst_sid, entry : ${entry('7')}}) }`)
  const get = (id: number): string => said(decide(event({ method: 'Get', message: { id } })))
  const clear = (): string => said(decide(event({ method: 'Clear', message: {} })))
  expect([start(), put({ id: 5 })].map((each) => said(decide(each)))).toEqual([
    'granted',
    'granted',
  ])
  expect([get(5), get(6), clear()]).toEqual([
    'granted',
    expect.stringContaining('denied-by-rule'),
    expect.stringContaining('denied-by-rule'),
  ])
  expect(said(decide(put({ id: 7 })))).toBe('granted')
  expect(clear()).toBe('granted')
})

function bound(text: string): Pick<ReturnType<typeof monitor>, 'decide'> {
  const made = monitor(text)
  return { decide: (each, mayCommit) => made.decide(each, mayCommit) }
}

test('a denial without a rule advises what to write in PSL', () => {
  const decision = monitor('request method=Put { grant () }').decide(event({ method: 'Clear' }))
  expect(decision.granted ? '' : decision.message).toContain(
    'to allow it, add request src=demo.Client dst=demo.Server endpoint=disk.store method=Clear { grant () }',
  )
})
