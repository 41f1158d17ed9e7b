// The driver of a virtio console, a process of class kl.drivers.Console. The console is
// `console-port.ts`. To clients it is a serial port without a speed.

import { type Kos, program, type Program } from '@kos/libkos'
import { ConsolePort } from './console-port.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/Console.edl.ts'
import { serialEndpoint } from './serial-endpoint.ts'
import { driveDevice } from './serve-device.ts'

/**
 * Drives a virtio console: a process of class `kl.drivers.Console`, whose first argument is the name
 * of the device in the declared file `machine`. It serves `kl.drivers.Serial` as endpoint `serial`,
 * under the name of the device and that of its class. Ends with code 1 if it cannot drive the device.
 */
export const ConsoleDriver: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  (kos) =>
    driveDevice(kos, {
      className,
      model: 'virtio-console',
      open: (own, place) => ConsolePort.open(own, place),
      implement: (own, port) => ({ serial: serialEndpoint(own, port) }),
    }),
)
