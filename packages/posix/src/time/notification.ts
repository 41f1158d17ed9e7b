// Telling a program of an event by a function in a thread of its own (SIGEV_THREAD).

import { Struct } from '../pthread/struct.ts'
import {
  PTHREAD_CREATE_DETACHED,
  pthread_attr_t,
  ThreadAttributes,
} from '../pthread/thread-attributes.ts'
import { createThread } from '../pthread/thread-life.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { SIGEV_THREAD, type sigevent } from './sigevent.ts'

/** Starts the thread of a notification; `thread` is the one that runs. */
export type Notifier = (thread: PosixThread) => void

/**
 * What tells of an event; null: the record is none of SIGEV_THREAD with a function. The record is
 * read now. If no thread can be made, nobody is told.
 */
export function notifierOf(event: sigevent): Notifier | null {
  const {
    sigev_notify,
    sigev_notify_function: routine,
    sigev_value,
    sigev_notify_attributes,
  } = event
  if (sigev_notify !== SIGEV_THREAD || typeof routine !== 'function') return null
  const attributes = attributesOf(sigev_notify_attributes)
  return attributes === null
    ? null
    : (thread) => void createThread(thread, attributes, routine, sigev_value)
}

// Nobody can join the thread.
function attributesOf(given: object | null): ThreadAttributes | null {
  const attributes = new ThreadAttributes()
  if (given !== null) {
    const own = given instanceof pthread_attr_t ? Struct.read(given, ThreadAttributes) : undefined
    if (own === undefined) return null
    Object.assign(attributes, own)
  }
  attributes.detachState = PTHREAD_CREATE_DETACHED
  return attributes
}
