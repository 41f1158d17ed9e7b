// Every limit of this package. Each is tested at its value and one past it.

/** Most units of the name of a topic or of a subscriber. */
export const maxNameLength = 255
/** Most messages that a queue may hold. */
export const maxQueueCapacity: number = 2 ** 20
/** Messages that the queue of a subscriber holds if nothing is said. */
export const defaultQueueCapacity = 64
/** Most topics of a subscriber. */
export const maxSubscribedTopics = 1024
/** Most sessions of a bus process. */
export const maxSessions = 4096
/** Most of them of one process. */
export const maxSessionsPerProcess = 16
/** Most publishers and subscribers of a session. */
export const maxClients = 1024
/** Most topics of all subscribers of a session together. */
export const maxSessionTopics = 4096
/** Times that a client looks for a bus that is not there. */
export const maxBusLooks = 100
/** Milliseconds between two looks. */
export const busLookPause = 50
/** Most topics, subscribers or subscriptions that `busStats` reads. */
export const maxStatsEntries: number = 2 ** 20
/** Largest id of a client: the ids of one process are not used again. */
export const maxClientId: number = 2 ** 32 - 1
