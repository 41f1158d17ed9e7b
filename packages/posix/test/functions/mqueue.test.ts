// Message queues: order, waiting, notification, and a naive model.

import {
  CLOCK_MONOTONIC,
  EAGAIN,
  EBADF,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  EMFILE,
  EMSGSIZE,
  ENAMETOOLONG,
  ENOENT,
  ENOSPC,
  ENOTSUP,
  ETIMEDOUT,
  mq_attr,
  MQ_OPEN_MAX,
  MQ_PRIO_MAX,
  O_CREAT,
  O_EXCL,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  Out,
  type Posix,
  pollfd,
  POLLIN,
  POLLOUT,
  pthread_t,
  SIGEV_NONE,
  SIGEV_THREAD,
  sigevent,
  timespec,
} from '@kos/posix'
import { seededExploration } from '@kos/thread'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'

function attributes(mq_maxmsg: number, mq_msgsize: number): mq_attr {
  return Object.assign(new mq_attr(), { mq_maxmsg, mq_msgsize })
}

function open(posix: Posix, flags = O_RDWR, messages = 3, size = 4): number {
  const mq = posix.mq_open('/queue', flags | O_CREAT, 0o600, attributes(messages, size))
  expect(mq).toBeGreaterThanOrEqual(0)
  return mq
}

function send(posix: Posix, mq: number, text: string, priority = 0): Promise<number> {
  const bytes = Uint8Array.from(text, (each) => each.charCodeAt(0))
  return posix.mq_send(mq, bytes, bytes.length, priority)
}

async function receive(posix: Posix, mq: number): Promise<string> {
  const buffer = new Uint8Array(100)
  const priority = new Out()
  const count = await posix.mq_receive(mq, buffer, 100, priority)
  if (count < 0) return `errno ${posix.errno}`
  return `${String.fromCharCode(...buffer.subarray(0, count))}/${priority.value}`
}

/** Runs routines in threads of their own, to their ends. */
async function together(
  posix: Posix,
  ...routines: ((posix: Posix) => Promise<unknown>)[]
): Promise<void> {
  const ids = []
  for (const routine of routines) {
    const id = new pthread_t()
    expect(await posix.pthread_create(id, null, routine, null)).toBe(0)
    ids.push(id)
  }
  for (const id of ids) expect(await posix.pthread_join(id, null)).toBe(0)
}

function refusal(posix: Posix, answer: number): [number, number] {
  return [answer, posix.errno]
}

describe('mq_open, mq_close, mq_unlink', () => {
  test('make, find, close and unlink queues; a queue lives until its last descriptor is closed', async () => {
    await inProcess(async (posix) => {
      expect(refusal(posix, posix.mq_open('/queue', O_RDWR))).toEqual([-1, ENOENT])
      const first = open(posix)
      const second = posix.mq_open('/queue', O_RDONLY)
      await send(posix, first, 'a')
      expect(posix.mq_unlink('/queue')).toBe(0)
      expect(refusal(posix, posix.mq_open('/queue', O_RDWR))).toEqual([-1, ENOENT])
      expect(posix.mq_close(first)).toBe(0)
      expect(await receive(posix, second)).toBe('a/0')
      expect([posix.mq_close(second), await posix.close(second)]).toEqual([0, -1])
      expect(refusal(posix, posix.mq_close(second))).toEqual([-1, EBADF])
      expect(refusal(posix, posix.mq_unlink('/queue'))).toEqual([-1, ENOENT])
    })
  })

  test('O_EXCL, wrong names, flags and attributes', async () => {
    await inProcess((posix) => {
      const mq = open(posix)
      const create = O_CREAT | O_RDWR
      const cases: [unknown, number, unknown, number][] = [
        ['/queue', create | O_EXCL, null, EEXIST],
        ['queue', create, null, EINVAL],
        ['/', create, null, EINVAL],
        ['/a/b', create, null, EINVAL],
        ['/a\0', create, null, EINVAL],
        ['', create, null, EINVAL],
        [`/${'x'.repeat(255)}`, create, null, ENAMETOOLONG],
        [null, create, null, EFAULT],
        ['/new', O_CREAT | 3, null, EINVAL],
        ['/new', NaN, null, EINVAL],
        ['/new', create, {}, EFAULT],
        ['/new', create, attributes(0, 5), EINVAL],
        ['/new', create, attributes(5, 0), EINVAL],
        ['/new', create, attributes(NaN, 1.5), EINVAL],
        ['/new', create, attributes(65_537, 1), ENOSPC],
        ['/new', create, attributes(65_536, 1025), ENOSPC],
      ]
      for (const [name, flags, attr, errno] of cases) {
        posix.errno = 0
        const answer = posix.mq_open(name as string, flags, 0o600, attr as mq_attr)
        expect([name, flags, answer, posix.errno]).toEqual([name, flags, -1, errno])
      }
      expect(refusal(posix, posix.mq_unlink(`/${'x'.repeat(255)}`))).toEqual([-1, ENAMETOOLONG])
      expect(refusal(posix, posix.mq_unlink('/new'))).toEqual([-1, ENOENT])
      const longest = posix.mq_open(`/${'x'.repeat(254)}`, create)
      expect(longest).toBeGreaterThan(mq)
    })
  })

  test('there are MQ_OPEN_MAX names, and as many descriptors as OPEN_MAX says', async () => {
    await inProcess((posix) => {
      for (let i = 0; i < MQ_OPEN_MAX; i++) {
        const mq = posix.mq_open(`/${i}`, O_CREAT | O_RDWR)
        expect(mq).toBeGreaterThan(2)
        if (i % 2 === 0) posix.mq_close(mq)
      }
      expect(refusal(posix, posix.mq_open('/more', O_CREAT | O_RDWR))).toEqual([-1, ENOSPC])
      posix.mq_unlink('/0')
      let last = 0
      while (last >= 0) last = posix.mq_open('/more', O_CREAT | O_RDWR)
      expect(posix.errno).toBe(EMFILE)
    })
  })
})

describe('mq_send, mq_receive', () => {
  test('the highest priority comes first, and then who was sent first', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix, O_RDWR, 10)
      const sent = ['a1', 'b5', 'c1', 'd5', 'e9', 'f0']
      for (const each of sent) await send(posix, mq, each, Number(each[1]))
      const got: string[] = []
      for (const _ of sent) got.push(await receive(posix, mq))
      expect(got).toEqual(['e9/9', 'b5/5', 'd5/5', 'a1/1', 'c1/1', 'f0/0'])
    })
  })

  test('a receiver waits for a message, a sender for room', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix, O_RDWR, 1)
      const log: string[] = []
      await together(
        posix,
        async (own) => {
          for (let i = 0; i < 3; i++) log.push(await receive(own, mq))
        },
        async (own) => {
          for (const each of ['a', 'b', 'c']) expect(await send(own, mq, each)).toBe(0)
        },
      )
      expect(log).toEqual(['a/0', 'b/0', 'c/0'])
    })
  })

  test('messages of any bytes, also none, are copied', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix)
      const bytes = Uint8Array.of(0, 255)
      expect(await posix.mq_send(mq, bytes, 2, MQ_PRIO_MAX - 1)).toBe(0)
      bytes.fill(7)
      expect(await posix.mq_send(mq, bytes, 0, 0)).toBe(0)
      const buffer = new Uint8Array(4)
      expect([await posix.mq_receive(mq, buffer, 4), [...buffer]]).toEqual([2, [0, 255, 0, 0]])
      expect(await posix.mq_receive(mq, buffer, 4, null)).toBe(0)
    })
  })

  test('O_NONBLOCK is EAGAIN instead of waiting', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix, O_RDWR | O_NONBLOCK, 1)
      expect(await receive(posix, mq)).toBe(`errno ${EAGAIN}`)
      expect(await send(posix, mq, 'a')).toBe(0)
      expect(refusal(posix, await send(posix, mq, 'b'))).toEqual([-1, EAGAIN])
    })
  })

  test('EBADF, EFAULT, EINVAL, EMSGSIZE', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix)
      const reader = posix.mq_open('/queue', O_RDONLY)
      const writer = posix.mq_open('/queue', O_WRONLY)
      const bytes = new Uint8Array(10)
      const calls: [() => Promise<number>, number][] = [
        [() => posix.mq_send(99, bytes, 1, 0), EBADF],
        [() => posix.mq_send(1, bytes, 1, 0), EBADF],
        [() => posix.mq_send(reader, bytes, 1, 0), EBADF],
        [() => posix.mq_send(mq, 'x' as never, 1, 0), EFAULT],
        [() => posix.mq_send(mq, bytes, 11, 0), EINVAL],
        [() => posix.mq_send(mq, bytes, 1, MQ_PRIO_MAX), EINVAL],
        [() => posix.mq_send(mq, bytes, 1, -1), EINVAL],
        [() => posix.mq_send(mq, bytes, 5, 0), EMSGSIZE],
        [() => posix.mq_receive(99, bytes, 10), EBADF],
        [() => posix.mq_receive(writer, bytes, 10), EBADF],
        [() => posix.mq_receive(mq, null as never, 10), EFAULT],
        [() => posix.mq_receive(mq, bytes, 11), EINVAL],
        [() => posix.mq_receive(mq, bytes, 3), EMSGSIZE],
        [() => posix.read(mq, bytes), EBADF],
        [() => posix.write(mq, bytes), EBADF],
      ]
      for (const [call, errno] of calls) {
        posix.errno = 0
        expect([String(call), await call(), posix.errno]).toEqual([String(call), -1, errno])
      }
    })
  })
})

describe('mq_timedsend, mq_timedreceive', () => {
  test('wait until a time of CLOCK_REALTIME', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix, O_RDWR, 1)
      const bytes = new Uint8Array(4)
      const now = new timespec()
      expect(
        refusal(posix, await posix.mq_timedreceive(mq, bytes, 4, null, new timespec(2))),
      ).toEqual([-1, ETIMEDOUT])
      expect(await posix.mq_timedsend(mq, bytes, 1, 0, new timespec(1))).toBe(0)
      expect(refusal(posix, await posix.mq_timedsend(mq, bytes, 1, 0, new timespec(5)))).toEqual([
        -1,
        ETIMEDOUT,
      ])
      posix.clock_gettime(CLOCK_MONOTONIC, now)
      expect(now.tv_sec).toBe(5)
    })
  })

  test('look at the time only if they must wait', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix, O_RDWR, 1)
      const bytes = new Uint8Array(4)
      const wrong = new timespec(1, 1e9)
      expect(await posix.mq_timedsend(mq, bytes, 1, 0, wrong)).toBe(0)
      expect(refusal(posix, await posix.mq_timedsend(mq, bytes, 1, 0, wrong))).toEqual([-1, EINVAL])
      expect(await posix.mq_timedreceive(mq, bytes, 4, null, wrong)).toBe(1)
      for (const each of [wrong, 5, {}]) {
        posix.errno = 0
        const answer = await posix.mq_timedreceive(mq, bytes, 4, null, each as timespec)
        expect([answer, posix.errno]).toEqual([-1, EINVAL])
      }
      expect(
        refusal(posix, await posix.mq_timedreceive(mq, bytes, 4, null, new timespec(-1))),
      ).toEqual([-1, ETIMEDOUT])
    })
  })
})

test('mq_getattr and mq_setattr', async () => {
  await inProcess(async (posix) => {
    const mq = open(posix, O_RDWR, 7, 9)
    const attr = new mq_attr()
    await send(posix, mq, 'a')
    expect([posix.mq_getattr(mq, attr), { ...attr }]).toEqual([
      0,
      { mq_flags: 0, mq_maxmsg: 7, mq_msgsize: 9, mq_curmsgs: 1 },
    ])
    const wanted = Object.assign(attributes(1, 1), { mq_flags: O_NONBLOCK })
    expect([posix.mq_setattr(mq, wanted, attr), attr.mq_flags]).toEqual([0, 0])
    posix.mq_getattr(mq, attr)
    expect({ ...attr }).toEqual({
      mq_flags: O_NONBLOCK,
      mq_maxmsg: 7,
      mq_msgsize: 9,
      mq_curmsgs: 1,
    })
    const other = posix.mq_open('/queue', O_RDWR)
    posix.mq_getattr(other, attr)
    expect(attr.mq_flags).toBe(0)
    const defaults = posix.mq_open('/defaults', O_CREAT | O_RDWR)
    posix.mq_getattr(defaults, attr)
    expect([attr.mq_maxmsg, attr.mq_msgsize]).toEqual([10, 8192])
    expect(refusal(posix, posix.mq_getattr(1, attr))).toEqual([-1, EBADF])
    expect(refusal(posix, posix.mq_getattr(mq, {} as never))).toEqual([-1, EFAULT])
    expect(refusal(posix, posix.mq_setattr(1, attr))).toEqual([-1, EBADF])
    expect(refusal(posix, posix.mq_setattr(mq, null as never))).toEqual([-1, EFAULT])
    expect(refusal(posix, posix.mq_setattr(mq, attr, {} as never))).toEqual([-1, EFAULT])
  })
})

describe('mq_notify', () => {
  test('tells once, of a message that comes into the empty queue while nobody waits', async () => {
    await inProcess(async (posix) => {
      const mq = open(posix)
      const told: unknown[] = []
      const event = new sigevent()
      event.sigev_notify = SIGEV_THREAD
      event.sigev_value = 'value'
      event.sigev_notify_function = ((own: Posix, value: unknown) =>
        void told.push(value, own === posix)) as never
      expect(posix.mq_notify(mq, event)).toBe(0)
      expect(refusal(posix, posix.mq_notify(mq, event))).toEqual([-1, EBUSY])
      await together(
        posix,
        (own) => receive(own, mq),
        (own) => send(own, mq, 'a'),
      )
      expect(told).toEqual([])
      await send(posix, mq, 'b')
      await send(posix, mq, 'c')
      await posix.sleep(1)
      expect(told).toEqual(['value', false])
      expect(posix.mq_notify(mq, event)).toBe(0)
      await send(posix, mq, 'd')
      await posix.sleep(1)
      expect(told.length).toBe(2)
    })
  })

  test('null takes it back, as closing does', async () => {
    await inProcess((posix) => {
      const mq = open(posix)
      const other = posix.mq_open('/queue', O_RDWR)
      const event = Object.assign(new sigevent(), { sigev_notify: SIGEV_NONE })
      expect([posix.mq_notify(mq, event), posix.mq_notify(other, null)]).toEqual([0, 0])
      expect(refusal(posix, posix.mq_notify(other, event))).toEqual([-1, EBUSY])
      expect([posix.mq_notify(mq, null), posix.mq_notify(other, event)]).toEqual([0, 0])
      posix.mq_close(other)
      expect(posix.mq_notify(mq, event)).toBe(0)
    })
  })

  test('EBADF, EFAULT, EINVAL, ENOTSUP', async () => {
    await inProcess((posix) => {
      const mq = open(posix)
      const noFunction = Object.assign(new sigevent(), { sigev_notify: SIGEV_THREAD })
      expect(refusal(posix, posix.mq_notify(1, null))).toEqual([-1, EBADF])
      expect(refusal(posix, posix.mq_notify(mq, {} as never))).toEqual([-1, EFAULT])
      expect(refusal(posix, posix.mq_notify(mq, noFunction))).toEqual([-1, EINVAL])
      expect(refusal(posix, posix.mq_notify(mq, new sigevent()))).toEqual([-1, ENOTSUP])
    })
  })
})

test('poll waits for messages and for room', async () => {
  await inProcess(async (posix) => {
    const mq = open(posix, O_RDWR, 1)
    const entry = new pollfd(mq, POLLIN | POLLOUT)
    const look = async (): Promise<number> => {
      await posix.poll([entry], 1, 0)
      return entry.revents
    }
    expect(await look()).toBe(POLLOUT)
    await send(posix, mq, 'a')
    expect(await look()).toBe(POLLIN)
    await receive(posix, mq)
    entry.events = POLLIN
    await together(
      posix,
      async (own) => {
        expect(await own.poll([entry], 1, -1)).toBe(1)
        expect(entry.revents).toBe(POLLIN)
      },
      async (own) => {
        await own.sleep(1)
        await send(own, mq, 'b')
      },
    )
  })
})

test('a cancelled receiver takes no message with it', async () => {
  await inProcess(async (posix) => {
    const mq = open(posix)
    const got: string[] = []
    const id = new pthread_t()
    await posix.pthread_create(
      id,
      null,
      async (own: Posix) => void got.push(await receive(own, mq)),
      null,
    )
    await posix.sleep(1)
    expect(posix.pthread_cancel(id)).toBe(0)
    await posix.pthread_join(id, null)
    await send(posix, mq, 'a')
    expect([got, await receive(posix, mq)]).toEqual([[], 'a/0'])
  })
})

test('any order of sends and receives is as in a naive model', async () => {
  const step = fc.oneof(
    fc.record({ send: fc.integer({ min: 0, max: 3 }) }),
    fc.constant({ send: null }),
  )
  await inProcess((posix) =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const mq = open(posix, O_RDWR | O_NONBLOCK, 4)
        const model: { text: string; priority: number }[] = []
        const expected: unknown[] = []
        const got: unknown[] = []
        for (const [index, { send: priority }] of steps.entries()) {
          if (priority === null) {
            const first = model.toSorted((a, b) => b.priority - a.priority)[0]
            if (first !== undefined) model.splice(model.indexOf(first), 1)
            expected.push(
              first === undefined ? `errno ${EAGAIN}` : `${first.text}/${first.priority}`,
            )
            got.push(await receive(posix, mq))
          } else {
            const text = String(index)
            expected.push(model.length === 4 ? -1 : 0)
            if (model.length < 4) model.push({ text, priority })
            got.push(await send(posix, mq, text, priority))
          }
        }
        const attr = new mq_attr()
        posix.mq_getattr(mq, attr)
        expect([...got, attr.mq_curmsgs]).toEqual([...expected, model.length])
        posix.mq_close(mq)
        posix.mq_unlink('/queue')
      }),
      { seed: 5, numRuns: 40 },
    ),
  )
})

test('in every schedule each message is received once', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    await using world = new PosixWorld({ choice: seededExploration(seed) })
    world.client('Program')
    const got = await world.act('Program', async (posix) => {
      const mq = open(posix, O_RDWR, 2)
      const texts: string[] = []
      const take = async (own: Posix): Promise<void> => {
        for (let i = 0; i < 3; i++) texts.push(await receive(own, mq))
      }
      const give = (names: string) => async (own: Posix) => {
        for (const name of names) expect(await send(own, mq, name)).toBe(0)
      }
      await together(posix, take, give('abc'), take, give('def'))
      return texts.toSorted()
    })
    expect(got).toEqual(['a/0', 'b/0', 'c/0', 'd/0', 'e/0', 'f/0'])
  }
})
