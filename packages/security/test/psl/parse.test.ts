// What PSL files say, by every declaration and every way to spell it. What differs only in spelling
// is parsed to the same tree.
import { describe, expect, test } from 'vitest'
import { parsed, plain, said } from './texts.ts'

/** What is in the section of a binding without selectors. */
function section(text: string): unknown {
  const [binding] = parsed(`request { ${text} }`).declarations
  return binding?.kind === 'binding' ? plain(binding.section) : null
}

/** The expression after `assert`. */
function expression(text: string): unknown {
  const [binding] = parsed(`request { assert ${text} }`).declarations
  const item = binding?.kind === 'binding' ? binding.section.items[0] : null
  return item?.kind === 'rule' ? plain(item.argument) : null
}

const integer = (value: number): unknown => ({ kind: 'integer', value: `${value}n` })
const text = (value: string): unknown => ({ kind: 'text', value })
const reference = (name: string): unknown => ({ kind: 'reference', name })
const access = (object: unknown, field: string): unknown => ({ kind: 'access', object, field })
const field = (name: string): unknown => access(reference('message'), name)
const binary = (left: unknown, operator: string, right: unknown): unknown => ({
  kind: 'binary',
  operator,
  left,
  right,
})
const unary = (operator: string, operand: unknown): unknown => ({
  kind: 'unary',
  operator,
  operand,
})
const call = (object: string | null, name: string, argument: unknown): unknown => ({
  kind: 'call',
  object,
  name,
  argument,
})
const dictionary = (entries: Readonly<Record<string, unknown>>): unknown => ({
  kind: 'dictionary',
  entries: Object.entries(entries).map(([key, value]) => ({ key, keyKind: 'name', value })),
})
const list = (...elements: unknown[]): unknown => ({ kind: 'list', elements })
const unit = { kind: 'unit' }
const rule = (path: string, argument: unknown): unknown => {
  const at = path.lastIndexOf('.')
  const object = at < 0 ? null : path.slice(0, at)
  return { kind: 'rule', object, name: path.slice(at + 1), argument }
}
const grant = rule('grant', unit)
const items = (...items: unknown[]): unknown => ({ audit: null, items })

describe('declarations', () => {
  const binding = (event: string, selectors: Readonly<Record<string, string>>): unknown => ({
    kind: 'binding',
    event,
    selectors: Object.entries(selectors).map(([key, value]) => ({ key, value })),
    section: items(grant),
  })
  const session = { kind: 'object', name: 's', model: 'Flow' }
  const state = { kind: 'variant', types: [literal('a'), literal('b')] }

  test.each<[string, string, unknown]>([
    ['the interface of execute', 'execute: kl.core.Execute', executeInterface()],
    ['the same with spaces', 'execute : kl.core.Execute', executeInterface()],
    ['use of a file', 'use nk.basic._', { kind: 'use-psl', name: 'nk.basic' }],
    ['use of a file beside', 'use trusted._', { kind: 'use-psl', name: 'trusted' }],
    ['use of a file called EDL', 'use EDL._', { kind: 'use-psl', name: 'EDL' }],
    ['use of EDL', 'use EDL kl.core.Core', { kind: 'use-edl', name: 'kl.core.Core' }],
    [
      'a class of its own',
      'task class demo.Two : demo.Server',
      { kind: 'task-class', name: 'demo.Two', edl: 'demo.Server' },
    ],
    ['an object without a body', 'policy object s : Flow', { ...session, types: [], config: null }],
    ['an empty object', 'policy object s : Flow { }', { ...session, types: [], config: null }],
    [
      'an object with types and configuration',
      'policy object s : Flow { type State = "a" | "b" config = { initial : "a", } }',
      {
        ...session,
        types: [{ name: 'State', type: state }],
        config: dictionary({ initial: text('a') }),
      },
    ],
    [
      'the same in the other order',
      'policy object s:Flow {config={initial:"a"}; type State="a"|"b";}',
      {
        ...session,
        types: [{ name: 'State', type: state }],
        config: dictionary({ initial: text('a') }),
      },
    ],
    [
      'the default audit',
      'audit default = trace 3',
      { kind: 'audit-default', profile: 'trace', level: integer(3) },
    ],
    [
      'an audit profile',
      'audit profile trace = { 0 : {}, 1 : { base : { kss : ["denied"] } } }',
      auditProfile(),
    ],
    [
      'an audit profile with a comma in the end, or without any',
      'audit profile trace={0:{} 1: { base: { kss: ["denied",], }, }, }',
      auditProfile(),
    ],
    ...['execute', 'request', 'response', 'error', 'security'].map(
      (event): [string, string, unknown] => [event, `${event} { grant () }`, binding(event, {})],
    ),
    ...[
      'request src=a.B dst=C { grant () }',
      'request src=a.B, dst=C { grant () }',
      'request src = a.B, dst = C, \n{\n grant()\n}',
      'request src = a.B \n dst= C{grant ();}',
    ].map((text): [string, string, unknown] => [
      text,
      text,
      binding('request', { src: 'a.B', dst: 'C' }),
    ]),
    [
      'all selectors',
      'error src=A dst=B interface=c.D component=e.f endpoint=g.h method=I { grant () }',
      binding('error', {
        src: 'A',
        dst: 'B',
        interface: 'c.D',
        component: 'e.f',
        endpoint: 'g.h',
        method: 'I',
      }),
    ],
  ])('%s', (_, text, wanted) => {
    expect(said(parsed(text))).toEqual([wanted])
  })

  test('in any order, with semicolons, comments, a byte order mark, and all line ends', () => {
    const text =
      '\uFEFF/** Правила */ request { grant () }; // всё\r\nuse a._;\rexecute: E /* */ use EDL B\n;'
    const kinds = parsed(text).declarations.map(({ kind }) => kind)
    expect(kinds).toEqual(['binding', 'use-psl', 'execute-interface', 'use-edl'])
  })

  function executeInterface(): unknown {
    return { kind: 'execute-interface', name: 'kl.core.Execute' }
  }

  function auditProfile(): unknown {
    const level = dictionary({ base: dictionary({ kss: list(text('denied')) }) })
    const entry = (key: string, value: unknown): unknown => ({ key, keyKind: 'integer', value })
    const entries = [entry('0', dictionary({})), entry('1', level)]
    return { kind: 'audit-profile', name: 'trace', levels: { kind: 'dictionary', entries } }
  }
})

function literal(value: unknown): unknown {
  return { kind: 'literal', value }
}

describe('types', () => {
  const named = (name: string, ...parameters: unknown[]): unknown => ({
    kind: 'named',
    name,
    parameters,
  })

  test.each<[string, unknown]>([
    ['UInt32', named('UInt32')],
    ['Set<Text>', named('Set', named('Text'))],
    ['Map<Text,Set<UInt8>>', named('Map', named('Text'), named('Set', named('UInt8')))],
    ['-5 | 0xFF', { kind: 'variant', types: [literal('-5n'), literal('255n')] }],
    ['true', literal(true)],
    ['()', unit],
    ['"a" | ()', { kind: 'variant', types: [literal('a'), unit] }],
    ['(("a"))', literal('a')],
    ['[Text, UInt8,]', { kind: 'tuple', types: [named('Text'), named('UInt8')] }],
    ['{}', { kind: 'record', fields: [] }],
    [
      '{ a : Text, b : () }',
      {
        kind: 'record',
        fields: [
          { name: 'a', type: named('Text') },
          { name: 'b', type: unit },
        ],
      },
    ],
  ])('%s', (text, wanted) => {
    const [object] = parsed(`policy object a : B { type T = ${text} }`).declarations
    expect(object?.kind === 'object' ? plain(object.types) : null).toEqual([
      { name: 'T', type: wanted },
    ])
  })
})

describe('expressions', () => {
  const [a, b, c] = [field('a'), field('b'), field('c')]

  test.each<[string, unknown]>([
    ['12', integer(12)],
    ['0x00000A0A', integer(0xa0a)],
    ['-5', unary('-', integer(5))],
    [String.raw`"\d+ шаг"`, text(String.raw`\d+ шаг`)],
    [`'say "x"'`, text('say "x"')],
    ['true', { kind: 'boolean', value: true }],
    ['()', unit],
    ['src_sid', reference('src_sid')],
    ['message.a.b', access(a, 'b')],
    ['message.match.grant', access(field('match'), 'grant')],
    ['message.a[2].b', access({ kind: 'index', object: a, index: integer(2) }, 'b')],
    ['(message.a).b', access(a, 'b')],
    ['[1, 2]', list(integer(1), integer(2))],
    ['[1,]', list(integer(1))],
    ['[]', list()],
    ['{ sid : src_sid, entry : 1 }', dictionary({ sid: reference('src_sid'), entry: integer(1) })],
    ['{sid:src_sid entry:1,}', dictionary({ sid: reference('src_sid'), entry: integer(1) })],
    ['size (message.a)', call(null, 'size', a)],
    ['size message.a', call(null, 'size', a)],
    ['math.abs message.a', call('math', 'abs', a)],
    ['math.neg 5', call('math', 'neg', integer(5))],
    ['s.query {sid : src_sid}', call('s', 'query', dictionary({ sid: reference('src_sid') }))],
    ['bool.any [message.a, message.b]', call('bool', 'any', list(a, b))],
    ['nk.list.first (1)', call('nk.list', 'first', integer(1))],
    ['math.neg (math.abs message.a)', call('math', 'neg', call('math', 'abs', a))],
  ])('%s', (text, wanted) => {
    expect(expression(text)).toEqual(wanted)
    expect(expression(`(${text})`)).toEqual(wanted)
    expect(expression(`( ( ${text} ) )`)).toEqual(wanted)
  })

  test.each<[string, unknown]>([
    ['message.a || message.b && message.c', binary(a, '||', binary(b, '&&', c))],
    ['message.a && message.b | message.c', binary(a, '&&', binary(b, '|', c))],
    ['message.a | message.b & message.c', binary(a, '|', binary(b, '&', c))],
    ['message.a & message.b == message.c', binary(a, '&', binary(b, '==', c))],
    ['message.a == message.b + message.c', binary(a, '==', binary(b, '+', c))],
    ['message.a + message.b * message.c', binary(a, '+', binary(b, '*', c))],
    ['message.a * message.b - message.c', binary(binary(a, '*', b), '-', c)],
    ['message.a - message.b + message.c', binary(binary(a, '-', b), '+', c)],
    ['message.a - (message.b - message.c)', binary(a, '-', binary(b, '-', c))],
    ['message.a <-1', binary(a, '<', unary('-', integer(1)))],
    [
      '!message.a && ~message.b != -message.c',
      binary(unary('!', a), '&&', binary(unary('~', b), '!=', unary('-', c))),
    ],
    ['math.abs message.a > 3', binary(call('math', 'abs', a), '>', integer(3))],
    ['size (message.a).b > 3', binary(call(null, 'size', access(a, 'b')), '>', integer(3))],
    [
      '3 >= size message.a[1]',
      binary(integer(3), '>=', call(null, 'size', { kind: 'index', object: a, index: integer(1) })),
    ],
    ['-math.abs 1', unary('-', call('math', 'abs', integer(1)))],
    ['math.abs -1', binary(access(reference('math'), 'abs'), '-', integer(1))],
  ])('operators bind: %s', (text, wanted) => {
    expect(expression(text)).toEqual(wanted)
  })

  test('the span of an expression begins and ends with its brackets', () => {
    const source = 'request { assert (message.a + 1) * (2) }'
    const [binding] = parsed(source).declarations
    const item = binding?.kind === 'binding' ? binding.section.items[0] : undefined
    expect(source.slice(item?.start, item?.end)).toBe('assert (message.a + 1) * (2)')
    const argument = item?.kind === 'rule' ? item.argument : null
    expect(source.slice(argument?.start, argument?.end)).toBe('(message.a + 1) * (2)')
  })
})

describe('sections', () => {
  const match = (selectors: Readonly<Record<string, string>>, inside: unknown): unknown => ({
    kind: 'match',
    selectors: Object.entries(selectors).map(([key, value]) => ({ key, value })),
    section: inside,
  })
  const enter = rule('s.enter', dictionary({ sid: reference('dst_sid'), state: text('a') }))

  test.each<[string, unknown]>([
    ['', items()],
    ['grant ()', items(grant)],
    ['grant()', items(grant)],
    ['grant ();', items(grant)],
    ['grant', items(rule('grant', null))],
    ['base.grant ()', items(rule('base.grant', unit))],
    ['set_level 3', items(rule('set_level', integer(3)))],
    ['deny true', items(rule('deny', { kind: 'boolean', value: true }))],
    ['audit trace grant ()', { audit: 'trace', items: [grant] }],
    ['grant () audit trace', { audit: 'trace', items: [grant] }],
    ['match src=A { grant () }', items(match({ src: 'A' }, items(grant)))],
    [
      'match src = A, method=M { audit t match dst=B{} }',
      items(
        match({ src: 'A', method: 'M' }, { audit: 't', items: [match({ dst: 'B' }, items())] }),
      ),
    ],
    ['s.enter {sid:dst_sid, state:"a"}', items(enter)],
  ])('%s', (text, wanted) => {
    expect(section(text)).toEqual(wanted)
  })

  const condition = (argument: unknown): unknown => rule('assert', argument)
  test.each<[string, readonly unknown[]]>([
    [
      'grant () assert message.x > 1 grant ()',
      [grant, condition(binary(field('x'), '>', integer(1))), grant],
    ],
    [
      'grant assert message.x grant',
      [rule('grant', null), condition(field('x')), rule('grant', null)],
    ],
    [
      'assert s.isOpen s.enter {}',
      [condition(access(reference('s'), 'isOpen')), rule('s.enter', dictionary({}))],
    ],
    [
      'assert pred.empty message.x s.init {}',
      [condition(call('pred', 'empty', field('x'))), rule('s.init', dictionary({}))],
    ],
    [
      'assert s.contains {} s.add {}',
      [condition(call('s', 'contains', dictionary({}))), rule('s.add', dictionary({}))],
    ],
    ['deny grant ()', [rule('deny', null), grant]],
    ['deny base.grant ()', [rule('deny', null), rule('base.grant', unit)]],
    ['deny s.contains {}', [rule('deny', call('s', 'contains', dictionary({})))]],
    ['s.open t.open ()', [rule('s.open', null), rule('t.open', unit)]],
    ['s.open message.x t.open', [rule('s.open', field('x')), rule('t.open', null)]],
    ['s.open match src=A {}', [rule('s.open', null), match({ src: 'A' }, items())]],
    [
      'grant choice 1 {}',
      [rule('grant', null), { kind: 'choice', subject: integer(1), cases: [] }],
    ],
    ['deny audit.log ()', [rule('deny', call('audit', 'log', unit))]],
    ['assert (message.a) assert (message.b)', [condition(field('a')), condition(field('b'))]],
    ['asert message.a == 1 grant ()', [rule('asert', binary(field('a'), '==', integer(1))), grant]],
  ])('rules stand one after the other: %s', (text, wanted) => {
    expect(section(text)).toEqual(items(...wanted))
    expect(section(text.replaceAll(' ', '\n'))).toEqual(items(...wanted))
  })

  const choice = (subject: unknown, ...cases: readonly [unknown, unknown][]): unknown =>
    items({ kind: 'choice', subject, cases: cases.map(([value, section]) => ({ value, section })) })
  const deny = rule('deny', null)

  test.each<[string, unknown]>([
    ['choice (message.m) { }', choice(field('m'))],
    [
      'choice message.m { 1 : grant () _ : deny }',
      choice(field('m'), [integer(1), items(grant)], [null, items(deny)]),
    ],
    [
      'choice re.select {text : message.m} { "a.*": { grant () } _: {} }',
      choice(
        call('re', 'select', dictionary({ text: field('m') })),
        [text('a.*'), items(grant)],
        [null, items()],
      ),
    ],
    [
      'choice (message.m) { 1 : deny 2 : deny -3 : deny "x" : deny _ : deny }',
      choice(
        field('m'),
        [integer(1), items(deny)],
        [integer(2), items(deny)],
        [unary('-', integer(3)), items(deny)],
        [text('x'), items(deny)],
        [null, items(deny)],
      ),
    ],
    [
      'choice (message.m) { 1 : assert message.x > 3 - 4 : deny }',
      choice(
        field('m'),
        [integer(1), items(condition(binary(field('x'), '>', integer(3))))],
        [unary('-', integer(4)), items(deny)],
      ),
    ],
    [
      'choice (message.m) { 1 : assert s.ok "x" : deny }',
      choice(
        field('m'),
        [integer(1), items(condition(access(reference('s'), 'ok')))],
        [text('x'), items(deny)],
      ),
    ],
    [
      'choice (message.m) { true : match src=A { deny }; false : choice (1) { } }',
      choice(
        field('m'),
        [{ kind: 'boolean', value: true }, items(match({ src: 'A' }, items(deny)))],
        [{ kind: 'boolean', value: false }, choice(integer(1))],
      ),
    ],
    [
      'choice (message.m) { 1 : { audit t deny }, 2 : deny, }',
      choice(field('m'), [integer(1), { audit: 't', items: [deny] }], [integer(2), items(deny)]),
    ],
  ])('%s', (text, wanted) => {
    expect(section(text)).toEqual(wanted)
  })
})

describe('tests', () => {
  const plainCase = {
    expected: 'grant',
    label: null,
    stored: null,
    event: 'request',
    selectors: [],
    message: null,
  }
  const selectors = (list: Readonly<Record<string, string>>): unknown =>
    Object.entries(list).map(([key, value]) => ({ key, value }))

  test.each<[string, unknown]>([
    ['request', plainCase],
    ['grant request', plainCase],
    ['deny request', { ...plainCase, expected: 'deny' }],
    ['any "why" request', { ...plainCase, expected: 'any', label: 'why' }],
    ['"why" request', { ...plainCase, label: 'why' }],
    [
      'error src=A, dst=B',
      { ...plainCase, event: 'error', selectors: selectors({ src: 'A', dst: 'B' }) },
    ],
    [
      'x <- execute dst=A',
      { ...plainCase, stored: 'x', event: 'execute', selectors: selectors({ dst: 'A' }) },
    ],
    [
      'deny "why" x <- execute',
      { ...plainCase, expected: 'deny', label: 'why', stored: 'x', event: 'execute' },
    ],
    ['request {}', { ...plainCase, message: dictionary({}) }],
    [
      'request method=M { value : 100 }',
      {
        ...plainCase,
        selectors: selectors({ method: 'M' }),
        message: dictionary({ value: integer(100) }),
      },
    ],
    ['c ~> s : M', { ...plainCase, selectors: selectors({ src: 'c', dst: 's', method: 'M' }) }],
    [
      'a.C ~> s : disk.store.Put {value:1}',
      {
        ...plainCase,
        selectors: selectors({ src: 'a.C', dst: 's', endpoint: 'disk.store', method: 'Put' }),
        message: dictionary({ value: integer(1) }),
      },
    ],
    [
      'deny "why" c ~> s : ep.M',
      {
        ...plainCase,
        expected: 'deny',
        label: 'why',
        selectors: selectors({ src: 'c', dst: 's', endpoint: 'ep', method: 'M' }),
      },
    ],
  ])('the case %s', (text, wanted) => {
    const [set] = parsed(`assert "set" { setup { ${text} } }`).declarations
    expect(set?.kind === 'tests' ? plain(set.setup) : null).toEqual([wanted])
    const [two] = parsed(`assert "set" { setup { ${text} \n ${text}; } }`).declarations
    expect(two?.kind === 'tests' ? plain(two.setup) : null).toEqual([wanted, wanted])
  })

  test('a set has a setup, sequences and a final part', () => {
    const text = `assert "set" {
      setup { execute }
      sequence "one" { request }
      sequence "two" { }
      finally { response }
    }`
    const one = { label: 'one', cases: [plainCase] }
    expect(said(parsed(text))).toEqual([
      {
        kind: 'tests',
        label: 'set',
        setup: [{ ...plainCase, event: 'execute' }],
        sequences: [one, { label: 'two', cases: [] }],
        final: [{ ...plainCase, event: 'response' }],
      },
    ])
    expect(said(parsed('assert "set" { }'))).toEqual([
      { kind: 'tests', label: 'set', setup: [], sequences: [], final: [] },
    ])
  })

  test('assert in a section is a rule, also about a text', () => {
    expect(section('assert "set" == message.a')).toEqual(
      items(rule('assert', binary(text('set'), '==', field('a')))),
    )
  })
})
