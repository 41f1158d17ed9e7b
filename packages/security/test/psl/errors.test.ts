// What a compiler of good manners says about PSL: all errors of a file in one go, each once, with
// its place, its line and what to do.
import { expect, test } from 'vitest'
import { Diagnostics, formatDiagnostic } from '@kos/idl-compiler/text'
import { parsePsl } from '../../src/psl/index.ts'
import { plain } from './texts.ts'

function complaints(text: string): string {
  const diagnostics = new Diagnostics()
  parsePsl('security.psl', text, diagnostics)
  return `\n${diagnostics.list.map(formatDiagnostic).join('\n')}\n`
}

test('errors in declarations, many in one file', () => {
  const text = `execut: kl.core.Execute
use nk.basic
use edl Einit
use EDL
use EDL demo.One
task clas demo.Two : demo.Server
task class demo.Two = demo.Server
policy session : Flow { }
policy object : Flow { }
policy object session Flow { }
policy object s : Flow {
    typ State = "a"
    type State = "a" || "b"
    type Other = Set<Text
    config = { states = ["a"] }
    config = { initial : "a" }
    config = { initial : "b" }
}
audit profil trace = { }
audit profile trace = ["a"]
audit default = trace
audit default trace 0
reqest src=A { grant () }
grant ()
}
request { grant () }
`
  expect(complaints(text)).toMatchSnapshot()
})

test('errors in selectors', () => {
  const text = `request src=A dts=B { grant () }
request src= dst=B { grant () }
request src="A" { grant () }
request source=A { grant () }
request src A { grant () }
request src=A, method { grant () }
request src=A grant ()
request {
    match { grant () }
    match method Put { grant () }
    mach src=A { }
    src=A
}
response { grant () }
`
  expect(complaints(text)).toMatchSnapshot()
})

test('errors in rules and expressions', () => {
  const text = `request {
    grant )
    assert (message.a = 1)
    assert message.a = 1
    assert (message.a == 1
    assert message.a and message.b
    assert (message.)
    assert message.a / 2 == 1
    asert x = 1
    s.enter {sid : src_sid, state = "a"}
    s.enter {sid src_sid}
    s.enter {sid : }
    assert bool.any [message.a "b" 1]
    assert bool.any [message.a, ; grant ()]
    assert ==
    audit one audit two
    "text"
    assert message.items[1
    grant ()
}
`
  expect(complaints(text)).toMatchSnapshot()
})

test('errors in choices', () => {
  const text = `request {
    choice message.mode grant ()
    choice (message.mode) {
        1 grant ()
        2 : 
        : grant ()
        3 : grant ()
        "x" : { grant ( }
        _ : deny ()
    }
    choice session.state { "a" : { grant () } }
    grant ()
}
`
  expect(complaints(text)).toMatchSnapshot()
})

test('errors in tests', () => {
  const text = `assert "set" {
    stup { }
    sequence { }
    sequence "one" {
        grnt request
        reqest src=A
        request srce=A
        request src A
        x <- dst=A
        c ~> s
        c ~> s ep.M
        deny "why" request { a = 1 }
        deny request { a : 1 }
    }
}
assert "other" grant ()
asert "third" { }
`
  expect(complaints(text)).toMatchSnapshot()
})

test('characters and texts that are not of the language', () => {
  const text = `@INIT_EXTERNAL_ENTITIES@
{% if A %}
# comment
request { assert message.a == "no end }
request { assert message.\u0441ode == "say \\"x\\"" }
request { assert message.a == 0xZZ }
/* never ends
`
  expect(complaints(text)).toMatchSnapshot()
})

test('a missing } is reported once, where its block begins', () => {
  expect(complaints('request { match src=A { grant () \n\nresponse { grant () }')).toMatchSnapshot()
  expect(complaints('request { choice (1) { 1 : { match src=A {')).toMatchSnapshot()
  expect(complaints('policy object s : Flow { type T = A\nuse a._')).toMatchSnapshot()
  expect(complaints('assert "set" { setup { request\n\nuse a._')).toMatchSnapshot()
})

test('after an error all that follows is read', () => {
  const text = `request { assert ( grant () match src=A { deny ] s.add {} } grant () }
policy object s : Flow { config = { a : [1 } type T = A }
assert "set" { setup { request { a : } response } sequence "x" { error } }
use a._`
  const file = parsePsl('security.psl', text)
  expect(file.isPartial).toBe(true)
  expect(plain(file.declarations)).toMatchSnapshot()
})

test('a declaration that begins a line ends blocks with errors that have no end', () => {
  const text = `request { s.enter {sid :
response src=A { s.enter {sid : 1,
error { grant () }
policy object s : Flow { config = { a : { b
assert "set" { setup { request { a : [
use a._`
  const file = parsePsl('security.psl', text)
  expect(file.declarations.map(({ kind }) => kind)).toEqual(
    ['binding', 'binding', 'binding', 'object'].concat('tests', 'use-psl'),
  )
})

test('a file is partial by its own errors alone', () => {
  const diagnostics = new Diagnostics()
  expect(parsePsl('one.psl', 'use', diagnostics).isPartial).toBe(true)
  expect(parsePsl('two.psl', 'use a._', diagnostics).isPartial).toBe(false)
  expect(diagnostics.errorCount).toBe(1)
})

test('an order that is written the wrong way round', () => {
  const text = 'request { assert (message.a =< 1) assert (message.a => 1) assert (message.a = 1) }'
  const hints = [...complaints(text).matchAll(/write .*/g)].map(([hint]) => hint)
  expect(hints).toEqual(['write <= to compare', 'write >= to compare', 'write == to compare'])
})
