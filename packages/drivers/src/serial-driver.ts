// The driver of a UART NS16550A, a process of class kl.drivers.UART. The port is `serial-port.ts`.

import {
  formatRetcode,
  type Implementation,
  type Kos,
  program,
  type Program,
  rcDeviceNotFound,
  rcInvalidArgument,
  rcOk,
  type Result,
} from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { MaxBytes, type Serial } from './generated/kl/drivers/Serial.idl.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/UART.edl.ts'
import { startInterruptThread } from './interrupt-thread.ts'
import { type DeviceDescription, deviceOf } from './machine-file.ts'
import { SerialPort } from './serial-port.ts'
import { serveDevice } from './serve-device.ts'

async function openPort(
  kos: Kos,
  place: DeviceDescription,
): Promise<Result<{ readonly port: SerialPort }>> {
  const [irq] = place.irqs
  if (irq === undefined) return { rc: rcDeviceNotFound }
  const opened = SerialPort.open(kos, place)
  if (opened.rc !== rcOk) return opened
  const { port } = opened
  const { rc } = await startInterruptThread(kos, irq, (own) => port.interrupt(own))
  if (rc !== rcOk) return { rc }
  port.enable(kos)
  return opened
}

function implementation(kos: Kos, port: SerialPort): Implementation<Serial> {
  return {
    async Write({ data, timeout }) {
      if (data.length === 0) return { count: 0 }
      const { rc, count } = await port.write(kos, data, timeout)
      return rc === rcOk ? { count } : refused(rc)
    },
    async Read({ limit, timeout }) {
      if (limit === 0) return refused(rcInvalidArgument)
      const { rc, data } = await port.read(kos, Math.min(limit, MaxBytes), timeout)
      return rc === rcOk ? { data } : refused(rc)
    },
    SetConfig: ({ config }) => answered(port.setConfig(kos, config)),
    GetConfig: () => ({
      config: port.config,
      lost: port.lost >>> 0,
      damaged: port.damaged >>> 0,
    }),
  }
}

/**
 * Drives a UART NS16550A: a process of class `kl.drivers.UART`, whose first argument is the name of
 * the device in the declared file `machine`. It serves `kl.drivers.Serial` as endpoint `serial`,
 * under the name of the device and that of its class. Ends with code 1 if it cannot drive the device.
 */
export const SerialDriver: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  async (kos) => {
    const place = deviceOf(kos, ['ns16550a'])
    if (place === null) return 1
    const { rc, port } = await openPort(kos, place)
    if (rc !== rcOk) {
      kos.log(`${place.name} cannot be driven: ${formatRetcode(rc)}`)
      return 1
    }
    return serveDevice(kos, [place.name, className], (own) => ({
      serial: implementation(own, port),
    }))
  },
)
