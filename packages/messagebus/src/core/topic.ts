// A topic: at most one publisher, any number of subscriptions, and what full queues do.

import type { FullQueue } from './full-queue.ts'
import type { Publisher } from './publisher.ts'
import type { Subscription } from './subscription.ts'

/** A topic of a bus. */
export class TopicState<Id> {
  /** Counts the topics and subscribers of the bus, in the order in which they came. */
  readonly number: number
  readonly name: string
  readonly fullQueue: FullQueue
  /** Who publishes it; null if nobody does. */
  publisher: Publisher<Id> | null = null
  /** Messages that every subscriber took. */
  accepted = 0
  /** Messages that a full queue declined. */
  declined = 0
  /** In no order. Each knows its place. */
  readonly subscriptions: Subscription<Id>[] = []

  constructor(number: number, name: string, fullQueue: FullQueue) {
    this.number = number
    this.name = name
    this.fullQueue = fullQueue
  }

  /** Whether nobody has anything to do with it. */
  get isUnused(): boolean {
    return this.publisher === null && this.subscriptions.length === 0
  }

  /** Adds a subscription. */
  add(subscription: Subscription<Id>): void {
    subscription.place = this.subscriptions.push(subscription) - 1
    this.publisher?.changed?.()
  }

  /** Removes one: the last one comes in its place. */
  remove({ place }: Subscription<Id>): void {
    const last = this.subscriptions.pop() as Subscription<Id>
    if (last.place !== place) {
      this.subscriptions[place] = last
      last.place = place
    }
    this.publisher?.changed?.()
  }

  /** Gives a message to all subscribers, or to none: false. */
  push(id: Id): boolean {
    const { subscriptions } = this
    for (let at = 0; at < subscriptions.length; at++)
      if (!(subscriptions[at] as Subscription<Id>).canTake(id)) {
        this.#declined(subscriptions[at] as Subscription<Id>)
        return false
      }
    this.accepted++
    for (let at = 0; at < subscriptions.length; at++)
      (subscriptions[at] as Subscription<Id>).take(id)
    return true
  }

  #declined(by: Subscription<Id>): void {
    by.declined++
    this.declined++
    if (this.publisher?.changed != null) by.subscriber.tellOfRoom(this)
  }
}
