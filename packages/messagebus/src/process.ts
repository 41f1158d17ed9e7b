// The bus as a process of kos, and the library by which programs use it: entry
// `@kos/messagebus/process`.

export { messageBusProcess, type MessageBusProcessOptions } from './server/message-bus-process.ts'

export type { BusStats, SubscriberStats, SubscriptionStats, TopicStats } from './core/bus-stats.ts'
export type { ExportStats, ImportStats, LinkStats } from './link/link-stats.ts'
export type { LinkedTopics, LinkOptions } from './link/link-options.ts'
export type { Bundle, BundleMemory, BusBundles, OpenedBundle } from './messagebus/bundles.ts'
export type { BundleId, ClientId, IProvider, Topic } from './messagebus/i_messagebus.ts'
export {
  InitConnection,
  type IProviderControl,
  type IProviderFactory,
} from './messagebus/i_messagebus_control.ts'
export { busStats } from './messagebus/bus-stats.ts'
export { linkStats } from './messagebus/link-stats.ts'
export type { ISubscriber, ISubscriberRunner, IWaiter } from './messagebus/i_subscriber.ts'
export { openBundle } from './messagebus/opened-bundle.ts'

export { MessageBusBundle } from './generated/kl/MessageBusBundle.idl.ts'
export { MessageBusBundles } from './generated/kl/MessageBusBundles.idl.ts'
export { MessageBusFactory } from './generated/kl/MessageBusFactory.idl.ts'
export { MessageBusLifeline } from './generated/kl/MessageBusLifeline.idl.ts'
export { MessageBusStats } from './generated/kl/MessageBusStats.idl.ts'
export { MessageBusSession } from './generated/kl/MessageBusSession.idl.ts'
