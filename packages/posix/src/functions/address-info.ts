// Addresses of hosts and services, and their names: what `getaddrinfo` and `getnameinfo` of netdb.h
// look up, and the codes that they answer.

import { findHost, hostsOf } from '../net/hosts-file.ts'
import { formatInetAddress, parseInetAddress } from '../net/inet-address.ts'
import { htonl, htons, ntohs, sockaddr_in } from '../net/socket-address.ts'
import {
  AF_INET,
  AF_UNSPEC,
  INADDR_ANY,
  INADDR_LOOPBACK,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_STREAM,
} from '../net/socket-constants.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { findService, hasName } from './network-lists.ts'

/** The address is for `bind`: any one if there is no host. */
export const AI_PASSIVE = 0x1
/** Asks for the canonical name. */
export const AI_CANONNAME = 0x2
/** The host is an address. */
export const AI_NUMERICHOST = 0x4
/** Addresses of AF_INET as those of AF_INET6: there are none here. */
export const AI_V4MAPPED = 0x8
/** All addresses of both families. */
export const AI_ALL = 0x10
/** Only families that an interface has. */
export const AI_ADDRCONFIG = 0x20
/** The service is a port. */
export const AI_NUMERICSERV = 0x400

/** Bad flags. */
export const EAI_BADFLAGS: number = -1
/** Nobody knows the name. */
export const EAI_NONAME: number = -2
/** Nobody knows it for now. */
export const EAI_AGAIN: number = -3
/** It failed. */
export const EAI_FAIL: number = -4
/** There is no such family. */
export const EAI_FAMILY: number = -6
/** There is no such type of socket. */
export const EAI_SOCKTYPE: number = -7
/** The type has no such service. */
export const EAI_SERVICE: number = -8
/** There is no memory. */
export const EAI_MEMORY: number = -10
/** See errno. */
export const EAI_SYSTEM: number = -11
/** A text is longer than its buffer. */
export const EAI_OVERFLOW: number = -12

/** Only the name of the host, without the domain. */
export const NI_NOFQDN = 0x4
/** The address in place of the name. */
export const NI_NUMERICHOST = 0x1
/** Fails without a name. */
export const NI_NAMEREQD = 0x8
/** The port in place of the service. */
export const NI_NUMERICSERV = 0x2
/** The service is one of datagrams. */
export const NI_DGRAM = 0x10

/** An address that `getaddrinfo` found, and the next one (netdb.h). As hints: what is wanted. */
export class addrinfo {
  ai_flags = 0
  ai_family: number = AF_UNSPEC
  ai_socktype = 0
  ai_protocol = 0
  ai_addr: sockaddr_in | null = null
  ai_canonname: string | null = null
  ai_next: addrinfo | null = null
}

/** Gives a list of `getaddrinfo` back: nothing is to be done. */
export function freeaddrinfo(_ai: addrinfo | null): void {}

const texts: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [0, 'no error'],
  [EAI_BADFLAGS, 'the flags are invalid'],
  [EAI_NONAME, 'the name is not known'],
  [EAI_AGAIN, 'the name is not known for now'],
  [EAI_FAIL, 'the name cannot be looked up'],
  [EAI_FAMILY, 'the family is not supported'],
  [EAI_SOCKTYPE, 'the type of socket is not supported'],
  [EAI_SERVICE, 'the type of socket has no such service'],
  [EAI_MEMORY, 'there is not enough memory'],
  [EAI_SYSTEM, 'the system failed'],
  [EAI_OVERFLOW, 'a buffer is too small'],
])

/** What a code of `getaddrinfo` or `getnameinfo` says. There is a text for each number. */
export function gai_strerror(ecode: number): string {
  return texts.get(ecode) ?? `unknown error ${ecode}`
}

/** A type of socket with its protocol, and the protocol of its services. */
interface SocketType {
  readonly socktype: number
  readonly protocol: number
  readonly name: string
}

const socketTypes: readonly SocketType[] = [
  { socktype: SOCK_STREAM, protocol: IPPROTO_TCP, name: 'tcp' },
  { socktype: SOCK_DGRAM, protocol: IPPROTO_UDP, name: 'udp' },
]

const knownFlags =
  AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL | AI_ADDRCONFIG | AI_NUMERICSERV

/** The ports of a service by type of socket; a code if there are none. */
function portsOf(
  servname: string | null,
  { ai_flags, ai_socktype, ai_protocol }: addrinfo,
): readonly (SocketType & { readonly port: number })[] | number {
  const types = socketTypes.filter(
    ({ socktype, protocol }) =>
      (ai_socktype === 0 || ai_socktype === socktype) &&
      (ai_protocol === 0 || ai_protocol === protocol),
  )
  if (types.length === 0) return EAI_SOCKTYPE
  if (servname === null) return types.map((each) => ({ ...each, port: 0 }))
  if (/^\d+$/.test(servname)) {
    const port = Number(servname)
    return port > 0xffff ? EAI_SERVICE : types.map((each) => ({ ...each, port }))
  }
  if ((ai_flags & AI_NUMERICSERV) !== 0) return EAI_NONAME
  const found = types.flatMap((each) => {
    const service = findService((one) => hasName(one, servname), each.name)
    return service === null ? [] : [{ ...each, port: ntohs(service.s_port) }]
  })
  return found.length === 0 ? EAI_SERVICE : found
}

async function addressesOf(
  thread: PosixThread,
  nodename: string | null,
  flags: number,
): Promise<{ readonly addresses: readonly number[]; readonly name: string } | null> {
  if (nodename === null) {
    const address = (flags & AI_PASSIVE) === 0 ? INADDR_LOOPBACK : INADDR_ANY
    return { addresses: [address], name: formatInetAddress(address) }
  }
  const address = parseInetAddress(nodename)
  if (address !== null) return { addresses: [address], name: nodename }
  return (flags & AI_NUMERICHOST) === 0 ? findHost(thread, nodename) : null
}

/** The addresses of a host and a service as a list, or a code. */
export async function lookUp(
  thread: PosixThread,
  nodename: string | null,
  servname: string | null,
  hints: addrinfo,
): Promise<addrinfo | number> {
  const { ai_flags, ai_family } = hints
  const areTexts = [nodename, servname].every((each) => each === null || typeof each === 'string')
  if (!areTexts || (nodename === null && servname === null)) return EAI_NONAME
  const isBad = (ai_flags & ~knownFlags) !== 0
  if (isBad || ((ai_flags & AI_CANONNAME) !== 0 && nodename === null)) return EAI_BADFLAGS
  if (ai_family !== AF_UNSPEC && ai_family !== AF_INET) return EAI_FAMILY
  const ports = portsOf(servname, hints)
  if (typeof ports === 'number') return ports
  const host = await addressesOf(thread, nodename, ai_flags)
  if (host === null) return EAI_NONAME
  let next: addrinfo | null = null
  for (const address of host.addresses.toReversed())
    for (const { socktype, protocol, port } of ports.toReversed()) {
      const info: addrinfo = new addrinfo()
      info.ai_family = AF_INET
      info.ai_socktype = socktype
      info.ai_protocol = protocol
      info.ai_addr = new sockaddr_in(htons(port), htonl(address))
      info.ai_next = next
      next = info
    }
  const first = next as addrinfo
  if ((ai_flags & AI_CANONNAME) !== 0) first.ai_canonname = host.name
  return first
}

/** The name of an address, or its number; null: it must have one, and has none. */
export async function nameOfHost(
  thread: PosixThread,
  address: number,
  flags: number,
): Promise<string | null> {
  const number = formatInetAddress(address)
  if ((flags & NI_NUMERICHOST) !== 0) return number
  const found = (await hostsOf(thread)).find((each) => each.address === address)
  const [name] = found?.names ?? []
  if (name === undefined) return (flags & NI_NAMEREQD) === 0 ? number : null
  return (flags & NI_NOFQDN) === 0 ? name : (name.split('.')[0] as string)
}

/** The name of a port, or its number. */
export function nameOfService(port: number, flags: number): string {
  const proto = (flags & NI_DGRAM) === 0 ? 'tcp' : 'udp'
  const found =
    (flags & NI_NUMERICSERV) === 0 ? findService((one) => one.port === port, proto) : null
  return found?.s_name ?? String(port)
}
