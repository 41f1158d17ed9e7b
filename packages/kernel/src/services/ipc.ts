// IPC, for programs: Call, Recv and Reply on handles, their interruption, the service locator,
// callable handles. Channels, listeners and delivery are in `@kos/ipc`, their handles in
// `ipc-handles.ts`, delivery in this kernel in `message-transfer.ts`, static connections in
// `connections.ts`, those made at run time in `channel-manager.ts`.

import { isUserHandleType, KernelObject } from '@kos/handles'
import {
  Channel,
  type Endpoint,
  type IpcSyncObject,
  IpcThread,
  Listener,
  type MessageTransfer,
} from '@kos/ipc'
import type { CallableApi, InterruptApi, IpcApi, LocatorApi } from '@kos/libkos'
import { ipcContract, PARKED } from '@kos/libkos/abi'
import {
  callableLibrary,
  interruptLibrary,
  locatorLibrary,
  syscallLibrary,
} from '@kos/libkos/libraries'
import { joinLibraries, type Library } from '@kos/libkos/process'
import { endpointsNamed } from '@kos/security'
import { rcInvalidArgument, rcInvalidOperation, rcOk, rcResourceNotFound } from '@kos/retcode'
import type { KernelCore } from '../kernel-core.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import type { Task, TaskThread } from '../task.ts'
import { Connections } from './connections.ts'
import {
  callableOf,
  channelOf,
  createListenerHandle,
  createOwnChannel,
  createSyncHandle,
  listenerOf,
  receivableOf,
  syncObjectOf,
} from './ipc-handles.ts'
import { transferOf } from './message-transfer.ts'
import { returnName } from './name-out.ts'
import { returnHandle, returnValue } from './returns.ts'

const library: Library<IpcServiceApi> = /* @__PURE__ */ joinLibraries<IpcServiceApi>(
  syscallLibrary,
  interruptLibrary,
  locatorLibrary,
  callableLibrary,
)

const { calls } = ipcContract

/** What the IPC service adds to `kos`. */
export type IpcServiceApi = IpcApi & InterruptApi & LocatorApi & CallableApi

/** What the IPC service provides. */
export interface IpcProvides {
  /** Delivers messages: for services that make listeners of their own. */
  readonly transfer: MessageTransfer
  /**
   * Connects two processes: `client` reaches `server` under `name`. rcOk; rcAlreadyExists: the name
   * is taken.
   */
  connect(client: Task, server: Task, name: string): number
  /** Whether what a handle leads to is an end of a connection of the process. */
  isConnection(task: Task, object: unknown): boolean
}

/** IPC by rendezvous and its interruption, the service locator, and callable handles. */
export function ipc(): Service<'ipc', IpcServiceApi, Needed<'handles'>, IpcProvides> {
  return defineService({
    name: 'ipc',
    needs: ['handles'],
    contract: ipcContract,
    library,
    start(kernel) {
      const transfer = transferOf(kernel)
      const connections = new Connections(transfer)
      // A listener that no process is connected to yet.
      const unconnected = (task: Task): Listener => new Listener(transfer, task, task.name)
      const ipcThreadOf = kernel.local(
        ({ thread, task, registers }) => new IpcThread(thread, task, thread.tid, registers, task),
      )
      return {
        provides: {
          transfer,
          connect: (client, server, name) => connections.connect(client, server, name),
          isConnection: (task, object) => connections.isEndOf(task, object),
        },
        handlers: {
          Call(thread, handle, request, arena, arenaSize, response, responseArena) {
            const channel = channelOf(kernel, thread.task, handle)
            if (typeof channel === 'number') return channel
            thread.task.calls++
            return channel.call(
              ipcThreadOf(thread),
              request,
              arena,
              arenaSize,
              response,
              responseArena,
            )
          },
          CallEx(
            thread,
            handle,
            request,
            arena,
            arenaSize,
            response,
            responseArena,
            timeout,
            syncHandle,
          ) {
            const channel = channelOf(kernel, thread.task, handle)
            if (typeof channel === 'number') return channel
            const sync = optionalSync(kernel, thread, syncHandle)
            if (typeof sync === 'number') return sync
            thread.task.calls++
            return channel.call(
              ipcThreadOf(thread),
              request,
              arena,
              arenaSize,
              response,
              responseArena,
              timeout,
              sync,
            )
          },
          CallBounded(
            thread,
            handle,
            request,
            arena,
            arenaSize,
            response,
            responseArena,
            timeout,
            isDeadline,
            syncHandle,
          ) {
            const channel = channelOf(kernel, thread.task, handle)
            if (typeof channel === 'number') return channel
            const sync = optionalSync(kernel, thread, syncHandle)
            if (typeof sync === 'number') return sync
            if (isDeadline > 1) return rcInvalidArgument
            thread.task.calls++
            return channel.call(
              ipcThreadOf(thread),
              request,
              arena,
              arenaSize,
              response,
              responseArena,
              timeout,
              sync,
              true,
              isDeadline === 1,
            )
          },
          Recv(thread, handle, request, arena) {
            const listener = receivableOf(kernel, thread.task, handle)
            return typeof listener === 'number'
              ? listener
              : listener.receive(ipcThreadOf(thread), request, arena)
          },
          RecvEx(thread, handle, request, arena, timeout, syncHandle) {
            const listener = receivableOf(kernel, thread.task, handle)
            if (typeof listener === 'number') return listener
            const sync = optionalSync(kernel, thread, syncHandle)
            return typeof sync === 'number'
              ? sync
              : listener.receive(ipcThreadOf(thread), request, arena, timeout, sync)
          },
          Reply(thread, handle, client, response, arena, arenaSize) {
            const listener = listenerOf(kernel, thread.task, handle)
            return typeof listener === 'number'
              ? listener
              : listener.reply(ipcThreadOf(thread), client, response, arena, arenaSize)
          },
          ReplyRecv(thread, handle, client, response, arena, arenaSize, request, requestArena) {
            if (!kernel.gatekeeper.mayAlways(thread, calls.Reply)) {
              const args = [handle, client, response, arena, arenaSize]
              const mayReply = kernel.gatekeeper.permit(thread, calls.Reply, args)
              if (mayReply !== rcOk) return mayReply
            }
            const listener = listenerOf(kernel, thread.task, handle)
            if (typeof listener === 'number') return listener
            const party = ipcThreadOf(thread)
            const rc = listener.reply(party, client, response, arena, arenaSize)
            if (rc !== rcOk) return rc
            // A rule or the probe may have ended this thread.
            if (party.waiter.isOver) return PARKED
            if (!kernel.gatekeeper.mayAlways(thread, calls.Recv)) {
              const args = [handle, request, requestArena]
              const mayReceive = kernel.gatekeeper.permit(thread, calls.Recv, args)
              if (mayReceive !== rcOk) return mayReceive
            }
            return listener.receive(party, request, requestArena)
          },
          CreateSyncObject: (thread) => returnHandle(thread, createSyncHandle(thread.task)),
          SetInterrupt({ task }, handle) {
            const sync = syncObjectOf(kernel, task, handle)
            if (typeof sync === 'number') return sync
            sync.set()
            return rcOk
          },
          ClearInterrupt({ task }, handle) {
            const sync = syncObjectOf(kernel, task, handle)
            if (typeof sync === 'number') return sync
            sync.clear()
            return rcOk
          },
          Connect: (thread, name) =>
            returnHandle(thread, connections.clientHandle(thread.task, name)),
          GetRiid(thread, handle, endpoint) {
            const channel = channelOf(kernel, thread.task, handle)
            if (typeof channel === 'number') return channel
            const named = endpointsNamed(channel.listener.endpoints, endpoint)
            // A callable handle has one endpoint only.
            const found = channel.isCallable ? named.filter((i) => i === channel.riid) : named
            const riid = found[0]
            if (riid === undefined) return rcResourceNotFound
            if (found.length > 1) return rcInvalidOperation
            return returnValue(thread, riid)
          },
          Register: (thread, name) =>
            returnHandle(thread, connections.serverHandle(thread.task, name)),
          CreateListener: (thread) =>
            returnHandle(thread, createListenerHandle(thread.task, unconnected(thread.task))),
          CreateChannel: (thread, listener) =>
            createOwnChannel(kernel, thread, listener, () => unconnected(thread.task)),
          GetEndpointName(thread, handle, riid, name) {
            const endpoint = endpointOf(kernel, thread, handle, riid)
            if (typeof endpoint === 'number') return endpoint
            return returnName(thread, endpoint?.name, name)
          },
          GetInterfaceName(thread, handle, riid, name) {
            const endpoint = endpointOf(kernel, thread, handle, riid)
            if (typeof endpoint === 'number') return endpoint
            return returnName(thread, endpoint?.interface.$name, name)
          },
          GetServiceName: (thread, index, name) =>
            returnName(thread, connections.serviceName(thread.task, index), name),
          CreateCallable(thread, type, rights, context, handle, riid) {
            if (!isUserHandleType(type)) return rcInvalidArgument
            const { space } = thread.task
            const listener = listenerOf(kernel, thread.task, handle)
            if (typeof listener === 'number') return listener
            if (riid >= listener.endpoints.length) return rcInvalidArgument
            const channel = new Channel(listener, listener.name, riid, context)
            const object = new KernelObject(type, space, context, channel)
            return returnHandle(thread, space.create(object, rights))
          },
          GetCallableRiid(thread, handle, interfaceName) {
            const channel = callableOf(kernel, thread.task, handle)
            if (typeof channel === 'number') return channel
            const { listener, riid } = channel
            if (listener.endpoints[riid]?.interface.$name !== interfaceName)
              return rcInvalidArgument
            return returnValue(thread, riid)
          },
        },
        taskEnded: (task) => connections.drop(task),
        counts: () => connections.counts,
      }
    },
  })
}

// What a client may know of the endpoint `riid` behind a handle; a code if the handle is none.
function endpointOf(
  kernel: KernelCore,
  { task }: TaskThread,
  handle: number,
  riid: number,
): Endpoint | number | undefined {
  const channel = channelOf(kernel, task, handle)
  if (typeof channel === 'number') return channel
  const isHidden = channel.isCallable && riid !== channel.riid
  return isHidden ? undefined : channel.listener.endpoints[riid]
}

// The synchronization object of a call or receive: null for INVALID_HANDLE, a code if it is none.
function optionalSync(
  kernel: KernelCore,
  { task }: TaskThread,
  handle: number,
): IpcSyncObject | number | null {
  return handle === 0 ? null : syncObjectOf(kernel, task, handle)
}
