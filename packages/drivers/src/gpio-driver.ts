// The driver of a GPIO port PL061, a process of class kl.drivers.GPIO. The port is `gpio-port.ts`.

import { type Implementation, type Kos, program, type Program, rcOk } from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/GPIO.edl.ts'
import type { GPIO } from './generated/kl/drivers/GPIO.idl.ts'
import { GpioPort, pinCount } from './gpio-port.ts'
import { openWithInterrupt } from './interrupt-thread.ts'
import { driveDevice } from './serve-device.ts'

function implementation(kos: Kos, port: GpioPort): Implementation<GPIO> {
  return {
    GetInfo: () => ({ pins: pinCount }),
    SetMode: ({ pin, mode }, { process }) => answered(port.setMode(kos, pin, mode, process)),
    Out: ({ pin, value }) => answered(port.out(kos, pin, value)),
    In({ pin }) {
      const { rc, value } = port.in(kos, pin)
      return rc === rcOk ? { value } : refused(rc)
    },
    SetEvent: ({ pin, events }, { process }) => answered(port.setEvent(kos, pin, events, process)),
    async GetEvent({ timeout }, { process }) {
      const { rc, event } = await port.getEvent(kos, timeout, process)
      return rc === rcOk ? event : refused(rc)
    },
  }
}

/**
 * Drives a GPIO port PL061: a process of class `kl.drivers.GPIO` (documented name), whose first
 * argument is the name of the device in the declared file `machine`. It serves `kl.drivers.GPIO` as
 * endpoint `gpio`, under the name of the device and that of its class. Ends with code 1 if it cannot
 * drive the device.
 */
export const GpioDriver: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  (kos) =>
    driveDevice(kos, {
      className,
      model: 'pl061',
      open: (own, place) => openWithInterrupt(own, place, () => GpioPort.open(own, place)),
      implement: (own, port) => ({ gpio: implementation(own, port) }),
    }),
)
