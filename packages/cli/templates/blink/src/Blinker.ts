// Switches a light on and off. While the button is pressed, it does so four times as fast.
import {
  GPIO_DIR_IN,
  GPIO_DIR_OUT,
  GPIO_EVENT_FALL_EDGE,
  GPIO_EVENT_RISE_EDGE,
  GPIO_EVENT_TYPE_EDGE_RISE,
  GpioGetEvent,
  GpioIn,
  GpioInit,
  GpioOpenPort,
  GpioOut,
  GpioSetMode,
} from '@kos/drivers/gpio'
import { program, rcOk, rcTimeout, unwrap } from '@kos/libkos'

const light = 3
const button = 5
const changes = 8

export default program(async (kos) => {
  GpioInit(kos)
  const { handle: port } = unwrap(GpioOpenPort(kos, 'gpio0'))
  const buttonMode = GPIO_DIR_IN | GPIO_EVENT_RISE_EDGE | GPIO_EVENT_FALL_EDGE
  unwrap({ rc: await GpioSetMode(kos, port, light, GPIO_DIR_OUT) })
  unwrap({ rc: await GpioSetMode(kos, port, button, buttonMode) })

  // Only changes are events: a button that is pressed already is told by the level of its pin.
  let isPressed = unwrap(await GpioIn(kos, port, button)).value === 1
  if (isPressed) kos.log('the button is pressed')
  for (let change = 1; change <= changes;) {
    // What happens to the button ends the pause.
    const { rc, event } = await GpioGetEvent(kos, port, isPressed ? 50 : 200)
    if (rc === rcOk) {
      const wasPressed = isPressed
      isPressed = event.type === GPIO_EVENT_TYPE_EDGE_RISE
      if (isPressed !== wasPressed)
        kos.log(isPressed ? 'the button is pressed' : 'the button is released')
    } else if (rc === rcTimeout) {
      unwrap({ rc: await GpioOut(kos, port, light, change % 2) })
      change++
    } else {
      return 1
    }
  }
  return 0
})
