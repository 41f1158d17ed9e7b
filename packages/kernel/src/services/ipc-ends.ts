// What the handles of the IPC service lead to, and the way from a handle of a process to it. When
// the last handle is gone, so is the end.

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
import type { Channel, Listener } from '@kos/ipc'
import { IpcSyncObject } from '@kos/ipc'
import { rcInvalidArgument, rcNoCapability, rcOk } from '@kos/retcode'
import type { KernelCore, ZeroHandlesListener } from '../kernel-core.ts'
import type { Task, TaskThread } from '../task.ts'

/** What a client handle leads to. */
export class ClientEnd implements ZeroHandlesListener {
  readonly channel: Channel

  constructor(channel: Channel) {
    this.channel = channel
  }

  onZeroHandles(): void {
    this.channel.close()
  }

  /** A handle of it for `task`, or a code. */
  handleFor({ space }: Task): number {
    return space.create(
      new KernelObject(HANDLE_TYPE_IPC, space, 0, this),
      OCAP_IPC_CLIENT | OCAP_HANDLE_TRANSFER,
    )
  }
}

/** What a server handle leads to. */
export class ServerEnd implements ZeroHandlesListener {
  readonly listener: Listener

  constructor(listener: Listener) {
    this.listener = listener
  }

  onZeroHandles(): void {
    this.listener.close()
  }

  /** A listener handle of it for `task`, or a code. */
  handleFor({ space }: Task): number {
    return space.create(new KernelObject(HANDLE_TYPE_IPC, space, 0, this), OCAP_IPC_LISTENER)
  }
}

/**
 * What the handles of a callable resource lead to. It ends with the listener only: a call that was
 * made before the last handle was closed or revoked goes on.
 */
export class CallableEnd {
  readonly channel: Channel

  constructor(channel: Channel) {
    this.channel = channel
  }
}

/**
 * What the handle of a synchronization object leads to. The handle has no rights, so it can be
 * neither copied nor transferred.
 */
export class SyncEnd implements ZeroHandlesListener {
  readonly sync: IpcSyncObject = new IpcSyncObject()

  onZeroHandles(): void {
    this.sync.destroy()
  }

  /** A handle of it for `task`, or a code. */
  handleFor({ space }: Task): number {
    return space.create(new KernelObject(HANDLE_TYPE_IPC_SYNC, space, 0, this), 0)
  }
}

/** Leaves a new handle in register 0 and answers rcOk, or answers why there is none. */
export function give(thread: TaskThread, handle: number): number {
  if (handle <= 0) return handle
  thread.registers[0] = handle
  return rcOk
}

/** The channel that a client handle or a callable one leads to, or why it can't be called. */
export function channelOf(kernel: KernelCore, task: Task, handle: number): Channel | number {
  const end = kernel.valueOf(task, handle, OCAP_IPC_CLIENT)
  return end instanceof ClientEnd ? end.channel : callableChannelOf(kernel, task, handle, end)
}

// `end` is what the handle led to as a client's.
function callableChannelOf(
  kernel: KernelCore,
  task: Task,
  handle: number,
  end: unknown,
): Channel | number {
  const callable = callableOf(kernel, task, handle)
  if (typeof callable !== 'number') return callable
  if (typeof end === 'number') return end
  return end instanceof CallableEnd ? rcNoCapability : rcInvalidArgument
}

/** The channel that a callable handle leads to, or why it is none. */
export function callableOf(kernel: KernelCore, task: Task, handle: number): Channel | number {
  const end = kernel.valueOf(task, handle, OCAP_IPC_CALL)
  if (end instanceof CallableEnd) return end.channel
  return typeof end === 'number' ? end : rcInvalidArgument
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
  const end = kernel.valueOf(task, handle, rights)
  if (end instanceof ServerEnd) return end.listener
  return typeof end === 'number' ? end : rcInvalidArgument
}

/** The synchronization object that a handle leads to, or why there is none. */
export function syncOf(kernel: KernelCore, task: Task, handle: number): IpcSyncObject | number {
  const end = kernel.valueOf(task, handle, 0)
  if (end instanceof SyncEnd) return end.sync
  return typeof end === 'number' ? end : rcInvalidArgument
}
