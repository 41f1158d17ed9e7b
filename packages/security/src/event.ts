// What a monitor is asked about: an event between two processes, named by their classes.
//
// The kernel makes events; a monitor only reads them. An event without its message and resource ids
// is an `EventHead`: all that can be known before the first message is sent. How rules select
// events is in `rule.ts`, not here.

/** The five kinds of event, in documented order (topic `ssp_descr_psl_syntax_binding`). */
export type SecurityEventType = 'execute' | 'request' | 'response' | 'error' | 'security'

/** The class name of the kernel, the destination of system calls. */
export const coreClass = 'kl.core.Core'

/** What all events of one sort have in common: kind and names, without message and resource ids. */
export interface EventHead {
  /**
   * `execute`: a process, or the kernel itself, starts. `request`: a client calls. `response`: a
   * server answers. `error`: a server answers with error parameters. `security`: a process asks
   * about something of its own.
   */
  readonly type: SecurityEventType
  /**
   * Class name of the process that acts: starter, client for a request, server for a response or an
   * error.
   */
  readonly source: string
  /**
   * Class name of the other process; the kernel is `coreClass`; empty for `security`, which has no
   * recipient.
   */
  readonly destination: string
  /** Qualified name of the endpoint; empty if unknown. */
  readonly endpoint: string
  /** Name of the interface, such as `files.Files`; empty if unknown. */
  readonly interface: string
  /** Name of the method, `main` for execute; empty if unknown. */
  readonly method: string
}

/**
 * One event. Handles in it are already replaced by security ids (topic
 * `overview_resource_acces_control`).
 */
export interface SecurityEvent extends EventHead {
  /** The decoded parameters, possibly a lazy object; undefined if the interface is unknown. */
  readonly message: unknown
  /** Security id of the acting process. */
  readonly sourceSid: number
  /** Security id of the other process. */
  readonly destinationSid: number
}

/** An event for people: `request Client -> FileServer files.Files.Open (endpoint files)`. */
export function formatEvent(event: EventHead): string {
  const { type, source, destination, endpoint, method } = event
  const parties = destination === '' ? source : `${source} -> ${destination}`
  const place = endpoint === '' ? '' : ` (endpoint ${endpoint})`
  if (type === 'execute') return `${type} ${parties}`
  return `${type} ${parties} ${formatMethod(event.interface, method)}${place}`
}

/** A method for people, with what is known of it: `files.Files.Open`. */
export function formatMethod(interfaceName: string, method: string): string {
  if (interfaceName === '') return method === '' ? '(unknown method)' : method
  return method === '' ? `${interfaceName} (unknown method)` : `${interfaceName}.${method}`
}
