// A message bus for async code: `MessageBus`, and `Bus`, which it stands on. See README.md.

export { Bus, type BusOptions } from './core/bus.ts'
export type { BusStats, SubscriberStats, SubscriptionStats, TopicStats } from './core/bus-stats.ts'
export type { FullQueue } from './core/full-queue.ts'
export type { IdKeeper, Kept } from './core/id-keeper.ts'
export type { Publisher } from './core/publisher.ts'
export { Delivery, type TopicSubscriber } from './core/subscriber.ts'

export type { LocalPublisher } from './local/local-publisher.ts'
export type { LocalSubscription } from './local/local-subscription.ts'
export { MessageBus, type MessageBusOptions, type SubscribeOptions } from './local/message-bus.ts'
export { type IdOf, type BusMessage, topic, type Topics, type TypedTopic } from './local/topics.ts'
