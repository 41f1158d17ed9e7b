// Several probes of one kernel: each hears what it wants to hear.

import { boot, allowAll, VirtualClock } from '@kos/kernel'
import { program } from '@kos/libkos'
import { expect, test } from 'vitest'
import { combineProbes } from '../src/combine-probes.ts'

test('probes that are combined hear of the system calls that each wants to hear of', async () => {
  const heard: string[] = []
  // Einit, which starts the process, makes system calls as well.
  const hear = (who: string, { name }: { readonly name: string }, call: string): void => {
    if (name.startsWith('Sleeper/')) heard.push(`${who}: ${call}`)
  }
  const Sleeper = program(async (kos) => {
    kos.log('good night')
    await kos.KnSleep(1)
  })
  const kernel = boot(
    { programs: { Sleeper }, policy: allowAll() },
    {
      clock: new VirtualClock(),
      output: () => {},
      probe: combineProbes([
        { called: (thread, { name }) => hear('all', thread, name) },
        {
          hearsOf: ({ name }) => name === 'Sleep',
          called: (thread, { name }) => hear('one', thread, name),
        },
        { attached: () => void heard.push('attached') },
      ]),
    },
  )
  await kernel.run({ until: kernel.task('Sleeper') })
  expect(heard).toEqual(['attached', 'all: Log', 'all: Sleep', 'one: Sleep'])
})
