// fcntl F_GETLK, F_SETLK, F_SETLKW between processes that share their files.

import {
  F_GETLK,
  F_RDLCK,
  F_SETLK,
  F_SETLKW,
  F_UNLCK,
  F_WRLCK,
  flock,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  type Posix,
  type PosixOptions,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { SharedFiles } from '../shared-files.ts'

/** Two processes, and what each does with file `/a`, which it has open. */
class TwoProcesses implements AsyncDisposable {
  readonly world = new PosixWorld()
  readonly shared = new SharedFiles()
  readonly #options: { readonly [name: string]: PosixOptions } = {
    A: this.shared.for(10),
    B: this.shared.for(20),
  }

  constructor() {
    for (const name of ['A', 'B']) this.world.client(name)
  }

  act<T>(name: string, routine: (posix: Posix) => Promise<T>): Promise<T> {
    return this.world.act(name, routine, this.#options[name])
  }

  /** Lets both act at the same time. */
  async both<T>(
    a: (posix: Posix) => Promise<T>,
    b: (posix: Posix) => Promise<T>,
  ): Promise<readonly [T, T]> {
    const done = Promise.all([this.#start('A', a), this.#start('B', b)])
    done.catch(() => {})
    await this.world.kernel.run({ until: done })
    return done
  }

  async #start<T>(name: string, routine: (posix: Posix) => Promise<T>): Promise<T> {
    const { posix } = await import('@kos/posix')
    return this.world.kernel.as(name, (kos) => routine(posix(kos, this.#options[name])))
  }

  open(name: string, flags: number = O_CREAT | O_RDWR): Promise<number> {
    return this.act(name, (posix) => posix.open('/a', flags, 0o666))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]()
  }
}

test('locks of one process are in the way of another, and F_GETLK tells which', async () => {
  await using two = new TwoProcesses()
  const [ours, theirs] = [await two.open('A'), await two.open('B')]
  await two.act('A', async (posix) => {
    expect(await posix.fcntl(ours, F_SETLK, new flock(F_WRLCK, SEEK_SET, 10, 5))).toBe(0)
    // Its own is in nobody's way.
    const probe = new flock(F_WRLCK, SEEK_SET, 0, 0)
    expect(await posix.fcntl(ours, F_GETLK, probe)).toBe(0)
    expect(probe).toEqual(new flock(F_UNLCK, SEEK_SET, 0, 0))
  })
  await two.act('B', async (posix) => {
    const probe = new flock(F_RDLCK, SEEK_SET, 0, 0)
    expect(await posix.fcntl(theirs, F_GETLK, probe)).toBe(0)
    expect({ ...probe }).toEqual({
      l_type: F_WRLCK,
      l_whence: SEEK_SET,
      l_start: 10,
      l_len: 5,
      l_pid: 10,
    })
    const over = posix.fcntl(theirs, F_SETLK, new flock(F_RDLCK, SEEK_SET, 14, 1))
    expect(await failure(posix, over)).toBe('EAGAIN')
    expect(await posix.fcntl(theirs, F_SETLK, new flock(F_RDLCK, SEEK_SET, 15, 0))).toBe(0)
  })
  await two.act('A', async (posix) => {
    const probe = new flock(F_WRLCK, SEEK_SET, 20, 1)
    await posix.fcntl(ours, F_GETLK, probe)
    expect([probe.l_start, probe.l_len, probe.l_pid]).toEqual([15, 0, 20])
    expect(await posix.fcntl(ours, F_SETLK, new flock(F_RDLCK, SEEK_SET, 20, 1))).toBe(0)
  })
})

test('ranges count from the start, the offset or the end, forwards and backwards', async () => {
  await using two = new TwoProcesses()
  const [ours, theirs] = [await two.open('A'), await two.open('B')]
  const locked = async (): Promise<number[]> =>
    two.act('B', async (posix) => {
      const probe = new flock(F_WRLCK, SEEK_SET, 0, 0)
      await posix.fcntl(theirs, F_GETLK, probe)
      return [probe.l_start, probe.l_len]
    })
  const lock = (...range: [number, number, number]): Promise<number> =>
    two.act('A', async (posix) => {
      await posix.fcntl(ours, F_SETLK, new flock(F_UNLCK))
      return posix.fcntl(ours, F_SETLK, new flock(F_WRLCK, ...range))
    })
  await two.act('A', async (posix) => {
    await posix.write(ours, new Uint8Array(100))
    await posix.lseek(ours, 40, SEEK_SET)
  })
  expect(await lock(SEEK_CUR, 5, 2)).toBe(0)
  expect(await locked()).toEqual([45, 2])
  expect(await lock(SEEK_END, -10, 20)).toBe(0)
  expect(await locked()).toEqual([90, 20])
  expect(await lock(SEEK_CUR, 0, -10)).toBe(0)
  expect(await locked()).toEqual([30, 10])
  expect(await lock(SEEK_CUR, -41, 1)).toBe(-1)
  expect(await lock(SEEK_SET, 5, -6)).toBe(-1)
})

test('what is no lock is refused', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
    const reader = await posix.open('/tmp/a', O_RDONLY)
    const writer = await posix.open('/tmp/a', O_WRONLY)
    const set = (lock: unknown, file = fd): Promise<string> =>
      failure(posix, posix.fcntl(file, F_SETLK, lock as flock))
    expect(await set(undefined)).toBe('EFAULT')
    expect(await set({ l_type: F_RDLCK, l_whence: 0, l_start: 0, l_len: 0 })).toBe('EFAULT')
    expect(await set(new flock(7))).toBe('EINVAL')
    expect(await set(new flock(F_RDLCK, 9))).toBe('EINVAL')
    expect(await set(new flock(F_RDLCK, SEEK_SET, NaN))).toBe('EINVAL')
    expect(await set(new flock(F_RDLCK, SEEK_SET, 0, 0.5))).toBe('EINVAL')
    expect(await set(new flock(F_RDLCK, SEEK_SET, -1))).toBe('EINVAL')
    expect(await set(new flock(F_RDLCK, SEEK_SET, 2 ** 53 - 1, 5))).toBe('EOVERFLOW')
    expect(await set(new flock(F_WRLCK), reader)).toBe('EBADF')
    expect(await set(new flock(F_RDLCK), writer)).toBe('EBADF')
    expect(await set(new flock(F_RDLCK), 99)).toBe('EBADF')
    expect(await failure(posix, posix.fcntl(fd, F_GETLK, new flock(F_UNLCK)))).toBe('EINVAL')
    const ends: number[] = []
    await posix.pipe(ends)
    expect(await set(new flock(F_RDLCK), ends[0] as number)).toBe('EINVAL')
  })
})

test('F_SETLKW waits until the lock of another process falls', async () => {
  await using two = new TwoProcesses()
  const [ours, theirs] = [await two.open('A'), await two.open('B')]
  const order: string[] = []
  await two.act('A', (posix) => posix.fcntl(ours, F_SETLK, new flock(F_WRLCK)))
  await two.both(
    async (posix) => {
      await posix.poll([], 0, 20)
      order.push('A unlocks')
      await posix.fcntl(ours, F_SETLK, new flock(F_UNLCK))
    },
    async (posix) => {
      expect(await posix.fcntl(theirs, F_SETLKW, new flock(F_WRLCK))).toBe(0)
      order.push('B has it')
    },
  )
  expect(order).toEqual(['A unlocks', 'B has it'])
})

test('two processes that would wait for each other: one is told EDEADLK', async () => {
  await using two = new TwoProcesses()
  const [ours, theirs] = [await two.open('A'), await two.open('B')]
  const byte = (at: number): flock => new flock(F_WRLCK, SEEK_SET, at, 1)
  await two.act('A', (posix) => posix.fcntl(ours, F_SETLK, byte(0)))
  await two.act('B', (posix) => posix.fcntl(theirs, F_SETLK, byte(1)))
  const answers = await two.both<unknown>(
    (posix) => posix.fcntl(ours, F_SETLKW, byte(1)),
    async (posix) => {
      await posix.poll([], 0, 5)
      const answer = await failure(posix, posix.fcntl(theirs, F_SETLKW, byte(0)))
      await posix.close(theirs)
      return answer
    },
  )
  expect(answers).toEqual([0, 'EDEADLK'])
})

test('locks fall when any descriptor of the file is closed in the process', async () => {
  await using two = new TwoProcesses()
  const [ours, theirs] = [await two.open('A'), await two.open('B')]
  await two.act('A', async (posix) => {
    await posix.fcntl(ours, F_SETLK, new flock(F_WRLCK))
    const other = await posix.open('/a', O_RDONLY)
    await posix.close(other)
  })
  await two.act('B', async (posix) => {
    expect(await posix.fcntl(theirs, F_SETLK, new flock(F_WRLCK))).toBe(0)
    await posix.close(await posix.dup(theirs))
  })
  await two.act('A', async (posix) => {
    expect(await posix.fcntl(ours, F_SETLK, new flock(F_WRLCK))).toBe(0)
  })
})

test('a lock that comes to a descriptor which is closed meanwhile is not kept', async () => {
  await using two = new TwoProcesses()
  const [ours, theirs] = [await two.open('A'), await two.open('B')]
  await two.act('A', (posix) => posix.fcntl(ours, F_SETLK, new flock(F_WRLCK)))
  await two.both<unknown>(
    async (posix) => {
      await posix.poll([], 0, 20)
      await posix.close(ours)
    },
    async (posix) => {
      const waiting = posix.fcntl(theirs, F_SETLKW, new flock(F_WRLCK))
      two.world.kernel
        .as('B', async (kos) => {
          const { posix: functions } = await import('@kos/posix')
          await functions(kos).close(theirs)
        })
        .catch(() => {})
      expect(await failure(posix, waiting)).toBe('EBADF')
    },
  )
  expect(two.shared.mounts.root.locks?.size).toBe(0)
})

test('a process that is killed leaves neither locks nor open files', async () => {
  const shared = new SharedFiles()
  {
    await using world = new PosixWorld()
    const [holder, waiter] = [shared.for(1), shared.for(2)]
    const { posixMain } = await import('@kos/posix')
    const hold = posixMain(async (_argc, _argv, posix) => {
      const fd = await posix.open('/a', O_CREAT | O_RDWR, 0o666)
      await posix.unlink('/a')
      await posix.open('/b', O_CREAT | O_RDWR, 0o666)
      await posix.fcntl(fd, F_SETLK, new flock(F_WRLCK))
      const other = await posix.open('/b', O_RDWR)
      await posix.fcntl(other, F_SETLK, new flock(F_WRLCK))
      await posix.poll([], 0, -1)
      return 0
    }, holder)
    world.start(hold, 'Holder')
    world.client('Waiter')
    const got = world.act(
      'Waiter',
      async (posix) => {
        await posix.poll([], 0, 10)
        const fd = await posix.open('/b', O_RDWR)
        return posix.fcntl(fd, F_SETLKW, new flock(F_WRLCK))
      },
      waiter,
    )
    void world.kernel
      .as('Waiter', async (kos) => {
        await kos.KnSleep(50)
      })
      .then(() => world.kernel.kill('Holder'))
    expect(await got).toBe(0)
    // Of the file that was removed nothing is left.
    expect(shared.fileSystem.usedInodes).toBe(2)
  }
})
