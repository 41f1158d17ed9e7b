// Links: what joins the bus of one kernel with those of others. Entry `@kos/messagebus/link`.

export { joinBus, type JoinedBus } from './link/join-bus.ts'
export type { LinkedTopics, LinkOptions } from './link/link-options.ts'
export type { ExportStats, ImportStats, LinkStats } from './link/link-stats.ts'

// For adapters
export type { Broker, BrokerEvents, BrokerTopics, Travel } from './link/broker.ts'

// For tests
export { memoryBroker, type MemoryBroker, type MemoryBrokerOptions } from './link/memory-broker.ts'
