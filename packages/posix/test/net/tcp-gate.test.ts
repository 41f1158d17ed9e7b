// A network with a gate to real TCP, on the loopback interface of the host and ports that it chooses.

import { once } from 'node:events'
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { allowAll, createFullKernel } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import {
  AF_INET,
  EACCES,
  ECONNREFUSED,
  ENETUNREACH,
  MSG_DONTWAIT,
  networkProcess,
  pollfd,
  POLLOUT,
  type Posix,
  posix,
  SHUT_WR,
  SOCK_STREAM,
  type sockaddr_in,
} from '@kos/posix'
import { type TcpGate, tcpGate } from '@kos/posix/node'
import { describe, expect, test } from 'vitest'
import { inet, listenAt, NetWorld, pattern, receiveAll } from './net-world.ts'

const outside = 0x0a00_0001

/** Acts as a process of a kernel in real time, whose network has a gate. */
async function behind(gate: TcpGate, act: (posix: Posix) => Promise<void>): Promise<void> {
  await using kernel = createFullKernel({ security: allowAll() })
  const env = { _VFS_NETWORK_BACKEND: 'server:net' }
  kernel.spawn(networkProcess({ gate, interfaces: { en0: '10.0.0.2' } }), { name: 'Net', env })
  kernel.spawn(null, {
    name: 'Client',
    connections: { net: 'Net' },
    env: { _VFS_NETWORK_BACKEND: 'client:net' },
  })
  const done = kernel.as('Client', (kos: Kos) => act(posix(kos)))
  done.catch(() => {})
  await kernel.run({ until: done })
  await done
}

async function hostServer(
  serve: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly port: number }> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    // The gate resets what is open when its network ends.
    socket.on('error', () => {})
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

function gateTo(port: number): Promise<TcpGate> {
  return tcpGate({ connect: [{ host: '127.0.0.1', port, address: '10.0.0.1' }] })
}

async function opened(posix: Posix, port: number): Promise<number> {
  const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
  if ((await posix.connect(fd, inet(port, outside))) < 0) throw new Error(`connect: ${posix.errno}`)
  return fd
}

describe('a program behind a gate', () => {
  test('connects to a real server, and both send and end', async () => {
    await using host = await hostServer((socket) => socket.pipe(socket))
    await using gate = await gateTo(host.port)
    const sent = pattern(1_000_000)
    await behind(gate, async (posix) => {
      const fd = await opened(posix, host.port)
      let received = new Uint8Array()
      for (let at = 0; at < sent.length; at += 50_000) {
        expect(await posix.send(fd, sent.subarray(at, at + 50_000), 50_000, 0)).toBe(50_000)
        received = new Uint8Array(Buffer.concat([received, await receiveAll(posix, fd, 50_000)]))
      }
      await posix.shutdown(fd, SHUT_WR)
      expect((await receiveAll(posix, fd, 1)).length).toBe(0)
      expect(Buffer.compare(received, sent)).toBe(0)
      await posix.close(fd)
    })
    for (let turns = 0; gate.size > 0 && turns < 1000; turns++) await setImmediate()
    expect(gate.size).toBe(0)
  })

  test('may be the program of another kernel, after the network process has ended', async () => {
    await using host = await hostServer((socket) => socket.end('x'))
    await using gate = await gateTo(host.port)
    for (let round = 0; round < 2; round++)
      await behind(gate, async (posix) => {
        expect((await receiveAll(posix, await opened(posix, host.port), 2)).length).toBe(1)
        expect(() => gate.open(() => {})).toThrow('another network has it open')
      })
  })

  test('lets a real client in at its ports', async () => {
    await using gate = await tcpGate({ listen: [{ port: 8080, hostPort: 0 }] })
    await behind(gate, async (posix) => {
      const listener = await posix.socket(AF_INET, SOCK_STREAM, 0)
      await posix.bind(listener, inet(8080, 0))
      await posix.listen(listener, 4)
      const client = createConnection(gate.portOf(8080) as number, '127.0.0.1')
      client.write(pattern(70_000))
      const fd = await posix.accept(listener)
      const all = await receiveAll(posix, fd, 70_000)
      expect(Buffer.compare(all, pattern(70_000))).toBe(0)
      const chunks: Uint8Array[] = []
      client.on('data', (chunk) => chunks.push(chunk))
      await posix.send(fd, pattern(90_000), 90_000, 0)
      const ended = once(client, 'close')
      await posix.close(fd)
      await ended
      expect(Buffer.compare(Buffer.concat(chunks), pattern(90_000))).toBe(0)
      await posix.close(listener)
    })
  })

  test('is refused at a port where no program listens', async () => {
    await using gate = await tcpGate({ listen: [{ port: 8080, hostPort: 0 }] })
    await behind(gate, async (posix) => {
      const loopbackOnly = await listenAt(posix, 8080)
      const client = createConnection(gate.portOf(8080) as number, '127.0.0.1')
      const [error] = (await once(client, 'error')) as unknown as readonly [
        { readonly code: string },
      ]
      expect(error.code).toBe('ECONNRESET')
      await posix.close(loopbackOnly)
    })
  })

  test('reaches nothing else', async () => {
    await using host = await hostServer((socket) => socket.destroy())
    await using gate = await gateTo(host.port)
    await behind(gate, async (posix) => {
      const refusal = async (address: sockaddr_in): Promise<number> => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        const rc = await posix.connect(fd, address)
        const { errno } = posix
        await posix.close(fd)
        return rc < 0 ? errno : 0
      }
      expect(await refusal(inet(host.port, 0x0a00_0003))).toBe(ENETUNREACH)
      expect(await refusal(inet(host.port + 1, outside))).toBe(EACCES)
      expect(await refusal(inet(host.port))).toBe(ECONNREFUSED)
    })
  })

  test('hears of a port of the host where nobody listens', async () => {
    const { port } = await (async () => {
      await using host = await hostServer((socket) => socket.destroy())
      return host
    })()
    await using gate = await gateTo(port)
    await behind(gate, async (posix) => {
      const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
      expect(await posix.connect(fd, inet(port, outside))).toBe(-1)
      expect(posix.errno).toBe(ECONNREFUSED)
    })
  })

  test('waits for a host that does not read, as the host does for it', async () => {
    const sockets: Socket[] = []
    await using host = await hostServer((socket) => {
      socket.pause()
      socket.on('error', () => {})
      socket.write(pattern(8_000_000))
      sockets.push(socket)
    })
    await using gate = await gateTo(host.port)
    await behind(gate, async (posix) => {
      const fd = await opened(posix, host.port)
      const part = new Uint8Array(100_000)
      let total = 0
      for (;;) {
        const count = await posix.send(fd, part, part.length, MSG_DONTWAIT)
        if (count >= 0) total += count
        else if (await settled(posix, fd)) break
      }
      expect(total).toBeLessThan(30_000_000)
      const all = await receiveAll(posix, fd, 8_000_000)
      expect(Buffer.compare(all, pattern(8_000_000))).toBe(0)
      for (const socket of sockets) socket.resume()
      expect(await posix.send(fd, part, part.length, 0)).toBe(part.length)
      for (const socket of sockets) socket.destroy()
      await posix.close(fd)
    })
  })

  test('knows hosts of the gate by name', async () => {
    await using host = await hostServer((socket) => socket.end('x'))
    await using gate = await tcpGate({ connect: [{ host: 'localhost.', port: host.port }] })
    expect(gate.addressOf('localhost.')).toBe(0xc612_0001)
    expect(gate.addressOf('other')).toBe(undefined)
  })
})

// Whether no room comes any more.
async function settled(posix: Posix, fd: number): Promise<boolean> {
  return (await posix.poll([new pollfd(fd, POLLOUT)], 1, 300)) === 0
}

test('a network process with a gate does not start under virtual time, and says so', async () => {
  await using gate = await tcpGate({})
  await using world = new NetWorld([], { gate })
  world.client('Client', { net: 'Net' })
  await world.kernel.run({ until: 10 })
  expect(world.lines).toEqual([
    'Net: Net has a gate to a real network, and time is virtual: it does not start',
  ])
})

test('a gate refuses what is no address and no port, and ports of the host that are taken', async () => {
  await using host = await hostServer(() => {})
  await expect(tcpGate({ listen: [{ port: 80, hostPort: host.port }] })).rejects.toThrow(
    'EADDRINUSE',
  )
  await expect(tcpGate({ listen: [{ port: 0 }] })).rejects.toThrow('0 is no port')
  await expect(tcpGate({ listen: [{ port: 70_000 }] })).rejects.toThrow('is no port')
  const place = { host: 'x', port: 80 }
  await expect(tcpGate({ connect: [{ ...place, address: '10.0' }] })).rejects.toThrow('no address')
  await expect(tcpGate({ connect: [{ ...place, port: 0 }] })).rejects.toThrow('is no port')
})
