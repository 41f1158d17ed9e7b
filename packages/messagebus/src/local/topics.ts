// What topics a local bus has, as types: names, and the ids of their messages.

import type { FullQueue } from '../core/full-queue.ts'

declare const ofId: unique symbol

/** A topic whose messages have ids of a type: made by `topic`. */
export interface TypedTopic<Id> {
  readonly fullQueue: FullQueue
  /** Types only: there is no such property. */
  readonly [ofId]?: Id
}

/** The topics of a bus, by name. A topic that says its policy only has ids of any type. */
export type Topics = Readonly<Record<string, FullQueue | TypedTopic<unknown>>>

/** What the ids of a topic are. */
export type IdOf<T> = T extends TypedTopic<infer Id> ? Id : unknown

/** A message of one of several topics. */
export type BusMessage<T extends Topics, Name extends keyof T & string = keyof T & string> = {
  [Each in Name]: {
    readonly topic: Each
    readonly id: IdOf<T[Each]>
    /** Messages of this topic that went before this one because the queue was full. */
    readonly dropped: number
  }
}[Name]

/** A topic with ids of a type: `topics: { speed: topic<number>('dropOldest') }`. */
export function topic<Id>(fullQueue: FullQueue = 'decline'): TypedTopic<Id> {
  return { fullQueue }
}
