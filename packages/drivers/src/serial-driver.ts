// The driver of a UART NS16550A, a process of class kl.drivers.UART. The port is `serial-port.ts`.

import {
  type Implementation,
  type Kos,
  program,
  type Program,
  rcInvalidArgument,
  rcOk,
  type Result,
} from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { MaxBytes, type Serial } from './generated/kl/drivers/Serial.idl.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/UART.edl.ts'
import { openWithInterrupt } from './interrupt-thread.ts'
import type { DeviceDescription } from './machine-file.ts'
import { SerialPort } from './serial-port.ts'
import { driveDevice } from './serve-device.ts'

async function openPort(
  kos: Kos,
  place: DeviceDescription,
): Promise<Result<{ readonly device: SerialPort }>> {
  const opened = await openWithInterrupt(kos, place, () => SerialPort.open(kos, place))
  if (opened.rc === rcOk) opened.device.enable(kos)
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
  (kos) =>
    driveDevice(kos, {
      className,
      model: 'ns16550a',
      open: openPort,
      implement: (own, port) => ({ serial: implementation(own, port) }),
    }),
)
