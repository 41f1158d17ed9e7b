// Timers and the alarm, under virtual time: exact.

import {
  CLOCK_MONOTONIC,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  EAGAIN,
  EFAULT,
  EINVAL,
  ENOTSUP,
  itimerspec,
  Out,
  type Posix,
  posixMain,
  pthread_attr_init,
  pthread_attr_t,
  SIG_IGN,
  SIGALRM,
  SIGEV_NONE,
  SIGEV_SIGNAL,
  SIGEV_THREAD,
  sigevent,
  timespec,
  TIMER_ABSTIME,
  TIMER_MAX,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'

/** Milliseconds since the start. */
function up(posix: Posix): number {
  const now = new timespec()
  posix.clock_gettime(CLOCK_MONOTONIC, now)
  return now.tv_sec * 1000 + now.tv_nsec / 1e6
}

function spec(value: number, interval = 0): itimerspec {
  const made = new itimerspec()
  Object.assign(made.it_value, parts(value))
  Object.assign(made.it_interval, parts(interval))
  return made
}

function parts(milliseconds: number): timespec {
  return new timespec(Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6)
}

function milliseconds(time: timespec): number {
  return time.tv_sec * 1000 + time.tv_nsec / 1e6
}

function threadEvent(
  call: (posix: Posix, value: unknown) => unknown,
  value: unknown = null,
): sigevent {
  const event = new sigevent()
  event.sigev_notify = SIGEV_THREAD
  event.sigev_notify_function = call as never
  event.sigev_value = value
  return event
}

function silentEvent(): sigevent {
  return Object.assign(new sigevent(), { sigev_notify: SIGEV_NONE })
}

/** Makes a timer; its id. */
function timer(posix: Posix, event: sigevent, clock: number = CLOCK_MONOTONIC): number {
  const id = new Out()
  expect(posix.timer_create(clock, event, id)).toBe(0)
  return id.value
}

describe('timer_create, timer_settime', () => {
  test('a timer tells in a thread of its own, once, with its value', async () => {
    await inProcess(async (posix) => {
      const calls: unknown[] = []
      const id = timer(
        posix,
        threadEvent((own, value) => {
          calls.push(up(own), value, own === posix)
        }, 'rang'),
      )
      expect(posix.timer_settime(id, 0, spec(250))).toBe(0)
      await posix.sleep(10)
      expect(calls).toEqual([250, 'rang', false])
      expect(posix.timer_delete(id)).toBe(0)
    })
  })

  test('a timer with an interval rings again and again, until it is disarmed', async () => {
    await inProcess(async (posix) => {
      const times: number[] = []
      const id = timer(
        posix,
        threadEvent((own) => times.push(up(own))),
      )
      posix.timer_settime(id, 0, spec(100, 300))
      await posix.sleep(1)
      posix.timer_settime(id, 0, spec(0, 300))
      await posix.sleep(10)
      expect(times).toEqual([100, 400, 700, 1000])
      posix.timer_delete(id)
    })
  })

  test('several timers ring in the order of their times, whoever was armed first', async () => {
    await inProcess(async (posix) => {
      const rung: unknown[] = []
      const event = (name: string): sigevent => threadEvent((_, value) => rung.push(value), name)
      const ids = ['c', 'a', 'b'].map((name) => timer(posix, event(name)))
      for (const [index, at] of [300, 100, 200].entries())
        posix.timer_settime(ids[index] as number, 0, spec(at))
      await posix.sleep(1)
      expect(rung).toEqual(['a', 'b', 'c'])
      for (const id of ids) posix.timer_delete(id)
    })
  })

  test('TIMER_ABSTIME is a time, and one that is over rings at once', async () => {
    await inProcess(async (posix) => {
      const times: number[] = []
      const id = timer(
        posix,
        threadEvent((own) => times.push(up(own))),
      )
      await posix.sleep(2)
      posix.timer_settime(id, TIMER_ABSTIME, spec(2500))
      await posix.sleep(1)
      posix.timer_settime(id, TIMER_ABSTIME, spec(1000))
      await posix.sleep(1)
      expect(times).toEqual([2500, 3000])
      posix.timer_delete(id)
    })
  })

  test('a timer of CLOCK_REALTIME follows the clock when that is set', async () => {
    await inProcess(async (posix) => {
      const times: number[] = []
      const id = timer(
        posix,
        threadEvent((own) => times.push(up(own))),
        CLOCK_REALTIME,
      )
      posix.timer_settime(id, TIMER_ABSTIME, spec(100_000))
      await posix.sleep(1)
      posix.clock_settime(CLOCK_REALTIME, new timespec(98))
      await posix.sleep(5)
      expect(times).toEqual([3000])
      posix.timer_delete(id)
    })
  })

  test('leaves what was left before', async () => {
    await inProcess(async (posix) => {
      const id = timer(posix, silentEvent())
      const before = new itimerspec()
      expect(posix.timer_settime(id, 0, spec(5000, 700), before)).toBe(0)
      expect([milliseconds(before.it_value), milliseconds(before.it_interval)]).toEqual([0, 0])
      await posix.sleep(1)
      expect(posix.timer_settime(id, 0, spec(1), before)).toBe(0)
      expect([milliseconds(before.it_value), milliseconds(before.it_interval)]).toEqual([4000, 700])
    })
  })

  test('the thread has the attributes that the event says', async () => {
    await inProcess(async (posix) => {
      const attr = new pthread_attr_t()
      pthread_attr_init(attr)
      let calls = 0
      const event = threadEvent(() => calls++)
      event.sigev_notify_attributes = attr
      const id = timer(posix, event)
      posix.timer_settime(id, 0, spec(1))
      await posix.sleep(1)
      expect(calls).toBe(1)
      const wrong = threadEvent(() => calls++)
      wrong.sigev_notify_attributes = {}
      expect([posix.timer_create(CLOCK_MONOTONIC, wrong, new Out()), posix.errno]).toEqual([
        -1,
        EINVAL,
      ])
      posix.timer_delete(id)
    })
  })

  test('timer_create refuses wrong clocks, records and events', async () => {
    await inProcess((posix) => {
      const id = new Out()
      const wrongNotify = Object.assign(new sigevent(), { sigev_notify: 9 })
      const noFunction = Object.assign(new sigevent(), { sigev_notify: SIGEV_THREAD })
      const signal = Object.assign(new sigevent(), { sigev_notify: SIGEV_SIGNAL })
      const cases: [number, unknown, unknown, number][] = [
        [99, silentEvent(), id, EINVAL],
        [CLOCK_PROCESS_CPUTIME_ID, silentEvent(), id, ENOTSUP],
        [CLOCK_MONOTONIC, null, id, ENOTSUP],
        [CLOCK_MONOTONIC, signal, id, ENOTSUP],
        [CLOCK_MONOTONIC, {}, id, EFAULT],
        [CLOCK_MONOTONIC, silentEvent(), {}, EFAULT],
        [CLOCK_MONOTONIC, wrongNotify, id, EINVAL],
        [CLOCK_MONOTONIC, noFunction, id, EINVAL],
      ]
      for (const [clock, event, out, errno] of cases) {
        posix.errno = 0
        expect([posix.timer_create(clock, event as never, out as never), posix.errno]).toEqual([
          -1,
          errno,
        ])
      }
      expect(id.value).toBeUndefined()
    })
  })

  test('there are TIMER_MAX timers', async () => {
    await inProcess((posix) => {
      for (let i = 0; i < TIMER_MAX; i++) timer(posix, silentEvent())
      const id = new Out()
      expect([posix.timer_create(CLOCK_MONOTONIC, silentEvent(), id), posix.errno]).toEqual([
        -1,
        EAGAIN,
      ])
    })
  })

  test('timer_settime refuses wrong timers, times and records, and changes nothing', async () => {
    await inProcess((posix) => {
      const id = timer(posix, silentEvent())
      posix.timer_settime(id, 0, spec(5000))
      const badValue = new itimerspec()
      badValue.it_value.tv_nsec = 1e9
      const badInterval = spec(1)
      badInterval.it_interval.tv_sec = -1
      const negative = new itimerspec()
      negative.it_value.tv_sec = -1
      const cases: [number, unknown, unknown, number][] = [
        [99, spec(1), null, EINVAL],
        [NaN, spec(1), null, EINVAL],
        [id, badValue, null, EINVAL],
        [id, badInterval, null, EINVAL],
        [id, negative, null, EINVAL],
        [id, null, null, EFAULT],
        [id, spec(1), {}, EFAULT],
      ]
      for (const [which, value, before, errno] of cases) {
        posix.errno = 0
        expect([
          posix.timer_settime(which, 0, value as never, before as never),
          posix.errno,
        ]).toEqual([-1, errno])
      }
      const left = new itimerspec()
      posix.timer_gettime(id, left)
      expect(milliseconds(left.it_value)).toBe(5000)
    })
  })
})

test('timer_gettime tells what is left, also of a timer that tells nobody', async () => {
  await inProcess(async (posix) => {
    const id = timer(posix, silentEvent())
    const left = new itimerspec()
    const get = (): number[] => {
      expect(posix.timer_gettime(id, left)).toBe(0)
      return [milliseconds(left.it_value), milliseconds(left.it_interval)]
    }
    expect(get()).toEqual([0, 0])
    posix.timer_settime(id, 0, spec(1500, 400))
    expect(get()).toEqual([1500, 400])
    await posix.sleep(1)
    expect(get()).toEqual([500, 400])
    await posix.sleep(1)
    expect(get()).toEqual([300, 400])
    posix.timer_settime(id, 0, spec(500))
    await posix.sleep(1)
    expect(get()).toEqual([0, 0])
    expect([posix.timer_gettime(99, left), posix.errno]).toEqual([-1, EINVAL])
    expect([posix.timer_gettime(id, {} as never), posix.errno]).toEqual([-1, EFAULT])
  })
})

test('timer_getoverrun counts what was missed', async () => {
  await inProcess(async (posix) => {
    const id = timer(posix, silentEvent())
    expect(posix.timer_getoverrun(id)).toBe(0)
    posix.timer_settime(id, TIMER_ABSTIME, spec(500, 100))
    await posix.sleep(1)
    posix.timer_gettime(id, new itimerspec())
    expect(posix.timer_getoverrun(id)).toBe(5)
    expect([posix.timer_getoverrun(99), posix.errno]).toEqual([-1, EINVAL])
  })
})

test('timer_delete ends a timer', async () => {
  await inProcess(async (posix) => {
    let calls = 0
    const id = timer(
      posix,
      threadEvent(() => calls++),
    )
    posix.timer_settime(id, 0, spec(100))
    expect([posix.timer_delete(id), posix.timer_delete(id), posix.errno]).toEqual([0, -1, EINVAL])
    await posix.sleep(1)
    expect(calls).toBe(0)
  })
})

test('a process that ends has no timers any more, and is not kept by them', async () => {
  await using world = new PosixWorld()
  let calls = 0
  const main = posixMain((_argc, _argv, posix) => {
    const id = timer(
      posix,
      threadEvent(() => calls++),
    )
    posix.timer_settime(id, 0, spec(100, 100))
    return 5
  })
  world.start(main, 'Main')
  expect(await world.kernel.run({ until: world.kernel.task('Main') })).toEqual({ code: 5 })
  await world.kernel.advance(1000)
  expect(calls).toBe(0)
})

test('the thread for timers ends when none is armed', async () => {
  await inProcess(async (posix, kos) => {
    const count = (): number => {
      const list = kos.KnGroupStatGetParam(6)
      return 'value' in list ? (list.value as number) : -1
    }
    const before = count()
    const id = timer(
      posix,
      threadEvent(() => {}),
    )
    posix.timer_settime(id, 0, spec(100))
    expect(count()).toBe(before + 1)
    await posix.sleep(1)
    expect(count()).toBe(before)
    posix.timer_delete(id)
  })
})

describe('alarm', () => {
  test('runs the action of SIGALRM, and tells what was left', async () => {
    await inProcess(async (posix) => {
      const times: number[] = []
      posix.signal(SIGALRM, (_, own: Posix) => void times.push(up(own)))
      expect(posix.alarm(2)).toBe(0)
      await posix.nanosleep(new timespec(0, 500_000_000))
      expect([posix.alarm(3), posix.alarm(0), posix.alarm(1)]).toEqual([2, 3, 0])
      await posix.sleep(5)
      expect([times, posix.alarm(0)]).toEqual([[1500], 0])
      expect([posix.alarm(NaN), posix.alarm(-3)]).toEqual([0, 0])
    })
  })

  test('by default ends the process, also one that waits', async () => {
    await using world = new PosixWorld()
    const main = posixMain(async (_argc, _argv, posix) => {
      posix.alarm(3)
      await posix.sleep(100)
      return 0
    })
    world.start(main, 'Main')
    expect(await world.kernel.run({ until: world.kernel.task('Main') })).toEqual({ code: 142 })
    expect(world.kernel.clock.now()).toBe(3000)
  })

  test('interrupts nothing if it is ignored', async () => {
    await inProcess(async (posix) => {
      posix.signal(SIGALRM, SIG_IGN)
      posix.alarm(1)
      expect([await posix.sleep(4), up(posix)]).toEqual([0, 4000])
    })
  })
})
