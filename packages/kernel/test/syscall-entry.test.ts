// The two forms of a system call's wrapper do the same: what is of its kind passes, everything else
// is refused before the handler sees it.

import { defineContract, type Kind, maxParams, maxStringLength, type Param } from '@kos/libkos/abi'
import { rcInvalidArgument, rcInvalidThreadState, rcOk } from '@kos/retcode'
import { PARKED, ThreadState } from '@kos/thread'
import { describe, expect, test, vi } from 'vitest'
import {
  entryOf,
  type EntryForm,
  granted,
  observed,
  type SyscallEntry,
  watchInterval,
} from '../src/syscall-entry.ts'
import type { TaskThread } from '../src/task.ts'

const forms: readonly EntryForm[] = ['code', 'closures']
const good: Readonly<Record<Kind, readonly unknown[]>> = {
  handle: [0, 1, 0xffff_ffff],
  u32: [0, 1, -0, 0xffff_ffff],
  i32: [0, -1, -0x8000_0000, 0x7fff_ffff],
  f64: [0, 1, Number.MAX_SAFE_INTEGER],
  str: ['', 'text', 'x'.repeat(maxStringLength)],
  in: [new Uint8Array(0), new Uint8Array(8)],
  out: [new Uint8Array(8), new (class extends Uint8Array {})(8)],
}
const never: readonly unknown[] = [
  undefined,
  null,
  NaN,
  Infinity,
  0.5,
  true,
  1n,
  {},
  [],
  () => 0,
  Symbol('s'),
]
const bad: Readonly<Record<Kind, readonly unknown[]>> = {
  handle: [...never, -1, 2 ** 32, '1', new Uint8Array(1)],
  u32: [...never, -1, 2 ** 32, '1', new Uint8Array(1)],
  i32: [...never, 2 ** 31, -(2 ** 31) - 1, '1'],
  f64: [...never, -1, 2 ** 53, '1'],
  str: [...never, 1, 'x'.repeat(maxStringLength + 1)],
  in: [
    ...never,
    'bytes',
    1,
    new Int8Array(1),
    new DataView(new ArrayBuffer(1)),
    new Proxy(new Uint8Array(1), {}),
    { length: 1 },
  ],
  out: [...never, 'bytes', 1, new Uint8ClampedArray(1), Object.create(Uint8Array.prototype)],
}

function callOf(
  form: EntryForm | undefined,
  kinds: readonly Kind[],
  verdict = granted,
): { call: (...args: unknown[]) => number; seen: unknown[][] } {
  const seen: unknown[][] = []
  const params = kinds.map((kind, index): Param => [`p${index}`, kind])
  const { calls } = defineContract('test', 'test.Test', 1024, { It: { params } })
  const gatekeeper = {
    refuseOrDefer: (_t: TaskThread, _s: unknown, _a: unknown, operation: () => number) =>
      operation() + 7,
    watch() {},
    fault: (_t: TaskThread, _s: unknown, error: unknown) => {
      throw error
    },
  }
  const handler = (_thread: TaskThread, ...args: never[]): number => (seen.push(args), 0)
  const entry: SyscallEntry = entryOf(calls.It, handler, gatekeeper, form)
  const verdicts = new Uint8Array(1100).fill(verdict)
  const thread = {
    thread: { state: ThreadState.running, complete: (rc: number) => rc },
    task: { syscalls: 0, verdicts },
  }
  return {
    call: entry(thread as unknown as TaskThread) as unknown as (...args: unknown[]) => number,
    seen,
  }
}

describe.each(forms)('an entry made of %s', (form) => {
  test.each(Object.keys(good) as Kind[])('takes what is of kind %s, and nothing else', (kind) => {
    const { call, seen } = callOf(form, [kind])
    for (const value of good[kind]) expect(call(value)).toBe(0)
    for (const value of bad[kind]) expect(call(value)).toBe(rcInvalidArgument)
    // Again: a wrapper remembers what it has seen.
    for (const value of bad[kind]) expect(call(value)).toBe(rcInvalidArgument)
    expect(seen).toEqual(good[kind].map((value) => [value]))
  })

  test.each(['in', 'out'] as const)('believes nothing of what is passed first as %s', (kind) => {
    for (const value of bad[kind]) expect(callOf(form, [kind]).call(value)).toBe(rcInvalidArgument)
  })

  test('looks at every parameter, and hands on no more than there are', () => {
    const params: readonly Kind[] = ['u32', 'in', 'str', 'i32', 'f64', 'out']
    const { call, seen } = callOf(form, params)
    const values = params.map((kind) => good[kind][0])
    expect(call(...values, 'too many')).toBe(0)
    expect(seen).toEqual([values])
    params.forEach((_, index) =>
      expect(call(...values.with(index, undefined))).toBe(rcInvalidArgument),
    )
    expect(call()).toBe(rcInvalidArgument)
  })

  test('asks the gatekeeper unless the verdict is a plain grant', () => {
    expect(callOf(form, [], 0).call()).toBe(7)
    expect(callOf(form, ['u32'], 3).call('bad')).toBe(rcInvalidArgument + 7)
  })

  test('does nothing for a thread that who hears of many calls has ended', () => {
    const { calls } = defineContract('test', 'test.Test', 1024, { It: { params: [] } })
    const thread = { state: ThreadState.running as number, complete: (rc: number) => rc }
    const task = { syscalls: watchInterval - 2, verdicts: new Uint8Array(1100).fill(granted) }
    const gatekeeper = {
      refuseOrDefer: () => rcInvalidThreadState,
      watch: () => void (thread.state = ThreadState.ended),
      fault: () => rcInvalidArgument,
    }
    const entry = entryOf(calls.It, () => 5, gatekeeper, form)
    const call = entry({ thread, task } as unknown as TaskThread)
    expect([call(), call()]).toEqual([5, rcInvalidThreadState])
  })

  test('is refused for more parameters than fit', () => {
    expect(
      callOf(
        form,
        Array.from({ length: maxParams }, () => 'u32' as const),
      ).call(1, 2, 3, 4, 5, 6, 7, 8, 9),
    ).toBe(0)
    expect(() =>
      callOf(
        form,
        Array.from({ length: maxParams + 1 }, () => 'u32' as const),
      ),
    ).toThrow(`It has ${maxParams + 1} parameters; at most ${maxParams} fit`)
  })
})

test('without a form an entry is code, unless the platform forbids to make code', () => {
  const made: string[] = []
  const { Function: make } = globalThis
  const counting = function (...args: string[]): unknown {
    made.push(args.at(-1) as string)
    return Reflect.construct(make, args)
  }
  const refusing = function (): never {
    throw new EvalError('unsafe-eval is not allowed')
  }
  const answers = (stub: unknown, form?: EntryForm): number[] => {
    vi.stubGlobal('Function', stub)
    const { call } = callOf(form, ['u32'])
    vi.unstubAllGlobals()
    return [call(1), call('bad'), made.splice(0).filter((code) => code.includes('verdicts')).length]
  }
  expect(answers(counting)).toEqual([0, rcInvalidArgument, 1])
  expect(answers(counting, 'code')).toEqual([0, rcInvalidArgument, 1])
  expect(answers(counting, 'closures')).toEqual([0, rcInvalidArgument, 0])
  expect(answers(refusing)).toEqual([0, rcInvalidArgument, 0])
})

test.each([
  ['nothing happened', ThreadState.running, true, true, rcOk],
  ['the thread has ended, which blocks', ThreadState.ended, true, true, PARKED],
  [
    'the thread has ended, which does not block',
    ThreadState.ended,
    true,
    false,
    rcInvalidThreadState,
  ],
  ['the thread waits', ThreadState.parked, true, true, rcInvalidThreadState],
  ['the process has ended', ThreadState.running, false, true, rcInvalidThreadState],
] as const)('an observed call after which %s', (_, after, isAlive, blocks, expected) => {
  const { calls } = defineContract('test', 'test.Test', 1024, { It: { params: [], blocks } })
  const thread = { state: ThreadState.running as ThreadState }
  const task = { isAlive: true }
  const handled: unknown[] = []
  const handler = observed(
    calls.It,
    (...args: unknown[]) => (handled.push(args), rcOk),
    () => {
      thread.state = after
      task.isAlive = isAlive
    },
  )
  const caller = { thread, task } as unknown as TaskThread
  expect(handler(caller, ...([1, 2] as never[]))).toBe(expected)
  expect(handled).toEqual(expected === rcOk ? [[caller, 1, 2]] : [])
})
