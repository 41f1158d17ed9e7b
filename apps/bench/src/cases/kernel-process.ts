// Processes: what it costs to make one, and to see it end.
import { allowAll, createFullKernel } from '@kos/kernel'
import { type Entity, INFINITE_TIMEOUT, type Kos, program, rcOk } from '@kos/libkos'
import { defineCase, limit } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'

const Child = program(() => 1)
/** How many async calls a process may cost. */
const calls = 20

function mustBeOk(rc: unknown): void {
  if (rc !== rcOk) throw new Error(`a process failed: ${String(rc)}`)
}

async function runChild(kos: Kos, server: Entity): Promise<number> {
  const child = kos.EntityInit({ eiid: 'Child' })
  if (child === null) throw new Error('no process')
  mustBeOk(kos.EntityConnectToService(child, server, 'service'))
  mustBeOk(kos.EntityRun(child))
  const { exitCode } = await kos.EntityWait(child, INFINITE_TIMEOUT)
  mustBeOk(kos.EntityFree(child))
  return exitCode ?? 0
}

/** A process of a full kernel: created, connected, run, waited for, freed. */
export const kernelProcess: RatioCase = defineCase({
  name: 'kernel/process',
  awaits: true,
  start: () => {
    const kernel = createFullKernel({
      security: allowAll(),
      programs: { Child },
      images: { Server: null },
    })
    kernel.spawn(null, { name: 'Creator' })
    const rounds = new Rounds()
    void kernel.as('Creator', async (kos) => {
      const server = kos.EntityInit({ eiid: 'Server' }) as Entity
      for (;;) {
        const count = await rounds.next()
        let sum = 0
        for (let i = 0; i < count; i++) sum = (sum + (await runChild(kos, server))) | 0
        consume(sum)
        rounds.finish()
      }
    })
    return rounds.batch
  },
  against: [
    limit(`${calls} async function calls with one await`, {
      awaits: true,
      start: () => {
        let sum = 0
        const nothing = Promise.resolve()
        const routine = async (): Promise<void> => {
          await nothing
          sum = (sum + 1) | 0
        }
        return async (iterations) => {
          for (let i = 0; i < iterations; i++)
            for (let call = 0; call < calls; call++) await routine()
          consume(sum)
        }
      },
    }),
  ],
})
