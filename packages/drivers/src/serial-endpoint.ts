// The endpoint `kl.drivers.Serial` of the drivers whose devices send and receive bytes.

import {
  type Implementation,
  type Kos,
  rcInvalidArgument,
  rcOk,
  type Result,
  type Retcode,
} from '@kos/libkos'

import { answered, refused } from './answer.ts'
import { type Config, MaxBytes, type Serial } from './generated/kl/drivers/Serial.idl.ts'

/** A device that sends and receives bytes. */
export interface SerialDevice {
  readonly config: Config
  /** Bytes that were lost, since nobody read them in time. */
  readonly lost: number
  /** Bytes that arrived damaged. They are not among the data. */
  readonly damaged: number
  /** Sets speed and format. rcInvalidArgument: it has no such; rcUnimplemented: it has none. */
  setConfig(kos: Kos, config: Config): Retcode
  /** Takes as many bytes to send as there is room for, at least one. */
  write(kos: Kos, bytes: Uint8Array, timeout: number): Promise<Result<{ readonly count: number }>>
  /** Takes what has arrived, at least one byte. */
  read(kos: Kos, limit: number, timeout: number): Promise<Result<{ readonly data: Uint8Array }>>
}

/** The methods of the endpoint, for one thread. */
export function serialEndpoint(kos: Kos, device: SerialDevice): Implementation<Serial> {
  return {
    async Write({ data, timeout }) {
      if (data.length === 0) return { count: 0 }
      const { rc, count } = await device.write(kos, data, timeout)
      return rc === rcOk ? { count } : refused(rc)
    },
    async Read({ limit, timeout }) {
      if (limit === 0) return refused(rcInvalidArgument)
      const { rc, data } = await device.read(kos, Math.min(limit, MaxBytes), timeout)
      return rc === rcOk ? { data } : refused(rc)
    },
    SetConfig: ({ config }) => answered(device.setConfig(kos, config)),
    GetConfig: () => ({
      config: device.config,
      lost: device.lost >>> 0,
      damaged: device.damaged >>> 0,
    }),
  }
}
