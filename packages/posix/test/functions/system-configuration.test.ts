// What the system is: `sysconf`, `pathconf`, `fpathconf`, `confstr`, `gethostname`, `uname`.

import * as package_ from '@kos/posix'
import {
  _CS_PATH,
  _CS_POSIX_V7_LP64_OFF64_CFLAGS,
  _CS_V7_ENV,
  _PC_ASYNC_IO,
  _PC_CHOWN_RESTRICTED,
  _PC_FILESIZEBITS,
  _PC_LINK_MAX,
  _PC_NAME_MAX,
  _PC_PATH_MAX,
  _PC_PIPE_BUF,
  _SC_ASYNCHRONOUS_IO,
  _SC_ATEXIT_MAX,
  _SC_CPUTIME,
  _SC_MEMORY_PROTECTION,
  _SC_MESSAGE_PASSING,
  _SC_MQ_PRIO_MAX,
  _SC_OPEN_MAX,
  _SC_PAGESIZE,
  _SC_SHARED_MEMORY_OBJECTS,
  _SC_THREAD_KEYS_MAX,
  _SC_THREADS,
  _SC_TIMER_MAX,
  _SC_VERSION,
  ATEXIT_MAX,
  EBADF,
  EFAULT,
  EINVAL,
  ENOENT,
  LINK_MAX,
  MQ_PRIO_MAX,
  NAME_MAX,
  OPEN_MAX,
  Out,
  pageSize,
  PATH_MAX,
  PIPE_BUF,
  type Posix,
  TIMER_MAX,
  utsname,
} from '@kos/posix'
import { HostClock } from '@kos/kernel'
import { describe, expect, test } from 'vitest'
import { PTHREAD_KEYS_MAX } from '../../src/limits.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'

function names(prefix: string): [string, number][] {
  return Object.entries(package_).filter((entry): entry is [string, number] =>
    entry[0].startsWith(prefix),
  )
}

/** What a call answers, and the errno that it sets: 0 if none. */
async function outcome(posix: Posix, call: () => number | Promise<number>): Promise<number[]> {
  posix.errno = 0
  return [await call(), posix.errno]
}

describe('sysconf', () => {
  test('knows every name of the standard', async () => {
    await inProcess(async (posix) => {
      expect(names('_SC_').length).toBeGreaterThan(110)
      for (const [name, value] of names('_SC_')) {
        const [answer, errno] = await outcome(posix, () => posix.sysconf(value))
        expect([name, errno, Number.isInteger(answer)]).toEqual([name, 0, true])
      }
    })
  })

  test('answers limits, options that are there, and -1 for those that are not', async () => {
    await inProcess((posix) => {
      const expected: [number, number][] = [
        [_SC_OPEN_MAX, OPEN_MAX],
        [_SC_PAGESIZE, pageSize],
        [_SC_ATEXIT_MAX, ATEXIT_MAX],
        [_SC_TIMER_MAX, TIMER_MAX],
        [_SC_MQ_PRIO_MAX, MQ_PRIO_MAX],
        [_SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX],
        [_SC_VERSION, 200_809],
        [_SC_THREADS, 200_809],
        [_SC_MESSAGE_PASSING, 200_809],
        [_SC_CPUTIME, 200_809],
        [_SC_ASYNCHRONOUS_IO, -1],
        [_SC_SHARED_MEMORY_OBJECTS, -1],
        [_SC_MEMORY_PROTECTION, -1],
      ]
      for (const [name, value] of expected)
        expect([name, posix.sysconf(name)]).toEqual([name, value])
    })
  })

  test('has no CPU time where the kernel counts none', async () => {
    await using world = new PosixWorld({ clock: new HostClock() })
    world.client('Program')
    expect(await world.act('Program', (posix) => posix.sysconf(_SC_CPUTIME))).toBe(-1)
  })

  test('EINVAL: no name', async () => {
    await inProcess(async (posix) => {
      for (const name of [-1, 9999, NaN, null as never, '_SC_VERSION' as never])
        expect(await outcome(posix, () => posix.sysconf(name))).toEqual([-1, EINVAL])
    })
  })
})

describe('pathconf, fpathconf', () => {
  test('know every name, of files that are there', async () => {
    await inProcess(async (posix) => {
      for (const [name, value] of names('_PC_')) {
        const [answer, errno] = await outcome(posix, () => posix.pathconf('/tmp', value))
        expect([name, errno, answer]).toEqual([name, 0, posix.fpathconf(0, value)])
      }
      const expected: [number, number][] = [
        [_PC_LINK_MAX, LINK_MAX],
        [_PC_NAME_MAX, NAME_MAX],
        [_PC_PATH_MAX, PATH_MAX],
        [_PC_PIPE_BUF, PIPE_BUF],
        [_PC_CHOWN_RESTRICTED, 1],
        [_PC_FILESIZEBITS, 54],
        [_PC_ASYNC_IO, -1],
      ]
      for (const [name, value] of expected) expect(await posix.pathconf('/tmp', name)).toBe(value)
    })
  })

  test('ENOENT, EBADF, EINVAL', async () => {
    await inProcess(async (posix) => {
      expect(await outcome(posix, () => posix.pathconf('/none', _PC_NAME_MAX))).toEqual([
        -1,
        ENOENT,
      ])
      expect(await outcome(posix, () => posix.pathconf('/tmp', 999))).toEqual([-1, EINVAL])
      expect(await outcome(posix, () => posix.fpathconf(99, _PC_NAME_MAX))).toEqual([-1, EBADF])
      expect(await outcome(posix, () => posix.fpathconf(0, NaN))).toEqual([-1, EINVAL])
    })
  })
})

test('confstr tells how long a string is, and leaves as much as fits', async () => {
  await inProcess(async (posix) => {
    const text = new Out<string>()
    expect([posix.confstr(_CS_PATH, text, 100), text.value]).toEqual([14, '/bin:/usr/bin'])
    expect([posix.confstr(_CS_PATH, text, 5), text.value]).toEqual([14, '/bin'])
    expect([posix.confstr(_CS_V7_ENV, null, 0), text.value]).toEqual([18, '/bin'])
    for (const [name, value] of names('_CS_')) {
      const [, errno] = await outcome(posix, () => posix.confstr(value, null, 0))
      expect([name, errno]).toEqual([name, 0])
    }
    const noValue = (): number => posix.confstr(_CS_POSIX_V7_LP64_OFF64_CFLAGS, text, 9)
    expect(await outcome(posix, noValue)).toEqual([0, 0])
    expect(await outcome(posix, () => posix.confstr(99_999, text, 9))).toEqual([0, EINVAL])
    expect(await outcome(posix, () => posix.confstr(_CS_PATH, text, -1))).toEqual([0, EINVAL])
  })
})

test('gethostname and uname tell the names of the system', async () => {
  await inProcess(async (posix) => {
    const host = new Out<string>()
    const system = new utsname()
    expect([posix.gethostname(host, 256), posix.uname(system)]).toEqual([0, 0])
    expect([system.nodename, system.sysname]).toEqual([host.value, 'kos'])
    expect(Object.values(system).every((each) => typeof each === 'string' && each !== '')).toBe(
      true,
    )
    expect([posix.gethostname(host, 3), host.value]).toEqual([0, 'loc'])
    expect(await outcome(posix, () => posix.gethostname({} as never, 9))).toEqual([-1, EFAULT])
    expect(await outcome(posix, () => posix.gethostname(host, NaN))).toEqual([-1, EINVAL])
    expect(await outcome(posix, () => posix.uname({} as never))).toEqual([-1, EFAULT])
  })
})
