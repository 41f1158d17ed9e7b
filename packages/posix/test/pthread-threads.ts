// Threads for tests of pthread.h: made and joined in one line each, and times.

import {
  Out,
  type Posix,
  pthread_attr_init,
  pthread_attr_setinheritsched,
  pthread_attr_setschedparam,
  pthread_attr_setschedpolicy,
  pthread_attr_t,
  PTHREAD_EXPLICIT_SCHED,
  pthread_t,
  SCHED_FIFO,
  sched_param,
} from '@kos/posix'
import type { Kos } from '@kos/libkos'
import { rcOk } from '@kos/libkos'
import { expect } from 'vitest'

/** Makes a thread. */
export function spawn<A = null>(
  posix: Posix,
  routine: (posix: Posix, argument: A) => unknown,
  argument: A = null as A,
  attr: pthread_attr_t | null = null,
): pthread_t {
  const id = new pthread_t()
  expect(posix.pthread_create(id, attr, routine, argument)).toBe(0)
  return id
}

/** Its value, when it has ended. */
export async function joined(posix: Posix, id: pthread_t): Promise<unknown> {
  const value = new Out<unknown>()
  expect(await posix.pthread_join(id, value)).toBe(0)
  return value.value
}

/** Attributes of a thread with a priority of kos. */
export function withPriority(priority: number): pthread_attr_t {
  const attr = new pthread_attr_t()
  const param = new sched_param()
  param.sched_priority = priority
  expect(pthread_attr_init(attr)).toBe(0)
  expect(pthread_attr_setinheritsched(attr, PTHREAD_EXPLICIT_SCHED)).toBe(0)
  expect(pthread_attr_setschedpolicy(attr, SCHED_FIFO)).toBe(0)
  expect(pthread_attr_setschedparam(attr, param)).toBe(0)
  return attr
}

/** Lets all other threads of this priority run until they wait. */
export async function settle(posix: Posix): Promise<void> {
  for (let i = 0; i < 20; i++) await posix.sched_yield()
}

/** The time in so many milliseconds: of CLOCK_REALTIME, or of CLOCK_MONOTONIC. */
export function later(
  kos: Kos,
  milliseconds: number,
  isMonotonic = false,
): { tv_sec: number; tv_nsec: number } {
  const got = isMonotonic ? kos.KnGetUpTime() : kos.KnGetSystemTime()
  if (got.rc !== rcOk) throw new Error('no time')
  const nanoseconds = got.time.sec * 1e9 + got.time.nsec + milliseconds * 1e6
  const tv_sec = Math.floor(nanoseconds / 1e9)
  return { tv_sec, tv_nsec: nanoseconds - tv_sec * 1e9 }
}

/** Values that are no records, buffers or ids. */
export const garbage: readonly unknown[] = [undefined, null, 0, -1, Number.NaN, 2 ** 53, '', {}]
