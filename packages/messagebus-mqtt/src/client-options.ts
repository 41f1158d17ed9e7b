// What users say to the client library. Here, so that its declarations are not part of ours.

/**
 * Options of the client library, by their names there: `username`, `password`, `ca`, `keepalive`. They
 * are not its type, whose declarations need those of a browser.
 */
export type ClientOptions = Readonly<Record<string, unknown>>
