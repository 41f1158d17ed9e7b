// The driver of a real-time clock MC146818, a process of class kl.drivers.RTC. The clock is
// `real-time-clock.ts`.

import { type Implementation, type Kos, program, type Program, rcOk } from '@kos/libkos'
import { answered, refused } from './answer.ts'
import { className, endpointInfo, endpoints } from './generated/kl/drivers/RTC.edl.ts'
import type { RTC } from './generated/kl/drivers/RTC.idl.ts'
import { openWithInterrupt } from './interrupt-thread.ts'
import { RealTimeClock } from './real-time-clock.ts'
import { driveDevice } from './serve-device.ts'

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
export const RtcDriver: Program<Kos> = /* @__PURE__ */ program({ endpoints, endpointInfo }, (kos) =>
  driveDevice(kos, {
    className,
    model: 'mc146818',
    open: (own, place) => openWithInterrupt(own, place, () => RealTimeClock.open(own, place)),
    implement: (own, clock) => ({ rtc: implementation(own, clock) }),
  }),
)
