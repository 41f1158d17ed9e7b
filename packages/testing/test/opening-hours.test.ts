import { any, core, defineSolution, execute, request, response, type Solution } from '@kos/kernel'
import { connect, defineInterface, program, rcSecurityDisallow, serve, uint32 } from '@kos/libkos'
import { boot } from '@kos/testing'
import '@kos/testing/matchers'
import { expect, test } from 'vitest'

const Doors = defineInterface('demo.Doors', { Open: { in: { hour: uint32 } } })
const Porter = program({ endpoints: { doors: Doors } }, async (kos) => {
  await serve(kos, 'porter', { doors: { Open: ({ hour }) => kos.log('open at', hour) } })
})
const solution = (): Solution => {
  const byDay = request(
    'Guest',
    Porter,
    Doors.Open,
    ({ message }) => message.hour >= 8 && message.hour < 20,
  )
  return defineSolution({
    programs: { Porter, Guest: null }, // null: a process that the test acts as
    connections: { Guest: { porter: 'Porter' } },
    policy: [execute(), request(any, core), response(Porter, 'Guest'), byDay],
  })
}

test('the doors open by day only', async () => {
  await using sys = await boot(solution)
  const open = (hour: number) =>
    sys.as('Guest', (kos) => connect(kos, Doors, 'porter', 'doors').Open({ hour }))
  expect(await open(12)).toBeOk()
  expect(await open(22)).toBeRetcode(rcSecurityDisallow)
  expect(sys.output).toEqual({ Porter: ['open at 12'], Guest: [] })
})
