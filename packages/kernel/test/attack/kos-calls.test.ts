// Hostile processes call all that `kos` leads to, with arguments of all sorts. Nothing escapes,
// nothing is left, no handle works where it was not given, and a bystander goes on.

import { expect, test } from 'vitest'
import { functions } from '../kos-functions.ts'
import { hosts, openWorld } from '../world.ts'
import { KosAttacker, walk } from './kos-attack.ts'
import { timeLimit } from './length.ts'
import { type AttackerMaker, runAll } from './runs.ts'

const ofKos: AttackerMaker = (target, budget, name) => new KosAttacker(target, budget, name)

test.each(hosts)(
  'functions of kos on %s find nothing',
  async (_name, host) => {
    await expect(runAll(host, ofKos, 20_000)).resolves.toBeUndefined()
  },
  timeLimit,
)

test('the walk finds every function of kos, and those of its objects', async () => {
  await using world = openWorld()
  world.empty('P')
  const paths = await world.act('P', (kos) => walk(kos).map(({ path }) => path))
  expect(paths).toEqual(expect.arrayContaining([...Object.keys(functions), 'memory.load32']))
})
