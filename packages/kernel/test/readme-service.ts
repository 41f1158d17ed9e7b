import {
  allowAll,
  any,
  core,
  createKernel,
  defineService,
  defineSolution,
  execute,
  handles,
  request,
  tasks,
  threads,
  VirtualClock,
} from '@kos/kernel'
import { type Context, program, rcOk, type ThreadApi } from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'

interface CountingProvides {
  next(): number
}

const counter = defineContract('counting', 'demo.Counter', 1024, {
  Next: { params: [], results: { count: 0 } },
})

const { Next } = counter.calls
const { count } = Next.results

const counting = () =>
  defineService({
    name: 'counting',
    contract: counter,
    library: {
      nextNumber: (sys) => {
        const next = sys.call(Next)
        const { registers } = sys
        return (): number => (next() === rcOk ? (registers[count] ?? 0) : 0)
      },
    },
    start() {
      let last = 0
      const provides: CountingProvides = { next: () => ++last }
      return {
        provides,
        handlers: {
          Next(thread) {
            thread.registers[count] = provides.next()
            return rcOk
          },
        },
      }
    },
  })

const skipper = defineContract('skipping', 'demo.Skipper', 1088, {
  Skip: { params: [['numbers', 'u32']] },
})

const skipping = () =>
  defineService({
    name: 'skipping',
    needs: ['counting'],
    contract: skipper,
    library: { skipNumbers: (sys) => sys.call(skipper.calls.Skip) },
    start: (_kernel, { counting }: { readonly counting: CountingProvides }) => ({
      handlers: {
        Skip(_thread, numbers) {
          for (let i = 0; i < numbers; i++) counting.next()
          return rcOk
        },
      },
    }),
  })

export const kernel = createKernel({
  services: [threads(), skipping(), counting()],
  security: allowAll(),
  clock: new VirtualClock(),
})

interface NumberApi {
  readonly nextNumber: () => number
  readonly skipNumbers: (numbers: number) => number
}
const Counter = program(async (kos: Context & ThreadApi & NumberApi) => {
  kos.nextNumber()
  kos.skipNumbers(3)
  await kos.KnSleep(5)
  return kos.nextNumber()
})
kernel.spawn(Counter, { name: 'Counter' })

const solution = defineSolution({
  programs: { Counter },
  policy: [execute(), request(any, core)],
})
export const started = createKernel({
  services: [threads(), handles(), tasks(), skipping(), counting()],
  programs: solution.programs,
  security: solution.policy ?? [],
  clock: new VirtualClock(),
})
started.start(solution)
