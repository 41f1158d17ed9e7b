// What is wrong with a policy is said at once, each mistake at its place and with what to do about it.
import { describe, expect, test } from 'vitest'
import { faults, header, load } from './fixture.ts'

const objects = `policy object session : Flow {
  type State = "closed" | "open"
  config = { states : ["closed", "open"], initial : "closed", transitions : { "closed" : ["open"] } }
}
policy object small : HashSet { type Entry = UInt8 config = { set_size : 4, pool_size : 4 } }
policy object table : StaticMap { type Value = UInt8 config = { keys : { "k" : 1 }, pool_size : 2 } }
`

/** The faults of a policy with `header` and `objects` before it. */
function faultsOf(text: string): string {
  return `\n${faults(load(header + objects + text))}\n`
}

describe('names', () => {
  test('selectors', () => {
    expect(
      faultsOf(`request src=demo.Clint dst=demo.Other { grant () }
request dst=demo.Server endpoint=disk.stroe { grant () }
request dst=demo.Server interface=demo.Stor component=dsk { grant () }
request dst=demo.Server endpoint=log method=Putt { grant () }
request dst=demo.Server endpoint=disk.store method=Gett { grant () }
request dst=demo.Server endpoint=demo.Storage.store { grant () }
request dst=demo.Client method=Put { grant () }
request method=Nothing { grant () }
request src=Einit src=Einit { grant () }
response src=demo.Server { match method=Clera { grant () } }
security src=demo.Server dst=demo.Client { grant () }
security src=demo.Server method=Regster { grant () }
execute dst=demo.Server method=main { grant () }`),
    ).toMatchSnapshot()
  })

  test('selectors that select nothing', () => {
    const loaded = load(`${header}
request src=demo.Client { match src=Einit { grant () } }
request dst=demo.Server endpoint=log { match method=Put { grant () } match endpoint=disk.store { grant () } }
request method=Put { match dst=demo.Client { deny () } }
request component=disk { match component=demo.Storage { match component=ram { grant () } } }`)
    expect(`\n${faults(loaded)}\n`).toMatchSnapshot()
    expect(loaded.hasErrors).toBe(false)
    expect(loaded.policy).toEqual([])
  })

  test('policy objects, rules and expressions', () => {
    expect(
      faultsOf(`request {
  sesion.init {sid : src_sid}
  session.entr {sid : src_sid, state : "open"}
  session.query {sid : src_sid}
  gran ()
  assert (session.enter {sid : src_sid, state : "open"})
  assert (session.qury {sid : src_sid} == "open")
  assert (sesion.query {sid : src_sid} == "open")
  assert (session == "open")
  assert (session.query == "open")
  assert (mesage == 1)
  assert (siz [1] == 1)
}`),
    ).toMatchSnapshot()
  })

  test('what is in a file that is not used', () => {
    const text = `execute: kl.core.Execute
use nk.bas._
use nk.none._
policy object session : Flow { type State = "a" config = { states : ["a"], initial : "a", transitions : {} } }
policy object other : Flwo { }
request { grant () assert (1 == 1) assert (re.match {text : "a", pattern : "a"}) assert (size [1] > 0) }`
    expect(`\n${faults(load(text))}\n`).toMatchSnapshot()
  })

  test('declared twice', () => {
    expect(
      faultsOf(`policy object session : HashSet { type Entry = Text config = { set_size : 1, pool_size : 1 } }
policy object base : Base { }
audit profile trace = { 0 : {} }
audit profile trace = { 0 : {} }
audit default = trace 0
audit default = trace 1
task class demo.Server : demo.Client`),
    ).toMatchSnapshot()
  })
})

describe('types', () => {
  test('parameters and fields', () => {
    expect(
      faultsOf(`request dst=demo.Server method=Put {
  assert (message.nmae == "lamp")
  assert (message.item.sise == 1)
  assert (message.id.x == 1)
  assert (message.owner.id == 1)
  assert (message.id[0] == 1)
}
request dst=demo.Server interface=demo.Store { assert (message.id == 1) }
response dst=demo.Client method=Put { assert (message.id == 1) }
error src=demo.Server method=Get { assert (message.code == 1) }
execute { assert (message.id == 1) }
security src=demo.Server method=Register { assert (message.key == 1) session.init {sid : dst_sid} }`),
    ).toMatchSnapshot()
  })

  test('comparisons', () => {
    expect(
      faultsOf(`request dst=demo.Server method=Put {
  assert (message.name == 5)
  assert (message.id == "5")
  assert (message.small == 256)
  assert (message.small < 256)
  assert (message.change == -32769)
  assert (message.data == "x")
  assert (message.owner == src_sid)
  assert (message.item == 1)
  assert (message.name < "b")
  assert (message.id)
  assert (session.query {sid : src_sid} == "opne")
  assert (message.id == 0x10000000000000000)
  assert (! message.name)
  assert (message.id + message.name == 1)
}`),
    ).toMatchSnapshot()
  })

  test('arguments', () => {
    expect(
      faultsOf(`request dst=demo.Server method=Put {
  session.init {sid : message.owner}
  session.init {sd : src_sid}
  session.init {}
  session.init src_sid
  session.init ()
  session.init {sid : src_sid, sid : dst_sid}
  session.init {sid : 0}
  session.enter {sid : src_sid, state : "opne"}
  session.allow {sid : src_sid, states : ["open", "shut"]}
  session.allow {sid : src_sid, states : "open"}
  small.add {sid : src_sid, entry : message.id}
  small.add {sid : src_sid, entry : 300}
  small.add {sid : src_sid, entry : message.name}
  table.set {sid : src_sid, key : 5, value : 256}
  grant 5
  deny "x"
  set_level 256
  assert (bool.any [message.id, true])
}`),
    ).toMatchSnapshot()
  })

  test('constants that have no value', () => {
    expect(
      faultsOf(`request dst=demo.Server method=Put {
  assert (uint8 (256) == 1)
  assert (0xFFFFFFFFFFFFFFFF + 1 > 0)
  assert (~ 5 == 1)
  assert (re.match {text : message.name, pattern : "(a"})
}`),
    ).toMatchSnapshot()
  })

  test('choices', () => {
    expect(
      faultsOf(`request dst=demo.Server method=Put {
  choice (message.name) { "a" : grant () 5 : grant () "a" : deny () _ : grant () _ : deny () }
  choice (message.small) { 300 : grant () message.id : grant () }
  choice (message.item) { 1 : grant () }
  choice (session.query {sid : src_sid}) { "opne" : grant () }
  choice (re.select {text : message.name}) { "a(" : grant () "b" : gran () }
}`),
    ).toMatchSnapshot()
  })
})

describe('declarations', () => {
  test('policy objects', () => {
    expect(
      `\n${faults(
        load(`${header}
policy object a : Flow { type Stat = "a" | "b" config = { states : ["a"], initial : "a", transitions : {} } }
policy object b : Flow { type State = "a" | "b" config = { states : ["a", "b"], initial : "c", transitions : { "a" : ["b", "d"], "e" : [] } } }
policy object c : Flow { type State = "a" | "b" config = { states : ["a"], initial : "a", transitions : {} } }
policy object d : HashSet { type Entry = UInt23 config = { set_size : 0, pol_size : 4 } }
policy object e : HashSet { type Entry = List config = { set_size : 1, pool_size : 4000000 } }
policy object f : HashSet { type Entry = Map<Text> }
policy object g : StaticMap { type Value = Text config = { keys : { "k" : 1 }, pool_size : 2 } }
policy object h : Base { config = { } }
policy object i : StaticMap { type Value = UInt8 config = { keys : { "k" : 1, "l" : 256 }, pool_size : src_sid } }
policy object j : HashSet { type Entry = { a : Text, a : Text } config = { set_size : 1, pool_size : 1 } }
request { a.init {sid : src_sid} assert (b.query {sid : src_sid} == "x") }`),
      )}\n`,
    ).toMatchSnapshot()
  })

  test('audit profiles', () => {
    expect(
      faultsOf(`audit profile one = { 0 : { bas : { kss : ["denied"] } }, 256 : {} }
audit profile two = { 0 : { base : { kss : ["denid"] } }, 1 : { session : { omit : ["open"] } } }
audit profile ok = { 0 : { session : { kss : [], omit : ["closed"] } } }
audit default = tow 0
request { audit thre grant () match method=Put { audit ok grant () } }
audit default = ok 256`),
    ).toMatchSnapshot()
  })

  test('expressions in audit profiles', () => {
    expect(
      faultsOf(`audit profile one = { 0 : { re : { kss : [], emit : ["mach", "select"] } } }
audit profile two = { 0 : { session : { kss : [], emit : ["query"] }, base : { kss : [], emit : [] } } }`),
    ).toMatchSnapshot()
  })

  test('files and classes', () => {
    const text = `use a.b._
use nk.bse._
use EDL demo.Missing
use EDL demo.Client
use EDL demo.Wrong
use kl.drivers.BSP._
execute: kl.core.Exec
request { grant () }`
    const files = {
      'demo/Wrong.edl': 'task class demo.Other',
      'demo/Client.edl': 'task clas demo.Client',
    }
    expect(`\n${faults(load(text, files))}\n`).toMatchSnapshot()
    expect(`\n${faults(load('execute { }', {}, { read: () => null }))}\n`).toMatchSnapshot()
  })

  test('a class whose file is missing is not what another one is misspelt from', () => {
    const text = `${header.replace('use EDL demo.Server', 'use EDL demo.Serber')}
request dst=demo.Server { grant () }`
    expect(faults(load(text))).toMatch(
      /no class demo\.Server(.*\n){3} += add: use EDL demo\.Server/,
    )
  })

  test('files that lie flat, and what finds them', () => {
    const text = 'use EDL flat.Door'
    const files = { 'resources/Door.edl': 'task class flat.Door' }
    const hint = 'a Door.edl in a flat folder is found with --include FOLDER --module flat'
    expect(faults(load(text, files))).toContain(hint)
    expect(faults(load(text, files, { roots: ['resources'], modules: ['flat'] }))).toBe('')
    expect(faults(load(text, {}, { modules: ['flat'] }))).not.toContain('is found with')
    expect(faults(load('use EDL Door'))).not.toContain('is found with')
  })

  test('an object of a model that is not used, in an audit profile', () => {
    const text = 'audit profile one = { 0 : { base : { kss : ["denied"] } } }'
    expect(faults(load(text))).toContain('= add: use nk.base._')
  })

  test('execute events without their interface', () => {
    const loaded = load('use nk.base._\nexecute { grant () }')
    expect(`\n${faults(loaded)}\n`).toMatchSnapshot()
    expect(loaded.hasErrors).toBe(false)
  })
})

test('a policy with errors has no rules, so that nothing is granted', () => {
  const loaded = load(`${header}request { grant () gran () }`)
  expect(loaded.hasErrors).toBe(true)
  expect(loaded.policy).toEqual([])
  expect(loaded.rules).toEqual([])
})

test('errors of all files come at once: those of PSL, of EDL and of IDL', () => {
  const loaded = load(`${header}request { gran () }`, {
    'demo/Client.edl': 'task class demo.Client endpoint { }',
    'demo/Log.idl': 'package demo.Log interface { Write(in Uint33 x); }',
  })
  expect(new Set(loaded.diagnostics.map(({ file }) => file))).toEqual(
    new Set(['security.psl', 'demo/Client.edl', 'demo/Log.idl']),
  )
})
