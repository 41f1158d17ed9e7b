// The interface of name servers, generated from `resources/kl/core/NameServer.idl`. The server is
// `name-server.ts`; the documented functions are typed calls of it (`name-client.ts`).

/** The interface of name servers; errors are return codes. */
export { NameServer as NameService } from '../generated/kl/core/NameServer.idl.ts'

/** Name of static connections to a name server (documented), and of its class. */
export const nameServerClass = 'kl.core.NameServer'
/**
 * Name of the process that is asked if nothing else is said (documented), and of the endpoint it
 * serves.
 */
export const defaultNameServer = 'ns'
