// @kos/notice: notification receivers, and the events that reach them.

// Receiving
export { Receiver } from './async-receiver.ts'
export { NoticeReceiver, type NoticeRetcode, type ReceiverOptions } from './receiver.ts'
export type { EntryRemovedListener } from './notification-queue.ts'
export { EventList, type EventSink, type NoticeEvent } from './event-sink.ts'
export type { AbortSignalLike } from '@kos/thread'
export type { NextOptions } from './next-event.ts'

// Signalling
export { signal, signalDestroyed } from './signal.ts'
export { signalByUser } from './signal-by-user.ts'
export { NoticeObserver } from './notice-observer.ts'
export { SignalSource } from './signal-source.ts'
export type { Subscribable, Subscriber } from './subscriptions.ts'

// Event masks
export {
  EVENT_GENERAL_MASK,
  EVENT_SPEC_MASK,
  EVENT_OBJECT_DESTROYED,
  EVENT_BADGE_CLOSED,
  EVENT_TASK_COMPLETED,
  OBJECT_EVENT_SPEC,
  OBJECT_EVENT_USER,
} from './event-mask.ts'

// Limits
export { defaultMaxEntries, maxEntriesPerReceiver, maxEventCount } from './limits.ts'
