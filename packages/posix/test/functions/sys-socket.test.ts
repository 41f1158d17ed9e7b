// Functions of sys/socket.h, by what the standard asserts of each: on the sockets of a process itself,
// and on those of a network process.

import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AF_UNSPEC,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EAGAIN,
  EBADF,
  ECONNREFUSED,
  ECONNRESET,
  EDESTADDRREQ,
  EDOM,
  EFAULT,
  EINPROGRESS,
  EINVAL,
  EISCONN,
  EMFILE,
  EMSGSIZE,
  ENAMETOOLONG,
  ENETUNREACH,
  ENOENT,
  ENOPROTOOPT,
  ENOTCONN,
  ENOTSOCK,
  EOPNOTSUPP,
  EPIPE,
  EPROTONOSUPPORT,
  EPROTOTYPE,
  F_GETFD,
  F_GETFL,
  FD_CLOEXEC,
  INADDR_ANY,
  INADDR_BROADCAST,
  INADDR_LOOPBACK,
  iovec,
  IPPROTO_TCP,
  IPPROTO_UDP,
  linger,
  LocalNetwork,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  msghdr,
  ntohl,
  ntohs,
  O_CREAT,
  O_NONBLOCK,
  O_RDWR,
  OPEN_MAX,
  type Posix,
  POLLERR,
  pollfd,
  POLLHUP,
  POLLIN,
  POLLOUT,
  S_ISSOCK,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_ACCEPTCONN,
  SO_BROADCAST,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDBUF,
  SO_SNDTIMEO,
  SO_TYPE,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  sockaddr_in,
  sockaddr_storage,
  sockaddr_un,
  SOL_SOCKET,
  Stat,
  TCP_NODELAY,
  timeval,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { connectTo, inet, listenAt, NetWorld, pattern } from '../net/net-world.ts'
import { inProcess } from '../posix-world.ts'

const interfaces = { en0: '10.0.0.2' }

type Act = (routine: (posix: Posix) => Promise<void>) => Promise<void>

const networks: readonly (readonly [name: string, act: Act])[] = [
  [
    'the network of the process',
    (routine) => inProcess(routine, { network: new LocalNetwork({ interfaces }) }),
  ],
  [
    'a network process',
    async (routine) => {
      await using world = new NetWorld(['Client'], { interfaces })
      await world.act('Client', routine)
    },
  ],
]

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The error of a call: 0 if there is none. */
async function errnoOf(posix: Posix, call: Promise<number>): Promise<number> {
  return (await call) === -1 ? posix.errno : 0
}

async function received(posix: Posix, fd: number, flags = MSG_DONTWAIT): Promise<string | number> {
  const buffer = new Uint8Array(10_000)
  const count = await posix.recv(fd, buffer, buffer.length, flags)
  return count < 0 ? -posix.errno : new TextDecoder().decode(buffer.subarray(0, count))
}

function sent(posix: Posix, fd: number, text: string, flags = 0): Promise<number> {
  return posix.send(fd, bytes(text), text.length, flags)
}

/** A stream over a port: the socket that connected, the accepted one, and the one that listens. */
async function stream(posix: Posix, port = 80): Promise<readonly [number, number, number]> {
  const listener = await listenAt(posix, port)
  const client = await connectTo(posix, port)
  return [client, await posix.accept(listener), listener]
}

async function option(posix: Posix, fd: number, name: number, level = SOL_SOCKET): Promise<number> {
  const value = new Int32Array(1)
  return (await posix.getsockopt(fd, level, name, value)) < 0 ? -posix.errno : (value[0] as number)
}

async function eventsOf(posix: Posix, fd: number): Promise<number> {
  const asked = new pollfd(fd, POLLIN | POLLOUT)
  await posix.poll([asked], 1, 0)
  return asked.revents
}

/** Fills what is on its way, without waiting. */
async function fill(posix: Posix, fd: number, size = 4096): Promise<number> {
  const data = new Uint8Array(size)
  for (let total = 0; ;) {
    const count = await posix.send(fd, data, size, MSG_DONTWAIT)
    if (count < 0) return total
    total += count
  }
}

describe('without a network', () => {
  test('socket knows no family', async () => {
    await inProcess(async (posix) => {
      expect(await errnoOf(posix, posix.socket(AF_INET, SOCK_STREAM, 0))).toBe(EAFNOSUPPORT)
    })
  })

  test('socketpair works', async () => {
    await inProcess(async (posix) => {
      const pair = [0, 0]
      expect(await posix.socketpair(AF_UNIX, SOCK_STREAM, 0, pair)).toBe(0)
      expect(await posix.write(pair[0] as number, bytes('hello'))).toBe(5)
      expect(await received(posix, pair[1] as number)).toBe('hello')
    })
  })
})

describe.each(networks)('over %s', (_name, act) => {
  describe('socket', () => {
    test('resolves with the lowest free descriptor of a socket', () =>
      act(async (posix) => {
        const one = await posix.socket(AF_INET, SOCK_STREAM, 0)
        const other = await posix.socket(AF_UNIX, SOCK_DGRAM, 0)
        expect(other).toBe(one + 1)
        const attributes = new Stat()
        expect(await posix.fstat(one, attributes)).toBe(0)
        expect(S_ISSOCK(attributes.st_mode)).toBe(true)
        expect(await option(posix, other, SO_TYPE)).toBe(SOCK_DGRAM)
      }))

    test('takes SOCK_NONBLOCK and SOCK_CLOEXEC with the type', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
        expect((await posix.fcntl(fd, F_GETFL)) & O_NONBLOCK).toBe(O_NONBLOCK)
        expect(await posix.fcntl(fd, F_GETFD)).toBe(FD_CLOEXEC)
        const plain = await posix.socket(AF_INET, SOCK_STREAM, 0)
        expect((await posix.fcntl(plain, F_GETFL)) & O_NONBLOCK).toBe(0)
      }))

    test('refuses families, types and protocols that there are not', () =>
      act(async (posix) => {
        const refusal = (...args: [number, number, number]): Promise<number> =>
          errnoOf(posix, posix.socket(...args))
        expect(await refusal(AF_INET6, SOCK_STREAM, 0)).toBe(EAFNOSUPPORT)
        expect(await refusal(AF_UNSPEC, SOCK_STREAM, 0)).toBe(EAFNOSUPPORT)
        expect(await refusal(70_000, SOCK_STREAM, 0)).toBe(EAFNOSUPPORT)
        expect(await refusal(AF_INET, SOCK_RAW, 0)).toBe(EINVAL)
        expect(await refusal(AF_INET, 77, 0)).toBe(EINVAL)
        expect(await refusal(AF_INET, SOCK_STREAM, 999)).toBe(EPROTONOSUPPORT)
        expect(await refusal(AF_INET, SOCK_STREAM, IPPROTO_UDP)).toBe(EPROTOTYPE)
        expect(await refusal(AF_INET, SOCK_DGRAM, IPPROTO_TCP)).toBe(EPROTOTYPE)
        expect(await refusal(AF_INET, SOCK_SEQPACKET, 0)).toBe(EPROTONOSUPPORT)
        expect(await refusal(AF_UNIX, SOCK_STREAM, 6)).toBe(EPROTONOSUPPORT)
        for (const wrong of [Number.NaN, -1, 1.5, 2 ** 53, 'x' as never])
          expect(await refusal(wrong, SOCK_STREAM, 0)).toBe(EINVAL)
        expect(await posix.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)).toBeGreaterThanOrEqual(0)
      }))

    test('fails with EMFILE when all descriptors are open, and leaves nothing', () =>
      act(async (posix) => {
        let fd = 0
        while (fd >= 0 && fd < OPEN_MAX) fd = await posix.socket(AF_INET, SOCK_DGRAM, 0)
        expect(posix.errno).toBe(EMFILE)
        expect(await errnoOf(posix, posix.socketpair(AF_UNIX, SOCK_STREAM, 0, [0, 0]))).toBe(EMFILE)
        await posix.close(OPEN_MAX - 1)
        expect(await posix.socket(AF_INET, SOCK_DGRAM, 0)).toBe(OPEN_MAX - 1)
      }))
  })

  describe('socketpair', () => {
    test.each([SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET])('connects two of type %i', (type) =>
      act(async (posix) => {
        const pair = new Int32Array(2)
        expect(await posix.socketpair(AF_UNIX, type, 0, pair)).toBe(0)
        const [one, other] = pair as unknown as [number, number]
        expect(await sent(posix, one, 'to')).toBe(2)
        expect(await sent(posix, other, 'back')).toBe(4)
        expect(await received(posix, other)).toBe('to')
        expect(await received(posix, one)).toBe('back')
      }),
    )

    test('refuses AF_INET, and what is no vector', () =>
      act(async (posix) => {
        const refusal = (domain: number, vector: never): Promise<number> =>
          errnoOf(posix, posix.socketpair(domain, SOCK_STREAM, 0, vector))
        expect(await refusal(AF_INET, [0, 0] as never)).toBe(EOPNOTSUPP)
        expect(await refusal(AF_UNIX, null as never)).toBe(EFAULT)
        expect(await refusal(AF_UNIX, new Int32Array(1) as never)).toBe(EFAULT)
        expect(await refusal(Number.NaN, [0, 0] as never)).toBe(EINVAL)
      }))
  })

  describe('bind and getsockname', () => {
    test('give and tell the address of a socket', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        const name = new sockaddr_in(1, 1)
        expect(await posix.getsockname(fd, name)).toBe(0)
        expect([name.sin_port, name.sin_addr.s_addr]).toEqual([0, 0])
        expect(await posix.bind(fd, inet(8080))).toBe(0)
        expect(await posix.getsockname(fd, name)).toBe(0)
        expect(ntohs(name.sin_port)).toBe(8080)
        expect(ntohl(name.sin_addr.s_addr)).toBe(INADDR_LOOPBACK)
        expect(name.sin_family).toBe(AF_INET)
        const any = new sockaddr_storage()
        await posix.getsockname(fd, any)
        expect([any.ss_family, ntohs(any.sin_port)]).toEqual([AF_INET, 8080])
        const path = new sockaddr_un('unchanged')
        await posix.getsockname(fd, path)
        expect([path.sun_family, path.sun_path]).toEqual([AF_INET, 'unchanged'])
      }))

    test('choose a port that is free for port 0', () =>
      act(async (posix) => {
        const ports = new Set<number>()
        for (let count = 0; count < 20; count++) {
          const fd = await posix.socket(AF_INET, SOCK_DGRAM, 0)
          expect(await posix.bind(fd, inet(0))).toBe(0)
          const name = new sockaddr_in()
          await posix.getsockname(fd, name)
          ports.add(ntohs(name.sin_port))
        }
        expect(ports.size).toBe(20)
        expect(Math.min(...ports)).toBeGreaterThanOrEqual(49_152)
      }))

    test('refuse what is taken, foreign or no address', () =>
      act(async (posix) => {
        const refusal = async (address: unknown, type = SOCK_STREAM): Promise<number> => {
          const fd = await posix.socket(AF_INET, type, 0)
          const errno = await errnoOf(posix, posix.bind(fd, address as never))
          await posix.close(fd)
          return errno
        }
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        await posix.bind(fd, inet(80))
        expect(await refusal(inet(80))).toBe(EADDRINUSE)
        expect(await refusal(inet(80, INADDR_ANY))).toBe(EADDRINUSE)
        expect(await refusal(inet(80, 0x0a000002))).toBe(0)
        expect(await refusal(inet(80), SOCK_DGRAM)).toBe(0)
        expect(await errnoOf(posix, posix.bind(fd, inet(81)))).toBe(EINVAL)
        expect(await refusal(inet(82, 0x0a000003))).toBe(EADDRNOTAVAIL)
        expect(await refusal(new sockaddr_un('/tmp/x'))).toBe(EAFNOSUPPORT)
        expect(await refusal(new sockaddr_storage())).toBe(EAFNOSUPPORT)
        for (const wrong of [null, undefined, {}, 'x', 5]) expect(await refusal(wrong)).toBe(EFAULT)
        const broken = inet(1)
        broken.sin_port = Number.NaN
        expect(await refusal(broken)).toBe(EINVAL)
        broken.sin_port = 70_000
        expect(await refusal(broken)).toBe(EINVAL)
        broken.sin_addr = null as never
        broken.sin_port = 1
        expect(await refusal(broken)).toBe(EINVAL)
        await posix.close(fd)
        expect(await refusal(inet(80))).toBe(0)
      }))

    test('give a path directly in / or /tmp, until the socket is closed', () =>
      act(async (posix) => {
        const bound = async (path: string): Promise<readonly [number, number]> => {
          const fd = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
          return [await errnoOf(posix, posix.bind(fd, new sockaddr_un(path))), fd]
        }
        const [errno, fd] = await bound('/tmp/a')
        expect(errno).toBe(0)
        expect((await bound('/tmp/a'))[0]).toBe(EADDRINUSE)
        expect((await bound('//tmp/./a'))[0]).toBe(EADDRINUSE)
        expect((await bound('/a'))[0]).toBe(0)
        for (const path of ['/var/a', '/tmp/b/c', '/tmp', '/tmp/', '/', '/..', '/tmp/..'])
          expect((await bound(path))[0]).toBe(ENOENT)
        expect((await bound(''))[0]).toBe(EINVAL)
        expect((await bound('/a\0b'))[0]).toBe(EINVAL)
        expect((await bound(`/${'x'.repeat(106)}`))[0]).toBe(0)
        expect((await bound(`/${'x'.repeat(107)}`))[0]).toBe(ENAMETOOLONG)
        expect((await bound(7 as never))[0]).toBe(EINVAL)
        const name = new sockaddr_un()
        await posix.getsockname(fd, name)
        expect(name.sun_path).toBe('/tmp/a')
        await posix.close(fd)
        expect((await bound('/tmp/a'))[0]).toBe(0)
      }))

    test('share a port that both reuse, unless one listens', () =>
      act(async (posix) => {
        const reusing = async (port: number, reuses = 1): Promise<readonly [number, number]> => {
          const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
          await posix.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, Int32Array.of(reuses))
          return [await errnoOf(posix, posix.bind(fd, inet(port))), fd]
        }
        const [, one] = await reusing(90)
        const [shared, other] = await reusing(90)
        expect(shared).toBe(0)
        expect((await reusing(90, 0))[0]).toBe(EADDRINUSE)
        expect(await errnoOf(posix, posix.listen(one, 1))).toBe(EADDRINUSE)
        await posix.close(other)
        expect(await posix.listen(one, 1)).toBe(0)
        expect((await reusing(90))[0]).toBe(EADDRINUSE)
      }))

    test('give the port of a listener again while its connections are open, if both reuse it', () =>
      act(async (posix) => {
        const [, , listener] = await stream(posix, 91)
        await posix.close(listener)
        const plain = await posix.socket(AF_INET, SOCK_STREAM, 0)
        expect(await errnoOf(posix, posix.bind(plain, inet(91)))).toBe(EADDRINUSE)
        await listenAt(posix, 91)
      }))
  })

  describe('listen and accept', () => {
    test('give connections in their order, with the address of the peer', () =>
      act(async (posix) => {
        const listener = await listenAt(posix, 80)
        const clients = [await connectTo(posix, 80), await connectTo(posix, 80)]
        for (const client of clients) {
          const own = new sockaddr_in()
          await posix.getsockname(client, own)
          const peer = new sockaddr_in()
          const fd = await posix.accept(listener, peer)
          expect(peer).toEqual(own)
          await posix.getpeername(fd, peer)
          expect(peer).toEqual(own)
          await posix.getsockname(fd, peer)
          expect(ntohs(peer.sin_port)).toBe(80)
          expect((await posix.fcntl(fd, F_GETFL)) & O_NONBLOCK).toBe(0)
        }
        expect(await option(posix, listener, SO_ACCEPTCONN)).toBe(1)
        expect(await option(posix, clients[0] as number, SO_ACCEPTCONN)).toBe(0)
      }))

    test('let a socket without a port listen at a free one', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        expect(await posix.listen(fd, 0)).toBe(0)
        const name = new sockaddr_in()
        await posix.getsockname(fd, name)
        await connectTo(posix, ntohs(name.sin_port))
        expect(await posix.accept(fd)).toBeGreaterThan(fd)
      }))

    test('refuse other sockets', () =>
      act(async (posix) => {
        const datagram = await posix.socket(AF_INET, SOCK_DGRAM, 0)
        expect(await errnoOf(posix, posix.listen(datagram, 1))).toBe(EOPNOTSUPP)
        expect(await errnoOf(posix, posix.accept(datagram))).toBe(EOPNOTSUPP)
        const unnamed = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
        expect(await errnoOf(posix, posix.listen(unnamed, 1))).toBe(EDESTADDRREQ)
        const [client, server, listener] = await stream(posix)
        expect(await errnoOf(posix, posix.listen(client, 1))).toBe(EINVAL)
        expect(await errnoOf(posix, posix.accept(server))).toBe(EINVAL)
        expect(await errnoOf(posix, posix.listen(listener, 1.5))).toBe(EINVAL)
        expect(await errnoOf(posix, posix.listen(99, 1))).toBe(EBADF)
        expect(await errnoOf(posix, posix.accept(listener, {} as never))).toBe(EFAULT)
      }))

    test('do not wait with O_NONBLOCK, and wait no longer than SO_RCVTIMEO', () =>
      act(async (posix) => {
        const listener = await listenAt(posix, 80)
        const time = new timeval(0, 20_000)
        await posix.setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, time)
        expect(await errnoOf(posix, posix.accept(listener))).toBe(EAGAIN)
        const other = await posix.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)
        await posix.listen(other, 1)
        expect(await errnoOf(posix, posix.accept(other))).toBe(EAGAIN)
      }))

    test('let connections beyond the backlog wait, until one is accepted', () =>
      act(async (posix) => {
        const listener = await listenAt(posix, 80, 1)
        await connectTo(posix, 80)
        const late = await posix.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)
        expect(await errnoOf(posix, posix.connect(late, inet(80)))).toBe(EINPROGRESS)
        expect(await eventsOf(posix, late)).toBe(0)
        expect(await received(posix, late)).toBe(-EAGAIN)
        await posix.accept(listener)
        expect(await eventsOf(posix, late)).toBe(POLLOUT)
        expect(await option(posix, late, SO_ERROR)).toBe(0)
        const refused = await posix.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)
        expect(await errnoOf(posix, posix.connect(refused, inet(80)))).toBe(EINPROGRESS)
        await posix.close(listener)
        expect((await eventsOf(posix, refused)) & POLLERR).toBe(POLLERR)
        expect(await option(posix, refused, SO_ERROR)).toBe(ECONNREFUSED)
        expect(await option(posix, refused, SO_ERROR)).toBe(0)
        expect(await errnoOf(posix, sent(posix, late, 'x'))).toBe(ECONNRESET)
      }))
  })

  describe('connect and getpeername', () => {
    test('reach a listener at any address of the network', () =>
      act(async (posix) => {
        const listener = await posix.socket(AF_INET, SOCK_STREAM, 0)
        await posix.bind(listener, inet(80, INADDR_ANY))
        await posix.listen(listener, 8)
        for (const address of [INADDR_LOOPBACK, 0x7f01_0203, 0x0a00_0002, INADDR_ANY]) {
          const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
          expect(await posix.connect(fd, inet(80, address))).toBe(0)
          const peer = new sockaddr_in()
          expect(await posix.getpeername(fd, peer)).toBe(0)
          expect(ntohs(peer.sin_port)).toBe(80)
          expect(ntohl(peer.sin_addr.s_addr)).toBe(address || INADDR_LOOPBACK)
        }
      }))

    test('refuse what cannot be connected', () =>
      act(async (posix) => {
        const refusal = async (address: unknown, domain = AF_INET): Promise<number> => {
          const fd = await posix.socket(domain, SOCK_STREAM, 0)
          return errnoOf(posix, posix.connect(fd, address as never))
        }
        expect(await refusal(inet(80))).toBe(ECONNREFUSED)
        expect(await refusal(inet(0))).toBe(ECONNREFUSED)
        expect(await refusal(inet(80, 0x08080808))).toBe(ENETUNREACH)
        expect(await refusal(new sockaddr_un('/x'))).toBe(EAFNOSUPPORT)
        expect(await refusal(new sockaddr_storage())).toBe(EAFNOSUPPORT)
        expect(await refusal(new sockaddr_un('/nobody'), AF_UNIX)).toBe(ENOENT)
        expect(await refusal(null)).toBe(EFAULT)
        const [client, , listener] = await stream(posix)
        expect(await errnoOf(posix, posix.connect(client, inet(80)))).toBe(EISCONN)
        expect(await errnoOf(posix, posix.connect(listener, inet(80)))).toBe(EOPNOTSUPP)
        expect(await errnoOf(posix, posix.getpeername(listener, inet(0)))).toBe(ENOTCONN)
        expect(await errnoOf(posix, posix.getpeername(client, null as never))).toBe(EFAULT)
        const datagram = await posix.socket(AF_UNIX, SOCK_DGRAM, 0)
        await posix.bind(datagram, new sockaddr_un('/datagrams'))
        expect(await refusal(new sockaddr_un('/datagrams'), AF_UNIX)).toBe(EPROTOTYPE)
        const silent = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
        await posix.bind(silent, new sockaddr_un('/silent'))
        expect(await refusal(new sockaddr_un('/silent'), AF_UNIX)).toBe(ECONNREFUSED)
      }))

    test('can be tried again after a refusal', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        expect(await errnoOf(posix, posix.connect(fd, inet(80)))).toBe(ECONNREFUSED)
        await listenAt(posix, 80)
        expect(await posix.connect(fd, inet(80))).toBe(0)
      }))

    test.each([SOCK_STREAM, SOCK_SEQPACKET])('connect by path sockets of type %i', (type) =>
      act(async (posix) => {
        const listener = await posix.socket(AF_UNIX, type, 0)
        await posix.bind(listener, new sockaddr_un('/tmp/service'))
        await posix.listen(listener, 2)
        const client = await posix.socket(AF_UNIX, type, 0)
        expect(await posix.connect(client, new sockaddr_un('/tmp/service'))).toBe(0)
        const peer = new sockaddr_un('x')
        const server = await posix.accept(listener, peer)
        expect(peer.sun_path).toBe('')
        await posix.getpeername(client, peer)
        expect(peer.sun_path).toBe('/tmp/service')
        await posix.close(server)
        const again = await posix.socket(AF_UNIX, type, 0)
        expect(await posix.connect(again, new sockaddr_un('/tmp/service'))).toBe(0)
      }),
    )
  })

  describe('send and recv of a stream', () => {
    test('bring bytes in order, however they were cut', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        for (const part of ['a', 'bc', '', 'def']) await sent(posix, client, part)
        const two = new Uint8Array(2)
        expect(await posix.recv(server, two, 2, 0)).toBe(2)
        expect([...two]).toEqual([97, 98])
        expect(await received(posix, server)).toBe('cdef')
        expect(await received(posix, server)).toBe(-EAGAIN)
        expect(await posix.recv(server, two, 0, 0)).toBe(0)
      }))

    test('leave what MSG_PEEK saw', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        await sent(posix, client, 'look')
        expect(await received(posix, server, MSG_PEEK)).toBe('look')
        expect(await received(posix, server, MSG_PEEK)).toBe('look')
        expect(await received(posix, server)).toBe('look')
      }))

    test('take as much as there is room for without waiting, and go on when it is read', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        const total = await fill(posix, client)
        expect(total).toBeGreaterThan(100_000)
        expect(await errnoOf(posix, sent(posix, client, 'x', MSG_DONTWAIT))).toBe(EAGAIN)
        expect((await eventsOf(posix, client)) & POLLOUT).toBe(0)
        const all = new Uint8Array(total)
        expect(await posix.recv(server, all, total, MSG_WAITALL)).toBe(total)
        expect((await eventsOf(posix, client)) & POLLOUT).toBe(POLLOUT)
        expect(await sent(posix, client, 'x', MSG_DONTWAIT)).toBe(1)
      }))

    test('wait no longer than SO_SNDTIMEO and SO_RCVTIMEO', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        await posix.setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, new timeval(1, 0))
        await posix.setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, Int32Array.of(2, 500_000))
        expect(await errnoOf(posix, posix.recv(server, new Uint8Array(1), 1, 0))).toBe(EAGAIN)
        await fill(posix, client)
        expect(await errnoOf(posix, sent(posix, client, 'x'))).toBe(EAGAIN)
        const time = new timeval()
        await posix.getsockopt(server, SOL_SOCKET, SO_RCVTIMEO, time)
        expect([time.tv_sec, time.tv_usec]).toEqual([2, 500_000])
        await posix.getsockopt(client, SOL_SOCKET, SO_SNDTIMEO, time)
        expect([time.tv_sec, time.tv_usec]).toEqual([1, 0])
      }))

    test('answer the end after what was sent before the peer closed', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        await sent(posix, client, 'last')
        await posix.close(client)
        expect(await received(posix, server)).toBe('last')
        expect(await received(posix, server)).toBe('')
        expect(await eventsOf(posix, server)).toBe(POLLIN | POLLOUT | POLLHUP)
        expect(await errnoOf(posix, sent(posix, server, 'x', MSG_NOSIGNAL))).toBe(EPIPE)
      }))

    test('answer ECONNRESET when the peer closed without reading all', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        await sent(posix, client, 'unread')
        await sent(posix, server, 'kept')
        await posix.close(server)
        expect((await eventsOf(posix, client)) & POLLERR).toBe(POLLERR)
        expect(await received(posix, client)).toBe('kept')
        expect(await received(posix, client)).toBe(-ECONNRESET)
        expect(await received(posix, client)).toBe('')
        expect(await errnoOf(posix, sent(posix, client, 'x'))).toBe(EPIPE)
      }))

    test('answer ECONNRESET when the peer lingers for no time', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        await posix.setsockopt(client, SOL_SOCKET, SO_LINGER, new linger(1, 0))
        await posix.close(client)
        expect(await received(posix, server)).toBe(-ECONNRESET)
      }))

    test('refuse what is not connected, and what is no buffer', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        expect(await errnoOf(posix, sent(posix, fd, 'x'))).toBe(ENOTCONN)
        expect(await received(posix, fd)).toBe(-ENOTCONN)
        const [client, server] = await stream(posix)
        const refusal = (buffer: unknown, length: number, flags: number): Promise<number> =>
          errnoOf(posix, posix.send(client, buffer as Uint8Array, length, flags))
        expect(await refusal(null, 1, 0)).toBe(EFAULT)
        expect(await refusal('text', 1, 0)).toBe(EFAULT)
        const one = new Uint8Array(1)
        for (const length of [-1, 2, 1.5, Number.NaN, 2 ** 53])
          expect(await refusal(one, length, 0)).toBe(EINVAL)
        expect(await refusal(one, 1, MSG_OOB)).toBe(EOPNOTSUPP)
        expect(await refusal(one, 1, 0x4000_0000)).toBe(EOPNOTSUPP)
        expect(await refusal(one, 1, Number.NaN)).toBe(EINVAL)
        expect(await errnoOf(posix, posix.recv(server, null as never, 1, 0))).toBe(EFAULT)
        expect(await errnoOf(posix, posix.recv(server, one, 2, 0))).toBe(EINVAL)
        expect(await errnoOf(posix, posix.recv(server, one, 1, MSG_OOB))).toBe(EOPNOTSUPP)
        expect(await errnoOf(posix, posix.recv(99, one, 1, 0))).toBe(EBADF)
        expect(await received(posix, server)).toBe(-EAGAIN)
      }))

    test('work through read and write, and not on files', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        expect(await posix.write(client, bytes('file'), 4)).toBe(4)
        const buffer = new Uint8Array(10)
        expect(await posix.read(server, buffer, 10)).toBe(4)
        const file = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
        expect(await errnoOf(posix, sent(posix, file, 'x'))).toBe(ENOTSOCK)
        expect(await errnoOf(posix, posix.getsockname(file, inet(0)))).toBe(ENOTSOCK)
      }))

    test('serve the descriptor that dup made as well, until both are closed', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        const copy = await posix.dup(client)
        await posix.close(client)
        expect(await sent(posix, copy, 'still')).toBe(5)
        expect(await received(posix, server)).toBe('still')
        await posix.close(copy)
        expect(await received(posix, server)).toBe('')
      }))
  })

  describe('shutdown', () => {
    test('ends one direction', () =>
      act(async (posix) => {
        const [client, server] = await stream(posix)
        await sent(posix, client, 'half')
        expect(await posix.shutdown(client, SHUT_WR)).toBe(0)
        expect(await errnoOf(posix, sent(posix, client, 'x'))).toBe(EPIPE)
        expect(await received(posix, server)).toBe('half')
        expect(await received(posix, server)).toBe('')
        expect(await sent(posix, server, 'answer')).toBe(6)
        expect(await received(posix, client)).toBe('answer')
        expect(await posix.shutdown(client, SHUT_RD)).toBe(0)
        expect(await received(posix, client)).toBe('')
        expect(await errnoOf(posix, sent(posix, server, 'x'))).toBe(EPIPE)
      }))

    test('ends both, and refuses what is not connected or no direction', () =>
      act(async (posix) => {
        const [client, server, listener] = await stream(posix)
        expect(await posix.shutdown(client, SHUT_RDWR)).toBe(0)
        expect(await received(posix, server)).toBe('')
        expect(await eventsOf(posix, client)).toBe(POLLIN | POLLOUT | POLLHUP)
        expect(await errnoOf(posix, posix.shutdown(listener, SHUT_RD))).toBe(ENOTCONN)
        for (const how of [3, -1, 0.5, Number.NaN])
          expect(await errnoOf(posix, posix.shutdown(server, how))).toBe(EINVAL)
      }))
  })

  describe('datagrams', () => {
    async function bound(posix: Posix, port: number): Promise<number> {
      const fd = await posix.socket(AF_INET, SOCK_DGRAM, 0)
      await posix.bind(fd, inet(port))
      return fd
    }

    test('sendto and recvfrom keep their bounds, and tell the sender', () =>
      act(async (posix) => {
        const one = await bound(posix, 1000)
        const other = await bound(posix, 2000)
        for (const text of ['first', '', 'third'])
          expect(await posix.sendto(one, bytes(text), text.length, 0, inet(2000))).toBe(text.length)
        const buffer = new Uint8Array(100)
        for (const text of ['first', '', 'third']) {
          const from = new sockaddr_in()
          expect(await posix.recvfrom(other, buffer, 100, 0, from)).toBe(text.length)
          expect([ntohs(from.sin_port), ntohl(from.sin_addr.s_addr)]).toEqual([
            1000,
            INADDR_LOOPBACK,
          ])
        }
        expect(await received(posix, other)).toBe(-EAGAIN)
      }))

    test.each([100, 4096, 4097, 20_000, 65_507])('bring one of %i bytes', (size) =>
      act(async (posix) => {
        const one = await bound(posix, 1000)
        const other = await bound(posix, 2000)
        const data = pattern(size)
        expect(await posix.sendto(one, data, size, 0, inet(2000))).toBe(size)
        const buffer = new Uint8Array(70_000)
        const from = new sockaddr_in()
        expect(await posix.recvfrom(other, buffer, 70_000, MSG_PEEK, from)).toBe(size)
        expect(await posix.recvfrom(other, buffer, 70_000, 0, from)).toBe(size)
        expect(ntohs(from.sin_port)).toBe(1000)
        expect(Buffer.compare(buffer.subarray(0, size), data)).toBe(0)
      }),
    )

    test('refuse more than 65,507 bytes', () =>
      act(async (posix) => {
        const fd = await bound(posix, 1000)
        const data = new Uint8Array(65_508)
        const call = posix.sendto(fd, data, data.length, 0, inet(1000))
        expect(await errnoOf(posix, call)).toBe(EMSGSIZE)
        expect(await received(posix, fd)).toBe(-EAGAIN)
      }))

    test('lose what the buffer has no room for, and recvmsg tells', () =>
      act(async (posix) => {
        const fd = await bound(posix, 1000)
        await posix.sendto(fd, bytes('abcdef'), 6, 0, inet(1000))
        const message = new msghdr()
        const parts = [new Uint8Array(2), new Uint8Array(2)]
        message.msg_iov = parts.map((part) => new iovec(part))
        message.msg_name = new sockaddr_in()
        expect(await posix.recvmsg(fd, message, 0)).toBe(4)
        expect(message.msg_flags).toBe(MSG_TRUNC)
        expect(parts.map((part) => new TextDecoder().decode(part))).toEqual(['ab', 'cd'])
        expect(ntohs(message.msg_name.sin_port)).toBe(1000)
        expect(await received(posix, fd)).toBe(-EAGAIN)
      }))

    test('sendmsg gathers buffers to one', () =>
      act(async (posix) => {
        const fd = await bound(posix, 1000)
        const message = new msghdr()
        message.msg_name = inet(1000)
        message.msg_iov = [new iovec(bytes('gat')), new iovec(bytes('hered'), 3)]
        expect(await posix.sendmsg(fd, message, 0)).toBe(6)
        expect(await received(posix, fd)).toBe('gather')
        const refusal = (given: unknown): Promise<number> =>
          errnoOf(posix, posix.sendmsg(fd, given as msghdr, 0))
        expect(await refusal(null)).toBe(EFAULT)
        message.msg_iov = [null as never]
        expect(await refusal(message)).toBe(EFAULT)
        message.msg_iov = [new iovec(bytes('x'), 2)]
        expect(await refusal(message)).toBe(EINVAL)
        message.msg_iov = Array.from({ length: 1025 }, () => new iovec(new Uint8Array(1)))
        expect(await refusal(message)).toBe(EMSGSIZE)
        expect(await errnoOf(posix, posix.recvmsg(fd, message, 0))).toBe(EMSGSIZE)
        expect(await errnoOf(posix, posix.recvmsg(fd, {} as never, 0))).toBe(EFAULT)
      }))

    test('go to the peer of connect, come from it alone, and hear of nobody there', () =>
      act(async (posix) => {
        const one = await bound(posix, 1000)
        const other = await bound(posix, 2000)
        const third = await bound(posix, 3000)
        expect(await errnoOf(posix, sent(posix, one, 'x'))).toBe(EDESTADDRREQ)
        expect(await posix.connect(one, inet(2000))).toBe(0)
        await posix.sendto(third, bytes('no'), 2, 0, inet(1000))
        await posix.sendto(other, bytes('yes'), 3, 0, inet(1000))
        expect(await received(posix, one)).toBe('yes')
        expect(await received(posix, one)).toBe(-EAGAIN)
        expect(await sent(posix, one, 'to')).toBe(2)
        expect(await received(posix, other)).toBe('to')
        await posix.close(other)
        expect(await sent(posix, one, 'lost')).toBe(4)
        expect(await errnoOf(posix, sent(posix, one, 'x'))).toBe(ECONNREFUSED)
        expect(await posix.connect(one, new sockaddr_storage())).toBe(0)
        expect(await errnoOf(posix, posix.getpeername(one, inet(0)))).toBe(ENOTCONN)
        expect(await posix.sendto(third, bytes('again'), 5, 0, inet(1000))).toBe(5)
        expect(await received(posix, one)).toBe('again')
      }))

    test('are lost where nobody is, and where there is no room', () =>
      act(async (posix) => {
        const one = await bound(posix, 1000)
        const other = await bound(posix, 2000)
        expect(await posix.sendto(one, bytes('x'), 1, 0, inet(4000))).toBe(1)
        await posix.setsockopt(other, SOL_SOCKET, SO_RCVBUF, Int32Array.of(4096))
        for (let count = 0; count < 10; count++)
          expect(await posix.sendto(one, new Uint8Array(1000), 1000, 0, inet(2000))).toBe(1000)
        let kept = 0
        while (typeof (await received(posix, other)) === 'string') kept++
        expect(kept).toBe(3)
      }))

    test('reach all with SO_BROADCAST only', () =>
      act(async (posix) => {
        const one = await bound(posix, 1000)
        const other = await posix.socket(AF_INET, SOCK_DGRAM, 0)
        await posix.bind(other, inet(2000, INADDR_ANY))
        const all = inet(2000, INADDR_BROADCAST)
        expect(await errnoOf(posix, posix.sendto(one, bytes('x'), 1, 0, all))).toBe(13)
        await posix.setsockopt(one, SOL_SOCKET, SO_BROADCAST, Int32Array.of(1))
        expect(await posix.sendto(one, bytes('x'), 1, 0, all)).toBe(1)
        expect(await received(posix, other)).toBe('x')
      }))

    test('of AF_UNIX wait for room, and need a receiver', () =>
      act(async (posix) => {
        const one = await posix.socket(AF_UNIX, SOCK_DGRAM, 0)
        const other = await posix.socket(AF_UNIX, SOCK_DGRAM, 0)
        const name = new sockaddr_un('/tmp/other')
        expect(await errnoOf(posix, posix.connect(one, name))).toBe(ENOENT)
        expect(await errnoOf(posix, posix.sendto(one, bytes('x'), 1, 0, name))).toBe(ENOENT)
        await posix.bind(other, name)
        expect(await posix.connect(one, name)).toBe(0)
        const total = await fill(posix, one)
        expect(total).toBeGreaterThan(50_000)
        expect((await eventsOf(posix, one)) & POLLOUT).toBe(0)
        await received(posix, other)
        expect((await eventsOf(posix, one)) & POLLOUT).toBe(POLLOUT)
        expect(await sent(posix, one, 'x', MSG_DONTWAIT)).toBe(1)
        await posix.close(other)
        expect(await errnoOf(posix, sent(posix, one, 'x'))).toBe(ECONNREFUSED)
      }))
  })

  test('records of SOCK_SEQPACKET keep their bounds', () =>
    act(async (posix) => {
      const listener = await posix.socket(AF_UNIX, SOCK_SEQPACKET, 0)
      await posix.bind(listener, new sockaddr_un('/tmp/records'))
      await posix.listen(listener, 1)
      const client = await posix.socket(AF_UNIX, SOCK_SEQPACKET, 0)
      await posix.connect(client, new sockaddr_un('/tmp/records'))
      const server = await posix.accept(listener)
      await sent(posix, client, 'one')
      await posix.send(client, pattern(10_000), 10_000, 0)
      await sent(posix, client, 'three')
      expect(await received(posix, server)).toBe('one')
      const buffer = new Uint8Array(20_000)
      expect(await posix.recv(server, buffer, 20_000, 0)).toBe(10_000)
      expect(Buffer.compare(buffer.subarray(0, 10_000), pattern(10_000))).toBe(0)
      const two = new Uint8Array(2)
      expect(await posix.recv(server, two, 2, 0)).toBe(2)
      await posix.close(client)
      expect(await received(posix, server)).toBe('')
    }))

  describe('getsockopt and setsockopt', () => {
    test('keep switches and sizes', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        for (const name of [SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST]) {
          expect(await option(posix, fd, name)).toBe(0)
          expect(await posix.setsockopt(fd, SOL_SOCKET, name, Int32Array.of(7))).toBe(0)
          expect(await option(posix, fd, name)).toBe(1)
        }
        for (const name of [SO_SNDBUF, SO_RCVBUF]) {
          expect(await option(posix, fd, name)).toBe(262_144)
          await posix.setsockopt(fd, SOL_SOCKET, name, Int32Array.of(10_000))
          expect(await option(posix, fd, name)).toBe(16_384)
          await posix.setsockopt(fd, SOL_SOCKET, name, Int32Array.of(0x7fffffff))
          expect(await option(posix, fd, name)).toBe(1_048_576)
          await posix.setsockopt(fd, SOL_SOCKET, name, Int32Array.of(0))
          expect(await option(posix, fd, name)).toBe(4096)
        }
        expect(await option(posix, fd, TCP_NODELAY, IPPROTO_TCP)).toBe(0)
        await posix.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, Int32Array.of(1))
        expect(await option(posix, fd, TCP_NODELAY, IPPROTO_TCP)).toBe(1)
        const value = new linger()
        await posix.setsockopt(fd, SOL_SOCKET, SO_LINGER, new linger(1, 30))
        expect(await posix.getsockopt(fd, SOL_SOCKET, SO_LINGER, value)).toBe(0)
        expect([value.l_onoff, value.l_linger]).toEqual([1, 30])
        expect(await option(posix, fd, SO_ERROR)).toBe(0)
      }))

    test('refuse what is no option or no value', () =>
      act(async (posix) => {
        const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
        const setting = (level: number, name: number, value: unknown): Promise<number> =>
          errnoOf(posix, posix.setsockopt(fd, level, name, value as Int32Array))
        const one = Int32Array.of(1)
        for (const name of [SO_TYPE, SO_ERROR, SO_ACCEPTCONN, 999])
          expect(await setting(SOL_SOCKET, name, one)).toBe(ENOPROTOOPT)
        expect(await setting(999, 1, one)).toBe(ENOPROTOOPT)
        expect(await setting(IPPROTO_TCP, 99, one)).toBe(ENOPROTOOPT)
        expect(await setting(SOL_SOCKET, SO_REUSEADDR, new Int32Array())).toBe(EINVAL)
        expect(await setting(SOL_SOCKET, SO_SNDBUF, Int32Array.of(-1))).toBe(EINVAL)
        expect(await setting(SOL_SOCKET, SO_LINGER, one)).toBe(EINVAL)
        expect(await setting(SOL_SOCKET, SO_LINGER, new linger(1, -1))).toBe(EINVAL)
        expect(await setting(SOL_SOCKET, SO_LINGER, new linger(Number.NaN, 1))).toBe(EINVAL)
        expect(await setting(SOL_SOCKET, SO_RCVTIMEO, one)).toBe(EINVAL)
        expect(await setting(SOL_SOCKET, SO_RCVTIMEO, new timeval(0, 1_000_000))).toBe(EDOM)
        expect(await setting(SOL_SOCKET, SO_RCVTIMEO, new timeval(2 ** 40, 0))).toBe(EDOM)
        for (const wrong of [null, 1, 'x', {}])
          expect(await setting(SOL_SOCKET, SO_REUSEADDR, wrong)).toBe(EFAULT)
        expect(await setting(Number.NaN, 1, one)).toBe(EINVAL)
        const getting = (level: number, name: number, value: unknown): Promise<number> =>
          errnoOf(posix, posix.getsockopt(fd, level, name, value as Int32Array))
        expect(await getting(SOL_SOCKET, 999, one)).toBe(ENOPROTOOPT)
        expect(await getting(SOL_SOCKET, SO_TYPE, null)).toBe(EFAULT)
        expect(await getting(SOL_SOCKET, SO_TYPE, new linger())).toBe(EINVAL)
        expect(await getting(Number.NaN, SO_TYPE, one)).toBe(EINVAL)
        expect(await errnoOf(posix, posix.getsockopt(99, 1, 1, one))).toBe(EBADF)
      }))

    test('bound what is on its way', () =>
      act(async (posix) => {
        const listener = await listenAt(posix, 80)
        const client = await posix.socket(AF_INET, SOCK_STREAM, 0)
        await posix.setsockopt(client, SOL_SOCKET, SO_SNDBUF, Int32Array.of(8192))
        await posix.connect(client, inet(80))
        await posix.accept(listener)
        expect(await fill(posix, client, 1000)).toBeLessThanOrEqual(262_144)
      }))
  })

  test('sockatmark is 0 for sockets', () =>
    act(async (posix) => {
      const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
      expect(await posix.sockatmark(fd)).toBe(0)
      expect(await errnoOf(posix, posix.sockatmark(99))).toBe(EBADF)
      const file = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
      expect(await errnoOf(posix, posix.sockatmark(file))).toBe(ENOTSOCK)
    }))
})
