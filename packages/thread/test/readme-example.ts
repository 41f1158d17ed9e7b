import { rcOk } from '@kos/retcode'
import { type LocalThread, Scheduler, spawn, VirtualClock, WaitKind, WaitQueue } from '@kos/thread'

const minute = 60_000

// A car wash with one bay. A driver who waits longer than ten minutes drives away.
class CarWash {
  readonly #waiting = new WaitQueue()
  #isFree = true

  // An operation that may block answers a code, or parks the caller and answers PARKED.
  enter(car: LocalThread): number {
    if (!this.#isFree) return this.#waiting.park(car.thread, 10 * minute, WaitKind.other, this)
    this.#isFree = false
    return rcOk
  }

  // The bay is handed over to the next car, if one waits. Waking never switches: the caller goes on
  // first.
  leave(): void {
    if (!this.#waiting.wakeOne(rcOk)) this.#isFree = true
  }
}

export async function simulate(): Promise<string[]> {
  const clock = new VirtualClock()
  const scheduler = new Scheduler({ clock })
  const carWash = new CarWash()
  const report: string[] = []

  const drive = (name: string, arrival: number, duration: number, priority = 15): LocalThread =>
    spawn(
      scheduler,
      async (self) => {
        await self.sleep(arrival * minute)
        const rc = await self.block(() => carWash.enter(self))
        report.push(`${clock.now() / minute}: ${name} ${rc === rcOk ? 'is washed' : 'drives away'}`)
        if (rc !== rcOk) return
        await self.sleep(duration * minute)
        carWash.leave()
      },
      { name, priority },
    )

  drive('the van', 0, 8)
  drive('the bus', 1, 12)
  drive('the taxi', 2, 3)
  drive('the ambulance', 3, 2, 31)

  // Time stands still until somebody allows it to pass; the hour below takes less than a
  // millisecond.
  const idle = new Promise<void>((resolve) => (scheduler.onIdle = resolve))
  clock.limit = Infinity
  scheduler.poll()
  await idle
  return report
}

// What `await simulate()` gives, on every run:
// 0: the van is washed
// 8: the ambulance is washed
// 10: the bus is washed
// 12: the taxi drives away
