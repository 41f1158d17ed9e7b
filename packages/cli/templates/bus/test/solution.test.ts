// The solution as it runs, in virtual time. On a busy machine it takes a while to compile the programs.
import { fileURLToPath } from 'node:url'
import { boot } from '@kos/testing'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('the panel shows the speed, and an alarm when it is too high', async () => {
  await using solution = await boot(folder)
  await solution.run()
  expect(solution.output['car.Panel']).toEqual([
    'speed 90',
    'speed 120',
    'speed 140',
    'alarm 140',
    'speed 110',
  ])
  expect(solution.output['car.Sensor']).toEqual([
    'publishing alarms: rcSecurityDisallow: the security policy denied the operation',
  ])
}, 30_000)
