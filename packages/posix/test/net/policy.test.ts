// What a policy must allow a network process and its clients, and that it can judge each request.

import { core, execute, request, response, error } from '@kos/kernel'
import {
  AF_INET,
  AF_UNIX,
  EACCES,
  networkProcess,
  type Posix,
  SOCK_DGRAM,
  SOCK_STREAM,
  sockaddr_un,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { VfsLifeline } from '../../src/generated/kl/VfsLifeline.idl.ts'
import { VfsNetwork } from '../../src/generated/kl/VfsNetwork.idl.ts'
import { VfsSocket } from '../../src/generated/kl/VfsSocket.idl.ts'
import { PosixWorld } from '../posix-world.ts'
import { connectTo, inet, listenAt, pattern, receiveAll } from './net-world.ts'

const className = 'kl.VfsNet'
const program = networkProcess()
const endpoints = [
  'handle.Handle',
  'ipc.IPC',
  'notice.Notice',
  'sync.Sync',
  'thread.Thread',
  'time.Time',
  'vmm.VMM',
]

function worldWith(security: readonly ReturnType<typeof request>[]): PosixWorld {
  const programs = { [className]: program, Client: null }
  const common = [
    execute(),
    ...endpoints.flatMap((endpoint) => [
      request(className, core, { endpoint }),
      request('Client', core, { endpoint }),
    ]),
    response(className, 'Client'),
    error(className, 'Client'),
  ]
  const world = new PosixWorld({ security: [...common, ...security], programs } as never)
  world.kernel.spawn(program, { name: 'Net', className })
  world.kernel.spawn(null, {
    name: 'Client',
    className: 'Client',
    connections: { [className]: 'Net' },
    env: { _VFS_NETWORK_BACKEND: `client:${className}` },
  })
  return world
}

async function errnoOf(posix: Posix, call: Promise<number>): Promise<number> {
  return (await call) < 0 ? posix.errno : 0
}

test('a policy says which ports, addresses and paths a process may bind to and connect to', async () => {
  const anySocket = [
    request('Client', className, VfsNetwork.Socket),
    request('Client', className, VfsSocket.Listen),
    request('Client', className, VfsSocket.SetOption),
  ]
  await using world = worldWith([
    ...anySocket,
    request('Client', className, VfsSocket.Bind, ({ message }) => message.address.port === 80),
    request(
      'Client',
      className,
      VfsSocket.Connect,
      ({ message }) => message.address.port === 80 || message.address.path === '/tmp/yes',
    ),
  ])
  await world.act('Client', async (posix) => {
    const tcp = (): Promise<number> => posix.socket(AF_INET, SOCK_STREAM, 0)
    expect(await errnoOf(posix, posix.bind(await tcp(), inet(81)))).toBe(EACCES)
    await listenAt(posix, 80)
    expect(await errnoOf(posix, posix.connect(await tcp(), inet(81)))).toBe(EACCES)
    expect(await errnoOf(posix, posix.connect(await tcp(), inet(80)))).toBe(0)
    const unix = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
    expect(await errnoOf(posix, posix.connect(unix, new sockaddr_un('/tmp/no')))).toBe(EACCES)
    expect(await errnoOf(posix, posix.connect(unix, new sockaddr_un('/tmp/yes')))).toBe(2)
  })
})

test('a policy says whether a process may send at all, and to whom', async () => {
  await using world = worldWith([
    request('Client', className, VfsNetwork.Socket),
    ...[VfsSocket.Bind, VfsSocket.Listen, VfsSocket.Connect, VfsSocket.SetOption].map((method) =>
      request('Client', className, method),
    ),
    request('Client', className, VfsSocket.SendTo, ({ message }) => message.to.port === 53),
  ])
  await world.act('Client', async (posix) => {
    await listenAt(posix, 80)
    const stream = await connectTo(posix, 80)
    for (const size of [1, 10_000])
      expect(await errnoOf(posix, posix.send(stream, pattern(size), size, 0))).toBe(EACCES)
    const fd = await posix.socket(AF_INET, SOCK_DGRAM, 0)
    expect(await errnoOf(posix, posix.sendto(fd, pattern(1), 1, 0, inet(53)))).toBe(0)
    expect(await errnoOf(posix, posix.sendto(fd, pattern(1), 1, 0, inet(54)))).toBe(EACCES)
  })
})

test('a network process and its client need no more than these endpoints of the kernel', async () => {
  await using world = worldWith([
    request('Client', className, VfsNetwork),
    request('Client', className, VfsSocket),
    request('Client', className, VfsLifeline),
  ])
  await world.act('Client', async (posix) => {
    const listener = await listenAt(posix, 80)
    const client = await connectTo(posix, 80)
    const server = await posix.accept(listener)
    await posix.send(client, pattern(20_000), 20_000, 0)
    expect(await receiveAll(posix, server, 20_000)).toEqual(pattern(20_000))
  })
})

test('a program that may make no sockets gets EACCES', async () => {
  await using world = worldWith([])
  await world.act('Client', async (posix) => {
    expect(await errnoOf(posix, posix.socket(AF_INET, SOCK_STREAM, 0))).toBe(EACCES)
  })
})
