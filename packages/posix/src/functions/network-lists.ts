// The lists of netdb.h: hosts, services, protocols and networks, each with its structure and the
// one place of a process where it is read.

import type { HostEntry } from '../net/hosts-file.ts'
import { type NamedNetwork, type Protocol, type ServiceEntry, services } from '../net/services.ts'
import { htonl, htons } from '../net/socket-address.ts'
import { AF_INET } from '../net/socket-constants.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** A host (netdb.h). */
export interface hostent {
  readonly h_name: string
  readonly h_aliases: readonly string[]
  readonly h_addrtype: number
  /** Bytes of an address. */
  readonly h_length: number
  /** In network byte order. */
  readonly h_addr_list: readonly number[]
}

/** A service (netdb.h). */
export interface servent {
  readonly s_name: string
  readonly s_aliases: readonly string[]
  /** In network byte order. */
  readonly s_port: number
  readonly s_proto: string
}

/** A protocol (netdb.h). */
export interface protoent {
  readonly p_name: string
  readonly p_aliases: readonly string[]
  readonly p_proto: number
}

/** A network (netdb.h). */
export interface netent {
  readonly n_name: string
  readonly n_aliases: readonly string[]
  readonly n_addrtype: number
  /** In host byte order. */
  readonly n_net: number
}

/** Where the lists are read. */
export class Lists {
  hosts: readonly HostEntry[] | null = null
  host = 0
  service = 0
  protocol = 0
  network = 0

  static of({ process }: PosixThread): Lists {
    return process.local(Lists, () => new Lists())
  }
}

/** Services, each protocol on its own. */
export const servicesByProtocol: readonly (readonly [ServiceEntry, 'tcp' | 'udp'])[] =
  /* @__PURE__ */ services.flatMap((each) =>
    each.protocols.map((protocol) => [each, protocol] as const),
  )

/** A host as a structure. */
export function hostent({ names, address }: HostEntry): hostent {
  return {
    h_name: names[0] as string,
    h_aliases: names.slice(1),
    h_addrtype: AF_INET,
    h_length: 4,
    h_addr_list: [htonl(address)],
  }
}

/** A service as a structure. */
export function servent([{ name, port, aliases }, protocol]: readonly [
  ServiceEntry,
  string,
]): servent {
  return { s_name: name, s_aliases: aliases, s_port: htons(port), s_proto: protocol }
}

/** The first service that matches, of any protocol if `proto` is null. */
export function findService(
  matches: (service: ServiceEntry) => boolean,
  proto: string | null,
): servent | null {
  const found = servicesByProtocol.find(
    ([each, protocol]) => (proto === null || proto === protocol) && matches(each),
  )
  return found === undefined ? null : servent(found)
}

/** A protocol as a structure. */
export function protoent({ name, aliases, number }: Protocol): protoent {
  return { p_name: name, p_aliases: aliases, p_proto: number }
}

/** A network as a structure. */
export function netent({ name, number }: NamedNetwork): netent {
  return { n_name: name, n_aliases: [], n_addrtype: AF_INET, n_net: number }
}

/** Makes a structure of what there is; null of nothing. */
export function made<T, R>(value: T | undefined, make: (value: T) => R): R | null {
  return value === undefined ? null : make(value)
}

/** Whether it has a name, also as an alias. */
export function hasName({ name, aliases }: ServiceEntry | Protocol, wanted: string): boolean {
  return name === wanted || aliases.includes(wanted)
}
