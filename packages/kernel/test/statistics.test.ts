// Statistics as programs see them: lists of processes, and the numbers of each and of all.

import {
  type Handle,
  type Kos,
  GROUP_PARAM_CPU_KERNEL,
  GROUP_PARAM_MEM_FREE,
  GROUP_PARAM_MEM_TOTAL,
  GROUP_PARAM_TASKS,
  GROUP_PARAM_THREADS,
  PAGE_SIZE,
  program,
  TASK_PARAM_HANDLES,
  TASK_PARAM_MEM_PHY,
  TASK_PARAM_MEM_VIRT,
  TASK_PARAM_PPID,
  TASK_PARAM_PRIORITY,
  TASK_PARAM_STATE,
  TASK_PARAM_THREADS,
  TASK_PARAM_TIME_TOTAL,
  TASK_PARAM_TIME_USER,
  TaskStateRunning,
  TaskStateTerminated,
  VMM_FLAG_COMMIT,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  rcInvalidArgument,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcSecurityDisallow,
  rcUnimplemented,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  any,
  core,
  createKernel,
  deny,
  execute,
  request,
  statistics,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { maxTaskItemsPerTask, maxTaskListsPerTask } from '../src/limits.ts'
import { hosts, openWorld, type World } from './world.ts'

const pages = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ | VMM_FLAG_WRITE

/** The items of a new list, by the names of their processes. */
function itemsOf(kos: Kos): Map<string, Handle> {
  const { list } = unwrap(kos.KnGroupStatGetTaskList())
  const { count } = unwrap(kos.KnTaskStatGetTasksCount(list))
  const items = new Map<string, Handle>()
  for (let index = 0; index < count; index++) {
    const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, index))
    items.set(unwrap(kos.KnTaskStatGetName(task)).name, task)
  }
  expect(kos.KnTaskStatCloseTaskList(list)).toBe(rcOk)
  return items
}

const itemOf = (kos: Kos, name: string): Handle => itemsOf(kos).get(name) as Handle
const paramOf = (kos: Kos, name: string, param: number): number =>
  unwrap(kos.KnTaskStatGetParam(itemOf(kos, name), param)).value
const group = (kos: Kos, param: number): number => unwrap(kos.KnGroupStatGetParam(param)).value

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host(), memory: { bytes: 64 * PAGE_SIZE } })
    world.empty('Observer', 'Other')
    return world
  }

  test('a list has the processes that lived when it was made, in the order of their making', async () => {
    await using world = open()
    const seen = await world.act('Observer', async (kos) => {
      const { list } = unwrap(kos.KnGroupStatGetTaskList())
      world.empty('Later')
      world.kernel.kill('Other')
      const names = [0, 1].map((index) => {
        const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, index))
        return unwrap(kos.KnTaskStatGetName(task)).name
      })
      return [names, kos.KnTaskStatGetTasksCount(list), kos.KnTaskStatEnumTaskList(list, 2).rc]
    })
    expect(seen).toEqual([['Observer', 'Other'], { rc: rcOk, count: 2 }, rcResourceNotFound])
  })

  test('an item stays readable after the end of its process, with the numbers of its end', async () => {
    await using world = open()
    await world.act('Other', async (kos) => void (await kos.KnSleep(5)))
    const seen = await world.act('Observer', async (kos) => {
      const task = itemOf(kos, 'Other')
      const read = (param: number): number => unwrap(kos.KnTaskStatGetParam(task, param)).value
      const before = [read(TASK_PARAM_STATE), read(TASK_PARAM_TIME_TOTAL)]
      world.kernel.kill('Other')
      world.empty('Other')
      await kos.KnSleep(5)
      const name = unwrap(kos.KnTaskStatGetName(task)).name
      const gone = [TASK_PARAM_MEM_PHY, TASK_PARAM_MEM_VIRT, TASK_PARAM_THREADS, TASK_PARAM_HANDLES]
      return {
        name,
        before,
        after: [read(TASK_PARAM_STATE), read(TASK_PARAM_TIME_TOTAL)],
        gone: gone.map(read),
        isSame: kos.KnTaskStatGetId(task).id === kos.KnTaskStatGetId(itemOf(kos, 'Other')).id,
      }
    })
    const [, time = 0] = seen.before
    expect(time).toBeGreaterThan(0)
    expect(seen).toEqual({
      name: 'Other',
      before: [TaskStateRunning, time],
      after: [TaskStateTerminated, time],
      gone: [0, 0, 0, 0],
      isSame: false,
    })
  })

  test('the numbers of a process: threads, priority, handles, memory, parent', async () => {
    await using world = open()
    await world.act('Other', (kos) => {
      for (const priority of [3, 21]) kos.KosThreadCreate(priority, 0, () => kos.KnSleep(1e6), 0, 1)
      kos.KnVmAllocate(0, 4 * PAGE_SIZE, pages)
      kos.KnVmAllocate(0, 8 * PAGE_SIZE, VMM_FLAG_RESERVE | VMM_FLAG_READ)
      kos.KnNoticeCreate()
      kos.KnNoticeCreate()
    })
    const { kernel } = world
    const before = kernel.statistics().tasks.find(({ name }) => name === 'Other')
    const [threads, priority, handles, parent, physical, virtual] = await world.act(
      'Observer',
      (kos) =>
        [
          TASK_PARAM_THREADS,
          TASK_PARAM_PRIORITY,
          TASK_PARAM_HANDLES,
          TASK_PARAM_PPID,
          TASK_PARAM_MEM_PHY,
          TASK_PARAM_MEM_VIRT,
        ].map((param) => paramOf(kos, 'Other', param)),
    )
    expect([threads, priority, handles, parent]).toEqual([2, 21, 2, 0])
    const statistics = kernel.inspect().tasks.find(({ name }) => name === 'Other')?.memory
    expect(physical).toBe(statistics?.charged)
    expect(physical).toBeGreaterThanOrEqual(4)
    expect(virtual).toBeGreaterThanOrEqual(12 + (statistics?.guards ?? 0))
    expect(before?.memory).toEqual({ physical, virtual })
  })

  test('buffers that others made are not memory of a process', async () => {
    await using world = open()
    const seen = await world.act('Observer', (kos) => {
      const before = paramOf(kos, 'Observer', TASK_PARAM_MEM_PHY)
      const free = group(kos, GROUP_PARAM_MEM_FREE)
      const { handle } = unwrap(kos.KnPmmMdlCreate(8 * PAGE_SIZE, VMM_FLAG_READ))
      const virtual = paramOf(kos, 'Observer', TASK_PARAM_MEM_VIRT)
      const charged = [
        paramOf(kos, 'Observer', TASK_PARAM_MEM_PHY) - before,
        free - group(kos, GROUP_PARAM_MEM_FREE),
        paramOf(kos, 'Other', TASK_PARAM_MEM_PHY),
      ]
      unwrap(kos.KnPmmMdlMap(handle, 0, 2 * PAGE_SIZE, 0, VMM_FLAG_READ))
      return [...charged, paramOf(kos, 'Observer', TASK_PARAM_MEM_VIRT) - virtual]
    })
    expect(seen).toEqual([8, 8, 0, 2])
  })

  test('all memory is free, or that of a process', async () => {
    await using world = open()
    await world.act('Other', (kos) => void kos.KnVmAllocate(0, 5 * PAGE_SIZE, pages))
    const [total, free, ...used] = await world.act('Observer', (kos) => [
      group(kos, GROUP_PARAM_MEM_TOTAL),
      group(kos, GROUP_PARAM_MEM_FREE),
      ...['Observer', 'Other'].map((name) => paramOf(kos, name, TASK_PARAM_MEM_PHY)),
    ])
    expect(total).toBe(64)
    expect(used[1]).toBeGreaterThanOrEqual(5)
    expect((free ?? 0) + (used[0] ?? 0) + (used[1] ?? 0)).toBe(64)
  })

  test('all processes and all threads are counted, those that have ended are not', async () => {
    await using world = open()
    const counts = await world.act('Observer', async (kos) => {
      const count = (): number[] => [group(kos, GROUP_PARAM_TASKS), group(kos, GROUP_PARAM_THREADS)]
      const before = count()
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 0))
      const more = count()
      await kos.KosThreadWait(tid, 100)
      world.kernel.kill('Other')
      return [before, more, count()]
    })
    expect(counts).toEqual([
      [2, 1],
      [2, 2],
      [1, 1],
    ])
  })

  test('lists and items are of different kinds, and other handles are neither', async () => {
    await using world = open()
    const codes = await world.act('Observer', (kos) => {
      const { list } = unwrap(kos.KnGroupStatGetTaskList())
      const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, 0))
      return [
        kos.KnTaskStatGetTasksCount(task).rc,
        kos.KnTaskStatEnumTaskList(task, 0).rc,
        kos.KnTaskStatCloseTaskList(task),
        kos.KnTaskStatGetName(list).rc,
        kos.KnTaskStatGetId(list).rc,
        kos.KnTaskStatGetParam(list, TASK_PARAM_STATE).rc,
        kos.KnTaskStatCloseTask(list),
        kos.KnTaskStatCloseTask(unwrap(kos.KnIpcCreateSyncObject()).syncHandle),
      ]
    })
    expect(codes).toEqual(Array.from({ length: 8 }, () => rcInvalidArgument))
  })

  test('what was closed is gone, and an item outlives its list', async () => {
    await using world = open()
    const seen = await world.act('Observer', (kos) => {
      const { list } = unwrap(kos.KnGroupStatGetTaskList())
      const { task } = unwrap(kos.KnTaskStatEnumTaskList(list, 1))
      const objects = (): unknown => world.kernel.inspect().objects
      const open = objects()
      const closed = [kos.KnTaskStatCloseTaskList(list), kos.KnTaskStatCloseTaskList(list)]
      const { name } = kos.KnTaskStatGetName(task)
      return [open, closed, name, kos.KnTaskStatCloseTask(task), kos.KnTaskStatGetName(task).rc]
    })
    expect(seen).toEqual([
      expect.objectContaining({ taskLists: 1, taskItems: 1 }),
      [rcOk, rcInvalidArgument],
      'Other',
      rcOk,
      rcInvalidArgument,
    ])
    expect(world.kernel.inspect().objects).toMatchObject({ taskLists: 0, taskItems: 0 })
  })

  test('a process has so many lists and items, and gets more when it closes some', async () => {
    await using world = open()
    const seen = await world.act('Observer', (kos) => {
      const lists = Array.from({ length: maxTaskListsPerTask }, () =>
        unwrap(kos.KnGroupStatGetTaskList()),
      )
      const [{ list } = { list: 0 as Handle }] = lists
      const items = Array.from({ length: maxTaskItemsPerTask }, () =>
        unwrap(kos.KnTaskStatEnumTaskList(list, 0)),
      )
      const over = [kos.KnGroupStatGetTaskList().rc, kos.KnTaskStatEnumTaskList(list, 0).rc]
      kos.KnTaskStatCloseTask(items[0]?.task as Handle)
      const item = kos.KnTaskStatEnumTaskList(list, 0).rc
      kos.KnTaskStatCloseTaskList(list)
      return [...over, item, kos.KnGroupStatGetTaskList().rc]
    })
    expect(seen).toEqual([rcQuotaExceeded, rcQuotaExceeded, rcOk, rcOk])
    expect((await world.act('Other', (kos) => kos.KnGroupStatGetTaskList())).rc).toBe(rcOk)
  })

  test('a list for which there is no handle is not counted', async () => {
    await using world = openWorld({ host: host(), handleQuota: 2 })
    world.empty('Observer')
    const codes = await world.act('Observer', (kos) => [
      kos.KnGroupStatGetTaskList().rc,
      kos.KnGroupStatGetTaskList().rc,
      kos.KnGroupStatGetTaskList().rc,
    ])
    expect(codes).toEqual([rcOk, rcOk, rcQuotaExceeded])
    expect(world.kernel.inspect().objects).toMatchObject({ taskLists: 2, taskItems: 0 })
  })

  test('a process that was made and does not run yet is stopped', async () => {
    const states: unknown[] = []
    const look = (): boolean => {
      states.push(world.kernel.statistics().tasks.map(({ state }) => state))
      return true
    }
    const policy = [execute(core, core), execute(core, any, look)]
    await using world = openWorld({ host: host(), security: policy })
    world.empty('First', 'Second')
    world.kernel.kill('First')
    states.push(world.kernel.statistics().tasks.map(({ state }) => state))
    // The start of the kernel comes first.
    expect(states).toEqual([[], ['stopped'], ['running', 'stopped'], ['terminated', 'running']])
  })

  test('parameters that there are not are refused', async () => {
    await using world = open()
    const codes = await world.act('Observer', (kos) => [
      kos.KnGroupStatGetParam(GROUP_PARAM_THREADS + 1).rc,
      kos.KnTaskStatGetParam(itemOf(kos, 'Other'), TASK_PARAM_MEM_VIRT + 1).rc,
    ])
    expect(codes).toEqual([rcInvalidArgument, rcInvalidArgument])
  })

  test('a name that no buffer takes is refused', async () => {
    await using world = open()
    world.empty('x'.repeat(1024), 'y'.repeat(1025))
    const names = await world.act('Observer', (kos) => {
      const { list } = unwrap(kos.KnGroupStatGetTaskList())
      return [2, 3].map((index) => {
        const { rc, name } = kos.KnTaskStatGetName(
          unwrap(kos.KnTaskStatEnumTaskList(list, index)).task,
        )
        return rc === rcOk ? name.length : rc
      })
    })
    expect(names).toEqual([1024, expect.any(Number)])
    expect(names[1]).toBeLessThan(0)
  })

  test('a policy knows the calls by their endpoint', async () => {
    const policy = [
      execute(),
      request(any, core),
      deny(request(any, core, { endpoint: 'profiler.Profiler', method: 'GetTaskList' })),
    ]
    await using world = openWorld({ host: host(), security: policy })
    world.empty('Observer')
    const codes = await world.act('Observer', (kos) => [
      kos.KnGroupStatGetTaskList().rc,
      kos.KnGroupStatGetParam(GROUP_PARAM_TASKS).rc,
    ])
    expect(codes).toEqual([rcSecurityDisallow, rcOk])
    expect(world.denials).toHaveLength(1)
  })

  test('a kernel without memory has processes and times, and no memory', async () => {
    const kernel = createKernel({
      services: [threads(), statistics()],
      security: [execute(), request(any, core)],
      clock: new VirtualClock(),
      host: host(),
    })
    kernel.spawn(null, { name: 'Only' })
    const done = kernel.as('Only', (kos) => [
      kos.KnGroupStatGetParam(GROUP_PARAM_MEM_TOTAL).rc,
      kos.KnGroupStatGetParam(GROUP_PARAM_MEM_FREE).rc,
      kos.KnGroupStatGetParam(GROUP_PARAM_CPU_KERNEL).rc,
      kos.KnGroupStatGetParam(GROUP_PARAM_TASKS),
    ])
    await kernel.run({ until: 'idle' })
    expect(await done).toEqual([rcUnimplemented, rcUnimplemented, rcOk, { rc: rcOk, value: 1 }])
    const read = kernel.statistics()
    expect([read.memory, read.tasks[0]?.memory]).toEqual([null, null])
    await kernel[Symbol.asyncDispose]()
  })

  test('a process that ends with lists and items leaves nothing', async () => {
    const Hoarder = program((kos) => {
      for (const task of itemsOf(kos).values()) unwrap(kos.KnTaskStatGetId(task))
      unwrap(kos.KnGroupStatGetTaskList())
      return unwrap(kos.KnTaskStatGetParam(itemOf(kos, 'Hoarder'), TASK_PARAM_TIME_USER)).rc
    })
    await using world = open()
    world.kernel.spawn(Hoarder, { name: 'Hoarder' })
    expect(await world.exitOf('Hoarder')).toEqual({ code: rcOk })
    expect(world.kernel.inspect().objects).toMatchObject({ taskLists: 0, taskItems: 0 })
  })
})

test('a kernel without the service says what it lacks', () => {
  const kernel = createKernel({ services: [threads()], security: [], clock: new VirtualClock() })
  expect(() => kernel.statistics()).toThrow('add statistics() to services')
})
