// Events in TypeScript, as tests write them in PAL: names and parameters that are left out are
// filled in.

import type { Field, Method, Type } from '@kos/idl'
import {
  type EventHead,
  formatEvent,
  type SecurityEvent,
  type SecurityEventType,
} from '../event.ts'
import { hintOf } from '../psl/name-hint.ts'
import { defaultValue, handleValue, messageFields } from './default-value.ts'
import { messageFault } from './message-fault.ts'
import { type PolicyClasses, resolveEvent } from './resolve-event.ts'

/** An event, of which all but the type and the processes may be left out. */
export interface EventInit {
  readonly type: SecurityEventType
  /** Class of the process that acts; that of a starter may be left out. */
  readonly source?: string
  /** Class of the other process; a security event has none. */
  readonly destination?: string
  readonly component?: string
  /** By the path to it (`disk.store`), or by type. Left out if only one has the method. */
  readonly endpoint?: string
  readonly interface?: string
  readonly method?: string
  /** The parameters; those that are left out have their defaults: 0, an empty text, and so on. */
  readonly message?: object
  /** Default 1. */
  readonly sourceSid?: number
  /** Default 2. */
  readonly destinationSid?: number
}

/**
 * The event, with the names that a kernel would give it. Throws TypeError for names that the policy
 * does not have, and for a message that does not fit its interface.
 */
export function eventFromInit(policy: PolicyClasses, init: EventInit): SecurityEvent {
  const { source, destination, component, endpoint, interface: interfaceName, method } = init
  const names = { source, destination, component, endpoint, interface: interfaceName, method }
  const problems: string[] = []
  const event = resolveEvent(policy, { type: init.type, ...names }, ({ message, hint }) => {
    problems.push(hint === undefined ? message : `${message}; ${hint}`)
  })
  if (event === null) throw new TypeError(`this event: ${problems.join('; ')}`)
  const { sourceSid = 1, destinationSid = 2 } = init
  if (event.method === null)
    return { ...event.head, message: init.message, sourceSid, destinationSid }
  const message = messageOf(event.method, event.head, init.message)
  return { ...event.head, message, sourceSid, destinationSid }
}

function messageOf(method: Method, head: EventHead, given: object = {}): object {
  const fields = messageFields(method, head.type)
  const members = Object.entries(fields).map(([name, type]) => ({ name, type }))
  const message = filled(members, given, (name, names) => {
    const hint = hintOf(name, names) ?? 'it has no parameters'
    throw new TypeError(`${formatEvent(head)}: it has no parameter ${name}; ${hint}`)
  })
  const fault = messageFault(method, head.type, message)
  if (fault !== null) throw new TypeError(`${formatEvent(head)}: ${fault}`)
  return message
}

type Member = Pick<Field, 'name' | 'type'>

/** Hears of a name that a message or a struct in it does not have, and of those that it has. */
type UnknownName = (name: string, names: readonly string[]) => never

/** Values with the defaults of those that are left out. */
function filled(members: readonly Member[], values: object, onUnknown: UnknownName): object {
  const given = values as Readonly<Record<string, unknown>>
  const names = members.map(({ name }) => name)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) onUnknown(unknown, names)
  return Object.fromEntries(
    members.map(({ name, type }) => [name, filledValue(type, given[name], onUnknown)]),
  )
}

function filledValue(type: Type<unknown>, value: unknown, onUnknown: UnknownName): unknown {
  if (value === undefined) return defaultValue(type)
  if (type.kind === 'handle' && typeof value === 'number') return handleValue(value, 0)
  const isStruct = type.kind === 'struct' && typeof value === 'object' && value !== null
  return isStruct ? filled(type.fields, value, onUnknown) : value
}
