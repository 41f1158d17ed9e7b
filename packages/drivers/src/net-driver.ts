// The driver of a virtio network card, a process of class kl.drivers.Net. The card is `net-card.ts`.

import {
  type Implementation,
  type Kos,
  program,
  type Program,
  rcInvalidArgument,
  rcOk,
} from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { bufferOffset } from './client-buffer.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/Net.edl.ts'
import { MaxFrame, MinFrame, type Net } from './generated/kl/drivers/Net.idl.ts'
import { NetCard } from './net-card.ts'
import { driveDevice } from './serve-device.ts'

function implementation(kos: Kos, card: NetCard): Implementation<Net> {
  return {
    async GetInfo() {
      const rc = await card.start(kos)
      if (rc !== rcOk) return refused(rc)
      return { mac: card.mac(kos), isUp: card.isUp(kos) ? 1 : 0, lost: card.lost >>> 0 }
    },
    async Send({ buffer, offset, length }) {
      const at = bufferOffset(offset)
      if (at === null || length < MinFrame || length > MaxFrame) return refused(rcInvalidArgument)
      return answered(await card.send(kos, buffer.handle, at, length))
    },
    async Receive({ buffer, offset, limit, timeout }) {
      const at = bufferOffset(offset)
      if (at === null) return refused(rcInvalidArgument)
      const given = buffer.handle
      const { rc, length } = await card.receive(kos, given, at, limit, timeout)
      return rc === rcOk ? { length } : refused(rc)
    },
  }
}

/**
 * Drives a virtio network card: a process of class `kl.drivers.Net`, whose first argument is the
 * name of the device in the declared file `machine`. It serves `kl.drivers.Net` as endpoint `net`,
 * under the name of the device and that of its class. Ends with code 1 if it cannot drive the device.
 */
export const NetDriver: Program<Kos> = /* @__PURE__ */ program({ endpoints, endpointInfo }, (kos) =>
  driveDevice(kos, {
    className,
    model: 'virtio-net',
    open: (own, place) => NetCard.open(own, place),
    implement: (own, card) => ({ net: implementation(own, card) }),
  }),
)
