// The driver of a real-time clock MC146818, a process of class kl.drivers.RTC. The clock is
// `real-time-clock.ts`.

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
import { className, endpointInfo, endpoints } from './generated/kl/drivers/RTC.edl.ts'
import type { RTC } from './generated/kl/drivers/RTC.idl.ts'
import { startInterruptThread } from './interrupt-thread.ts'
import { type DeviceDescription, deviceOf } from './machine-file.ts'
import { RealTimeClock } from './real-time-clock.ts'
import { serveDevice } from './serve-device.ts'

async function openClock(
  kos: Kos,
  place: DeviceDescription,
): Promise<Result<{ readonly clock: RealTimeClock }>> {
  const [irq] = place.irqs
  if (irq === undefined) return { rc: rcDeviceNotFound }
  const opened = RealTimeClock.open(kos, place)
  if (opened.rc !== rcOk) return opened
  const { clock } = opened
  const { rc } = await startInterruptThread(kos, irq, (own) => clock.interrupt(own))
  return rc === rcOk ? opened : { rc }
}

function implementation(kos: Kos, clock: RealTimeClock): Implementation<RTC> {
  return {
    async GetTime() {
      const { rc, time } = await clock.time(kos)
      return rc === rcOk ? { time } : refused(rc)
    },
    SetTime: ({ time }) => answered(clock.setTime(kos, time)),
    SetAlarm: ({ alarm }) => answered(clock.setAlarm(kos, alarm)),
    ClearAlarm: () => clock.clearAlarm(kos),
    WaitAlarm: ({ timeout }) => clock.waitAlarm(kos, timeout).then(answered),
    SetPeriod: ({ hertz }) => answered(clock.setPeriod(kos, hertz)),
    async WaitPeriod({ timeout }) {
      const { rc, count } = await clock.waitPeriod(kos, timeout)
      return rc === rcOk ? { count } : refused(rc)
    },
  }
}

/**
 * Drives a real-time clock MC146818: a process of class `kl.drivers.RTC`, whose first argument is
 * the name of the device in the declared file `machine`. It serves `kl.drivers.RTC` as endpoint
 * `rtc`, under the name of the device and that of its class. Ends with code 1 if it cannot drive the
 * device.
 */
export const RtcDriver: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  async (kos) => {
    const place = deviceOf(kos, ['mc146818'])
    if (place === null) return 1
    const { rc, clock } = await openClock(kos, place)
    if (rc !== rcOk) {
      kos.log(`${place.name} cannot be driven: ${formatRetcode(rc)}`)
      return 1
    }
    return serveDevice(kos, [place.name, className], (own) => ({ rtc: implementation(own, clock) }))
  },
)
