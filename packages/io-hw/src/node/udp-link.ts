// An Ethernet link over UDP, between two processes of one host: each frame is a datagram. The
// socket is bound to the loopback interface, and takes datagrams of its peer only.
//
// As on any UDP socket, frames may get lost, and whatever else runs on this host may send as the
// peer once the peer's port is free.

import { createSocket, type Socket } from 'node:dgram'
import { maxFrameBytes } from '../models/virtio/limits.ts'
import type { Link } from '../models/virtio/link.ts'

const loopback = '127.0.0.1'

/** Which ports a link has. */
export interface UdpLinkOptions {
  /** The port of this end; 0: any that is free. */
  readonly port: number
  /** The port of the other end. */
  readonly peer: number
}

/** A link over a socket, to be connected by `connectLinks`. */
export interface UdpLink extends Link, AsyncDisposable {
  /** The port of this end. */
  readonly port: number
  /** Frames that the host refused to send, and datagrams that were not of the peer. */
  readonly droppedFrames: number
  /** Closes the socket; resolves when it is. Frames are lost from then on. */
  close(): Promise<void>
}

/**
 * Opens a socket, which keeps the host's process alive until it is closed.
 *
 * Rejects with a RangeError if `peer` is no port, and with an error of `node:dgram` if `port` is
 * none or is taken.
 */
export async function udpLink({ port, peer }: UdpLinkOptions): Promise<UdpLink> {
  if (!Number.isInteger(peer) || peer < 1 || peer > 65_535)
    throw new RangeError(`udpLink: ${peer} is no port of a peer`)
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, loopback, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  return new SocketLink(socket, peer)
}

class SocketLink implements UdpLink {
  readonly port: number
  onFrame: ((frame: Uint8Array) => void) | null = null
  readonly #socket: Socket
  readonly #peer: number
  #droppedFrames = 0
  #isOpen = true

  constructor(socket: Socket, peer: number) {
    this.port = socket.address().port
    this.#socket = socket
    this.#peer = peer
    socket.on('message', (bytes, { address, port }) => {
      if (address === loopback && port === peer) this.onFrame?.(new Uint8Array(bytes))
      else this.#droppedFrames++
    })
    socket.on('error', () => void this.#droppedFrames++)
  }

  get droppedFrames(): number {
    return this.#droppedFrames
  }

  send(frame: Uint8Array): void {
    if (!this.#isOpen || frame.length > maxFrameBytes) {
      this.#droppedFrames++
      return
    }
    this.#socket.send(frame, this.#peer, loopback, (error) => {
      if (error !== null) this.#droppedFrames++
    })
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await new Promise<void>((resolve) => void this.#socket.close(resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
