// Messages of sockets: `msghdr` and its buffers (sys/socket.h, sys/uio.h), and data that goes into
// several buffers or comes out of them.

import { EFAULT, EINVAL, EMSGSIZE } from '../errno.ts'
import type { sockaddr } from '../net/socket-address.ts'

/** Most buffers of a message. */
export const IOV_MAX = 1024

/** A buffer of a message (sys/uio.h). */
export class iovec {
  iov_base: Uint8Array
  /** Bytes of it that count. */
  iov_len: number

  constructor(iov_base: Uint8Array, iov_len: number = iov_base.length) {
    this.iov_base = iov_base
    this.iov_len = iov_len
  }
}

/** A message (sys/socket.h). There is no control data: descriptors do not pass. */
export class msghdr {
  /** The address: of whom it is for, or who sent it. */
  msg_name: sockaddr | null = null
  msg_iov: iovec[] = []
  /** What `recvmsg` tells: MSG_TRUNC. */
  msg_flags = 0
}

/** Whether the first `length` bytes of a buffer can be used: 0, EFAULT, EINVAL. */
export function checkBuffer(buffer: Uint8Array, length: number): number {
  if (!(buffer instanceof Uint8Array)) return -EFAULT
  return Number.isInteger(length) && length >= 0 && length <= buffer.length ? 0 : -EINVAL
}

/** The buffers of a message: how long they are together. EFAULT, EINVAL, EMSGSIZE. */
export function lengthOf(message: msghdr): number {
  if (!(message instanceof msghdr) || !Array.isArray(message.msg_iov)) return -EFAULT
  const { msg_iov } = message
  if (msg_iov.length === 0 || msg_iov.length > IOV_MAX) return -EMSGSIZE
  let length = 0
  for (const each of msg_iov) {
    if (!(each instanceof iovec)) return -EFAULT
    const rc = checkBuffer(each.iov_base, each.iov_len)
    if (rc < 0) return rc
    length += each.iov_len
  }
  return length
}

/** The bytes of all buffers, without a copy if it is one. */
export function gathered({ msg_iov }: msghdr, length: number): Uint8Array {
  const [only] = msg_iov
  if (msg_iov.length === 1 && only !== undefined) return only.iov_base
  const all = new Uint8Array(length)
  let at = 0
  for (const { iov_base, iov_len } of msg_iov) {
    all.set(iov_base.subarray(0, iov_len), at)
    at += iov_len
  }
  return all
}

/** Puts the first `count` bytes into the buffers. */
export function scatter(all: Uint8Array, count: number, { msg_iov }: msghdr): void {
  let done = 0
  for (const { iov_base, iov_len } of msg_iov) {
    const part = Math.min(iov_len, count - done)
    if (part > 0) iov_base.set(all.subarray(done, done + part))
    done += part
  }
}
