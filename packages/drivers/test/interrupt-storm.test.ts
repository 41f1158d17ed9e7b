// A line that stays high: the thread that handles the interrupts of a driver leaves time for others,
// however long its accesses to registers take.

import { Ns16550a } from '@kos/io-hw/models'
import { HostClock } from '@kos/kernel'
import { expect, test } from 'vitest'
import { SerialDriver } from '../src/index.ts'
import { DriverWorld } from './driver-world.ts'
import { boundTo } from './hostile-device.ts'

type Host = NonNullable<ConstructorParameters<typeof HostClock>[0]>

/** A host on which time passes by what is done: each turn takes a millisecond. */
class CountedTime implements Host {
  time = 0
  readonly #timers: Map<() => void, number> = new Map()

  now(): number {
    return this.time
  }

  systemTime(): number {
    return this.time
  }

  setTimer(callback: () => void, delay: number): () => void {
    this.#timers.set(callback, this.time + delay)
    this.#passTurn()
    return () => void this.#timers.delete(callback)
  }

  hostTask(callback: () => void): void {
    setImmediate(callback)
  }

  afterMicrotasks(callback: () => void): void {
    process.nextTick(callback)
  }

  entropy(): number {
    return 7
  }

  #passTurn(): void {
    setImmediate(() => {
      this.time++
      for (const [callback, deadline] of this.#timers)
        if (deadline <= this.time && this.#timers.delete(callback)) callback()
      if (this.#timers.size > 0) this.#passTurn()
    })
  }
}

/** A UART whose line stays high from some time on, and what time its registers take. */
class StuckUart extends Ns16550a {
  readonly #host: CountedTime
  readonly #access: number
  #raise: () => void = () => {}
  #isStuck = false

  constructor(host: CountedTime, access: number) {
    super()
    this.#host = host
    this.#access = access
  }

  override attach(context: Parameters<Ns16550a['attach']>[0]): void {
    const setLine = (isHigh: boolean): void => context.setLine(0, isHigh || this.#isStuck)
    this.#raise = () => setLine(true)
    super.attach({ ...boundTo(context), setLine: (_, isHigh) => setLine(isHigh) })
  }

  override read(...access: Parameters<Ns16550a['read']>): number {
    this.#host.time += this.#access
    return super.read(...access)
  }

  stick(isStuck: boolean): void {
    this.#isStuck = isStuck
    this.#raise()
  }
}

test.each([0, 0.01, 1, 20])(
  'others have half of the time, if an access takes %d ms',
  async (access) => {
    const host = new CountedTime()
    const uart = new StuckUart(host, access)
    const place = { name: 'com0', model: 'ns16550a', ports: 0x3f8, irqs: [4] }
    const world = new DriverWorld([{ ...place, device: uart }], { clock: new HostClock(host) })
    await using _ = world
    world.drive(SerialDriver, 'kl.drivers.UART', 'com0')
    world.client('Client', 'com0')
    const waits = 20
    const took = world.kernel.as('Client', async (kos) => {
      await kos.KnSleep(5)
      const begin = host.time
      uart.stick(true)
      for (let count = 0; count < waits; count++) await kos.KnSleep(1)
      const end = host.time
      uart.stick(false)
      return end - begin
    })
    await world.kernel.run({ until: took })
    // A burst, and as much again, for each wait; and the turns of the host.
    expect(await took).toBeLessThan(waits * 2 * (4 + 2 * access) + 4 * waits)
  },
)
