// NATS for links of the message bus. See README.md.

export { type NatsBroker, natsBroker } from './nats-broker.ts'
export type { NatsBrokerOptions, NatsClientOptions } from './options.ts'
