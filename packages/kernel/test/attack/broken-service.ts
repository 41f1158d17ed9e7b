// Services that break the word of the kernel, each in one way: what watches an attack must notice.
// And one that only counts, to see that an attack reaches it.

import { HANDLE_TYPE_USER_FIRST, KernelObject } from '@kos/handles'
import { defineContract, type Param } from '@kos/libkos/abi'
import { rcOk } from '@kos/retcode'
import {
  type AnyService,
  defineService,
  type KernelCore,
  type TaskThread,
} from '../../src/index.ts'

/** What a broken handler does. */
export type BrokenHandler = (core: KernelCore, thread: TaskThread, handle: number) => number

const first = 2048

/** A service with one call, of a handle, that is broken. */
export function broken(handler: BrokenHandler, counts: Record<string, number> = {}): AnyService {
  const contract = defineContract('broken', '', first, {
    Break: { params: [['handle', 'handle']], results: { handle: 0 } },
  })
  return defineService({
    name: 'broken',
    contract,
    library: {},
    start: (core) => ({
      handlers: { Break: (thread, handle) => handler(core, thread, handle) },
      counts: () => counts,
    }),
  })
}

/** Ways to break it, with what is to be found. */
export const breaches: readonly (readonly [finding: string, handler: BrokenHandler])[] = [
  ['answered 5', () => 5],
  ['answered -0.5', () => -0.5],
  ['parked', () => 1],
  [
    'the kernel failed in Break',
    () => {
      throw new RangeError('a handler throws')
    },
  ],
  ['was not given', giveAnyway],
  [
    'the kernel stands still, with 1 entries open',
    ({ scheduler }) => {
      scheduler.depth++
      return -1
    },
  ],
  [
    'Partner ended',
    ({ tasks }) => {
      const partner = tasks.byName('Partner')
      if (partner !== undefined) tasks.end(partner, { killed: 'by a broken service' })
      return -1
    },
  ],
  ['gave what was there before', giveAgain],
  ['is charged', giveSecretly],
  ['leads to another object', swap],
  ['not zero', writeEverywhere],
]

// A new object, whatever handle was passed.
function giveAnyway(_core: KernelCore, { task, registers }: TaskThread): number {
  registers[0] = task.space.create(new KernelObject(HANDLE_TYPE_USER_FIRST, null, 0, null), 0)
  return registers[0] > 0 ? rcOk : -1
}

// A second handle of the caller's object, with every right.
function giveAgain(
  { handles }: KernelCore,
  { task, registers }: TaskThread,
  handle: number,
): number {
  const node = task.space.check(handle, 0)
  if (node < 0) return node
  registers[0] = task.space.create(handles.objectOf(node), 0xffff_ffff)
  return rcOk
}

// A handle that no result and no message tells of.
function giveSecretly(_core: KernelCore, { task }: TaskThread): number {
  task.space.create(new KernelObject(HANDLE_TYPE_USER_FIRST, null, 0, null), 0)
  return -1
}

// Closes a handle of its own until the number is issued again, for another object.
function swap(_core: KernelCore, { task }: TaskThread, handle: number): number {
  const { space } = task
  if (space.check(handle, 0) < 0) return -1
  space.close(handle)
  for (let i = 0; i < 2 ** 21; i++) {
    const again = space.create(new KernelObject(HANDLE_TYPE_USER_FIRST, null, 0, null), 0)
    if (again === handle || again < 0) return -1
    space.close(again)
  }
  return -1
}

// Into the memory of the machine, past every page table.
function writeEverywhere({ provided, tasks }: KernelCore): number {
  const task = tasks.byName('Bystander')
  if (task?.isAlive === true)
    for (const view of provided.memory?.pagesOf(task).frames.views ?? [])
      for (let at = 0; at < view.byteLength; at += 1024) view.setUint32(at, 0xbad, true)
  return -1
}

/** A service with calls of every kind, and the arguments that arrived, by call. */
export function counting(): { readonly service: AnyService; readonly seen: Map<string, number> } {
  const seen = new Map<string, number>()
  const params: readonly Param[] = [
    ['first', 'handle'],
    ['second', 'u32'],
    ['third', 'i32'],
    ['fourth', 'f64'],
    ['fifth', 'str'],
    ['sixth', 'in'],
    ['seventh', 'out'],
  ]
  const contract = defineContract('counting', 'demo.Counting', first + 64, {
    None: { params: [] },
    All: { params },
  })
  const note = (name: string) => (): number => {
    seen.set(name, (seen.get(name) ?? 0) + 1)
    return -1
  }
  const start = (): { handlers: { None: () => number; All: () => number } } => ({
    handlers: { None: note('None'), All: note('All') },
  })
  return { service: defineService({ name: 'counting', contract, library: {}, start }), seen }
}
