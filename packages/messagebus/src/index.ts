// A message bus: see README.md.

export { Bus, type BusOptions, type BusStats } from './core/bus.ts'
export type { FullQueue } from './core/full-queue.ts'
export type { Publisher } from './core/publisher.ts'
export { Delivery, type Subscriber } from './core/subscriber.ts'
