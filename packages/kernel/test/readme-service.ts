import { allowAll, createKernel, defineService, threads, VirtualClock } from '@kos/kernel'
import { type Context, program, rcOk, type ThreadApi } from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'

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
      return {
        handlers: {
          Next(thread) {
            thread.registers[count] = ++last
            return rcOk
          },
        },
      }
    },
  })

export const kernel = createKernel({
  services: [threads(), counting()],
  security: allowAll(),
  clock: new VirtualClock(),
})

const Counter = program(async (kos: Context & ThreadApi & { nextNumber: () => number }) => {
  kos.nextNumber()
  await kos.KnSleep(5)
  return kos.nextNumber()
})
kernel.spawn(Counter, { name: 'Counter' })
