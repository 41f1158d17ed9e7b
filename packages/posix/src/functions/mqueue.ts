// Message queues: mqueue.h. They are local to the process that opens them.

import {
  EBADF,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  ENAMETOOLONG,
  ENOENT,
  ENOSPC,
  ENOTSUP,
} from '../errno.ts'
import { isLongerThan } from '../fs/file-name.ts'
import { O_ACCMODE, O_CREAT, O_EXCL, O_NONBLOCK } from '../fs/open-flags.ts'
import { maxQueueBytes, maxQueueMessages, MQ_OPEN_MAX, NAME_MAX } from '../limits.ts'
import { OpenMessageQueue } from '../messages/message-queue-descriptor.ts'
import { MessageQueue, MessageQueues, mq_attr } from '../messages/message-queue.ts'
import type { timespec } from '../io/timespec.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { notifierOf } from '../time/notification.ts'
import { SIGEV_NONE, SIGEV_SIGNAL, sigevent } from '../time/sigevent.ts'
import { isRecordOf } from './out-record.ts'

/** Functions of mqueue.h. A message queue descriptor is a file descriptor. */
export interface MqueueApi {
  /**
   * Opens the queue of a name, `/` and 1 to 254 more bytes without another slash; with O_CREAT
   * makes it, for as many and as large messages as `attr` says, or for 10 of 8192 bytes. `mode` is
   * not looked at. The descriptor; -1 with errno: EEXIST, EINVAL (name, flags, attributes),
   * ENAMETOOLONG, ENOENT, ENOSPC (too many queues, or more than 64 MiB in one), EMFILE, EFAULT.
   */
  readonly mq_open: (name: string, oflag: number, mode?: number, attr?: mq_attr | null) => number
  /** Closes a descriptor. 0; -1 with errno EBADF. */
  readonly mq_close: (mqdes: number) => number
  /** Takes the name off a queue. 0; -1 with errno: ENOENT, ENAMETOOLONG. */
  readonly mq_unlink: (name: string) => number
  /**
   * Sends the first `msg_len` bytes of `msg_ptr`, and waits for room. Resolves with 0; -1 with
   * errno: EAGAIN, EBADF, EFAULT (no buffer), EINVAL (`msg_prio` is not 0 to MQ_PRIO_MAX - 1,
   * `msg_len` is more than the buffer has), EMSGSIZE. A cancellation point, as the three below.
   */
  readonly mq_send: (
    mqdes: number,
    msg_ptr: Uint8Array,
    msg_len: number,
    msg_prio: number,
  ) => Promise<number>
  /** The same, until CLOCK_REALTIME shows a time: ETIMEDOUT. EINVAL: that is no time. */
  readonly mq_timedsend: (
    mqdes: number,
    msg_ptr: Uint8Array,
    msg_len: number,
    msg_prio: number,
    abstime: timespec,
  ) => Promise<number>
  /**
   * Receives the oldest of the messages of highest priority, and waits for one. Resolves with its
   * bytes, and leaves its priority; -1 with errno: EAGAIN, EBADF, EFAULT (no buffer, or no
   * Out), EINVAL (`msg_len` is more than the buffer has), EMSGSIZE (`msg_len` is less than a
   * message may have).
   */
  readonly mq_receive: (
    mqdes: number,
    msg_ptr: Uint8Array,
    msg_len: number,
    msg_prio?: Out | null,
  ) => Promise<number>
  /** The same, until CLOCK_REALTIME shows a time: ETIMEDOUT. EINVAL: that is no time. */
  readonly mq_timedreceive: (
    mqdes: number,
    msg_ptr: Uint8Array,
    msg_len: number,
    msg_prio: Out | null,
    abstime: timespec,
  ) => Promise<number>
  /** Writes the attributes. 0; -1 with errno: EBADF, EFAULT. */
  readonly mq_getattr: (mqdes: number, mqstat: mq_attr) => number
  /** Sets O_NONBLOCK by `mq_flags`, and writes those of before. 0; -1: EBADF, EFAULT, EINVAL. */
  readonly mq_setattr: (mqdes: number, mqstat: mq_attr, omqstat?: mq_attr | null) => number
  /**
   * Asks for a notification, once, when a message comes into the empty queue and nobody waits for
   * it; null takes that back. 0; -1 with errno: EBADF, EBUSY (it was asked for), EFAULT (no
   * record), EINVAL (no function), ENOTSUP (SIGEV_SIGNAL).
   */
  readonly mq_notify: (mqdes: number, notification: sigevent | null) => number
}

const defaultMessages = 10
const defaultSize = 8192

function nameFault(name: unknown): number {
  if (typeof name !== 'string') return -EFAULT
  if (isLongerThan(name, NAME_MAX)) return -ENAMETOOLONG
  return /^\/[^/\0]+$/.test(name) ? 0 : -EINVAL
}

function newQueue(attr: mq_attr | null): MessageQueue | number {
  if (attr === null) return new MessageQueue(defaultMessages, defaultSize)
  if (!(attr instanceof mq_attr)) return -EFAULT
  const { mq_maxmsg, mq_msgsize } = attr
  if (!(Number.isInteger(mq_maxmsg) && Number.isInteger(mq_msgsize))) return -EINVAL
  if (mq_maxmsg < 1 || mq_msgsize < 1) return -EINVAL
  if (mq_maxmsg > maxQueueMessages || mq_maxmsg * mq_msgsize > maxQueueBytes) return -ENOSPC
  return new MessageQueue(mq_maxmsg, mq_msgsize)
}

function queueFor(
  { named }: MessageQueues,
  name: string,
  oflag: number,
  attr: mq_attr | null,
): MessageQueue | number {
  const there = named.get(name)
  if (there !== undefined)
    return (oflag & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL) ? -EEXIST : there
  if ((oflag & O_CREAT) === 0) return -ENOENT
  return named.size >= MQ_OPEN_MAX ? -ENOSPC : newQueue(attr)
}

function queuesOf({ process }: PosixThread): MessageQueues {
  return process.local(MessageQueues, () => new MessageQueues())
}

function open(thread: PosixThread, name: string, oflag: number, attr: mq_attr | null): number {
  const fault = nameFault(name)
  if (fault < 0) return fault
  if (!Number.isInteger(oflag) || (oflag & O_ACCMODE) === O_ACCMODE) return -EINVAL
  const queues = queuesOf(thread)
  const queue = queueFor(queues, name, oflag, attr)
  if (typeof queue === 'number') return queue
  const fd = thread.process.descriptors.add(new OpenMessageQueue(queue, oflag))
  if (fd >= 0) queues.named.set(name, queue)
  return fd
}

function openAt({ process }: PosixThread, mqdes: number): OpenMessageQueue | null {
  const description = process.descriptors.get(mqdes)
  return description instanceof OpenMessageQueue ? description : null
}

// The part of a buffer that a function is given, or a negated error number.
function partOf(buffer: Uint8Array, length: number): Uint8Array | number {
  if (!(buffer instanceof Uint8Array)) return -EFAULT
  if (!(Number.isInteger(length) && length >= 0 && length <= buffer.length)) return -EINVAL
  return new Uint8Array(buffer.buffer, buffer.byteOffset, length)
}

type Until = timespec | null

function send(
  thread: PosixThread,
  mqdes: number,
  buffer: Uint8Array,
  length: number,
  priority: number,
  until: Until,
): Promise<number> {
  const opened = openAt(thread, mqdes)
  if (opened === null) return thread.promise(-EBADF)
  const part = partOf(buffer, length)
  if (typeof part === 'number') return thread.promise(part)
  return thread.promise(opened.send(thread, part, priority, until))
}

function receive(
  thread: PosixThread,
  mqdes: number,
  buffer: Uint8Array,
  length: number,
  priority: Out | null,
  until: Until,
): Promise<number> {
  const opened = openAt(thread, mqdes)
  if (opened === null) return thread.promise(-EBADF)
  const part = partOf(buffer, length)
  if (typeof part === 'number') return thread.promise(part)
  if (priority !== null && !Out.is(priority)) return thread.promise(-EFAULT)
  const took = (value: number): void => void Out.put(priority, value)
  return thread.promise(opened.receive(thread, part, until, took))
}

function writeAttributes({ queue, flags }: OpenMessageQueue, into: mq_attr): void {
  into.mq_flags = flags & O_NONBLOCK
  into.mq_maxmsg = queue.maxMessages
  into.mq_msgsize = queue.maxSize
  into.mq_curmsgs = queue.count
}

function setAttributes(opened: OpenMessageQueue, wanted: mq_attr, before: mq_attr | null): number {
  if (!(wanted instanceof mq_attr)) return -EFAULT
  if (before !== null && !isRecordOf(before, mq_attr)) return -EFAULT
  const { mq_flags } = wanted
  if (!Number.isInteger(mq_flags)) return -EINVAL
  if (before !== null) writeAttributes(opened, before)
  return opened.setFlags(mq_flags)
}

function notify(opened: OpenMessageQueue, event: sigevent | null): number {
  const { queue } = opened
  if (event === null) {
    if (queue.notification?.owner === opened) queue.notification = null
    return 0
  }
  if (!(event instanceof sigevent)) return -EFAULT
  if (event.sigev_notify === SIGEV_SIGNAL) return -ENOTSUP
  const arrived = event.sigev_notify === SIGEV_NONE ? () => {} : notifierOf(event)
  if (arrived === null) return -EINVAL
  if (queue.notification !== null) return -EBUSY
  queue.notification = { owner: opened, arrived }
  return 0
}

/** Message queues. */
export const mqueue: Family<MqueueApi> = {
  mq_open:
    (thread) =>
    (name, oflag, _mode, attr = null) =>
      thread.result(open(thread, name, oflag, attr)),
  mq_close: (thread) => (mqdes) => {
    if (openAt(thread, mqdes) === null) return thread.fail(EBADF)
    void thread.process.descriptors.close(thread, mqdes)
    return 0
  },
  mq_unlink: (thread) => (name) => {
    const fault = nameFault(name)
    if (fault < 0) return thread.fail(fault === -EINVAL ? ENOENT : -fault)
    return queuesOf(thread).named.delete(name) ? 0 : thread.fail(ENOENT)
  },
  mq_send: (thread) => (mqdes, buffer, length, priority) =>
    send(thread, mqdes, buffer, length, priority, null),
  mq_timedsend: (thread) => (mqdes, buffer, length, priority, until) =>
    send(thread, mqdes, buffer, length, priority, until),
  mq_receive:
    (thread) =>
    (mqdes, buffer, length, priority = null) =>
      receive(thread, mqdes, buffer, length, priority, null),
  mq_timedreceive: (thread) => (mqdes, buffer, length, priority, until) =>
    receive(thread, mqdes, buffer, length, priority, until),
  mq_getattr: (thread) => (mqdes, into) => {
    const opened = openAt(thread, mqdes)
    if (opened === null) return thread.fail(EBADF)
    if (!isRecordOf(into, mq_attr)) return thread.fail(EFAULT)
    writeAttributes(opened, into)
    return 0
  },
  mq_setattr:
    (thread) =>
    (mqdes, wanted, before = null) => {
      const opened = openAt(thread, mqdes)
      if (opened === null) return thread.fail(EBADF)
      return thread.result(setAttributes(opened, wanted, before))
    },
  mq_notify: (thread) => (mqdes, event) => {
    const opened = openAt(thread, mqdes)
    return opened === null ? thread.fail(EBADF) : thread.result(notify(opened, event))
  },
}
