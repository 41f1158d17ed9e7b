// Several threads of one process that act at the same time.

import type { Kos } from '@kos/libkos'
import { type Posix, posix, type PosixOptions } from '@kos/posix'
import type { PosixWorld } from './posix-world.ts'

/** Runs routines as threads of a process until all are done. */
export async function together(
  world: PosixWorld,
  name: string,
  routines: readonly ((posix: Posix, kos: Kos) => Promise<unknown>)[],
  options: PosixOptions = {},
): Promise<unknown[]> {
  const done = Promise.all(
    routines.map((routine) =>
      world.kernel.as(name, (kos: Kos) => routine(posix(kos, options), kos)),
    ),
  )
  done.catch(() => {})
  await world.kernel.run({ until: done })
  return done
}
