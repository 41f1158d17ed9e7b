// Handles of the IPC service: how those of channels, listeners and synchronization objects are
// made, and the way from a handle of a process to the object. The objects themselves are in
// `@kos/ipc`; they end with their last handle.

import {
  HANDLE_TYPE_IPC,
  HANDLE_TYPE_IPC_SYNC,
  KernelObject,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  OCAP_IPC_CLIENT,
  OCAP_IPC_LISTENER,
  OCAP_IPC_SERVER,
} from '@kos/handles'
import { Channel, Listener, IpcSyncObject } from '@kos/ipc'
import { ipcContract } from '@kos/libkos/abi'
import { rcInvalidArgument, rcNoCapability, rcOk } from '@kos/retcode'
import type { KernelCore } from '../kernel-core.ts'
import type { Task, TaskThread } from '../task.ts'

/** A client handle for `task`, or a code. */
export function createClientHandle({ space }: Task, channel: Channel): number {
  return space.create(
    new KernelObject(HANDLE_TYPE_IPC, space, 0, channel),
    OCAP_IPC_CLIENT | OCAP_HANDLE_TRANSFER,
  )
}

/** A listener handle for `task`, or a code. */
export function createListenerHandle({ space }: Task, listener: Listener): number {
  return space.create(new KernelObject(HANDLE_TYPE_IPC, space, 0, listener), OCAP_IPC_LISTENER)
}

/**
 * Leaves the handles of a channel of a process with itself in the registers of `thread`. `given` is
 * a listener handle, or 0 for a new one, made by `create`. If a handle can't be made, none is left.
 */
export function createOwnChannel(
  kernel: KernelCore,
  { task, registers }: TaskThread,
  given: number,
  create: () => Listener,
): number {
  const handle = given === 0 ? createListenerHandle(task, create()) : given
  if (handle < 0) return handle
  const listener = listenerOf(kernel, task, handle, OCAP_IPC_LISTENER)
  if (typeof listener === 'number') return listener
  const client = createClientHandle(task, listener.connect(listener.name))
  if (client < 0) {
    if (given === 0) task.space.close(handle)
    return client
  }
  const { results } = ipcContract.calls.CreateChannel
  registers[results.clientHandle] = client
  registers[results.listenerHandle] = given === 0 ? handle : 0
  return rcOk
}

/**
 * The handle of a synchronization object for `task`, or a code. It has no rights, so it can be
 * neither copied nor transferred.
 */
export function createSyncHandle({ space }: Task): number {
  return space.create(new KernelObject(HANDLE_TYPE_IPC_SYNC, space, 0, new IpcSyncObject()), 0)
}

/** The channel that a client handle or a callable handle leads to, or why it can't be called. */
export function channelOf(kernel: KernelCore, task: Task, handle: number): Channel | number {
  const value = kernel.valueOf(task, handle, OCAP_IPC_CLIENT)
  if (value instanceof Channel && !value.isCallable) return value
  const callable = callableOf(kernel, task, handle)
  if (typeof callable !== 'number') return callable
  if (typeof value === 'number') return value
  // It has the right of a client: either a callable handle that lacks its own, or no channel.
  return value instanceof Channel ? rcNoCapability : rcInvalidArgument
}

/** The channel that a callable handle leads to, or why it is none. */
export function callableOf(kernel: KernelCore, task: Task, handle: number): Channel | number {
  const value = kernel.valueOf(task, handle, OCAP_IPC_CALL)
  if (value instanceof Channel && value.isCallable) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}

/**
 * The listener that a server handle leads to, or why there is none; `rights` are those of a server,
 * or more.
 */
export function listenerOf(
  kernel: KernelCore,
  task: Task,
  handle: number,
  rights: number = OCAP_IPC_SERVER,
): Listener | number {
  const value = kernel.valueOf(task, handle, rights)
  if (value instanceof Listener) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}

/** What a thread waits at with Recv: a listener, or its interrupt. */
export type Receivable = Pick<Listener, 'receive'>

/** What a process may wait at with Recv through a handle, or why there is nothing. */
export function receivableOf(kernel: KernelCore, task: Task, handle: number): Receivable | number {
  const value = kernel.valueOf(task, handle, OCAP_IPC_SERVER)
  if (value instanceof Listener) return value
  if (typeof value === 'number') return value
  return kernel.provided.io?.interruptOf(value) ?? rcInvalidArgument
}

/** The synchronization object that a handle leads to, or why there is none. */
export function syncObjectOf(
  kernel: KernelCore,
  task: Task,
  handle: number,
): IpcSyncObject | number {
  const value = kernel.valueOf(task, handle, 0)
  if (value instanceof IpcSyncObject) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}
