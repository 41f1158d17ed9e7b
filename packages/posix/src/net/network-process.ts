// The network process: a program (class kl.VfsNet) that has a network and serves it to its clients.
//
// Its methods never wait, so that one thread serves all clients. Another thread hears of the
// ends of clients, and a third one of what happens at the gate.

import {
  EVENT_BADGE_CLOSED,
  events,
  type Handle,
  type Implementations,
  INVALID_HANDLE,
  type Kos,
  nk_handle_desc,
  OCAP_IPC_CALL,
  offer,
  program,
  type Program,
  rcOk,
  serve,
  type Serving,
  ThreadPriorityNormal,
} from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { ENFILE } from '../errno.ts'
import { className, endpointInfo, endpoints } from '../generated/kl/VfsNet.edl.ts'
import { VfsLifeline } from '../generated/kl/VfsLifeline.idl.ts'
import { ProcessEnd } from '../runtime/process-end.ts'
import type { GateConnections } from './gate-connections.ts'
import { backendOf } from '../runtime/backend.ts'
import { LentSocket, NetworkServer } from './network-server.ts'
import { type NetworkOptions, NetworkStack } from './network-stack.ts'
import { failed } from './socket-object.ts'

type Own = Kos & Serving<typeof endpoints>

function implementations(kos: Own, server: NetworkServer): Implementations<typeof endpoints> {
  const { stack } = server
  return {
    network: {
      Socket({ domain, type, protocol }, { process }) {
        server.kos = kos
        if (!server.hasRoomFor(process)) return failed(-ENFILE)
        const made = stack.socket(domain, type, protocol)
        if (typeof made === 'number') return failed(made)
        const socket = server.add(kos, process, made)
        return typeof socket === 'number' ? failed(socket) : { socket }
      },
      GetInterfaces: () => ({ interfaces: stack.interfaces }),
      Resolve({ host }) {
        const addresses = stack.resolve(host)
        return typeof addresses === 'number' ? failed(addresses) : { addresses }
      },
      GetLifeline: () => ({ lifeline: nk_handle_desc(server.lifeline, OCAP_IPC_CALL) }),
    },
    socket: null,
    lifeline: null,
  }
}

// Nobody receives on the listener of this one.
function lifelineOf(kos: Own): Handle | null {
  const { handle } = kos.createListener()
  if (handle === undefined) return null
  return offer(kos, handle, VfsLifeline, { Wait: () => undefined }).handle
}

async function serveListener(
  kos: Own,
  { server, listener }: { readonly server: NetworkServer; readonly listener: Handle },
): Promise<void> {
  server.setListener(kos, listener)
  await serve(kos, listener, implementations(kos, server))
}

// A badge is closed when all handles are which came from its transfer.
async function dropLostSockets(kos: Own, server: NetworkServer): Promise<void> {
  for await (const { eventId, eventMask } of events(kos, server.notice)) {
    const { lent } = eventId as { readonly lent: unknown }
    if ((eventMask & EVENT_BADGE_CLOSED) !== 0 && lent instanceof LentSocket) server.drop(kos, lent)
  }
}

// It awaits the host, as only real time allows, so that the kernel knows that something may happen at
// any time. The gate tells of changes also between two waits.
async function serveGate(
  kos: Own,
  { server, gate }: { readonly server: NetworkServer; readonly gate: GateConnections },
): Promise<void> {
  let hasChanged = false
  let goOn: (() => void) | null = null
  gate.open(() => {
    hasChanged = true
    goOn?.()
  })
  const sys = sysOf(kos)
  sys.process.observe(new ProcessEnd(sys, () => gate.close()))
  for (;;) {
    if (!hasChanged) await new Promise<void>((resolve) => (goOn = resolve))
    goOn = null
    hasChanged = false
    server.kos = kos
    gate.move()
    // Others run, however much arrives.
    await kos.KosThreadYield()
  }
}

function startThreads(kos: Own, server: NetworkServer): boolean {
  const { gate } = server.stack
  const started = [kos.KosThreadCreate(ThreadPriorityNormal, 0, dropLostSockets, server, 0)]
  if (gate !== null)
    started.push(kos.KosThreadCreate(ThreadPriorityNormal, 0, serveGate, { server, gate }, 0))
  return started.every(({ rc }) => rc === rcOk)
}

/**
 * A network as a process: of class `kl.VfsNet`, with the endpoint `network`. It is reached by the
 * connection that `_VFS_NETWORK_BACKEND=server:CONNECTION` names, or by the name of its class. Ends
 * with code 1, and a line says why, if nobody connects to it, it gets no threads, or it has a gate
 * and time is virtual: what happens on a real network can not be repeated.
 *
 * Throws TypeError for options that are none.
 *
 * A policy judges each request by its fields, e.g. `match method=Connect { assert
 * (message.address.port == 80) }` for kl.VfsSocket.
 */
export function networkProcess(options: NetworkOptions = {}): Program<Kos> {
  // Says at once what is wrong with them.
  void new NetworkStack(options)
  return program({ endpoints, endpointInfo }, async (kos) => {
    const { kind, channel } = backendOf(kos, 'NETWORK')
    const name = kind === 'server' && channel !== '' ? channel : className
    const listener = kos.ServiceLocatorRegister(name)
    if (listener === INVALID_HANDLE) {
      kos.log(`nobody connects to ${kos.name} as ${name}`)
      return 1
    }
    if (options.gate !== undefined && sysOf(kos).isQuiescent !== null) {
      kos.log(`${kos.name} has a gate to a real network, and time is virtual: it does not start`)
      return 1
    }
    const { notice } = kos.KnNoticeCreate()
    const lifeline = lifelineOf(kos)
    if (notice === undefined || lifeline === null) return 1
    const server = new NetworkServer(kos, new NetworkStack(options), notice, lifeline)
    if (!startThreads(kos, server)) {
      kos.log(`${kos.name} has no thread to serve with`)
      return 1
    }
    await serveListener(kos, { server, listener })
    return 0
  })
}
