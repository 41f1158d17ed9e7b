// Switches a light on and off. While the button is pressed, it does so four times as fast.
import {
  GPIO_DIR_IN,
  GPIO_DIR_OUT,
  GPIO_EVENT_FALL_EDGE,
  GPIO_EVENT_RISE_EDGE,
  GPIO_EVENT_TYPE_EDGE_RISE,
  GpioGetEvent,
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

  let pause = 200
  for (let change = 1; change <= changes;) {
    // What happens to the button ends the pause.
    const { rc, event } = await GpioGetEvent(kos, port, pause)
    if (rc === rcOk) {
      const isPressed = event.type === GPIO_EVENT_TYPE_EDGE_RISE
      kos.log(isPressed ? 'the button is pressed' : 'the button is released')
      pause = isPressed ? 50 : 200
    } else if (rc === rcTimeout) {
      unwrap({ rc: await GpioOut(kos, port, light, change % 2) })
      change++
    } else {
      return 1
    }
  }
  return 0
})
