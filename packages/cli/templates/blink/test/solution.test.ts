// The solution as it runs, in virtual time: the test has the other ends of the pins.
import { fileURLToPath } from 'node:url'
import { Pl061 } from '@kos/io-hw/models'
import { boot } from '@kos/testing'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('the light blinks, and faster while the button is pressed', async () => {
  await using solution = await boot(folder)
  const gpio = solution.device('gpio0', Pl061)
  let times = ''
  gpio.onPinChange((pin) => {
    if (pin === 3) times += ` ${solution.now}`
  })
  gpio.setPin(5, false)
  await solution.advance(500)
  gpio.setPin(5, true)
  await solution.advance(120)
  gpio.setPin(5, false)
  expect(await solution.exitOf('blink.Blinker')).toEqual({ code: 0 })
  // At 0 the pin becomes an output.
  expect(times).toBe(' 0 200 400 550 600 820 1020 1220 1420')
  expect(solution.output['blink.Blinker']).toEqual([
    'the button is pressed',
    'the button is released',
  ])
})

test('a button that is pressed from the start makes it fast at once', async () => {
  await using solution = await boot(folder)
  const gpio = solution.device('gpio0', Pl061)
  let times = ''
  gpio.onPinChange((pin) => {
    if (pin === 3) times += ` ${solution.now}`
  })
  gpio.setPin(5, true)
  expect(await solution.exitOf('blink.Blinker')).toEqual({ code: 0 })
  expect(times).toBe(' 0 50 100 150 200 250 300 350 400')
  expect(solution.output['blink.Blinker']).toEqual(['the button is pressed'])
})
