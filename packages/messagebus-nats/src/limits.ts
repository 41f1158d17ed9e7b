// Every limit of this package. Each is tested at its value and one past it. Times are milliseconds.

/** Most units of the prefix of subjects. */
export const maxPrefixLength = 255
/** Most units of the name of a topic or of a link, as in `@kos/messagebus`. */
export const maxNameLength = 255
/** Most units of the name of a consumer; those that would be longer are a hash. */
export const maxConsumerNameLength = 200
/** Most bytes of fleeting messages that the server has not confirmed to have read. */
export const maxUnsentBytes: number = 2 ** 20
/** The pause after a first failure. */
export const firstPause = 100
/** The longest pause between two attempts. */
export const maxPause = 5_000
/** The time that an attempt to connect may take, unless `timeout` says another one. */
export const connectTimeout = 5_000
/** The time between two signs of life that are asked of the server, unless `pingInterval` says. */
export const pingInterval = 10_000
/** The time in which the server must say that it has stored a message, unless said otherwise. */
export const defaultStoreTimeout = 5_000
/** The time after which what is not acknowledged is delivered again, unless said otherwise. */
export const defaultAckWait = 5_000
/** The least such time. */
export const minAckWait = 100
/** The time after which a consumer of which messages are missing is asked for its state again. */
export const checkPause = 200
/** The time that closing waits for the server to have read all. */
export const closeTimeout = 1_000
/** Most reasons of one failure that are remembered, so that each is told once. */
export const maxReasons = 64
/** Most acknowledged messages of a topic that are known when they come again. */
export const maxRemembered = 1024
/** The time between two signs of life of a consumer: after two that are missing it is asked again. */
export const heartbeatPause = 2_000
