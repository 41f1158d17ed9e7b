// Attributes of threads.

import * as posix from '@kos/posix'
import {
  EFAULT,
  EINVAL,
  ENOTSUP,
  Out,
  pthread_attr_destroy,
  pthread_attr_getdetachstate,
  pthread_attr_getguardsize,
  pthread_attr_getinheritsched,
  pthread_attr_getschedparam,
  pthread_attr_getschedpolicy,
  pthread_attr_getscope,
  pthread_attr_getstack,
  pthread_attr_getstacksize,
  pthread_attr_init,
  pthread_attr_setdetachstate,
  pthread_attr_setguardsize,
  pthread_attr_setinheritsched,
  pthread_attr_setschedparam,
  pthread_attr_setschedpolicy,
  pthread_attr_setscope,
  pthread_attr_setstack,
  pthread_attr_setstacksize,
  pthread_attr_t,
  PTHREAD_CREATE_DETACHED,
  PTHREAD_CREATE_JOINABLE,
  PTHREAD_EXPLICIT_SCHED,
  PTHREAD_INHERIT_SCHED,
  PTHREAD_SCOPE_PROCESS,
  PTHREAD_SCOPE_SYSTEM,
  PTHREAD_STACK_MIN,
  pthread_t,
  SCHED_FIFO,
  SCHED_OTHER,
  sched_param,
  SCHED_RR,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { garbage, joined, spawn } from '../pthread-threads.ts'

const noInteger = [0.5, Number.NaN, '1', null]
const attributes = [
  {
    get: pthread_attr_getdetachstate,
    set: pthread_attr_setdetachstate,
    first: PTHREAD_CREATE_JOINABLE,
    values: [PTHREAD_CREATE_DETACHED, PTHREAD_CREATE_JOINABLE],
    others: [-1, 2, ...noInteger],
  },
  {
    get: pthread_attr_getinheritsched,
    set: pthread_attr_setinheritsched,
    first: PTHREAD_INHERIT_SCHED,
    values: [PTHREAD_EXPLICIT_SCHED, PTHREAD_INHERIT_SCHED],
    others: [-1, 2, ...noInteger],
  },
  {
    get: pthread_attr_getschedpolicy,
    set: pthread_attr_setschedpolicy,
    first: SCHED_OTHER,
    values: [SCHED_FIFO, SCHED_RR, SCHED_OTHER],
    others: [-1, 3, ...noInteger],
  },
  {
    get: pthread_attr_getscope,
    set: pthread_attr_setscope,
    first: PTHREAD_SCOPE_SYSTEM,
    values: [PTHREAD_SCOPE_SYSTEM],
    others: [-1, 2, ...noInteger],
  },
  {
    get: pthread_attr_getstacksize,
    set: pthread_attr_setstacksize,
    first: 0x10_0000,
    values: [PTHREAD_STACK_MIN, 0x4000_0000],
    others: [PTHREAD_STACK_MIN - 1, 0x4000_0001, ...noInteger],
  },
  {
    get: pthread_attr_getguardsize,
    set: pthread_attr_setguardsize,
    first: 4096,
    values: [0, 65_536],
    others: [-1, 2 ** 53, ...noInteger],
  },
]

test.for(attributes)('$set.name takes its values and refuses others', (each) => {
  const attr = new pthread_attr_t()
  const out = new Out()
  expect(each.get(attr, out)).toBe(EINVAL)
  expect(each.set(attr, each.first)).toBe(EINVAL)
  expect(pthread_attr_init(attr)).toBe(0)
  expect(each.get(attr, out)).toBe(0)
  expect(out.value).toBe(each.first)
  for (const value of each.values) {
    expect(each.set(attr, value)).toBe(0)
    for (const other of each.others) expect(each.set(attr, other as number)).toBe(EINVAL)
    expect(each.get(attr, out)).toBe(0)
    expect(out.value).toBe(value)
    expect(each.get(attr, {} as Out)).toBe(EFAULT)
  }
  expect(pthread_attr_destroy(attr)).toBe(0)
  expect(each.get(attr, out)).toBe(EINVAL)
  for (const bad of garbage) {
    expect(each.get(bad as pthread_attr_t, out)).toBe(EINVAL)
    expect(each.set(bad as pthread_attr_t, each.first)).toBe(EINVAL)
  }
})

test('pthread_attr_init sets the defaults again; what is none is refused', () => {
  const attr = new pthread_attr_t()
  const out = new Out()
  expect(pthread_attr_destroy(attr)).toBe(EINVAL)
  pthread_attr_init(attr)
  pthread_attr_setdetachstate(attr, PTHREAD_CREATE_DETACHED)
  expect(pthread_attr_init(attr)).toBe(0)
  pthread_attr_getdetachstate(attr, out)
  expect(out.value).toBe(PTHREAD_CREATE_JOINABLE)
  expect(pthread_attr_destroy(attr)).toBe(0)
  expect(pthread_attr_destroy(attr)).toBe(EINVAL)
  for (const bad of [...garbage, new pthread_t()]) {
    expect(pthread_attr_init(bad as pthread_attr_t)).toBe(EFAULT)
    expect(pthread_attr_destroy(bad as pthread_attr_t)).toBe(EINVAL)
  }
})

test('threads compete with the whole system: PTHREAD_SCOPE_PROCESS is ENOTSUP', () => {
  const attr = new pthread_attr_t()
  pthread_attr_init(attr)
  expect(pthread_attr_setscope(attr, PTHREAD_SCOPE_PROCESS)).toBe(ENOTSUP)
})

test('pthread_attr_setschedparam takes priorities 0 to 31', () => {
  const attr = new pthread_attr_t()
  const param = new sched_param()
  expect(pthread_attr_setschedparam(attr, param)).toBe(EINVAL)
  expect(pthread_attr_getschedparam(attr, param)).toBe(EINVAL)
  pthread_attr_init(attr)
  for (const priority of [31, 0, 7]) {
    param.sched_priority = priority
    expect(pthread_attr_setschedparam(attr, param)).toBe(0)
  }
  for (const bad of [-1, 32, ...noInteger]) {
    param.sched_priority = bad as number
    expect(pthread_attr_setschedparam(attr, param)).toBe(EINVAL)
  }
  expect(pthread_attr_getschedparam(attr, param)).toBe(0)
  expect(param.sched_priority).toBe(7)
  expect(pthread_attr_getschedparam(attr, Object.freeze(new sched_param()))).toBe(EFAULT)
  for (const bad of garbage) {
    expect(pthread_attr_setschedparam(attr, bad as sched_param)).toBe(EFAULT)
    expect(pthread_attr_getschedparam(attr, bad as sched_param)).toBe(EFAULT)
  }
})

test('pthread_attr_setstack sets the size, and keeps the address', () => {
  const attr = new pthread_attr_t()
  const address = new Out<number | null>()
  const size = new Out()
  expect(pthread_attr_getstack(attr, address, size)).toBe(EINVAL)
  expect(pthread_attr_setstack(attr, 0, PTHREAD_STACK_MIN)).toBe(EINVAL)
  pthread_attr_init(attr)
  expect(pthread_attr_getstack(attr, address, size)).toBe(0)
  expect([address.value, size.value]).toEqual([null, 0x10_0000])
  expect(pthread_attr_setstack(attr, 0x5000_0000, 65_536)).toBe(0)
  for (const bad of [PTHREAD_STACK_MIN - 1, 0x4000_0001, ...noInteger])
    expect(pthread_attr_setstack(attr, 0, bad as number)).toBe(EINVAL)
  for (const bad of [-1, 2 ** 53, ...noInteger])
    expect(pthread_attr_setstack(attr, bad as number, PTHREAD_STACK_MIN)).toBe(EINVAL)
  expect(pthread_attr_getstack(attr, address, size)).toBe(0)
  expect([address.value, size.value]).toEqual([0x5000_0000, 65_536])
  expect(pthread_attr_getstacksize(attr, size)).toBe(0)
  expect(size.value).toBe(65_536)
  expect(pthread_attr_getstack(attr, {} as Out<number | null>, size)).toBe(EFAULT)
  expect(pthread_attr_getstack(attr, address, {} as Out)).toBe(EFAULT)
})

test('a thread has a stack of the size that was set', async () => {
  await inProcess(async (posixOf, kos) => {
    const attr = new pthread_attr_t()
    pthread_attr_init(attr)
    pthread_attr_setstacksize(attr, 0x20_0000)
    const id = spawn(posixOf, (own) => own.sched_yield(), null, attr)
    await posixOf.sched_yield()
    const stack = kos.KosThreadGetStack((kos.KosThreadCurrentId() + 1) as never)
    expect(stack.size).toBe(0x20_0000)
    await joined(posixOf, id)
  })
})

test('a policy without the priority that was set is refused when the thread is made', async () => {
  await inProcess((posixOf) => {
    const attr = new pthread_attr_t()
    const param = new sched_param()
    pthread_attr_init(attr)
    pthread_attr_setinheritsched(attr, PTHREAD_EXPLICIT_SCHED)
    param.sched_priority = 5
    pthread_attr_setschedparam(attr, param)
    expect(posixOf.pthread_create(new pthread_t(), attr, () => {}, null)).toBe(EINVAL)
  })
})

test('what kos does not have is not there', () => {
  for (const name of [
    'pthread_atfork',
    'pthread_mutex_consistent',
    'pthread_mutexattr_getrobust',
    'pthread_mutexattr_setrobust',
  ])
    expect(name in posix).toBe(false)
})
