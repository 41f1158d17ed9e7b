// Names of hosts, services, protocols and networks: netdb.h. Hosts are those of net/hosts-file.ts,
// the rest is the table of net/services.ts. Of each list, a process has one place where it is read.

import { EFAULT } from '../errno.ts'
import { type HostEntry, findHost, hostsOf } from '../net/hosts-file.ts'
import { formatInetAddress, parseInetAddress } from '../net/inet-address.ts'
import {
  type NamedNetwork,
  networks,
  type Protocol,
  protocols,
  type ServiceEntry,
  services,
} from '../net/services.ts'
import { htonl, htons, ntohl, ntohs, sockaddr_in } from '../net/socket-address.ts'
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
import { Out } from '../out.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

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

/** Functions of netdb.h. */
export interface NetdbApi {
  /**
   * Finds addresses for a host, a service or both, and writes the first of a list to `res.value`.
   * Resolves with 0, or: EAI_BADFLAGS, EAI_NONAME (or neither is given), EAI_FAMILY, EAI_SOCKTYPE,
   * EAI_SERVICE, EAI_SYSTEM (`errno` is EFAULT: `res` is no Out,
   * or `hints` no addrinfo).
   */
  readonly getaddrinfo: (
    nodename: string | null,
    servname: string | null,
    hints: addrinfo | null,
    res: Out<addrinfo | null>,
  ) => Promise<number>
  /**
   * Writes the names of an address and its port, or their numbers if they have none, to
   * `node.value` and `service.value`. Lengths are bytes, with the null byte. Resolves with 0, or:
   * EAI_FAMILY, EAI_NONAME, EAI_OVERFLOW, EAI_SYSTEM (`errno` is EFAULT: `node` or `service` is no
   * Out).
   */
  readonly getnameinfo: (
    sa: sockaddr_in,
    node: Out<string> | null,
    nodelen: number,
    service: Out<string> | null,
    servicelen: number,
    flags: number,
  ) => Promise<number>
  /** Begins the list of hosts anew. */
  readonly sethostent: (stayopen: number) => void
  /** Resolves with the next host of the list, null at its end. */
  readonly gethostent: () => Promise<hostent | null>
  /** Ends reading the list. */
  readonly endhostent: () => void
  /** The service of a name, or null; `proto` null: of any protocol. */
  readonly getservbyname: (name: string, proto: string | null) => servent | null
  /** The service of a port, which is in network byte order, or null. */
  readonly getservbyport: (port: number, proto: string | null) => servent | null
  /** As `sethostent`. */
  readonly setservent: (stayopen: number) => void
  /** The next service of the list, null at its end. */
  readonly getservent: () => servent | null
  /** As `endhostent`. */
  readonly endservent: () => void
  /** The protocol of a name, or null. */
  readonly getprotobyname: (name: string) => protoent | null
  /** The protocol of a number, or null. */
  readonly getprotobynumber: (proto: number) => protoent | null
  /** As `sethostent`. */
  readonly setprotoent: (stayopen: number) => void
  /** The next protocol of the list, null at its end. */
  readonly getprotoent: () => protoent | null
  /** As `endhostent`. */
  readonly endprotoent: () => void
  /** The network of a name, or null. */
  readonly getnetbyname: (name: string) => netent | null
  /** The network of a number, which is in host byte order, or null. */
  readonly getnetbyaddr: (net: number, type: number) => netent | null
  /** As `sethostent`. */
  readonly setnetent: (stayopen: number) => void
  /** The next network of the list, null at its end. */
  readonly getnetent: () => netent | null
  /** As `endhostent`. */
  readonly endnetent: () => void
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

/** Where the lists are read. */
class Lists {
  hosts: readonly HostEntry[] | null = null
  host = 0
  service = 0
  protocol = 0
  network = 0

  static of({ process }: PosixThread): Lists {
    return process.local(Lists, () => new Lists())
  }
}

const servicesByProtocol: readonly (readonly [ServiceEntry, 'tcp' | 'udp'])[] =
  /* @__PURE__ */ services.flatMap((each) =>
    each.protocols.map((protocol) => [each, protocol] as const),
  )

function servent([{ name, port, aliases }, protocol]: readonly [ServiceEntry, string]): servent {
  return { s_name: name, s_aliases: aliases, s_port: htons(port), s_proto: protocol }
}

function findService(
  matches: (service: ServiceEntry) => boolean,
  proto: string | null,
): servent | null {
  const found = servicesByProtocol.find(
    ([each, protocol]) => (proto === null || proto === protocol) && matches(each),
  )
  return found === undefined ? null : servent(found)
}

function protoent({ name, aliases, number }: Protocol): protoent {
  return { p_name: name, p_aliases: aliases, p_proto: number }
}

function netent({ name, number }: NamedNetwork): netent {
  return { n_name: name, n_aliases: [], n_addrtype: AF_INET, n_net: number }
}

function made<T, R>(value: T | undefined, make: (value: T) => R): R | null {
  return value === undefined ? null : make(value)
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

function hasName({ name, aliases }: ServiceEntry | Protocol, wanted: string): boolean {
  return name === wanted || aliases.includes(wanted)
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

async function lookUp(
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

async function nameOfHost(
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

function nameOfService(port: number, flags: number): string {
  const proto = (flags & NI_DGRAM) === 0 ? 'tcp' : 'udp'
  const found =
    (flags & NI_NUMERICSERV) === 0 ? findService((one) => one.port === port, proto) : null
  return found?.s_name ?? String(port)
}

function systemError(thread: PosixThread, errno: number): number {
  thread.errno = errno
  return EAI_SYSTEM
}

/** Names of the network. */
export const netdb: Family<NetdbApi> = {
  getaddrinfo: (thread) => async (nodename, servname, hints, res) => {
    if (!Out.is(res) || !(hints == null || hints instanceof addrinfo))
      return systemError(thread, EFAULT)
    const found = await lookUp(thread, nodename, servname, hints ?? new addrinfo())
    if (typeof found === 'number') return found
    Out.put(res, found)
    return 0
  },
  getnameinfo: (thread) => async (sa, node, nodelen, service, servicelen, flags) => {
    if (!(sa instanceof sockaddr_in) || sa.sin_family !== AF_INET) return EAI_FAMILY
    if (node === null && service === null) return EAI_NONAME
    if (![node, service].every((out) => out === null || Out.is(out)))
      return systemError(thread, EFAULT)
    const host = node === null ? '' : await nameOfHost(thread, ntohl(sa.sin_addr.s_addr), flags)
    if (host === null) return EAI_NONAME
    const port = nameOfService(ntohs(sa.sin_port), flags)
    if (node !== null && host.length >= nodelen) return EAI_OVERFLOW
    if (service !== null && port.length >= servicelen) return EAI_OVERFLOW
    Out.put(node, host)
    Out.put(service, port)
    return 0
  },
  sethostent: (thread) => () => {
    Lists.of(thread).hosts = null
    Lists.of(thread).host = 0
  },
  gethostent: (thread) => async () => {
    const lists = Lists.of(thread)
    lists.hosts ??= await hostsOf(thread)
    return made(lists.hosts[lists.host++], ({ names, address }) => ({
      h_name: names[0] as string,
      h_aliases: names.slice(1),
      h_addrtype: AF_INET,
      h_length: 4,
      h_addr_list: [htonl(address)],
    }))
  },
  endhostent: (thread) => () => {
    Lists.of(thread).hosts = null
    Lists.of(thread).host = 0
  },
  getservbyname: () => (name, proto) => findService((one) => hasName(one, name), proto),
  getservbyport: () => (port, proto) => findService((one) => one.port === ntohs(port), proto),
  setservent: (thread) => () => void (Lists.of(thread).service = 0),
  getservent: (thread) => () => made(servicesByProtocol[Lists.of(thread).service++], servent),
  endservent: (thread) => () => void (Lists.of(thread).service = 0),
  getprotobyname: () => (name) =>
    made(
      protocols.find((one) => hasName(one, name)),
      protoent,
    ),
  getprotobynumber: () => (proto) =>
    made(
      protocols.find(({ number }) => number === proto),
      protoent,
    ),
  setprotoent: (thread) => () => void (Lists.of(thread).protocol = 0),
  getprotoent: (thread) => () => made(protocols[Lists.of(thread).protocol++], protoent),
  endprotoent: (thread) => () => void (Lists.of(thread).protocol = 0),
  getnetbyname: () => (name) =>
    made(
      networks.find((one) => one.name === name),
      netent,
    ),
  getnetbyaddr: () => (net, type) =>
    made(
      networks.find(({ number }) => type === AF_INET && number === net),
      netent,
    ),
  setnetent: (thread) => () => void (Lists.of(thread).network = 0),
  getnetent: (thread) => () => made(networks[Lists.of(thread).network++], netent),
  endnetent: (thread) => () => void (Lists.of(thread).network = 0),
}
