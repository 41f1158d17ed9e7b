// Several probes of one kernel: each hears what it wants to hear.

import { boot, allowAll, VirtualClock } from '@kos/kernel'
import { program } from '@kos/libkos'
import { expect, test } from 'vitest'
import { combineProbes } from '../src/combine-probes.ts'

test('probes that are combined hear of the system calls that each wants to hear of', async () => {
  const heard: string[] = []
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
        { called: (_thread, { name }) => void heard.push(`all: ${name}`) },
        {
          hearsOf: ({ name }) => name === 'Sleep',
          called: (_thread, { name }) => void heard.push(`one: ${name}`),
        },
        { attached: () => void heard.push('attached') },
      ]),
    },
  )
  await kernel.run({ until: kernel.task('Sleeper') })
  expect(heard).toEqual([
    'attached',
    'all: Create',
    'all: Run',
    'all: Log',
    'all: Sleep',
    'one: Sleep',
  ])
})
