// Hostile processes issue raw system calls at random. Nothing escapes, nothing is left, no handle
// works where it was not given, no right rises, and a bystander goes on.

import { expect, test } from 'vitest'
import { hosts } from '../world.ts'
import { timeLimit } from './length.ts'
import { type AttackerMaker, runAll } from './runs.ts'
import { RawAttacker } from './raw-attack.ts'

const raw: AttackerMaker = (...args) => new RawAttacker(...args)

test.each(hosts)(
  'raw system calls on %s find nothing',
  async (_name, host) => {
    await expect(runAll(host, raw, 40_000)).resolves.toBeUndefined()
  },
  timeLimit,
)
