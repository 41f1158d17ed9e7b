// Every limit of this package that a program can meet. Each is tested at its value and one past it.

/**
 * Most bytes (UTF-8) of a name that is published at the name server: of an interface, a server, a
 * service.
 */
export { MaxName as publishedNameLength } from './generated/kl/core/NameServer.idl.ts'
/** Most endpoints that one process publishes at a name server. */
export const entriesPerPublisher = 256
/** Most endpoints that are published at a name server. */
export const entriesPerNameServer = 4096
