// A server and its client, for most tests of this package.

import {
  allowAll,
  core,
  defineSolution,
  execute,
  type Policy,
  request,
  type Solution,
} from '@kos/kernel'
import {
  type CallResult,
  connect,
  defineInterface,
  type Kos,
  program,
  serve,
  uint32,
} from '@kos/libkos'

export const Lamps = defineInterface('test.Lamps', {
  Set: { in: { level: uint32 }, out: { was: uint32 } },
})

/** Remembers a level; setting it takes 10 ms. */
export const Server = program({ endpoints: { lamps: Lamps } }, async (kos) => {
  let level = 0
  await serve(kos, 'lamps', {
    lamps: {
      async Set(wanted) {
        const was = level
        await kos.KnSleep(10)
        level = wanted.level
        kos.log(`level ${level}`)
        return { was }
      },
    },
  })
})

/** Lets the kernel and Einit start, and no process. */
export const kernelOnly: Policy = [
  execute(core, core),
  execute(core, 'Einit'),
  request('Einit', core),
]

/** A server, and two clients that the test acts as. */
export function lamps(policy: Policy = allowAll()): Solution {
  return defineSolution({
    programs: { Server, Client: null, Guest: null },
    connections: { Client: { lamps: 'Server' }, Guest: { lamps: 'Server' } },
    policy,
  })
}

/** Sets a level. */
export function set(kos: Kos, level: number): Promise<CallResult<typeof Lamps.Set>> {
  return connect(kos, Lamps, 'lamps', 'lamps').Set({ level })
}
