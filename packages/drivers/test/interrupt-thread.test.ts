// The thread that handles the interrupts of a driver: a device whose interrupt never ends leaves time
// to all others, in virtual time and in real time, where time goes on while the thread runs.

import type { DeviceContext } from '@kos/io-hw'
import { HostClock, VirtualClock } from '@kos/kernel'
import { program, rcOk } from '@kos/libkos'
import { expect, test } from 'vitest'
import { startInterruptThread } from '../src/interrupt-thread.ts'
import { DriverWorld } from './driver-world.ts'

/** A host whose time is that of a test, and whose timers wait no longer than until its next task. */
function hostOf(time: { now: number }): NonNullable<ConstructorParameters<typeof HostClock>[0]> {
  return {
    now: () => time.now,
    systemTime: () => time.now,
    hostTask: (callback) => void setImmediate(callback),
    afterMicrotasks: (callback) => process.nextTick(callback),
    entropy: () => 7,
    setTimer(callback, delay) {
      const due = time.now + delay
      let isOver = false
      const look = (): void => {
        if (isOver) return
        time.now++
        if (time.now >= due) callback()
        else setImmediate(look)
      }
      setImmediate(look)
      return () => void (isOver = true)
    },
  }
}

const time = { now: 0 }

test.each([
  ['virtual time', () => new VirtualClock()],
  ['real time', () => new HostClock(hostOf(time))],
])('in %s an interrupt that never ends leaves time to lower priorities', async (_, clock) => {
  let handled = 0
  const Driver = program(async (kos) => {
    const { rc } = await startInterruptThread(kos, 3, () => {
      // A handler takes its time.
      time.now += 0.01
      handled++
    })
    expect(rc).toBe(rcOk)
    await kos.KnSleep(1_000_000)
  })
  let context: DeviceContext | null = null
  const device = {
    name: 'stuck',
    registerBytes: 1,
    attach: (given: DeviceContext) => void (context = given),
    reset: () => context?.setLine(0, true),
    read: () => 0,
    write: () => {},
  }
  const placed = { name: 'stuck', model: 'stuck', device, ports: 0x10, irqs: [3] }
  await using world = new DriverWorld([placed], { clock: clock() })
  world.drive(Driver, 'test.Driver', 'stuck')
  world.client('Client')
  const before = await world.act('Client', async (kos) => {
    for (let count = 0; count < 100; count++) await kos.KnSleep(1)
    return handled
  })
  expect(before).toBeGreaterThan(1000)
})
