// The table of `top`, from readings made by hand and from a kernel.

import { expect, test } from 'vitest'
import { formatTop, type KernelStatistics, type TaskStatistics } from '../src/index.ts'
import { openWorld } from './world.ts'

const second = 1_000_000_000

const task = (id: number, name: string, total: number, more: Partial<TaskStatistics> = {}) => ({
  id,
  parent: 0,
  name,
  className: name,
  state: 'running' as const,
  priority: 15,
  threads: 1,
  handles: 4,
  cpu: { total, user: total / 2 },
  memory: { physical: 384, virtual: 1024 },
  syscalls: 100,
  calls: 20,
  denials: 0,
  ...more,
})

const reading = (
  [kernel, user, idle]: readonly [number, number, number],
  tasks: readonly TaskStatistics[],
): KernelStatistics => ({
  uptime: kernel + user + idle,
  cpu: { kernel, user, idle },
  memory: { total: 262_144, free: 261_376 },
  processes: 2,
  threads: 3,
  tasks,
})

const before = reading(
  [second, second, 8 * second],
  [
    task(2, 'Server', second),
    task(3, 'Client', second),
    task(4, 'Gone', 0, { state: 'terminated' }),
  ],
)
const after = reading(
  [1.5 * second, 2.5 * second, 16 * second],
  [
    task(2, 'Server', 1.5 * second, { denials: 7 }),
    task(3, 'Client', 2 * second),
    task(4, 'Gone', 0, { state: 'terminated' }),
    task(5, 'Short', 0.5 * second, { state: 'terminated', parent: 3, threads: 0, handles: 0 }),
  ],
)

test('load is the share of the interval, and the busiest comes first', () => {
  expect(`${formatTop(before, after, { width: 100 })}\n`).toMatchInlineSnapshot(`
    "up 20.000 s, 2 processes, 3 threads
    CPU 20.0 %: kernel 5.0 %, user 15.0 %; idle 80.0 %
    memory 3.0 of 1024.0 MiB

       PID PRI      STATE   CPU%      TIME     MEM    VIRT  THR    HND     CALLS DENIED  NAME
         3  15    running   10.0     2.000     1.5     4.0    1      4        20      0  Client
         2  15    running    5.0     1.500     1.5     4.0    1      4        20      7  Server
         5  15 terminated    5.0     0.500     1.5     4.0    0      0        20      0  Short
    "
  `)
})

test('columns give way to long names, which may begin alike', () => {
  const names = ['traffic_light.ControlSystem', 'traffic_light.LightsGPIO']
  const tasks = names.map((name, index) => task(index + 2, name, second))
  const text = formatTop(before, reading([second, second, 9 * second], tasks))
  for (const name of names) expect(text).toContain(`  ${name}`)
})

test('a narrow table leaves columns out, and no line is wider than it may be', () => {
  expect(`${formatTop(before, after, { width: 40 })}\n`).toMatchInlineSnapshot(`
    "up 20.000 s, 2 processes, 3 threads
    CPU 20.0 %: kernel 5.0 %, user 15.0 %; …
    memory 3.0 of 1024.0 MiB

       PID   CPU%     MEM  THR  NAME
         3   10.0     1.5    1  Client
         2    5.0     1.5    1  Server
         5    5.0     1.5    0  Short
    "
  `)
  for (let width = 20; width < 130; width++)
    for (const line of formatTop(before, after, { width }).split('\n'))
      expect(line.length).toBeLessThanOrEqual(width)
})

test('a process that began in the interval, and one of an earlier name, count from nothing', () => {
  const table = formatTop(reading([0, 0, 0], []), reading([0, second, 0], [task(9, 'New', second)]))
  expect(table).toMatch(/ 9 .* 100\.0 .*New$/m)
})

test('without an interval there is no load', () => {
  expect(formatTop(before, before)).toContain('CPU 0.0 %')
})

test('names cannot control the terminal', () => {
  const named = reading([0, 0, 0], [task(2, '\u001B[2J\nevil', 0)])
  expect(formatTop(named, named)).toMatch(/ {2}\?\[2J\?evil$/m)
})

test('a kernel without counters and memory has a table, too', () => {
  const bare = { ...before, cpu: null, memory: null }
  const tasks = before.tasks.map((each) => ({ ...each, cpu: null, memory: null }))
  const table = formatTop({ ...bare, tasks }, { ...bare, tasks })
  expect(table).toContain('CPU time is not measured')
  expect(table).toMatch(/ - .*Server$/m)
})

test('two readings of a kernel make a table', async () => {
  await using world = openWorld()
  world.empty('Busy', 'Lazy')
  const { kernel } = world
  const first = kernel.statistics()
  await world.act('Busy', async (kos) => {
    for (let i = 0; i < 100; i++) kos.KnGetMSecSinceStart()
    await kos.KnSleep(1)
  })
  const rows = formatTop(first, kernel.statistics()).split('\n').slice(-2)
  expect(rows.map((row) => row.trim().split(/\s+/).at(-1))).toEqual(['Busy', 'Lazy'])
})
