// The weight of threads of a process.
import { allowAll, createFullKernel } from '@kos/kernel'
import type { FullApi, Kernel } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { defineMemoryCase } from '../case.ts'
import type { MemoryCase } from '../case.ts'

const tenFunctions: readonly (keyof Kos)[] = [
  'Call',
  'Recv',
  'Reply',
  'KnHandleClose',
  'KnHandleCreateUserObject',
  'KnNoticeCreate',
  'KnNoticeGetEvent',
  'KnGetUpTime',
  'KosThreadYield',
  'KnSleep',
]

/** So many threads of one process that ran `use` and then await something that never comes. */
async function threadsThat(count: number, use: (kos: Kos) => void): Promise<Kernel<FullApi>> {
  const kernel = createFullKernel({ security: allowAll() })
  kernel.spawn(null, { name: 'Process' })
  const never = new Promise<never>(() => {})
  await kernel.as('Process', (kos) => {
    const stay = (own: Kos): Promise<never> => {
      use(own)
      return never
    }
    for (let i = 0; i < count; i++) {
      if (kos.KosThreadCreate(15, 0, stay, 0, 0).rc !== 0) throw new Error(`no thread ${i}`)
    }
  })
  // Each is found to be away in a turn of the host; then the next one runs.
  while (kernel.inspect().objects['away'] !== count) await new Promise(setImmediate)
  return kernel
}

/** A thread that used nothing of its `kos`, and one that used ten functions. */
export const kosMemory: MemoryCase = defineMemoryCase({
  name: 'kos/memory',
  count: 2000,
  things: {
    'thread that used nothing': (count) => threadsThat(count, () => {}),
    'thread that used ten functions': (count) =>
      threadsThat(count, (kos) => {
        for (const name of tenFunctions)
          if (kos[name] === undefined) throw new Error(`kos has no ${name}`)
      }),
  },
})
