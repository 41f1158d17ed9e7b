// A solution for tests: a shop whose clerk asks the stock, which writes to a log.

import { type AnyInterface, defineInterface, uint32 } from '@kos/idl'
import { analyse, type Analysis, type AnalysisOptions } from '../../src/analysis/index.ts'
import type { Policy } from '../../src/index.ts'
import type { PolicyEndpoint } from '../../src/psl/policy.ts'

export const Stock = defineInterface('shop.Stock', {
  Count: { in: { item: uint32 }, out: { count: uint32 }, error: { status: uint32 } },
  Take: { in: { item: uint32, count: uint32 } },
  Close: {},
})
export const Log = defineInterface('shop.Log', { Write: { in: { code: uint32 } } })
export const Checks = defineInterface('shop.Checks', { Audit: { in: { code: uint32 } } })

export const shop: AnalysisOptions = {
  classes: ['shop.Clerk', 'shop.Guest'],
  endpoints: new Map<string, readonly PolicyEndpoint[]>([
    ['shop.Clerk', []],
    ['shop.Guest', []],
    ['shop.Stock', [{ name: 'shelf.items', typeNames: ['shop.Shelf.items'], interface: Stock }]],
    ['shop.Log', [{ name: 'log', typeNames: ['shop.Log.log'], interface: Log }]],
  ]),
  security: new Map<string, AnyInterface>([['shop.Stock', Checks]]),
}

export function analysed(policy: Policy, options: Partial<AnalysisOptions> = {}): Analysis {
  return analyse(policy, { ...shop, ...options })
}
