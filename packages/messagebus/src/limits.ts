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
/** Most bundles that one process has put and that are still kept. */
export const maxClientBundles = 1024
/** Most bytes, in whole pages, of the memory of these: 64 MiB. */
export const maxClientBundleBytes: number = 2 ** 26
/** Most bytes of the memory of all bundles, if nothing is said: 256 MiB. */
export const defaultBundleBytes: number = 2 ** 28
/** Most handles of bundles that one process was answered and that are still held by anybody. */
export const maxClientBundleHandles = 2048
/** Most handles of bundles of a bus process. */
export const maxBundleHandles = 32_768
/** Most topics that a link exports and imports together. */
export const maxLinkedTopics = 1024
/** Messages that wait in a link for its broker, of each topic, if nothing is said. */
export const defaultLinkCapacity = 1024
/** Most durable batches of a topic that a broker delivers without being acknowledged. */
export const maxLinkWindow = 1024
/** The same if nothing is said. */
export const defaultLinkWindow = 64
/** Most messages of one batch. */
export const maxBatchMessages = 64
/** Starts of links that are remembered for each imported topic, to know duplicates and losses. */
export const maxOrigins = 16
/**
 * Most durable batches of a topic that a link holds. A broker delivers a window of them; one that has
 * forgotten its session, as a restart without its store makes it, delivers another one meanwhile.
 */
export const maxHeldBatches: number = 2 * maxLinkWindow
/** Most fleeting batches of a topic that arrived and were not looked at yet. */
export const maxArrivedBatches = 1024
/** Milliseconds until a batch that was not stored is stored again: at first, and at most. */
export const firstStorePause = 100
export const longestStorePause = 10_000
/** Lines of trouble that a link keeps until somebody reads them. */
export const maxTroubles = 16
/** Most topics, subscribers or subscriptions that `busStats` reads. */
export const maxStatsEntries: number = 2 ** 20
/** Largest id of a client: the ids of one process are not used again. */
export const maxClientId: number = 2 ** 32 - 1
