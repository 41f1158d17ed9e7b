// Types: acting as a process, violations, and the matchers.

import type { Device } from '@kos/io-hw'
import { VirtioBlock } from '@kos/io-hw/models'
import type { Kos } from '@kos/libkos'
import {
  boot,
  explore,
  exploreAll,
  type FailedSchedule,
  type SolutionMaker,
  type System,
  type Violation,
} from '@kos/testing'
import '@kos/testing/matchers'
import { type Assertion, expect, expectTypeOf, test } from 'vitest'

declare const solution: SolutionMaker

test('a system is disposable, and acting as a process has the type of the routine', async () => {
  const sys = await boot(solution, {
    kill: [
      { process: 'P', at: 1 },
      { process: 'P', step: 1 },
    ],
  })
  expectTypeOf(sys).toEqualTypeOf<System>()
  expectTypeOf(sys[Symbol.asyncDispose]).returns.toEqualTypeOf<Promise<void>>()
  expectTypeOf(await sys.as('P', () => 5)).toEqualTypeOf<number>()
  expectTypeOf(
    await sys.as('P', (kos) => (expectTypeOf(kos).toEqualTypeOf<Kos>(), kos.KnSleep(1))),
  ).toExtend<number | object>()
  await boot('a/folder', {
    failAllocation: [{ process: 'P', nth: 1 }],
    failHandle: [{ process: 'P', probability: 0.5 }],
    slow: [{ process: 'P', by: 5 }],
    checkLeaks: true,
  })
  const disk = sys.device('disk0', VirtioBlock)
  expectTypeOf(disk).toEqualTypeOf<VirtioBlock>()
  expectTypeOf(sys.device('disk0')).toEqualTypeOf<Device>()
  await boot(solution, {
    machine: { devices: [{ device: disk, placement: { memory: 0xfe00_0000, bdf: 8 } }] },
    stopDevice: [{ device: 'disk0', at: 1 }],
    failDma: [{ device: 'disk0', nth: 1 }],
  })
  // @ts-expect-error -- devices belong to one kernel, so a search has a function that makes them.
  await explore(solution, { machine: { devices: [] } })
  // @ts-expect-error -- a call fails by its number or by chance.
  await boot(solution, { failHandle: [{ process: 'P' }] })
  // @ts-expect-error -- a process is killed at a time or at a step.
  await boot(solution, { kill: [{ process: 'P' }] })
})

test('a failure is data that its kind tells apart', async () => {
  const { failure } = await explore(solution, { check: (sys) => void sys.output })
  expectTypeOf(failure).toEqualTypeOf<FailedSchedule | null>()
  expectTypeOf<Extract<Violation, { kind: 'leak' }>['objects']>().toEqualTypeOf<
    Readonly<Record<string, number>>
  >()
  expectTypeOf((await exploreAll(solution)).isComplete).toEqualTypeOf<boolean>()
})

test('matchers are known to expect', () => {
  expectTypeOf<Parameters<Assertion['toBeOk']>>().toEqualTypeOf<[]>()
  expectTypeOf<Parameters<Assertion['toBeRetcode']>>().toEqualTypeOf<[expected: number]>()
  // @ts-expect-error -- a code is a number.
  expect(0).not.toBeRetcode('rcOk')
})
