// The types of functions that make system calls come from the contracts.

import { describe, expectTypeOf, test } from 'vitest'
import {
  type ContractOf,
  defineContract,
  ipcContract,
  processContract,
  type Syscall,
  type SyscallFunction,
  threadContract,
  timeContract,
} from '../src/abi/index.ts'
import type { Sys } from '../src/runtime/index.ts'

declare const sys: Sys

describe('a bound system call', () => {
  test('takes the arguments of its parameters', () => {
    const create = sys.call(threadContract.calls.Create)
    expectTypeOf(create).toEqualTypeOf<
      (a: number, b: number, c: number, d: number, e: number) => number
    >()
    expectTypeOf(sys.processCall(processContract.calls.Log)).parameters.toEqualTypeOf<[string]>()
    expectTypeOf(sys.call(ipcContract.calls.Recv)).parameters.toEqualTypeOf<
      [number, Uint8Array, Uint8Array]
    >()
    expectTypeOf(sys.call(timeContract.calls.GetUpTime)).parameters.toEqualTypeOf<[]>()
    // @ts-expect-error a priority is a number
    create('15', 0, 0, 0, 0)
  })

  test('of any descriptor takes anything that an argument may be', () => {
    expectTypeOf<SyscallFunction<Syscall>>().parameters.toEqualTypeOf<
      (number | string | Uint8Array)[]
    >()
  })
})

describe('a descriptor', () => {
  test('knows the names of its parameters and results', () => {
    const { Wait, GetStack } = threadContract.calls
    expectTypeOf(Wait.params).toEqualTypeOf<
      readonly [readonly ['tid', 'u32'], readonly ['timeout', 'u32']]
    >()
    expectTypeOf(GetStack.results).toEqualTypeOf<{ readonly stack: 0; readonly size: 1 }>()
    expectTypeOf(ipcContract.calls.Recv.results.senderTid).toEqualTypeOf<3>()
    expectTypeOf(ipcContract.calls.Call.results).toEqualTypeOf<{
      readonly size: 0
      readonly arenaSize: 1
    }>()
    // @ts-expect-error it has no results
    void Wait.results.tid
  })

  test('of a contract of your own needs no types written out', () => {
    const calls = { Next: { params: [], results: { count: 0 } } } as const
    const counter = defineContract('counting', 'demo.Counter', 1024, calls)
    expectTypeOf(counter).toEqualTypeOf<ContractOf<typeof calls>>()
    expectTypeOf(counter.calls.Next.results.count).toEqualTypeOf<0>()
    // @ts-expect-error there is no such kind
    defineContract('counting', 'demo.Counter', 1024, { Next: { params: [['count', 'u8']] } })
  })
})
