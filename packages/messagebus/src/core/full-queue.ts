// What a push does at a queue that is full: chosen for each topic.

/**
 * `decline`: nobody gets the message, and the publisher is told. `dropOldest`: the oldest message
 * of the topic in that queue goes, and its subscriber is told how many went; a queue that has none
 * of the topic declines. `coalesce`: a message that waits already, with the same topic and id,
 * stands for the new one, full or not; else it declines.
 */
export type FullQueue = 'decline' | 'dropOldest' | 'coalesce'

/** All of them, in the order in which people read them. */
export const fullQueues: ReadonlySet<FullQueue> = /* @__PURE__ */ new Set<FullQueue>([
  'decline',
  'dropOldest',
  'coalesce',
])
