// The driver of a GPIO port PL061, a process of class kl.drivers.GPIO. The port is `gpio-port.ts`.

import {
  formatRetcode,
  type Implementation,
  type Kos,
  program,
  type Program,
  rcDeviceNotFound,
  rcOk,
  type Result,
} from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/GPIO.edl.ts'
import type { GPIO } from './generated/kl/drivers/GPIO.idl.ts'
import { GpioPort, pinCount } from './gpio-port.ts'
import { startInterruptThread } from './interrupt-thread.ts'
import { type DeviceDescription, deviceOf } from './machine-file.ts'
import { serveDevice } from './serve-device.ts'

async function openPort(
  kos: Kos,
  place: DeviceDescription,
): Promise<Result<{ readonly port: GpioPort }>> {
  const [irq] = place.irqs
  if (irq === undefined) return { rc: rcDeviceNotFound }
  const opened = GpioPort.open(kos, place)
  if (opened.rc !== rcOk) return opened
  const { port } = opened
  const { rc } = await startInterruptThread(kos, irq, (own) => port.interrupt(own))
  return rc === rcOk ? opened : { rc }
}

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
  async (kos) => {
    const place = deviceOf(kos, ['pl061'])
    if (place === null) return 1
    const { rc, port } = await openPort(kos, place)
    if (rc !== rcOk) {
      kos.log(`${place.name} cannot be driven: ${formatRetcode(rc)}`)
      return 1
    }
    return serveDevice(kos, [place.name, className], (own) => ({ gpio: implementation(own, port) }))
  },
)
