// Security events: operations of a subject on an object, which a monitor decides about. Subject and
// object are processes, named by their classes.
//
// The kernel makes events; a monitor only reads them. An event without its message and security ids
// is an `EventHead`: it is known before the first message is sent, so verdicts are cached by it.
// `rule.ts` selects events.

/** The five kinds of event, in documented order (topic `ssp_descr_psl_syntax_binding`). */
export type SecurityEventType = 'execute' | 'request' | 'response' | 'error' | 'security'

/** All types of events, in documented order. */
export const eventTypes: readonly SecurityEventType[] = [
  'execute',
  'request',
  'response',
  'error',
  'security',
]

/** The class name of the kernel, the destination of system calls. */
export const coreClass = 'kl.core.Core'

/** The class of the initial program, which the kernel starts first and which starts all others. */
export const initClass = 'Einit'

/** The type and names of an event, without message and security ids: the key of cached verdicts. */
export interface EventHead {
  /**
   * `execute`: a process, or the kernel itself, starts. `request`: a client calls. `response`: a
   * server replies. `error`: a server replies with error parameters. `security`: a process calls
   * its security interface.
   */
  readonly type: SecurityEventType
  /**
   * Class name of the subject, the process that acts: the starter, the client of a request, the
   * server of a response or an error.
   */
  readonly source: string
  /**
   * Class name of the object, the other process; `coreClass` for the kernel; empty for `security`,
   * which has no recipient.
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
  /**
   * The parameters; undefined if the interface is unknown. Possibly an object that decodes them
   * when they are read, and is valid while the monitor decides: keep `structuredClone(message)`.
   */
  readonly message: unknown
  /** Security id of the acting process. */
  readonly sourceSid: number
  /** Security id of the other process. */
  readonly destinationSid: number
}

/**
 * Makes an event. All that is made here has one shape for the engine, which what is made of spreads
 * has not (bench case `security/sids`).
 */
export function eventOf(
  head: EventHead,
  message: unknown,
  sourceSid: number,
  destinationSid: number,
): SecurityEvent {
  return {
    type: head.type,
    source: head.source,
    destination: head.destination,
    endpoint: head.endpoint,
    interface: head.interface,
    method: head.method,
    message,
    sourceSid,
    destinationSid,
  }
}

/**
 * Which process of an event has the endpoint or, for `execute`, is started. A security interface is
 * that of its caller.
 */
export function serverRole(type: SecurityEventType): 'source' | 'destination' {
  return type === 'execute' || type === 'request' ? 'destination' : 'source'
}

/** Which part of a method has the parameters of the message of an event. */
export function parameterPart(type: SecurityEventType): 'in' | 'out' | 'error' {
  if (type === 'response') return 'out'
  return type === 'error' ? 'error' : 'in'
}

/** An event as text: `request Client -> FileServer files.Files.Open (endpoint files)`. */
export function formatEvent(event: EventHead): string {
  const { type, source, destination, endpoint, method } = event
  const processes = destination === '' ? source : `${source} -> ${destination}`
  const place = endpoint === '' ? '' : ` (endpoint ${endpoint})`
  if (type === 'execute') return `${type} ${processes}`
  return `${type} ${processes} ${formatMethod(event.interface, method)}${place}`
}

/** A method as text: `files.Files.Open`; unknown names are left out. */
export function formatMethod(interfaceName: string, method: string): string {
  if (interfaceName === '') return method === '' ? '(unknown method)' : method
  return method === '' ? `${interfaceName} (unknown method)` : `${interfaceName}.${method}`
}
