// A kernel with a network process `Net` and processes that reach it: what tests of sockets act as.

import type { FullKernelOptions } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import {
  AF_INET,
  htonl,
  htons,
  INADDR_LOOPBACK,
  networkProcess,
  type NetworkOptions,
  type Posix,
  posix,
  SOCK_STREAM,
  sockaddr_in,
  SOL_SOCKET,
  SO_REUSEADDR,
} from '@kos/posix'
import { PosixWorld } from '../posix-world.ts'

const connections = { net: 'Net' }

/** A world with a network process, and clients that the test acts as. */
export class NetWorld extends PosixWorld {
  constructor(
    clients: readonly string[] = ['Client'],
    network: NetworkOptions = {},
    options: FullKernelOptions = {},
  ) {
    super(options)
    this.startNetwork(network)
    for (const name of clients)
      this.kernel.spawn(null, { name, connections, env: { _VFS_NETWORK_BACKEND: 'client:net' } })
  }

  /** Starts the network process. */
  startNetwork(network: NetworkOptions = {}): void {
    this.kernel.spawn(networkProcess(network), {
      name: 'Net',
      className: 'kl.VfsNet',
      env: { _VFS_NETWORK_BACKEND: 'server:net' },
    })
  }

  /** Acts as several processes at the same time, until all routines are done. */
  async together(
    routines: Readonly<Record<string, (posix: Posix, kos: Kos) => Promise<unknown>>>,
  ): Promise<void> {
    const done = Promise.all(
      Object.entries(routines).map(([name, routine]) =>
        this.kernel.as(name, (kos: Kos) => routine(posix(kos), kos)),
      ),
    )
    done.catch(() => {})
    await this.kernel.run({ until: done })
    await done
  }
}

/** An address of the loopback interface, or another one. */
export function inet(port: number, address: number = INADDR_LOOPBACK): sockaddr_in {
  return new sockaddr_in(htons(port), htonl(address))
}

/** A socket that listens at a port of AF_INET. */
export async function listenAt(posix: Posix, port: number, backlog = 8): Promise<number> {
  const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
  await posix.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, Int32Array.of(1))
  if ((await posix.bind(fd, inet(port))) < 0) throw new Error(`bind: ${posix.errno}`)
  if ((await posix.listen(fd, backlog)) < 0) throw new Error(`listen: ${posix.errno}`)
  return fd
}

/** A socket that is connected to a port. */
export async function connectTo(posix: Posix, port: number): Promise<number> {
  const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
  if ((await posix.connect(fd, inet(port))) < 0) throw new Error(`connect: ${posix.errno}`)
  return fd
}

/** Bytes that tell where they are. */
export function pattern(length: number, seed = 0): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = index * 31 + (index >> 8) * 7 + seed
  return bytes
}

/** Receives until `length` bytes are there, or the end. */
export async function receiveAll(posix: Posix, fd: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const part = bytes.subarray(done)
    const count = await posix.recv(fd, part, part.length, 0)
    if (count < 0) throw new Error(`recv: ${posix.errno}`)
    if (count === 0) break
    done += count
  }
  return bytes.subarray(0, done)
}
