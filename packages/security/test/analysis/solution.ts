// A solution for tests: a shop whose clerk asks the stock, which writes to a log.

import { defineInterface, uint32 } from '@kos/idl'
import {
  analyse,
  type AnalysedEndpoint,
  type Analysis,
  type AnalysisOptions,
} from '../../src/analysis/index.ts'
import type { Policy } from '../../src/index.ts'

export const Stock = defineInterface('shop.Stock', {
  Count: { in: { item: uint32 }, out: { count: uint32 }, error: { status: uint32 } },
  Take: { in: { item: uint32, count: uint32 } },
  Close: {},
})
export const Log = defineInterface('shop.Log', { Write: { in: { code: uint32 } } })
export const Checks = defineInterface('shop.Checks', { Audit: { in: { code: uint32 } } })

export const shop: AnalysisOptions = {
  classes: ['shop.Clerk', 'shop.Guest'],
  endpoints: new Map<string, readonly AnalysedEndpoint[]>([
    ['shop.Clerk', []],
    ['shop.Guest', []],
    ['shop.Stock', [{ name: 'shelf.items', typeNames: ['shop.Shelf.items'], interface: Stock }]],
    ['shop.Log', [{ name: 'log', typeNames: ['shop.Log.log'], interface: Log }]],
  ]),
  security: new Map([['shop.Stock', { '': Checks, shelf: Checks }]]),
}

export function analysed(policy: Policy, options: Partial<AnalysisOptions> = {}): Analysis {
  return analyse(policy, { ...shop, ...options })
}
