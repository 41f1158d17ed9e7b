// Notifications, for programs. Receivers are in `@kos/notice`; a process knows one by a handle, so
// that it ends with the process.

import {
  HANDLE_TYPE_NOTICE,
  KernelObject,
  OCAP_HANDLE_GET_EVENT,
  type ZeroHandlesListener,
} from '@kos/handles'
import type { NoticeApi } from '@kos/libkos'
import { callsOf, eventRecordSize, noticeContract, writeEventRecord } from '@kos/libkos/abi'
import { noticeLibrary } from '@kos/libkos/libraries'
import { byteLength } from '@kos/ipc'
import {
  type EventSink,
  NoticeObserver,
  NoticeReceiver,
  signalByUser,
  type Subscriber,
} from '@kos/notice'
import { rcInvalidArgument, rcQuotaExceeded } from '@kos/retcode'
import { ThreadState } from '@kos/thread'
import type { KernelCore } from '../kernel-core.ts'
import { maxEntriesPerObject, maxEntriesPerReceiver, maxReceiversPerTask } from '../limits.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import type { Task, TaskThread } from '../task.ts'
import { returnHandle } from './returns.ts'

/** What the notices service provides. */
export interface NoticeProvides {
  /** The receiver that a handle of the process leads to, or why there is none. */
  receiverOf(task: Task, handle: number): NoticeReceiver | number
}

const calls = /* @__PURE__ */ callsOf(noticeContract)

/** Notifications: receivers, subscriptions, user events. */
export function notices(): Service<'notices', NoticeApi, Needed<'handles'>, NoticeProvides> {
  return defineService({
    name: 'notices',
    needs: ['handles'],
    contract: noticeContract,
    library: noticeLibrary,
    start(kernel) {
      kernel.observe(new NoticeObserver())
      const bufferOf = kernel.local((thread) => new EventBuffer(thread))
      const owners = new Map<Task, ReceiverOwner>()
      return {
        provides: {
          receiverOf(task, handle) {
            const owned = receiverOf(kernel, task, handle)
            return typeof owned === 'number' ? owned : owned.receiver
          },
        },
        handlers: {
          Create(thread) {
            const { task } = thread
            const owner = owners.get(task) ?? new ReceiverOwner(task)
            if (owner.receivers >= maxReceiversPerTask) return rcQuotaExceeded
            const owned = new OwnedReceiver(owner)
            const handle = task.space.create(
              new KernelObject(HANDLE_TYPE_NOTICE, task.space, 0, owned),
              0,
            )
            if (handle > 0) {
              owner.receivers++
              owners.set(task, owner)
            }
            return returnHandle(thread, handle)
          },
          SubscribeToObject({ task }, notice, object, mask, id) {
            const owned = receiverOf(kernel, task, notice)
            if (typeof owned === 'number') return owned
            const node = task.space.check(object, OCAP_HANDLE_GET_EVENT)
            return node < 0 ? node : owned.receiver.subscribeThrough(kernel.handles, node, mask, id)
          },
          GetEvent(thread, notice, timeout, events) {
            const owned = receiverOf(kernel, thread.task, notice)
            if (typeof owned === 'number') return owned
            const buffer = bufferOf(thread)
            const room = buffer.begin(owned, events)
            return room < 1
              ? rcInvalidArgument
              : owned.receiver.take(thread.thread, timeout, room, buffer)
          },
          GetEventEx(thread, notice, timeout, events) {
            const owned = receiverOf(kernel, thread.task, notice)
            if (typeof owned === 'number') return owned
            const buffer = bufferOf(thread)
            const room = buffer.begin(owned, events)
            return room < 1
              ? rcInvalidArgument
              : owned.receiver.takeCounted(thread.thread, timeout, room, buffer)
          },
          UnsubscribeFromObject({ task }, notice, object) {
            const owned = receiverOf(kernel, task, notice)
            if (typeof owned === 'number') return owned
            const node = task.space.check(object, 0)
            return node < 0 ? node : owned.receiver.unsubscribeObject(kernel.handles.objectOf(node))
          },
          UnsubscribeFromEvent({ task }, notice, id) {
            const owned = receiverOf(kernel, task, notice)
            return typeof owned === 'number' ? owned : owned.receiver.unsubscribeEvent(id)
          },
          DropAndWake({ task }, notice) {
            const owned = receiverOf(kernel, task, notice)
            return typeof owned === 'number' ? owned : owned.receiver.dropAndWake()
          },
          Release({ task }, notice) {
            const owned = receiverOf(kernel, task, notice)
            return typeof owned === 'number' ? owned : owned.receiver.release()
          },
          SetObjectEvent({ task }, object, mask) {
            const node = task.space.check(object, 0)
            if (node < 0) return node
            return signalByUser(
              kernel.handles.objectOf(node),
              task.space,
              kernel.handles.rightsOf(node),
              mask,
            )
          },
        },
        taskEnded: (task) => void owners.delete(task),
      }
    },
  })
}

/** A process that has receivers. */
class ReceiverOwner implements Subscriber {
  readonly task: Task
  readonly maxEntriesPerSource: number = maxEntriesPerObject
  /** How many it has. */
  receivers = 0

  constructor(task: Task) {
    this.task = task
  }
}

/** The receiver that a handle of the process leads to, or why there is none. */
function receiverOf(kernel: KernelCore, task: Task, handle: number): OwnedReceiver | number {
  const value = kernel.valueOf(task, handle, 0)
  if (value instanceof OwnedReceiver) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}

/**
 * A receiver of a process. Its entries' ids are tokens, which the process is told to forget when
 * their entry goes.
 */
class OwnedReceiver implements ZeroHandlesListener {
  readonly receiver: NoticeReceiver
  /**
   * The id that a thread was told of as the last of its entry: the process forgets it by itself,
   * after it has looked.
   */
  handedOut = 0
  readonly #owner: ReceiverOwner

  constructor(owner: ReceiverOwner) {
    const { task } = owner
    const onEntryRemoved = (id: number): void => {
      if (id === this.handedOut) this.handedOut = 0
      else task.port?.release([id])
    }
    this.receiver = new NoticeReceiver({
      maxEntries: maxEntriesPerReceiver,
      name: task.name,
      onEntryRemoved,
      subscriber: owner,
    })
    this.#owner = owner
  }

  onZeroHandles(): void {
    this.receiver.release()
    this.#owner.receivers--
  }
}

/** Puts notifications into the buffer of a thread that takes them. */
class EventBuffer implements EventSink {
  readonly #thread: TaskThread
  #owned: OwnedReceiver | null = null
  #bytes: Uint8Array = new Uint8Array(0)
  #count = 0

  constructor(thread: TaskThread) {
    this.#thread = thread
  }

  /** Sets the buffer, and answers how many notifications fit. */
  begin(owned: OwnedReceiver, bytes: Uint8Array): number {
    this.#owned = owned
    this.#bytes = bytes
    this.#count = 0
    return Math.floor(byteLength(bytes) / eventRecordSize)
  }

  // A notification that does not fit because the buffer shrank meanwhile is lost.
  accept(id: number, value: number, isLast: boolean): void {
    writeEventRecord(this.#bytes, this.#count, id, value, isLast)
    if (isLast && this.#owned !== null) this.#handOut(this.#owned, id)
    this.#count++
    this.#thread.registers[calls.GetEvent.results.count] = this.#count
  }

  #handOut(owned: OwnedReceiver, id: number): void {
    owned.handedOut = id
    const thread = this.#thread
    if (thread.thread.state === ThreadState.parked) thread.given.tokens.push(id)
  }
}
