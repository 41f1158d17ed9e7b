// Addresses of sockets as programs have them: structures of sys/un.h, netinet/in.h and sys/socket.h,
// ports and addresses in network byte order.

import { EAFNOSUPPORT, EFAULT, EINVAL, ENAMETOOLONG } from '../errno.ts'
import type { SocketAddress } from '../io/network.ts'
import { MaxPath } from '../generated/kl/VfsSocket.idl.ts'
import { utf8Of } from '../text/utf8.ts'
import { AF_INET, AF_UNIX, AF_UNSPEC } from './socket-constants.ts'

/** The 16 bits of `hostshort` in network byte order, where the highest byte comes first. */
export function htons(hostshort: number): number {
  return ((hostshort & 0xff) << 8) | ((hostshort >>> 8) & 0xff)
}

/** The 16 bits of `netshort`, which is in network byte order. */
export function ntohs(netshort: number): number {
  return htons(netshort)
}

/** The 32 bits of `hostlong` in network byte order. */
export function htonl(hostlong: number): number {
  return ((htons(hostlong & 0xffff) << 16) | htons((hostlong >>> 16) & 0xffff)) >>> 0
}

/** The 32 bits of `netlong`, which is in network byte order. */
export function ntohl(netlong: number): number {
  return htonl(netlong)
}

/** An address of AF_INET (netinet/in.h). */
export class in_addr {
  /** In network byte order. */
  s_addr: number

  constructor(s_addr = 0) {
    this.s_addr = s_addr
  }
}

/** An address and a port of AF_INET (netinet/in.h). */
export class sockaddr_in {
  sin_family: number = AF_INET
  /** In network byte order. */
  sin_port: number
  sin_addr: in_addr

  constructor(sin_port = 0, s_addr = 0) {
    this.sin_port = sin_port
    this.sin_addr = new in_addr(s_addr)
  }
}

/** A path of AF_UNIX (sys/un.h). */
export class sockaddr_un {
  sun_family: number = AF_UNIX
  /** Empty for a socket without a name. */
  sun_path: string

  constructor(sun_path = '') {
    this.sun_path = sun_path
  }
}

/** Room for an address of any family (sys/socket.h): what is not of its family stays as it is. */
export class sockaddr_storage {
  ss_family: number = AF_UNSPEC
  /** In network byte order. */
  sin_port = 0
  sin_addr: in_addr = new in_addr()
  sun_path = ''
}

/** An address of any family. */
export type sockaddr = sockaddr_in | sockaddr_un | sockaddr_storage

/** The address in a structure. EFAULT, EAFNOSUPPORT, EINVAL, ENAMETOOLONG; null: of no family. */
export function readAddress(given: sockaddr): SocketAddress | number | null {
  const fields = fieldsOf(given)
  if (fields === null) return -EFAULT
  const { family, sin_port, sin_addr, sun_path } = fields
  if (family === AF_UNSPEC) return null
  if (family === AF_UNIX && sun_path !== undefined) return readPath(sun_path)
  if (family !== AF_INET || sin_addr === undefined) return -EAFNOSUPPORT
  if (!isUnsigned(sin_port, 0xffff) || !(sin_addr instanceof in_addr)) return -EINVAL
  if (!isUnsigned(sin_addr.s_addr, 0xffff_ffff)) return -EINVAL
  return { family, address: ntohl(sin_addr.s_addr), port: ntohs(sin_port) }
}

/** Writes an address to a structure of its family, or of any; of another one only the family. */
export function writeAddress(into: sockaddr, address: SocketAddress): void {
  if (into instanceof sockaddr_un) into.sun_family = address.family
  else if (into instanceof sockaddr_in) into.sin_family = address.family
  else into.ss_family = address.family
  if (address.family === AF_UNIX) {
    if (!(into instanceof sockaddr_in)) into.sun_path = address.path
    return
  }
  if (into instanceof sockaddr_un) return
  into.sin_port = htons(address.port)
  into.sin_addr = new in_addr(htonl(address.address))
}

/** Whether a value is a structure for an address. */
export function isSockaddr(value: unknown): value is sockaddr {
  return (
    value instanceof sockaddr_in ||
    value instanceof sockaddr_un ||
    value instanceof sockaddr_storage
  )
}

interface Fields {
  readonly family: number
  readonly sin_port?: number
  readonly sin_addr?: in_addr
  readonly sun_path?: string
}

function fieldsOf(given: sockaddr): Fields | null {
  if (given instanceof sockaddr_in) return { ...given, family: given.sin_family }
  if (given instanceof sockaddr_un) return { ...given, family: given.sun_family }
  return given instanceof sockaddr_storage ? { ...given, family: given.ss_family } : null
}

function readPath(path: string): SocketAddress | number {
  if (typeof path !== 'string' || path.includes('\0')) return -EINVAL
  if (utf8Of(path).length > MaxPath) return -ENAMETOOLONG
  return { family: AF_UNIX, path }
}

function isUnsigned(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
}
