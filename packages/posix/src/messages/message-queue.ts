// QueuedMessage queues (mqueue.h), local to their process: messages by priority, first come, first
// served within one priority.
//
// A queue lives as long as it has a name or an open description. Who waits is woken one at a time
// and looks again: (1) whoever put a message in wakes one receiver, whoever took one out wakes one
// sender; (2) a woken thread finds what it was woken for, or another one was quicker and it waits
// again. Nothing is handed over, so nothing is lost with a thread that is cancelled.

import { rcOk } from '@kos/libkos'
import { WaitQueue } from '@kos/thread'
import { ReadinessListeners } from '../io/readiness.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Attributes of a queue (`struct mq_attr`). */
export class mq_attr {
  /** O_NONBLOCK or 0. */
  mq_flags = 0
  /** Most messages. */
  mq_maxmsg = 0
  /** Most bytes of a message. */
  mq_msgsize = 0
  /** Messages that are in it now. */
  mq_curmsgs = 0
}

/** A message. */
export interface QueuedMessage {
  readonly priority: number
  readonly bytes: Uint8Array
}

/** What happens when a message comes into an empty queue that nobody waits at. */
export interface Notification {
  /** Who asked for it: with its end, the notification is off. */
  readonly owner: object
  /** Told in the thread that sent the message. */
  readonly arrived: (thread: PosixThread) => void
}

/** A queue. */
export class MessageQueue {
  readonly maxMessages: number
  readonly maxSize: number
  /** Threads that wait for room, and those that wait for a message. */
  readonly senders: WaitQueue = new WaitQueue()
  readonly receivers: WaitQueue = new WaitQueue()
  readonly listeners: ReadinessListeners = new ReadinessListeners()
  notification: Notification | null = null
  readonly #messages: QueuedMessage[] = []

  constructor(maxMessages: number, maxSize: number) {
    this.maxMessages = maxMessages
    this.maxSize = maxSize
  }

  get count(): number {
    return this.#messages.length
  }

  get isFull(): boolean {
    return this.#messages.length >= this.maxMessages
  }

  /** Puts a message in; there must be room. */
  put(thread: PosixThread, message: QueuedMessage): void {
    const messages = this.#messages
    const isFirst = messages.length === 0
    let index = messages.length
    while (index > 0 && (messages[index - 1] as QueuedMessage).priority < message.priority) index--
    messages.splice(index, 0, message)
    const isAwaited = this.receivers.wakeOne(rcOk)
    if (isFirst && !isAwaited) this.#notify(thread)
    this.listeners.changed()
  }

  /** Takes the first message out; null: there is none. */
  take(): QueuedMessage | null {
    const message = this.#messages.shift()
    if (message === undefined) return null
    this.senders.wakeOne(rcOk)
    this.listeners.changed()
    return message
  }

  #notify(thread: PosixThread): void {
    const { notification } = this
    this.notification = null
    notification?.arrived(thread)
  }
}

/** The queues of a process that have names. */
export class MessageQueues {
  readonly named: Map<string, MessageQueue> = new Map()
}
