// Names of hosts, services, protocols and networks: netdb.h. Hosts are those of net/hosts-file.ts,
// the rest is the table of net/services.ts. Of each list, a process has one place where it is read.

import { EFAULT } from '../errno.ts'
import { hostsOf } from '../net/hosts-file.ts'
import { networks, protocols } from '../net/services.ts'
import { ntohl, ntohs, sockaddr_in } from '../net/socket-address.ts'
import { AF_INET } from '../net/socket-constants.ts'
import { Out } from '../out.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import {
  addrinfo,
  EAI_FAMILY,
  EAI_NONAME,
  EAI_OVERFLOW,
  EAI_SYSTEM,
  lookUp,
  nameOfHost,
  nameOfService,
} from './address-info.ts'
import {
  findService,
  hasName,
  hostent,
  Lists,
  made,
  netent,
  protoent,
  servent,
  servicesByProtocol,
} from './network-lists.ts'

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
    return made(lists.hosts[lists.host++], hostent)
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
