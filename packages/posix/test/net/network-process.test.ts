// Sockets of several processes over a network process: streams, waiting, ends of processes, and
// that nothing is left.

import {
  connect,
  type Kos,
  proxyOf,
  rcOk,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  AF_INET,
  AF_UNIX,
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EIO,
  ENETDOWN,
  EPIPE,
  O_RDONLY,
  MSG_DONTWAIT,
  networkProcess,
  Out,
  type Posix,
  pollfd,
  POLLIN,
  POLLOUT,
  pthread_t,
  SHUT_WR,
  SOCK_DGRAM,
  SOCK_STREAM,
  sockaddr_un,
} from '@kos/posix'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VfsNetwork } from '../../src/generated/kl/VfsNetwork.idl.ts'
import { type Address, VfsSocket } from '../../src/generated/kl/VfsSocket.idl.ts'
import { PosixWorld } from '../posix-world.ts'
import { connectTo, inet, listenAt, NetWorld, pattern, receiveAll } from './net-world.ts'

const port = 80

/** Waits until somebody listens. */
async function connected(posix: Posix, kos: Kos): Promise<number> {
  for (;;) {
    const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
    if ((await posix.connect(fd, inet(port))) === 0) return fd
    await posix.close(fd)
    await kos.KnSleep(1)
  }
}

/** Accepts one connection. */
async function accepted(posix: Posix): Promise<number> {
  const listener = await listenAt(posix, port)
  const fd = await posix.accept(listener)
  await posix.close(listener)
  return fd
}

async function sendAll(posix: Posix, fd: number, bytes: Uint8Array): Promise<void> {
  if ((await posix.send(fd, bytes, bytes.length, 0)) !== bytes.length)
    throw new Error(`send: ${posix.errno}`)
}

describe('a stream between two processes', () => {
  for (const size of [1, 100, 5000, 300_000, 2_000_000])
    test(`brings ${size} bytes once and in order`, async () => {
      await using world = new NetWorld(['Client', 'Server'])
      const sent = pattern(size)
      let received = new Uint8Array()
      await world.together({
        async Server(posix) {
          const fd = await accepted(posix)
          received = new Uint8Array(await receiveAll(posix, fd, size))
          await posix.close(fd)
        },
        async Client(posix, kos) {
          const fd = await connected(posix, kos)
          await sendAll(posix, fd, sent)
          await posix.close(fd)
        },
      })
      expect(Buffer.compare(received, sent)).toBe(0)
    })

  test('brings what both sides send in pieces of any size, waiting or not', async () => {
    const pieces = fc.array(
      fc.tuple(fc.constantFrom(1, 17, 1000, 4095, 4096, 4097, 50_000, 300_000), fc.boolean()),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(pieces, pieces, pieces, async (toServer, toClient, reads) => {
        await using world = new NetWorld(['Client', 'Server'])
        const received: Record<string, Uint8Array> = {}
        const act =
          (name: string, open: (posix: Posix, kos: Kos) => Promise<number>, own: Pieces) =>
          async (posix: Posix, kos: Kos): Promise<void> => {
            const fd = await open(posix, kos)
            const reader = new pthread_t()
            const read = async (mine: Posix): Promise<null> => {
              received[name] = await readPieces(mine, fd, [...reads, [50_000, true]])
              return null
            }
            posix.pthread_create(reader, null, read, null)
            await sendPieces(posix, kos, fd, own)
            await posix.pthread_join(reader, null)
            await posix.close(fd)
          }
        await world.together({
          Server: act('Server', accepted, toClient),
          Client: act('Client', connected, toServer),
        })
        expect(Buffer.compare(received['Server'] as Uint8Array, whole(toServer))).toBe(0)
        expect(Buffer.compare(received['Client'] as Uint8Array, whole(toClient))).toBe(0)
      }),
      { seed: 7, numRuns: 8 },
    )
  })
})

type Pieces = readonly (readonly [size: number, waits: boolean])[]

function whole(pieces: Pieces): Uint8Array {
  return pattern(pieces.reduce((sum, [size]) => sum + size, 0))
}

async function sendPieces(posix: Posix, kos: Kos, fd: number, pieces: Pieces): Promise<void> {
  const all = whole(pieces)
  let at = 0
  for (const [size, waits] of pieces) {
    const end = at + size
    while (at < end) {
      const part = all.subarray(at, end)
      const count = await posix.send(fd, part, part.length, waits ? 0 : MSG_DONTWAIT)
      if (count < 0 && posix.errno !== EAGAIN) throw new Error(`send: ${posix.errno}`)
      if (count < 0) await kos.KnSleep(1)
      else at += count
    }
  }
  await posix.shutdown(fd, SHUT_WR)
}

async function readPieces(posix: Posix, fd: number, pieces: Pieces): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let index = 0; ; index++) {
    const [size, waits] = pieces[index % pieces.length] as readonly [number, boolean]
    const part = new Uint8Array(size)
    if (!waits) await posix.poll([new pollfd(fd, POLLIN)], 1, -1)
    const count = await posix.recv(fd, part, size, waits ? 0 : MSG_DONTWAIT)
    if (count < 0) throw new Error(`recv: ${posix.errno}`)
    if (count === 0) return Buffer.concat(parts)
    parts.push(part.subarray(0, count))
  }
}

describe('waiting', () => {
  test('in recv ends when another process sends, and in accept when one connects', async () => {
    await using world = new NetWorld(['Client', 'Server'])
    await world.together({
      async Server(posix) {
        const fd = await accepted(posix)
        expect(await receiveAll(posix, fd, 3)).toEqual(pattern(3))
      },
      async Client(posix, kos) {
        await kos.KnSleep(50)
        const fd = await connectTo(posix, port)
        await kos.KnSleep(50)
        await sendAll(posix, fd, pattern(3))
      },
    })
  })

  test('in poll ends with any of several sockets, and costs no calls meanwhile', async () => {
    await using world = new NetWorld(['Client', 'Server'])
    const syscalls = (): number =>
      world.kernel.inspect().tasks.find(({ name }) => name === 'Server')?.syscalls ?? 0
    await world.together({
      async Server(posix) {
        const listener = await listenAt(posix, port)
        const fds = [await posix.accept(listener), await posix.accept(listener)]
        const polled = [listener, ...fds].map((fd) => new pollfd(fd, POLLIN))
        expect(await posix.poll(polled, 3, 10)).toBe(0)
        const before = syscalls()
        expect(await posix.poll(polled, 3, -1)).toBe(1)
        expect(syscalls() - before).toBeLessThan(40)
        expect(polled.map(({ revents }) => revents)).toEqual([0, 0, POLLIN])
      },
      async Client(posix, kos) {
        await kos.KnSleep(1)
        await connectTo(posix, port)
        const second = await connectTo(posix, port)
        await kos.KnSleep(5000)
        await sendAll(posix, second, pattern(1))
        await kos.KnSleep(10)
      },
    })
  })

  test('of many threads at one socket gives each byte to one of them', async () => {
    await using world = new NetWorld(['Client', 'Server'])
    const received: number[] = []
    await world.together({
      async Server(posix) {
        const fd = await accepted(posix)
        const threads = Array.from({ length: 4 }, () => new pthread_t())
        const read = async (own: Posix): Promise<null> => {
          const one = new Uint8Array(1)
          while ((await own.recv(fd, one, 1, 0)) === 1) received.push(one[0] as number)
          return null
        }
        for (const thread of threads) posix.pthread_create(thread, null, read, null)
        for (const thread of threads) await posix.pthread_join(thread, null)
      },
      async Client(posix, kos) {
        const fd = await connected(posix, kos)
        for (const byte of pattern(40)) {
          await sendAll(posix, fd, Uint8Array.of(byte))
          if (byte % 3 === 0) await kos.KnSleep(1)
        }
        await posix.close(fd)
      },
    })
    expect(received.toSorted((a, b) => a - b)).toEqual([...pattern(40)].toSorted((a, b) => a - b))
  })
})

describe('the end of a process', () => {
  test('closes its sockets: the peer reads what there is, and its end', async () => {
    await using world = new NetWorld(['Client', 'Server'])
    await world
      .together({
        async Server(posix) {
          const fd = await accepted(posix)
          const all = await receiveAll(posix, fd, 100_000)
          expect(Buffer.compare(all, pattern(50_000))).toBe(0)
          expect(await posix.send(fd, pattern(1), 1, 0)).toBe(-1)
          expect(posix.errno).toBe(EPIPE)
        },
        async Client(posix, kos) {
          await sendAll(posix, await connected(posix, kos), pattern(50_000))
          world.kernel.kill('Client', 'by the test')
          await kos.KnSleep(1000)
        },
      })
      .catch(() => {})
    await world.act('Server', async (posix) => {
      // Its name is free again, and so is the port of the one that is over.
      const fd = await listenAt(posix, 81)
      await posix.close(fd)
    })
  })

  test('of the network process gives all who wait ECONNRESET, and later ENETDOWN or ECONNRESET', async () => {
    await using world = new NetWorld(['Client', 'Server'])
    const errors: (string | number)[] = []
    await world.together({
      async Server(posix) {
        const fd = await accepted(posix)
        await receiveAll(posix, fd, 50_000)
        errors.push(await posix.recv(fd, new Uint8Array(1), 1, 0), posix.errno)
        errors.push(await posix.send(fd, pattern(10_000), 10_000, 0), posix.errno)
        errors.push(await posix.close(fd))
      },
      async Client(posix, kos) {
        const fd = await connected(posix, kos)
        await sendAll(posix, fd, pattern(50_000))
        await kos.KnSleep(10)
        world.kernel.kill('Net', 'by the test')
        expect(await posix.send(fd, pattern(10_000), 10_000, 0)).toBe(-1)
        expect(posix.errno).toBe(ECONNRESET)
        expect(await posix.poll([new pollfd(fd, POLLIN | POLLOUT)], 1, 100)).not.toBe(0)
        expect(await posix.socket(AF_INET, SOCK_STREAM, 0)).toBe(-1)
        expect([ENETDOWN, ECONNRESET]).toContain(posix.errno)
        expect(await posix.close(fd)).toBe(0)
      },
    })
    expect(errors).toEqual([-1, ECONNRESET, -1, ECONNRESET, 0])
  })
})

describe('a network process that was started again', () => {
  test('has new sockets for all threads of its clients; the old ones are lost', async () => {
    await using world = new NetWorld()
    const talk = async (posix: Posix, at: number): Promise<void> => {
      const listener = await listenAt(posix, at)
      const client = await connectTo(posix, at)
      const server = await posix.accept(listener)
      await sendAll(posix, client, pattern(9000))
      expect(await receiveAll(posix, server, 9000)).toEqual(pattern(9000))
      for (const fd of [listener, client, server]) expect(await posix.close(fd)).toBe(0)
    }
    for (let life = 0; life < 3; life++) {
      await world.act('Client', async (posix, kos) => {
        await talk(posix, port)
        const old = await listenAt(posix, port)
        const idle = await posix.socket(AF_INET, SOCK_DGRAM, 0)
        // One that waits hears of the end, also in the second life.
        const thread = new pthread_t()
        const wait = async (own: Posix): Promise<unknown> => [await own.accept(old), own.errno]
        expect(posix.pthread_create(thread, null, wait, null)).toBe(0)
        await kos.KnSleep(1)
        world.kernel.kill('Net', 'by the test')
        const value = new Out<unknown>()
        expect(await posix.pthread_join(thread, value)).toBe(0)
        expect(value.value).toEqual([-1, ECONNRESET])
        expect(await posix.socket(AF_INET, SOCK_STREAM, 0)).toBe(-1)
        world.startNetwork()
        world.kernel.connect('Client', 'Net', 'net')
        await talk(posix, port)
        const other = new pthread_t()
        expect(posix.pthread_create(other, null, (own: Posix) => talk(own, 91), null)).toBe(0)
        expect(await posix.pthread_join(other, null)).toBe(0)
        expect(await posix.sendto(idle, pattern(1), 1, 0, inet(999))).toBe(-1)
        expect(posix.errno).toBe(ECONNRESET)
        for (const fd of [old, idle]) expect(await posix.close(fd)).toBe(0)
        expect((await posix.if_nameindex())?.length).toBeGreaterThan(0)
      })
    }
  })
})

describe('sockets that were opened and closed', () => {
  test('leave nothing in the network process, however many there were', async () => {
    await using world = new NetWorld()
    const used = (): object => {
      const { objects, tasks } = world.kernel.inspect()
      const { handles } = tasks.find(({ name }) => name === 'Net') as { readonly handles?: unknown }
      return { objects, handles }
    }
    await world.act('Client', async (posix, kos) => {
      const round = async (size: number): Promise<void> => {
        const listener = await listenAt(posix, port)
        const client = await connectTo(posix, port)
        const server = await posix.accept(listener)
        await sendAll(posix, client, pattern(size))
        await receiveAll(posix, server, size)
        const datagram = await posix.socket(AF_INET, SOCK_DGRAM, 0)
        await posix.sendto(datagram, pattern(5000), 5000, 0, inet(999))
        for (const fd of [listener, client, server, datagram]) await posix.close(fd)
        await kos.KnSleep(1)
      }
      await round(9000)
      await round(9000)
      const before = used()
      for (let count = 0; count < 60; count++) await round(count % 10 === 0 ? 9000 : 90)
      expect(used()).toEqual(before)
    })
  })
})

describe('a network process', () => {
  test('ends with code 1 and says why if nobody connects to it', async () => {
    await using world = new PosixWorld()
    world.start(networkProcess(), 'Net')
    await world.kernel.run({ until: 10 })
    expect(world.lines).toEqual(['Net: nobody connects to Net as kl.VfsNet'])
  })

  test('has the addresses of its configuration, and refuses what is none', () => {
    expect(() => networkProcess({ interfaces: { en0: '10.0.0' } })).toThrow(
      '"10.0.0" is no address',
    )
  })

  test('is named by the variable without its first underscore, too', async () => {
    await using world = new PosixWorld()
    world.kernel.spawn(networkProcess(), { name: 'Net' })
    const env = { VFS_NETWORK_BACKEND: 'client: kl.VfsNet' }
    world.kernel.spawn(null, { name: 'Client', connections: { 'kl.VfsNet': 'Net' }, env })
    await world.act('Client', async (posix) => {
      expect(await posix.socket(AF_UNIX, SOCK_STREAM, 0)).toBeGreaterThanOrEqual(0)
    })
  })

  test('that the variable misspells is ENETDOWN for sockets and EIO for files, and lines say so', async () => {
    await using world = new PosixWorld()
    const env = { _VFS_NETWORK_BACKEND: 'clint:net', _VFS_FILESYSTEM_BACKEND: 'clint:files' }
    world.kernel.spawn(null, { name: 'Client', env })
    await world.act('Client', async (posix) => {
      expect(await posix.socket(AF_INET, SOCK_STREAM, 0)).toBe(-1)
      expect(posix.errno).toBe(ENETDOWN)
      expect(await posix.open('/etc/hosts', O_RDONLY)).toBe(-1)
      expect(posix.errno).toBe(EIO)
    })
    expect(world.lines.map((line) => line.split(': ')[1])).toEqual([
      'no network over clint:net',
      'no files over clint:files',
    ])
  })

  test('that is not there is ENETDOWN, and a line says so once', async () => {
    await using world = new PosixWorld()
    world.kernel.spawn(null, { name: 'Client', env: { _VFS_NETWORK_BACKEND: 'client:net' } })
    await world.act('Client', async (posix) => {
      expect(await posix.socket(AF_INET, SOCK_STREAM, 0)).toBe(-1)
      expect(posix.errno).toBe(ENETDOWN)
      expect(await posix.socket(AF_INET, SOCK_STREAM, 0)).toBe(-1)
    })
    expect(world.lines).toEqual([
      'Client: no network over net: there is no such connection to a network process',
    ])
  })
})

const noAddress: Address = { family: 0, port: 0, address: 0, path: '' }

describe('a client that speaks to the network process itself', () => {
  async function hostile(
    act: (
      kos: Kos,
      make: (domain?: number, type?: number) => Promise<ReturnType<typeof socketOf>>,
    ) => Promise<void>,
  ): Promise<void> {
    await using world = new NetWorld(['Client', 'Other'])
    await world.act('Client', async (_posix, kos) => {
      using network = connect(kos, VfsNetwork, 'net', 'network')
      await act(kos, async (domain = AF_INET, type = SOCK_STREAM) => {
        const made = await network.Socket({ domain, type, protocol: 0 })
        if (made.rc !== rcOk) throw new Error('no socket')
        return socketOf(kos, made.socket.handle)
      })
    })
    await world.act('Other', async (posix) => {
      const listener = await listenAt(posix, 4000)
      const client = await connectTo(posix, 4000)
      const server = await posix.accept(listener)
      await sendAll(posix, client, pattern(5000))
      expect(await receiveAll(posix, server, 5000)).toEqual(pattern(5000))
    })
  }

  function socketOf(kos: Kos, handle: Parameters<typeof proxyOf>[2]) {
    return proxyOf(kos, VfsSocket, handle)
  }

  async function pair(make: () => Promise<ReturnType<typeof socketOf>>, kos: Kos) {
    const address: Address = { ...noAddress, family: AF_INET, address: 0x7f00_0001, port }
    const listener = await make()
    await listener.Bind({ address })
    await listener.Listen({ backlog: 1 })
    const client = await make()
    await client.Connect({ address })
    const { socket } = await listener.Accept()
    if (socket === undefined) throw new Error('not accepted')
    return [client, socketOf(kos, socket.handle)] as const
  }

  test('cannot produce or consume more than there is, nor elsewhere', async () => {
    await hostile(async (kos, make) => {
      const [client, server] = await pair(make, kos)
      const errno = 22
      expect((await client.Produce({ position: 0, count: 1 })).error).toEqual({ errno })
      const ring = await client.OpenSendRing()
      if (ring.rc !== rcOk) throw new Error('no ring')
      const { size, position } = ring
      expect((await client.Produce({ position, count: size + 1 })).error).toEqual({ errno })
      expect((await client.Produce({ position: position + 1, count: 1 })).error).toEqual({ errno })
      expect((await client.Produce({ position, count: 0xffff_ffff })).error).toEqual({ errno })
      expect((await server.Consume({ count: 1 })).error).toEqual({ errno })
      expect(await client.Produce({ position, count: 10 })).toMatchObject({ room: size - 10 })
      expect((await server.Consume({ count: 11 })).error).toEqual({ errno })
      expect((await server.Consume({ count: 0xffff_ffff })).error).toEqual({ errno })
      expect(await server.Consume({ count: 10 })).toMatchObject({ length: 0, isOver: 0 })
    })
  })

  test('may write to the ring that it sends to, and only read the other one', async () => {
    await hostile(async (kos, make) => {
      const [client, server] = await pair(make, kos)
      const own = await client.OpenSendRing()
      const other = await server.OpenReceiveRing()
      if (own.rc !== rcOk || other.rc !== rcOk) throw new Error('no ring')
      const both = VMM_FLAG_READ | VMM_FLAG_WRITE
      expect(kos.KnPmmMdlMap(own.ring.handle, 0, own.size, 0, both).rc).toBe(rcOk)
      expect(kos.KnPmmMdlMap(other.ring.handle, 0, own.size, 0, both).rc).not.toBe(rcOk)
      expect(kos.KnPmmMdlMap(other.ring.handle, 0, own.size, 0, VMM_FLAG_READ).rc).toBe(rcOk)
      expect(kos.KnPmmMdlMap(own.ring.handle, own.size, 4096, 0, VMM_FLAG_READ).rc).not.toBe(rcOk)
    })
  })

  test('gets an error for what is no address, no buffer and no socket for it', async () => {
    await hostile(async (kos, make) => {
      const stream = await make()
      const datagram = await make(AF_INET, SOCK_DGRAM)
      expect((await stream.Bind({ address: noAddress })).error).toEqual({ errno: 22 })
      expect((await stream.Bind({ address: { ...noAddress, family: 77 } })).error).toEqual({
        errno: 22,
      })
      expect((await datagram.GetRoom({ wanted: 1 })).error).toEqual({ errno: 95 })
      expect((await datagram.Consume({ count: 0 })).error).toEqual({ errno: 95 })
      expect((await stream.OpenSendRing()).error).toEqual({ errno: 95 })
      const { handle } = unwrap(kos.KnPmmMdlCreate(4096, VMM_FLAG_READ))
      const rest = { flags: 0, to: noAddress }
      const sending = { buffer: { handle }, ...rest }
      expect((await datagram.SendBuffer({ ...sending, length: 8192 })).error).toEqual({ errno: 14 })
      expect((await datagram.SendBuffer({ ...sending, length: 2 ** 32 - 1 })).error).toEqual({
        errno: 90,
      })
      const receiving = { buffer: { handle }, limit: 100, flags: 0 }
      expect((await datagram.ReceiveBuffer(receiving)).error).toEqual({ errno: 14 })
      expect((await stream.Send({ data: new Uint8Array(1), flags: 0xffff_ffff })).error).toEqual({
        errno: 107,
      })
      expect((await stream.SetOption({ level: 1, option: 2, value: [] })).error).toEqual({
        errno: 22,
      })
      expect((await stream.Listen({ backlog: -(2 ** 31) })).rc).toBe(rcOk)
    })
  })
})

test('a socket of AF_UNIX connects processes by a path that is no file', async () => {
  await using world = new NetWorld(['Client', 'Server'])
  const address = new sockaddr_un('/tmp/service')
  await world.together({
    async Server(posix) {
      const listener = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
      await posix.bind(listener, address)
      await posix.listen(listener, 1)
      expect(await receiveAll(posix, await posix.accept(listener), 5)).toEqual(pattern(5))
    },
    async Client(posix, kos) {
      await kos.KnSleep(1)
      const fd = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
      expect(await posix.connect(fd, address)).toBe(0)
      await sendAll(posix, fd, pattern(5))
      expect(await posix.access('/tmp/service', 0)).toBe(-1)
      const other = await posix.socket(AF_INET, SOCK_STREAM, 0)
      expect(await posix.connect(other, inet(1))).toBe(-1)
      expect(posix.errno).toBe(ECONNREFUSED)
    },
  })
})
