// The light that blinks while the disk is read, at pin 0 of the GPIO port.
//
// A thread of its own switches it, so that nobody waits for it; the thread ends when nothing was read
// for one period.

import { type Kos, ThreadPriorityNormal, unwrap } from '@kos/libkos'
import {
  GPIO_DIR_OUT,
  type GpioHandle,
  GpioInit,
  GpioOpenPort,
  GpioOut,
  GpioSetMode,
} from '@kos/drivers/gpio'

const pin = 0

/** Milliseconds that it is on, and that it is off. */
const halfPeriod = 40

/** The light. */
export class Light {
  readonly #port: GpioHandle
  #isBlinking = false
  /** Whether something was read since the thread looked last. */
  #isReading = false

  private constructor(port: GpioHandle) {
    this.#port = port
  }

  /** Rejects with RetcodeError if there is no such port. */
  static async open(kos: Kos, port: string): Promise<Light> {
    GpioInit(kos)
    const { handle } = unwrap(GpioOpenPort(kos, port))
    unwrap({ rc: await GpioSetMode(kos, handle, pin, GPIO_DIR_OUT) })
    return new Light(handle)
  }

  /** Something is read. */
  blink(kos: Kos): void {
    this.#isReading = true
    if (this.#isBlinking) return
    this.#isBlinking = true
    kos.KosThreadCreate(ThreadPriorityNormal, 0, (own: Kos) => this.#run(own), null, 0)
  }

  async #run(kos: Kos): Promise<void> {
    while (this.#isReading) {
      this.#isReading = false
      await GpioOut(kos, this.#port, pin, 1)
      await kos.KnSleep(halfPeriod)
      await GpioOut(kos, this.#port, pin, 0)
      await kos.KnSleep(halfPeriod)
    }
    this.#isBlinking = false
  }
}
