import { Mutex } from '@kos/sync'
import { INFINITE_TIMEOUT, Scheduler, spawn, VirtualClock } from '@kos/thread'

export async function simulate(): Promise<string[]> {
  const clock = new VirtualClock()
  const scheduler = new Scheduler({ clock })
  const printer = new Mutex({ name: 'printer' })
  const report: string[] = []

  const print = (name: string, priority: number, arrival: number, pages: number): void => {
    const routine = async (): Promise<void> => {
      await self.sleep(arrival)
      await self.block(() => printer.lock(self.thread, INFINITE_TIMEOUT))
      report.push(`${clock.now()}: ${name} prints`)
      for (let page = 0; page < pages; page++) await self.sleep(1)
      report.push(`${clock.now()}: ${name} leaves, with priority ${self.thread.priority}`)
      printer.unlock(self.thread)
    }
    const self = spawn(scheduler, routine, { name, priority })
  }
  print('the intern', 3, 0, 4)
  print('the secretary', 10, 1, 2)
  print('the director', 25, 2, 1)

  const idle = new Promise<void>((resolve) => (scheduler.onIdle = resolve))
  clock.limit = Infinity
  scheduler.poll()
  await idle
  return report
}

// What `await simulate()` gives, on every run:
// 0: the intern prints
// 4: the intern leaves, with priority 25
// 4: the director prints
// 5: the director leaves, with priority 25
// 5: the secretary prints
// 7: the secretary leaves, with priority 10
