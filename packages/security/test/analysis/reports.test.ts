// What an analysis is shown as: matrix, JSON, graph, ways, explanations, differences.
import { describe, expect, test } from 'vitest'
import {
  analyse,
  correspondents,
  differences,
  explain,
  formatDifferences,
  formatExplanation,
  formatPath,
  graphOf,
  matrixText,
  mermaid,
  methodMatrixText,
  paths,
  reportOf,
} from '../../src/analysis/index.ts'
import {
  any,
  core,
  coreClass,
  deny,
  error,
  type EventHead,
  execute,
  makeRule,
  type Policy,
  request,
  response,
  security,
} from '../../src/index.ts'
import { analysed, Log, Stock } from './solution.ts'

const clerk = 'shop.Clerk'
const guest = 'shop.Guest'
const stock = 'shop.Stock'
const log = 'shop.Log'

const policy: Policy = [
  execute(),
  request(any, core),
  request(clerk, stock),
  deny(request(any, stock, Stock.Close)),
  request(clerk, stock, Stock.Take, ({ message }) => message.count < 10),
  request(guest, stock, Stock.Count),
  request(stock, log, Log),
  response(any, any),
  error(stock, any),
  security(stock),
]

describe('the matrix', () => {
  test('has a sign for each two classes', () => {
    expect(matrixText(analysed(policy))).toMatchInlineSnapshot(`
      "request: client down, server across
                 1 2 3
      shop.Clerk ? . #
      shop.Guest + . #
      shop.Stock . # #
      shop.Log   . . #

       1 shop.Stock     2 shop.Log       3 kl.core.Core

      # all methods are granted   + some are granted, the others denied
      ? conditions decide about some   . all are denied   (blank) there are no such events
      "
    `)
    expect(matrixText(analysed(policy), 'security')).toMatchInlineSnapshot(`
      "security: sources down
                 1
      shop.Stock #

       1

      # all methods are granted   + some are granted, the others denied
      ? conditions decide about some   . all are denied   (blank) there are no such events
      "
    `)
    expect(matrixText(analysed(policy), 'execute')).toMatchInlineSnapshot(`
      "execute: starter down, started process across
                   1 2 3 4 5
      shop.Clerk   # # # #
      shop.Guest   # # # #
      shop.Stock   # # # #
      shop.Log     # # # #
      kl.core.Core # # # # #

       1 shop.Clerk     2 shop.Guest     3 shop.Stock     4 shop.Log       5 kl.core.Core

      # all methods are granted   + some are granted, the others denied
      ? conditions decide about some   . all are denied   (blank) there are no such events
      "
    `)
  })

  test('of one server has a sign for each method', () => {
    expect(methodMatrixText(analysed(policy), stock)).toMatchInlineSnapshot(`
      "request: methods of server shop.Stock down, client across
                        1 2 3 4
      shelf.items.Count # # . .
      shelf.items.Take  ? . . .
      shelf.items.Close . . . .

       1 shop.Clerk   2 shop.Guest   3 shop.Stock   4 shop.Log

      # granted   ? conditions decide   . denied   (blank) there are no such events
      "
    `)
  })

  test('is at most 100 columns wide, and leaves out no class', () => {
    const classes = Array.from({ length: 120 }, (_, at) => `some.long.name.of.a.package.Class${at}`)
    const text = matrixText(analyse([request(any, any)], { classes }))
    const lines = text.split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100)
    for (const name of classes) expect(text).toContain(name)
    for (let column = 1; column <= classes.length; column++)
      expect(text).toMatch(new RegExp(`(^| )${column} some`, 'm'))
  })

  test('says that there are no events', () => {
    const nobody = analyse([request(any, any)], { classes: [] })
    expect(matrixText(nobody)).toContain('\n(there are no such events)\n')
    expect(methodMatrixText(analysed(policy), guest)).toContain('\n(there are no such events)\n')
  })

  test('has no sign where there can be no events', () => {
    const text = matrixText(analysed(policy, { connections: { [guest]: { shelf: stock } } }))
    expect(text).toMatchInlineSnapshot(`
      "request: client down, server across
                 1 2
      shop.Clerk   #
      shop.Guest + #
      shop.Stock   #
      shop.Log     #

       1 shop.Stock     2 kl.core.Core

      # all methods are granted   + some are granted, the others denied
      ? conditions decide about some   . all are denied   (blank) there are no such events
      "
    `)
  })
})

test('the report has all verdicts but those without rule, equal ones merged', () => {
  expect(reportOf(analysed(policy), ['request', 'security'])).toMatchInlineSnapshot(`
    {
      "classes": [
        {
          "isKnown": true,
          "name": "shop.Clerk",
        },
        {
          "isKnown": true,
          "name": "shop.Guest",
        },
        {
          "isKnown": true,
          "name": "shop.Stock",
        },
        {
          "isKnown": true,
          "name": "shop.Log",
        },
        {
          "isKnown": false,
          "name": "kl.core.Core",
        },
      ],
      "rules": [
        {
          "constant": "grant",
          "event": "execute",
          "number": 1,
          "place": null,
          "text": "execute(any, any)",
        },
        {
          "constant": "grant",
          "event": "request",
          "number": 2,
          "place": null,
          "text": "request(any, kl.core.Core)",
        },
        {
          "constant": "grant",
          "event": "request",
          "number": 3,
          "place": null,
          "text": "request(shop.Clerk, shop.Stock)",
        },
        {
          "constant": "deny",
          "event": "request",
          "number": 4,
          "place": null,
          "text": "deny(request(any, shop.Stock, shop.Stock.Close))",
        },
        {
          "constant": null,
          "event": "request",
          "number": 5,
          "place": null,
          "text": "request(shop.Clerk, shop.Stock, shop.Stock.Take, condition)",
        },
        {
          "constant": "grant",
          "event": "request",
          "number": 6,
          "place": null,
          "text": "request(shop.Guest, shop.Stock, shop.Stock.Count)",
        },
        {
          "constant": "grant",
          "event": "request",
          "number": 7,
          "place": null,
          "text": "request(shop.Stock, shop.Log, shop.Log)",
        },
        {
          "constant": "grant",
          "event": "response",
          "number": 8,
          "place": null,
          "text": "response(any, any)",
        },
        {
          "constant": "grant",
          "event": "error",
          "number": 9,
          "place": null,
          "text": "error(shop.Stock, any)",
        },
        {
          "constant": "grant",
          "event": "security",
          "number": 10,
          "place": null,
          "text": "security(shop.Stock)",
        },
      ],
      "verdicts": [
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Count",
            },
          ],
          "rules": [
            3,
          ],
          "sources": [
            "shop.Clerk",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Take",
            },
          ],
          "rules": [
            5,
          ],
          "sources": [
            "shop.Clerk",
          ],
          "verdict": "ask",
        },
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Close",
            },
          ],
          "rules": [
            4,
          ],
          "sources": [
            "shop.Clerk",
          ],
          "verdict": "denied",
        },
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Count",
            },
          ],
          "rules": [
            6,
          ],
          "sources": [
            "shop.Guest",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Close",
            },
          ],
          "rules": [
            4,
          ],
          "sources": [
            "shop.Guest",
          ],
          "verdict": "denied",
        },
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Close",
            },
          ],
          "rules": [
            4,
          ],
          "sources": [
            "shop.Stock",
          ],
          "verdict": "denied",
        },
        {
          "destinations": [
            "shop.Stock",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "shelf.items",
              "interface": "shop.Stock",
              "method": "Close",
            },
          ],
          "rules": [
            4,
          ],
          "sources": [
            "shop.Log",
          ],
          "verdict": "denied",
        },
        {
          "destinations": [
            "shop.Log",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "log",
              "interface": "shop.Log",
              "method": "Write",
            },
          ],
          "rules": [
            7,
          ],
          "sources": [
            "shop.Stock",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "kl.core.Core",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "",
              "interface": "",
              "method": "",
            },
          ],
          "rules": [
            2,
          ],
          "sources": [
            "shop.Clerk",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "kl.core.Core",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "",
              "interface": "",
              "method": "",
            },
          ],
          "rules": [
            2,
          ],
          "sources": [
            "shop.Guest",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "kl.core.Core",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "",
              "interface": "",
              "method": "",
            },
          ],
          "rules": [
            2,
          ],
          "sources": [
            "shop.Stock",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "kl.core.Core",
          ],
          "event": "request",
          "operations": [
            {
              "endpoint": "",
              "interface": "",
              "method": "",
            },
          ],
          "rules": [
            2,
          ],
          "sources": [
            "shop.Log",
          ],
          "verdict": "granted",
        },
        {
          "destinations": [
            "",
          ],
          "event": "security",
          "operations": [
            {
              "endpoint": "",
              "interface": "shop.Checks",
              "method": "Audit",
            },
            {
              "endpoint": "shelf.security",
              "interface": "shop.Checks",
              "method": "Audit",
            },
          ],
          "rules": [
            10,
          ],
          "sources": [
            "shop.Stock",
          ],
          "verdict": "granted",
        },
      ],
      "version": 1,
    }
  `)
})

describe('the graph', () => {
  test('has an edge where something is not denied', () => {
    const { nodes, edges } = graphOf(analysed(policy))
    expect(nodes).toEqual([clerk, guest, stock, log])
    expect(edges.map(({ source, destination, verdict }) => [source, destination, verdict])).toEqual(
      [
        [clerk, stock, 'granted'],
        [guest, stock, 'granted'],
        [stock, log, 'granted'],
      ],
    )
    expect(graphOf(analysed(policy), { core: true }).edges).toHaveLength(7)
    expect(graphOf(analysed(policy), { event: 'response' }).edges[0]?.source).toBe(stock)
  })

  test('in the language of Mermaid', () => {
    const asking = [...policy, request(guest, log, ({ source }) => source === '')]
    expect(mermaid(graphOf(analysed(asking)))).toMatchInlineSnapshot(`
      "flowchart LR
        n0["shop.Clerk"]
        n1["shop.Guest"]
        n2["shop.Stock"]
        n3["shop.Log"]
        n0 -->|"shelf.items.Count, shelf.items.Take"| n2
        n1 -->|"shelf.items.Count"| n2
        n1 -.->|"log.Write"| n3
        n2 -->|"log.Write"| n3
      "
    `)
  })

  test('quotes what has a meaning in Mermaid', () => {
    const classes = ['a"b', 'c<d>']
    const text = mermaid(graphOf(analyse([request(any, any)], { classes })))
    expect(text).toContain('n0["a#34;b"]')
    expect(text).toContain('n1["c#60;d#62;"]')
  })
})

describe('ways from one class to another', () => {
  const chain = (rules: Policy, connections?: Record<string, Record<string, string>>) =>
    analyse(rules, {
      classes: ['A', 'B', 'C', 'D', 'E'],
      ...(connections === undefined ? {} : { connections }),
    })
  const ask = (source: string, destination: string) =>
    request(source, destination, ({ message }) => message === 1)

  test('are the shortest ones, and all classes between', () => {
    const analysis = chain([
      request('A', 'B'),
      ask('B', 'E'),
      request('A', 'C'),
      request('C', 'D'),
      request('D', 'E'),
      request('A', 'D', { method: 'Put' }),
    ])
    const { shortest, granted, over } = paths(analysis, 'A', 'E')
    expect(shortest.map(formatPath)).toEqual(['A -> B ?> E', 'A -> D -> E'])
    expect(granted).toEqual(shortest[1])
    expect(over.toSorted()).toEqual(['B', 'C', 'D'])
  })

  test('have no class on them that is behind the last, or before the first', () => {
    const behind = [request('B', 'C'), request('C', 'D'), request('D', 'C')]
    const before = [request('A', 'B'), request('E', 'A'), request('A', 'E')]
    expect(paths(chain([...before, ...behind]), 'A', 'C').over).toEqual(['B'])
  })

  test('say where conditions decide on every way', () => {
    const { shortest, granted } = paths(chain([ask('A', 'B'), request('B', 'C')]), 'A', 'C')
    expect(shortest.map(formatPath)).toEqual(['A ?> B -> C'])
    expect(granted).toBeNull()
  })

  test('are none where there is none, and none over the kernel', () => {
    const nothing = { shortest: [], granted: null, over: [] }
    expect(paths(chain([request('A', 'B'), request('C', 'B')]), 'A', 'C')).toEqual(nothing)
    expect(paths(chain([request(any, core), request(core, any)]), 'A', 'B')).toEqual(nothing)
    expect(paths(chain([request('A', 'A')]), 'A', 'A')).toEqual(nothing)
    const { shortest } = paths(chain([request(any, core)]), 'A', coreClass)
    expect(shortest.map(formatPath)).toEqual([`A -> ${coreClass}`])
  })

  test('go along connections only, if these are known', () => {
    const rules = [request(any, any)]
    const connections = { A: { b: 'B' }, B: { c: 'C' }, D: { c: 'C' } }
    const { shortest, over } = paths(chain(rules, connections), 'A', 'C')
    expect(shortest.map(formatPath)).toEqual(['A -> B -> C'])
    expect(over).toEqual(['B'])
    expect(paths(chain(rules), 'A', 'C').shortest.map(formatPath)).toEqual(['A -> C'])
  })

  test('are at most sixteen', () => {
    const classes = ['A', 'Z', ...Array.from({ length: 40 }, (_, at) => `M${at}`)]
    const middle = classes.slice(2)
    const analysis = analyse([request('A', middle), request(middle, 'Z')], { classes })
    const { shortest, over } = paths(analysis, 'A', 'Z')
    expect(shortest).toHaveLength(16)
    expect(new Set(shortest.map(formatPath)).size).toBe(16)
    expect(over).toHaveLength(40)
  })

  test('who may talk to whom is listed by class', () => {
    expect(correspondents(analysed(policy)).get(stock)).toEqual({
      to: [log, coreClass],
      from: [clerk, guest],
    })
    expect(correspondents(analysed(policy)).get(guest)).toEqual({
      to: [stock, coreClass],
      from: [],
    })
  })
})

describe('an explanation', () => {
  const head = (parts: Partial<EventHead> = {}): EventHead => ({
    type: 'request',
    source: clerk,
    destination: stock,
    endpoint: 'shelf.items',
    interface: 'shop.Stock',
    method: 'Take',
    ...parts,
  })
  const explained = (parts?: Partial<EventHead>): string =>
    formatExplanation(explain(analysed(policy), head(parts)))

  test('names the rules that decide', () => {
    expect(explained()).toMatchInlineSnapshot(`
      "request shop.Clerk -> shop.Stock shop.Stock.Take (endpoint shelf.items): ask
        rule 5  request(shop.Clerk, shop.Stock, shop.Stock.Take, condition): decides by its condition
        rule 3  request(shop.Clerk, shop.Stock): grants always, which changes nothing here"
    `)
    expect(explained({ method: 'Close' })).toMatchInlineSnapshot(`
      "request shop.Clerk -> shop.Stock shop.Stock.Close (endpoint shelf.items): denied
        rule 4  deny(request(any, shop.Stock, shop.Stock.Close)): denies always
        rule 3  request(shop.Clerk, shop.Stock): grants always, which changes nothing here"
    `)
    expect(explained({ method: 'Count' })).toMatchInlineSnapshot(`
      "request shop.Clerk -> shop.Stock shop.Stock.Count (endpoint shelf.items): granted
        rule 3  request(shop.Clerk, shop.Stock): grants always"
    `)
  })

  test('without a rule names rules that nearly select it, and the one that would', () => {
    expect(explained({ source: guest })).toMatchInlineSnapshot(`
      "request shop.Guest -> shop.Stock shop.Stock.Take (endpoint shelf.items): denied, no rule selects it
        rule 2  request(any, kl.core.Core), but for dst=kl.core.Core
        rule 3  request(shop.Clerk, shop.Stock), but for src=shop.Clerk
        rule 5  request(shop.Clerk, shop.Stock, shop.Stock.Take, condition), but for src=shop.Clerk
        rule 6  request(shop.Guest, shop.Stock, shop.Stock.Count), but for method=Count
        to grant it, write: request("shop.Guest", "shop.Stock", { interface: "shop.Stock", method: "Take" })"
    `)
    expect(explained({ type: 'security', destination: '', source: guest })).toMatchInlineSnapshot(`
      "security shop.Guest shop.Stock.Take (endpoint shelf.items): denied, no rule selects it
        rule 10  security(shop.Stock), but for src=shop.Stock
        to grant it, write: security("shop.Guest", { interface: "shop.Stock", method: "Take" })"
    `)
    const { near, missing } = explain(analysed(policy), head({ source: guest }))
    expect([near.length, missing]).toEqual([
      4,
      'request("shop.Guest", "shop.Stock", { interface: "shop.Stock", method: "Take" })',
    ])
  })
})

describe('differences of two versions', () => {
  const compare = (before: Policy, after: Policy) => differences(analysed(before), analysed(after))
  const small = ({ message }: { readonly message: unknown }): boolean => message === 1
  const even = ({ message }: { readonly message: unknown }): boolean => message === 2
  const put = (text: string, condition = small) =>
    makeRule({ event: 'request', source: clerk, destination: log, condition, text })

  test('are what became granted and what denied, with the rules', () => {
    const after = [
      ...policy.filter((rule) => rule !== policy[5]),
      request(guest, log),
      deny(request(stock, log, small)),
    ]
    const result = compare(policy, after)
    expect(formatDifferences(result)).toMatchInlineSnapshot(`
      "- request shop.Guest -> shop.Stock shelf.items.Count: granted -> denied
          before  rule 6  request(shop.Guest, shop.Stock, shop.Stock.Count)
      + request shop.Guest -> shop.Log log.Write: denied -> granted
          after   rule 10  request(shop.Guest, shop.Log)
      - request shop.Stock -> shop.Log log.Write: granted -> ask
          before  rule 7  request(shop.Stock, shop.Log, shop.Log)
          after   rule 11  deny(request(shop.Stock, shop.Log, small))
      neither is at least as strict as the other, as far as this can be told
      "
    `)
    expect(result.comparison).toBe('incomparable')
  })

  test('are none between policies that grant the same', () => {
    const both = [request(clerk, stock), request(clerk, log)]
    const other = [request(clerk, log), request(clerk, [stock, log]), request('Nobody', any)]
    expect(compare(both, other)).toEqual({ changes: [], comparison: 'equal' })
    expect(formatDifferences(compare(both, other))).toBe('both grant the same\n')
  })

  test('tell the stricter version from the looser one', () => {
    const wide = [request(any, stock)]
    const narrow = [request(clerk, stock, Stock.Take)]
    expect(compare(wide, narrow).comparison).toBe('stricter')
    expect(compare(narrow, wide).comparison).toBe('looser')
    expect(compare([request(clerk, stock)], [request(guest, stock)]).comparison).toBe(
      'incomparable',
    )
  })

  test('compare conditions as they are written', () => {
    const one = [request(clerk, log, small)]
    expect(compare(one, [request(clerk, log, small)]).comparison).toBe('equal')
    expect(compare(one, [request(clerk, log, even)]).comparison).toBe('incomparable')
    expect(compare(one, [...one, request(clerk, log, even)]).comparison).toBe('stricter')
    expect(compare([...one, request(clerk, log, even)], one).comparison).toBe('looser')
    expect(compare(one, [request(clerk, log)]).comparison).toBe('looser')
    // The text of a rule in TypeScript says nothing about its condition.
    expect(compare([put('same', small)], [put('same', even)]).comparison).toBe('incomparable')
    expect(compare([put('one')], [put('two')]).comparison).toBe('equal')
  })

  test('tell a condition that grants from the same one that denies', () => {
    const rule = request(clerk, log, small)
    expect(compare([rule], [deny(rule)]).comparison).toBe('incomparable')
  })

  test('count what is in one version only as denied in the other', () => {
    const rules = [request(any, any)]
    const before = analyse(rules, { classes: ['A', 'B'] })
    const after = analyse(rules, { classes: ['A', 'B', 'C'] })
    const { changes, comparison } = differences(before, after)
    expect(comparison).toBe('looser')
    expect(changes.map(({ clients, server }) => [clients, server])).toEqual([
      [['C'], 'A'],
      [['C'], 'B'],
      [['C'], coreClass],
      [['A', 'B', 'C'], 'C'],
    ])
    expect(differences(after, before).comparison).toBe('stricter')
  })

  test('of a class whose endpoints are not known are compared for all that rules mention', () => {
    const classes = ['A', 'B']
    const before = analyse([request('A', 'B')], { classes })
    const mentioning = [request('A', 'B'), request('A', 'B', { endpoint: 'x', method: 'Put' })]
    expect(differences(before, analyse(mentioning, { classes })).comparison).toBe('equal')
  })
})

test('a hundred classes of a hundred methods and a thousand rules are analysed', () => {
  const names = Array.from({ length: 100 }, (_, at) => `big.Class${at}`)
  const methods = Array.from({ length: 100 }, (_, at) => ({ name: `M${at}`, spec: { error: {} } }))
  const Big = { ...Stock, $name: 'big.Big', $methods: methods as never }
  const endpoints = new Map(names.map((name) => [name, [{ name: 'big', interface: Big }]]))
  const rules = Array.from({ length: 1000 }, (_, at) => {
    const method = { interface: 'big.Big', method: `M${at % 100}` }
    const client = names[at % 97] as string
    const server = names[at % 89] as string
    if (at % 10 === 0) return request(any, server, method)
    if (at % 10 === 1) return request(client, any, method, () => true)
    return request(client, server, method)
  })
  const analysis = analyse(rules, { endpoints })
  const { verdicts } = reportOf(analysis)
  const counted = verdicts.flatMap(({ sources, destinations, operations }) =>
    Array.from({ length: sources.length * destinations.length }, () => operations.length),
  )
  let heads = 0
  for (const { selecting } of analysis.heads(['request'])) if (selecting.length > 0) heads++
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(heads)
  expect(heads).toBeGreaterThan(10_000)
})
