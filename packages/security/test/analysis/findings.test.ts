// Rules that do not do what they seem to: each finding with a policy that has it, and one without.
import { describe, expect, test } from 'vitest'
import { type AnalysisOptions, findings, formatFinding } from '../../src/analysis/index.ts'
import {
  any,
  core,
  deny,
  error,
  execute,
  type Policy,
  request,
  response,
  security,
} from '../../src/index.ts'
import { analysed, Log, Stock } from './solution.ts'

function found(policy: Policy, options?: Partial<AnalysisOptions>): string[] {
  return findings(analysed(policy, options)).map((each) => `${each.code}: ${formatFinding(each)}`)
}

const clerk = 'shop.Clerk'
const stock = 'shop.Stock'

describe('a rule that selects nothing', () => {
  test.each([
    [request('shop.Clrk', stock), 'there is no class shop.Clrk'],
    [request(clerk, 'shop.Stok'), 'there is no class shop.Stok'],
    [response(clerk, stock), 'shop.Clerk has no endpoints'],
    [request(clerk, ['shop.Guest', clerk]), 'shop.Guest or shop.Clerk has no endpoints'],
    [request(clerk, stock, Log), 'no endpoint that it selects has the interface shop.Log'],
    [
      request(clerk, stock, { endpoint: 'shelf.item' }),
      'no class that it selects has an endpoint shelf.item',
    ],
    [
      request(clerk, stock, { component: 'shop.Disk' }),
      'no class that it selects has a component shop.Disk',
    ],
    [
      request(any, 'shop.Log', { endpoint: 'log', method: 'Take' }),
      'no endpoint that it selects has a method Take',
    ],
    [error('shop.Log', clerk), 'shop.Log has no methods with error parameters'],
    [error(stock, clerk, Stock.Take), 'no endpoint that it selects has a method Take'],
    [security(clerk), 'shop.Clerk has no security interface'],
    [security(stock, { component: 'disk' }), 'no class that it selects has a component disk'],
    [request(core, stock), 'the kernel calls nobody'],
    [execute(clerk, core), 'only the kernel itself starts kl.core.Core'],
  ])('%j', (rule, why) => {
    const [first, ...more] = found([rule])
    expect(more).toEqual([])
    expect(first).toMatch(/^selects-nothing: rule 1 {2}/)
    expect(first).toContain(`: this rule selects nothing: ${why}`)
  })

  test('is one along a connection that is not there', () => {
    const connections = { [clerk]: { stock } }
    expect(found([request(clerk, stock), request(any, core)], { connections })).toEqual([])
    expect(found([request(clerk, 'shop.Log')], { connections })).toEqual([
      'selects-nothing: rule 1  request(shop.Clerk, shop.Log): this rule selects nothing: ' +
        'shop.Clerk has no connection to shop.Log',
    ])
  })

  test('is none that selects something, or may', () => {
    const policy = [
      request(clerk, stock, { component: 'shelf', endpoint: 'shop.Shelf.items', method: 'Take' }),
      request(any, core, { endpoint: 'nobody.knows' }),
      error(stock, clerk, Stock.Count),
      security(stock, { interface: 'shop.Checks' }),
      security(stock, { component: 'shelf' }),
      execute(core, core),
      execute(core, clerk),
      response('shop.Log', clerk, Log.Write),
    ]
    expect(found(policy)).toEqual([])
    // Written for all events, those that there will be among them.
    const nobody = new Map<string, []>([
      [clerk, []],
      [core, []],
    ])
    const none = { classes: [], endpoints: nobody, security: new Map() }
    const all = [request(any, any), response(any, any), error(any, any), security(any)]
    expect(found(all, none)).toEqual([])
    const some = [error(clerk, any), error(any, clerk)]
    expect(found(some, none)).toEqual([
      expect.stringContaining('selects nothing: shop.Clerk has no methods with error parameters'),
      expect.stringContaining('selects nothing: no class has methods with error parameters'),
    ])
    expect(found([request(any, 'shop.Late', Stock)], { classes: ['shop.Late'] })).toEqual([])
  })
})

describe('a rule that never decides', () => {
  test('is one beside rules that always deny', () => {
    const policy = [
      request(clerk, stock, Stock.Take),
      request(clerk, stock, ({ message }) => message === undefined),
      deny(request(any, stock, Stock.Take)),
      deny(request(any, stock, Stock.Count)),
      deny(request(any, stock, Stock.Close)),
    ]
    expect(found(policy)).toEqual([
      'always-denied: rule 1  request(shop.Clerk, shop.Stock, shop.Stock.Take): ' +
        'this rule never decides: all that it selects is always denied, ' +
        'by rule 3  deny(request(any, shop.Stock, shop.Stock.Take))',
      expect.stringMatching(
        /^always-denied: rule 2 .* is always denied, by rule 3 .*Take\)\), rule 4 .*Count\)\), rule 5 /,
      ),
    ])
    expect(found(policy.slice(0, -1))).toHaveLength(1)
  })

  test('is none if only a condition denies', () => {
    const may = deny(request(any, stock, ({ source }) => source === ''))
    expect(found([request(clerk, stock), may])).toEqual([])
  })

  test('is one that says what a wider one says, the later of two equal ones', () => {
    const redundant = /^redundant: rule 2 .* this rule never decides: rule 1 .* says the same/
    const wide = request(any, stock)
    expect(found([wide, request(clerk, stock, Stock.Take)])).toEqual([
      expect.stringMatching(redundant),
    ])
    expect(found([wide, wide])).toEqual([expect.stringMatching(redundant)])
    expect(found([deny(wide), deny(request(clerk, stock))])).toEqual([
      expect.stringMatching(redundant),
    ])
    expect(found([request(clerk, stock), wide])).toEqual([
      expect.stringMatching(/^redundant: rule 1 .* rule 2 .* says the same/),
    ])
  })

  test('is none beside one that selects less, something else, or decides by a condition', () => {
    const narrow = request(clerk, stock, Stock.Take)
    expect(found([narrow, request(clerk, stock, Stock.Count)])).toEqual([])
    expect(found([narrow, response(stock, clerk, Stock.Take)])).toEqual([])
    expect(found([narrow, request(any, stock, ({ source }) => source !== '')])).toEqual([])
    expect(found([narrow, request([clerk, 'shop.Guest'], stock, Stock.Close)])).toEqual([])
  })
})
