// Processes that call anything with anything: nothing throws out of the kernel, nothing is left,
// and a bystander is served all the while.

import { connect, type Kos } from '@kos/libkos'
import { type Kind, PARKED, type Param, type Syscall } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcOk } from '@kos/retcode'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lights, LightServer } from './lights.ts'
import { detached, makeHandles, userType, wrongKinds } from './misbehaving.ts'
import { syscalls } from './system-calls.ts'
import { hosts, openWorld, type World } from './world.ts'

/** An argument: a good or wrong value of its kind by number, or the result of an earlier call. */
interface Argument {
  readonly from: 'good' | 'wrong' | 'result'
  readonly kind: Kind
  readonly index: number
}

interface Step {
  readonly process: number
  readonly syscall: Syscall
  readonly args: readonly Argument[]
}

const numbers = [
  0,
  1,
  2,
  3,
  15,
  16,
  0xffff,
  userType,
  0x1ffff,
  0x7fff_ffff,
  0xffff_0000,
  0xffff_ffff,
]
const plausible: Readonly<Record<Kind, readonly unknown[]>> = {
  handle: numbers,
  u32: numbers,
  i32: [0, 1, -1, 2 ** 31 - 1],
  f64: [0, 1, 2, 2 ** 32, Number.MAX_SAFE_INTEGER],
  str: ['lights', 'served', '', 'nothing', 'P0', 'P1'],
  in: [new Uint8Array(Lights.Set.request.size), new Uint8Array(16), new Uint8Array(0), detached()],
  out: [new Uint8Array(128), new Uint8Array(12), new Uint8Array(0), detached()],
}

function argument([, kind]: Param): fc.Arbitrary<Argument> {
  const some = (
    from: Argument['from'],
    count: number,
    weight: number,
  ): fc.WeightedArbitrary<Argument> => ({
    weight,
    arbitrary: fc.nat(count - 1).map((index) => ({ from, kind, index })),
  })
  const values = [
    some('good', plausible[kind].length, 8),
    some('wrong', wrongKinds[kind].length, 1),
  ]
  return fc.oneof(
    ...values,
    ...(kind === 'handle' || kind === 'u32' ? [some('result', 20, 8)] : []),
  )
}

function valueOf({ from, kind, index }: Argument, results: readonly number[]): unknown {
  if (from === 'result') return results[index % results.length] ?? 0
  return from === 'good' ? plausible[kind][index] : wrongKinds[kind][index]?.[1]
}

const step: fc.Arbitrary<Step> = fc.constantFrom(...syscalls).chain(([, syscall]) =>
  fc.record({
    process: fc.nat(1),
    syscall: fc.constant(syscall),
    args: fc.tuple(...syscall.params.map((param) => argument(param))),
  }),
)

/** Does a step as a thread of its own; keeps what it left in its first register. */
async function perform(kos: Kos, { syscall, args }: Step, results: number[]): Promise<void> {
  const sys = sysOf(kos)
  const call = sys.call(syscall) as (...args: readonly unknown[]) => number
  const answer = call(...args.map((each) => valueOf(each, results)))
  const rc = answer === PARKED ? await sys.wait(answer) : answer
  if (rc === rcOk && Object.keys(syscall.results).length > 0) results.push(sys.registers[0] ?? 0)
}

/** Something to begin with: one of everything. */
function firstResults(world: World, name: string): Promise<number[]> {
  return world.act(name, (kos) => {
    const { object, notice, badge, revoked } = makeHandles(kos)
    const ends = [kos.ServiceLocatorConnect('lights'), kos.ServiceLocatorRegister('served')]
    return [object, notice, badge, revoked, ...ends].map(Number)
  })
}

test.each(hosts)(
  'on %s nothing that processes call harms the kernel or a bystander',
  async (_name, host) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        await using world = openWorld({ host: host(), handleQuota: 32 })
        world.kernel.spawn(LightServer, { name: 'Server' })
        world.kernel.spawn(null, { name: 'P0', connections: { lights: 'Server' } })
        world.kernel.spawn(null, { name: 'P1', connections: { lights: 'Server', served: 'P0' } })
        world.kernel.spawn(null, { name: 'Bystander', connections: { lights: 'Server' } })
        const results = [await firstResults(world, 'P0'), await firstResults(world, 'P1')]
        for (const each of steps) {
          const name = `P${each.process}`
          if (!world.kernel.task(name).isAlive) {
            world.kernel.spawn(null, { name, connections: { lights: 'Server' } })
            results[each.process] = await firstResults(world, name)
          }
          // A thread of the process may end it, or this thread; both are its own affair.
          world.kernel
            .as(name, (kos) => perform(kos, each, results[each.process] ?? []))
            .catch(() => {})
          await world.kernel.advance(1)
        }
        const lights = await world.kernel.as('Bystander', async (kos) => {
          const { result } = await connect(kos, Lights, 'lights', 'lights').Set({
            mode: 1,
            name: 'abc',
          })
          return result
        })
        expect([lights, world.kernel.task('Server').isAlive]).toEqual([4, true])
      }),
      { numRuns: 60 },
    )
  },
)
