// The conformance suite of brokers: what an adapter owes a link, as tests for vitest.
//
// A test file of each adapter calls it with a function that makes a bench. An entry of its own,
// `@kos/messagebus/conformance`: the product imports nothing of it.

import { describe } from 'vitest'
import type { SetUpBroker } from './bench.ts'
import { contentsConformance } from './contents.ts'
import { durableConformance } from './durable.ts'
import { fleetingConformance } from './fleeting.ts'
import { lifecycleConformance } from './lifecycle.ts'
import { outageConformance } from './outage.ts'

export type { BrokerAbility, BrokerBench, SetUpBroker } from './bench.ts'

/**
 * Declares all tests of an adapter. `setUp` is called for each of them, and makes a bench whose
 * broker has nothing from other tests.
 */
export function brokerConformance(name: string, setUp: SetUpBroker): void {
  describe(name, () => {
    describe('an adapter', () => lifecycleConformance(setUp))
    describe('a message', () => contentsConformance(setUp))
    describe('fleeting messages', () => fleetingConformance(setUp))
    describe('durable messages', () => durableConformance(setUp))
    describe('an outage of the broker', () => outageConformance(setUp))
  })
}
