// The options of a socket that a stack keeps. Times to wait are kept by who waits
// (socket-description.ts).

import { EINVAL, ENOPROTOOPT } from '../errno.ts'
import {
  defaultReceiveBuffer,
  defaultSendBuffer,
  maxSocketBuffer,
  minSocketBuffer,
} from '../limits.ts'
import {
  AF_INET,
  IPPROTO_TCP,
  SO_BROADCAST,
  SO_DEBUG,
  SO_DONTROUTE,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_OOBINLINE,
  SO_RCVBUF,
  SO_RCVLOWAT,
  SO_REUSEADDR,
  SO_SNDBUF,
  SO_SNDLOWAT,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_NODELAY,
} from './socket-constants.ts'

const switches: readonly number[] = [
  SO_BROADCAST,
  SO_DEBUG,
  SO_DONTROUTE,
  SO_KEEPALIVE,
  SO_OOBINLINE,
  SO_REUSEADDR,
]

/** The options of one socket. */
export class SocketOptions {
  readonly #isTcp: boolean
  readonly #on: Set<number> = new Set()
  #noDelay = false
  /** Seconds that `close` lingers; -1: SO_LINGER is off. */
  linger = -1
  sendBuffer: number = defaultSendBuffer
  receiveBuffer: number = defaultReceiveBuffer

  constructor(domain: number, kind: number) {
    this.#isTcp = domain === AF_INET && kind === SOCK_STREAM
  }

  /** A new socket that is accepted has those of its listener. */
  copyFrom(other: SocketOptions): void {
    for (const each of other.#on) this.#on.add(each)
    this.#noDelay = other.#noDelay
    this.linger = other.linger
    this.sendBuffer = other.sendBuffer
    this.receiveBuffer = other.receiveBuffer
  }

  /** Whether a switch of SOL_SOCKET is on. */
  has(option: number): boolean {
    return this.#on.has(option)
  }

  /** The value of an option. ENOPROTOOPT: there is none. */
  get(level: number, option: number): Int32Array | number {
    if (this.#isNoDelay(level, option)) return Int32Array.of(Number(this.#noDelay))
    if (level !== SOL_SOCKET) return -ENOPROTOOPT
    if (switches.includes(option)) return Int32Array.of(Number(this.has(option)))
    if (option === SO_SNDBUF) return Int32Array.of(this.sendBuffer)
    if (option === SO_RCVBUF) return Int32Array.of(this.receiveBuffer)
    if (option === SO_RCVLOWAT || option === SO_SNDLOWAT) return Int32Array.of(1)
    if (option === SO_LINGER)
      return Int32Array.of(Number(this.linger >= 0), Math.max(0, this.linger))
    return -ENOPROTOOPT
  }

  /** Sets an option. ENOPROTOOPT; EINVAL: the value has the wrong size, or is out of range. */
  set(level: number, option: number, value: Int32Array): number {
    const [first] = value
    if (first === undefined) return -EINVAL
    if (this.#isNoDelay(level, option)) {
      this.#noDelay = first !== 0
      return 0
    }
    if (level !== SOL_SOCKET) return -ENOPROTOOPT
    if (option === SO_LINGER) return this.#setLinger(first, value[1])
    if (option === SO_SNDBUF || option === SO_RCVBUF) return this.#setBuffer(option, first)
    if (!switches.includes(option)) return -ENOPROTOOPT
    if (first === 0) this.#on.delete(option)
    else this.#on.add(option)
    return 0
  }

  #setLinger(isOn: number, seconds: number | undefined): number {
    if (seconds === undefined || seconds < 0) return -EINVAL
    this.linger = isOn === 0 ? -1 : seconds
    return 0
  }

  #setBuffer(option: number, bytes: number): number {
    if (bytes < 0) return -EINVAL
    const least = Math.min(Math.max(bytes, minSocketBuffer), maxSocketBuffer)
    const size = 2 ** Math.ceil(Math.log2(least))
    if (option === SO_SNDBUF) this.sendBuffer = size
    else this.receiveBuffer = size
    return 0
  }

  #isNoDelay(level: number, option: number): boolean {
    return this.#isTcp && level === IPPROTO_TCP && option === TCP_NODELAY
  }
}
