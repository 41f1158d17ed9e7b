// The one way to write PSL, by example. That nothing is lost and nothing changes twice is in
// grammar.test.ts.
import { expect, test } from 'vitest'
import { formatPsl, parsePsl } from '../../src/psl/index.ts'
import { parsed, said } from './texts.ts'

const untidy = `/* head
   * star
 */
execute  :  kl.core.Execute // main
use nk.base._; use   EDL Einit
task class demo.Two:demo.Server
policy object s:Flow{type State="a"|"b"
config={states:["a","b",],initial:"a" transitions:{"a":["b"] "b":[],},}}
policy object m : StaticMap { type Entry = Map< Text , Set <UInt8> > type Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" | "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" | [ - 5 , () , ] config={ keys : {"a" : 1, "b" : 2}, pool_size : 100, longer_than_a_line : [1, 2, 3], more_of_it : "text" } }
policy object none : Model { }
audit profile trace = {0:{} 1:{ // errors
base:{kss:["denied"]}}}
audit default=trace 0
execute{grant()}
execute src=Einit, dst = demo.Two
{
  grant ();
}

request src = A , dst=B
{ audit trace // why

  match method=M{deny(size(message.result)>7);}
  match method = N { grant () assert ! message.items [ 3 ].ok||-message.a*3<~( message.b ) }
  // which way
  choice(re.select{text:message.way}){ "x":{ s.enter{sid:dst_sid,state:"b"} } "y":{} /* rest */ _:deny() }
  assert message.looooooooooooooooooooooooong == 1 || message.looooooooooooooooooooooooong == 2 && message.b || message.c
  assert (bool.any [ message.mode == 0x0A0A, // first
    message.mode==0x203, ])
  // end
}
request src=demo.aaaaaaaaaaaaaaaaaaaaaaaaaaaa.B dst=demo.cccccccccccccccccccccccccccccccc.D endpoint=x.y method=M { grant () }
security { // nothing
}
assert "set"{setup{x<-execute dst=C}

sequence "one"{deny "why" request src=A,dst=B{a:1,b:[]}
c~>s:ep.M{value:100}}finally{}}
// bye`

const tidy = `/* head
 * star
 */
execute: kl.core.Execute // main
use nk.base._
use EDL Einit
task class demo.Two : demo.Server

policy object s : Flow {
    type State = "a" | "b"
    config = {states : ["a", "b"], initial : "a", transitions : {"a" : ["b"], "b" : []}}
}

policy object m : StaticMap {
    type Entry = Map<Text, Set<UInt8>>
    type Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        | "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
        | [-5, ()]
    config = {
        keys : {"a" : 1, "b" : 2},
        pool_size : 100,
        longer_than_a_line : [1, 2, 3],
        more_of_it : "text"
    }
}

policy object none : Model { }

audit profile trace = {
    0 : {},
    1 : { // errors
        base : {kss : ["denied"]}
    }
}

audit default = trace 0
execute { grant () }
execute src=Einit dst=demo.Two { grant () }

request src=A dst=B {
    audit trace // why

    match method=M { deny (size (message.result) > 7) }
    match method=N {
        grant ()
        assert !message.items[3].ok || -message.a * 3 < ~(message.b)
    }
    // which way
    choice (re.select {text : message.way}) {
        "x" : { s.enter {sid : dst_sid, state : "b"} }
        "y" : { } /* rest */
        _ : deny ()
    }
    assert message.looooooooooooooooooooooooong == 1
        || message.looooooooooooooooooooooooong == 2 && message.b
        || message.c
    assert (bool.any [
        message.mode == 0x0A0A, // first
        message.mode == 0x203
    ])
    // end
}

request src=demo.aaaaaaaaaaaaaaaaaaaaaaaaaaaa.B
        dst=demo.cccccccccccccccccccccccccccccccc.D
        endpoint=x.y
        method=M {
    grant ()
}

security { // nothing
}

assert "set" {
    setup {
        x <- execute dst=C
    }

    sequence "one" {
        deny "why" request src=A dst=B {a : 1, b : []}
        c ~> s : ep.M {value : 100}
    }
    finally { }
}
// bye
`

function formatted(text: string): string {
  return formatPsl(parsed(text))
}

test('a file', () => {
  expect(formatted(untidy)).toBe(tidy)
  expect(formatted(untidy.replaceAll('\n', '\r\n'))).toBe(tidy)
  expect(formatted(`\uFEFF${untidy}`)).toBe(tidy)
  expect(formatted(tidy)).toBe(tidy)
  expect(said(parsed(tidy))).toEqual(said(parsed(untidy)))
})

test('a line has 100 columns at most, where it can be broken', () => {
  const one = (length: number): string => `request { assert (message.${'a'.repeat(length)} == 1) }`
  const most = 100 - one(0).length
  expect(formatted(one(most))).toBe(`${one(most)}\n`)
  expect(formatted(one(most + 1)).split('\n')).toHaveLength(4)
  const list = `[${'message.looooong, '.repeat(6)}1]`
  const long = `request { s.enter {sid : src_sid, entry : ${list}, b : {}} }`
  expect(formatted(long)).toBe(`request {
    s.enter {
        sid : src_sid,
        entry : [
            message.looooong,
            message.looooong,
            message.looooong,
            message.looooong,
            message.looooong,
            message.looooong,
            1
        ],
        b : {}
    }
}
`)
})

test('what is in parentheses is broken as well', () => {
  const [a, b] = ['a', 'b'].map((letter) => `message.${letter.repeat(40)} == 1`)
  const list = `[(${a}), (${b} || ${a} || ${b})]`
  const text = `request { deny ((${a}) || (${a} && ${b}) || ${list} == 2 || (${a} || ${b})) }
    response { deny ((message.a || message.b) || ${a} || ${b}) }`
  expect(formatted(text)).toBe(`request {
    deny ((${a})
        || (${a}
            && ${b})
        || [
            (${a}),
            (${b}
                || ${a}
                || ${b})
        ]
            == 2
        || (${a}
            || ${b}))
}

response {
    deny ((message.a || message.b)
        || ${a}
        || ${b})
}
`)
})

test('an empty file stays empty, and one with errors of syntax stays as it is', () => {
  expect(formatted('')).toBe('')
  expect(formatted(' \n\n ')).toBe('')
  expect(formatted(' // all')).toBe('// all\n')
  const wrong = 'request   { grant ( }'
  expect(formatPsl(parsePsl('any.psl', wrong))).toBe(wrong)
})
