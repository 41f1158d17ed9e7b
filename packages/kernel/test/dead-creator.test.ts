// Objects that outlive the process that made them, when a later process has its place in the handle
// table.

import { OCAP_HANDLE_TRANSFER } from '@kos/handles'
import { rcOk, unwrap } from '@kos/retcode'
import { expect, test } from 'vitest'
import { userType } from './misbehaving.ts'
import { openWorld, shareOf } from './world.ts'

test('the end of an object whose maker is gone takes nothing from the process that came after it', async () => {
  await using world = openWorld()
  world.empty('Maker', 'Keeper')
  const context = { path: '/etc' }
  const made = await world.act(
    'Maker',
    (kos) => unwrap(kos.KnHandleCreateUserObject(userType, OCAP_HANDLE_TRANSFER, context)).handle,
  )
  const kept = world.kernel.task('Maker').space.transfer(made, world.kernel.task('Keeper').space, 0)
  world.kernel.kill('Maker')
  await world.idle()
  world.empty('Later')
  await world.act('Later', (kos) => unwrap(kos.KnHandleCreateUserObject(userType, 0, context)))
  const before = shareOf(world.kernel, 'Later')
  expect(world.kernel.task('Keeper').space.close(kept)).toBe(rcOk)
  expect(shareOf(world.kernel, 'Later')).toEqual(before)
})
