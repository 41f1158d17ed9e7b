// Addresses of AF_INET as texts: arpa/inet.h. Byte order is in net/socket-address.ts.

import { EAFNOSUPPORT, EFAULT, ENOSPC } from '../errno.ts'
import { formatInetAddress, parseInetAddress } from '../net/inet-address.ts'
import { htonl, in_addr, ntohl } from '../net/socket-address.ts'
import { AF_INET, INADDR_NONE } from '../net/socket-constants.ts'
import type { Family } from '../runtime/family.ts'

/** Bytes of the longest text of an address, with the null byte at its end. */
export const INET_ADDRSTRLEN = 16

/** Functions of arpa/inet.h that set errno. */
export interface ArpaInetApi {
  /**
   * The text of an address, which would fit in `size` bytes. null: EAFNOSUPPORT (`af` is not AF_INET),
   * ENOSPC, EFAULT.
   */
  readonly inet_ntop: (af: number, src: in_addr, size?: number) => string | null
  /** Reads an address: 1; 0 if the text is none; -1: EAFNOSUPPORT, EFAULT (`dst`). */
  readonly inet_pton: (af: number, src: string, dst: in_addr) => number
}

/**
 * The address of a text in network byte order: up to four numbers with dots, decimal, octal (`0`) or
 * hexadecimal (`0x`), the last one of which takes all bytes that are left. INADDR_NONE if it is none.
 */
export function inet_addr(cp: string): number {
  const parts = typeof cp === 'string' ? cp.split('.') : []
  if (parts.length === 0 || parts.length > 4) return INADDR_NONE
  let address = 0
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    const bytes = isLast ? 4 - index : 1
    const value = numberOf(part)
    if (value === null || value >= 256 ** bytes) return INADDR_NONE
    address += value * 256 ** (4 - index - bytes)
  }
  return htonl(address >>> 0)
}

/** The text of an address. */
export function inet_ntoa(given: in_addr): string {
  return formatInetAddress(ntohl(given.s_addr))
}

function numberOf(text: string): number | null {
  if (/^0x[\da-f]+$/i.test(text)) return Number.parseInt(text.slice(2), 16)
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8)
  return /^[1-9]\d*$/.test(text) ? Number(text) : null
}

/** Addresses as texts. */
export const arpaInet: Family<ArpaInetApi> = {
  inet_ntop:
    (thread) =>
    (af, src, size = INET_ADDRSTRLEN) => {
      if (af !== AF_INET) return nothing(thread.fail(EAFNOSUPPORT))
      if (!(src instanceof in_addr)) return nothing(thread.fail(EFAULT))
      const text = inet_ntoa(src)
      return text.length < size ? text : nothing(thread.fail(ENOSPC))
    },
  inet_pton: (thread) => (af, src, dst) => {
    if (af !== AF_INET) return thread.fail(EAFNOSUPPORT)
    if (!(dst instanceof in_addr)) return thread.fail(EFAULT)
    const address = typeof src === 'string' ? parseInetAddress(src) : null
    if (address === null) return 0
    dst.s_addr = htonl(address)
    return 1
  },
}

function nothing(_failed: -1): null {
  return null
}
