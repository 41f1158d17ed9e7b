// Every limit of this package. Each is tested at its value and one past it.

/** Most units of the name of a topic or of a subscriber. */
export const maxNameLength = 255
/** Most messages that a queue may hold. */
export const maxQueueCapacity: number = 2 ** 20
/** Messages that the queue of a subscriber holds if nothing is said. */
export const defaultQueueCapacity = 64
/** Most topics of a subscriber. */
export const maxSubscribedTopics = 1024
