// The register file of a thread goes with the thread, however that ends: a process that lives for
// long may have had any number of threads.

import { type Kos, unwrap } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { describe, expect, test } from 'vitest'
import { collect } from './garbage.ts'
import { hosts, openWorld } from './world.ts'

/** Lets threads of a process run; answers which of their register files are kept. */
async function keptAfter(
  host: (typeof hosts)[number][1],
  end: (kos: Kos, tid: never) => unknown,
): Promise<boolean[]> {
  await using world = openWorld({ host: host() })
  world.empty('P')
  const files: WeakRef<Float64Array>[] = []
  await world.act('P', async (kos) => {
    const routine = async (own: Kos): Promise<void> => {
      files.push(new WeakRef(sysOf(own).registers))
      await own.KnSleep(2)
    }
    for (let i = 0; i < 3; i++) {
      const { tid } = unwrap(kos.KosThreadCreate(15, 0, routine, null, 0))
      await kos.KnSleep(1)
      await end(kos, tid as never)
      await kos.KnSleep(5)
    }
  })
  await collect()
  return files.map((file) => file.deref() !== undefined)
}

describe.each(hosts)('on %s', (_name, host) => {
  // The last thread that ended stands for the process.
  test('a thread that returns leaves no registers', async () => {
    expect((await keptAfter(host, () => {})).slice(0, 2)).toEqual([false, false])
  })

  test('a thread that is terminated leaves no registers', async () => {
    const kept = await keptAfter(host, (kos, tid) => kos.KosThreadTerminate(tid, 0))
    expect(kept.slice(0, 2)).toEqual([false, false])
  })
})
