// Arbitrary policies as texts, and events of the system that they are about.
import * as fc from 'fast-check'
import type { SecurityEvent, SecurityEventType } from '../../src/index.ts'

const parameters = (direction: string): string =>
  `${direction} UInt8 n, ${direction} string<4> t, ${direction} UInt64 w`
const all = ['in', 'out', 'error'].map(parameters).join(', ')

export const files: Readonly<Record<string, string>> = {
  'A.edl': 'task class A security Guard endpoints { one : One two : Two }',
  'B.edl': 'task class B security Guard endpoints { one : One two : Two }',
  'One.idl': `package One interface { Go(${all}); Stop(${all}); }`,
  'Two.idl': `package Two interface { Go(${all}); }`,
  'Guard.idl': `package Guard interface { Ask(${parameters('in')}); }`,
}

const header = `execute: kl.core.Execute
use nk.base._ use nk.basic._ use nk.flow._ use nk.regex._ use nk.hashmap._ use nk.staticmap._
use EDL A use EDL B
policy object flow : Flow {
  type State = "x" | "y" | "z"
  config = {
    states : ["x", "y", "z"], initial : "x",
    transitions : { "x" : ["y"], "y" : ["z", "y"], "z" : ["x"] }
  }
}
policy object set : HashSet { type Entry = UInt8 config = { set_size : 2, pool_size : 2 } }
policy object map : StaticMap { type Value = UInt8 config = { keys : { "k" : 1 }, pool_size : 3 } }
`

const sid = fc.constantFrom('src_sid', 'dst_sid')
const number = fc.integer({ min: 0, max: 4 }).map(String)
const text = fc.constantFrom('"a"', '"b"', '"ab"', '""')
const state = fc.constantFrom('"x"', '"y"', '"z"')
const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const equality = fc.constantFrom('==', '!=')

/** A template whose holes are filled: `$` is the next part. */
function form(template: string, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const pieces = template.split('$')
  return fc
    .tuple(...parts)
    .map((filled) => pieces.map((piece, i) => piece + (filled[i] ?? '')).join(''))
}

const aboutMessage = [
  form('message.n $ $', comparison, number),
  form('message.w $ $', comparison, number),
  form('message.t $ $', equality, text),
  form('message.n + $ $ $', number, comparison, number),
  form('message.w $ message.n', comparison),
  form('set.contains {sid : $, entry : message.n}', sid),
  fc.constant('re.match {text : message.t, pattern : "a|b*"}'),
]
const aboutState = [
  form('flow.query {sid : $} $ $', sid, equality, state),
  form('set.contains {sid : $, entry : $}', sid, number),
  form('map.get {sid : $, key : "k"} $ $', sid, comparison, number),
  form('map.get_uncommitted {sid : $, key : "k"} $ $', sid, comparison, number),
  fc.constant('src_sid == dst_sid'),
  fc.constantFrom('true', 'false', '2 > 1'),
]

function condition(isWithMessage: boolean): fc.Arbitrary<string> {
  const { tree } = fc.letrec<{ tree: string }>((tie) => {
    const parts = isWithMessage ? [...aboutMessage, ...aboutState] : aboutState
    const leaf = fc.oneof(...parts)
    const compound = fc.oneof(
      form('($) && ($)', tie('tree'), tie('tree')),
      form('($) || ($)', tie('tree'), tie('tree')),
      form('! ($)', tie('tree')),
      form('bool.any [$, $]', tie('tree'), tie('tree')),
      form('bool.all [$, $]', tie('tree'), tie('tree')),
    )
    return { tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, compound) }
  })
  return tree
}

function rule(isWithMessage: boolean): fc.Arbitrary<string> {
  const entry = isWithMessage ? fc.oneof(number, fc.constant('message.n')) : number
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant('grant ()') },
    { weight: 1, arbitrary: fc.constant('deny ()') },
    { weight: 4, arbitrary: form('assert ($)', condition(isWithMessage)) },
    { weight: 2, arbitrary: form('deny ($)', condition(isWithMessage)) },
    { weight: 2, arbitrary: form('flow.init {sid : $}', sid) },
    { weight: 1, arbitrary: form('flow.fini {sid : $}', sid) },
    { weight: 4, arbitrary: form('flow.enter {sid : $, state : $}', sid, state) },
    { weight: 1, arbitrary: form('flow.allow {sid : $, states : [$, $]}', sid, state, state) },
    { weight: 2, arbitrary: form('set.init {sid : $}', sid) },
    { weight: 1, arbitrary: form('set.fini {sid : $}', sid) },
    { weight: 3, arbitrary: form('set.add {sid : $, entry : $}', sid, entry) },
    { weight: 1, arbitrary: form('set.remove {sid : $, entry : $}', sid, entry) },
    { weight: 2, arbitrary: form('map.init {sid : $}', sid) },
    { weight: 2, arbitrary: form('map.set {sid : $, key : "k", value : $}', sid, entry) },
    { weight: 1, arbitrary: form('map.commit {sid : $}', sid) },
    { weight: 1, arbitrary: form('map.rollback {sid : $}', sid) },
  )
}

function cases(values: fc.Arbitrary<string>, item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const section = fc.array(item, { maxLength: 3 }).map((items) => `{ ${items.join(' ')} }`)
  const list = fc.uniqueArray(fc.tuple(values, section), {
    selector: ([value]) => value,
    maxLength: 3,
  })
  return fc
    .tuple(list, fc.option(section))
    .map(([some, rest]) =>
      [
        ...some.map(([value, body]) => `${value} : ${body}`),
        rest === null ? '' : `_ : ${rest}`,
      ].join(' '),
    )
}

const selectors: Readonly<Record<SecurityEventType, readonly string[]>> = {
  execute: ['src=A', 'dst=B', 'dst=A'],
  security: ['src=A', 'method=Ask', 'interface=Guard'],
  request: [
    'src=A',
    'src=B',
    'dst=A',
    'dst=B',
    'endpoint=one',
    'endpoint=two',
    'interface=One',
    'interface=Two',
    'method=Go',
    'method=Stop',
  ],
  response: ['src=A', 'dst=A', 'endpoint=one', 'interface=One', 'method=Go'],
  error: ['src=A', 'interface=One', 'method=Stop'],
}

function selection(event: SecurityEventType, minLength: number): fc.Arbitrary<string> {
  return fc
    .uniqueArray(fc.constantFrom(...selectors[event]), {
      selector: (text) => text.split('=')[0],
      minLength,
      maxLength: 2,
    })
    .map((list) => list.join(' '))
}

function section(event: SecurityEventType): fc.Arbitrary<string> {
  const isWithMessage = event !== 'execute'
  const { item } = fc.letrec<{ item: string }>((tie) => {
    const choices = [
      form('choice (flow.query {sid : $}) { $ }', sid, cases(state, tie('item'))),
      ...(isWithMessage
        ? [
            form('choice (message.n) { $ }', cases(number, tie('item'))),
            form('choice (message.t) { $ }', cases(text, tie('item'))),
            form(
              'choice (re.select {text : message.t}) { $ }',
              cases(fc.constantFrom('"a"', '"a*"', '"b|ab"', '".*"'), tie('item')),
            ),
          ]
        : []),
    ]
    const nested = form(
      'match $ { $ }',
      selection(event, 1),
      fc.array(tie('item'), { maxLength: 3 }).map((list) => list.join(' ')),
    )
    const plain = rule(isWithMessage)
    return { item: fc.oneof({ depthSize: 'small', maxDepth: 3 }, plain, plain, nested, ...choices) }
  })
  const items = fc.array(item, { minLength: 1, maxLength: 3 }).map((list) => list.join('\n  '))
  return event === 'security' ? items.map((text) => text.replaceAll('dst_sid', 'src_sid')) : items
}

const eventTypes: readonly SecurityEventType[] = [
  'execute',
  'request',
  'response',
  'error',
  'security',
]
const eventType = fc.constantFrom<SecurityEventType>('request', 'request', 'request', ...eventTypes)

const initialised = 'execute { flow.init {sid : dst_sid} map.init {sid : dst_sid} }\n'

/** A policy, as text. */
export const policyText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', initialised, initialised),
    fc.array(
      eventType.chain((event) => form(`${event} $ {\n  $\n}`, selection(event, 0), section(event))),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([first, bindings]) => `${header}${first}${bindings.join('\n')}\n`)

const message = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      n: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(254)),
      t: fc.constantFrom('a', 'b', 'ab', ''),
      w: fc.integer({ min: 0, max: 4 }).map(BigInt),
    }),
  },
  // Of a program that was built of other files.
  { weight: 1, arbitrary: fc.constantFrom<object>({}, { n: 1 }, { t: 'a', w: 1n }) },
)
const places = [
  ['one', 'One', 'Go'],
  ['one', 'One', 'Stop'],
  ['two', 'Two', 'Go'],
] as const

/** An event. */
const anyEvent: fc.Arbitrary<SecurityEvent> = fc
  .record({
    type: eventType,
    source: fc.constantFrom('A', 'B'),
    destination: fc.constantFrom('A', 'B'),
    place: fc.constantFrom(...places),
    message,
    sourceSid: fc.integer({ min: 1, max: 3 }),
    destinationSid: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ place, ...event }) => {
    if (event.type === 'execute')
      return { ...event, endpoint: '', interface: '', method: 'main', message: undefined }
    if (event.type === 'security')
      return { ...event, destination: '', endpoint: '', interface: 'Guard', method: 'Ask' }
    return { ...event, endpoint: place[0], interface: place[1], method: place[2] }
  })

/** Processes start, then things happen. */
export const anyEvents: fc.Arbitrary<SecurityEvent[]> = fc
  .array(anyEvent, { minLength: 20, maxLength: 60 })
  .map((events) => [...[1, 2, 3].map(startOf), ...events])

function startOf(destinationSid: number): SecurityEvent {
  const names = { source: 'A', destination: 'B', endpoint: '', interface: '', method: 'main' }
  return { type: 'execute', ...names, message: undefined, sourceSid: 1, destinationSid }
}
