// The driver of a UART NS16550A, a process of class kl.drivers.UART. The port is `serial-port.ts`.

import { type Kos, program, type Program, rcOk, type Result } from '@kos/libkos'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/UART.edl.ts'
import { openWithInterrupt } from './interrupt-thread.ts'
import type { DeviceDescription } from './machine-file.ts'
import { serialEndpoint } from './serial-endpoint.ts'
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
      implement: (own, port) => ({ serial: serialEndpoint(own, port) }),
    }),
)
