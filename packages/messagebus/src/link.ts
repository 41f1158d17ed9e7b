// Links of buses over brokers: entry `@kos/messagebus/link`.

export type { Broker, BrokerEvents, BrokerTopics, Travel } from './link/broker.ts'
