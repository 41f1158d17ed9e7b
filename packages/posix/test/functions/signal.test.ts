// Signals as far as there are some: `kill`, `raise`, `signal`, `sigaction`, sets, `psignal`,
// `psiginfo`, `strsignal`, and the stubs.

import {
  EBADF,
  EFAULT,
  EINVAL,
  ENOSYS,
  ENOTSUP,
  type Posix,
  posixMain,
  SA_NODEFER,
  SA_RESETHAND,
  SA_SIGINFO,
  SIG_DFL,
  SIG_ERR,
  SIG_IGN,
  SIGABRT,
  sigaction,
  SIGCHLD,
  SIGCONT,
  siginfo_t,
  SIGINT,
  SIGKILL,
  SIGSEGV,
  sigset_t,
  SIGSTOP,
  SIGTERM,
  SIGTSTP,
  SIGUSR1,
  SIGUSR2,
  strsignal,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'

/** How a process ends that does something. */
async function endOf(act: (posix: Posix) => Promise<unknown>): Promise<object> {
  await using world = new PosixWorld()
  const main = posixMain(async (_argc, _argv, posix) => {
    await act(posix)
    return 0
  })
  world.start(main, 'Main')
  const exit = await world.kernel.run({ until: world.kernel.task('Main') })
  world.crashes.length = 0
  return exit
}

describe('raise', () => {
  test('by default ends the process, crashes it, or does nothing', async () => {
    expect(await endOf((posix) => posix.raise(SIGTERM))).toEqual({ code: 143 })
    expect(await endOf((posix) => posix.raise(SIGKILL))).toEqual({ code: 137 })
    expect(await endOf((posix) => posix.raise(SIGSEGV))).toMatchObject({
      crash: 'signal 11: invalid memory reference',
    })
    expect(await endOf((posix) => posix.raise(SIGABRT))).toMatchObject({
      crash: 'signal 6: aborted',
    })
    for (const sig of [0, SIGCHLD, SIGCONT])
      expect(await endOf((posix) => posix.raise(sig))).toEqual({ code: 0 })
  })

  test('ENOTSUP for what stops a process, EINVAL for what is no signal', async () => {
    await inProcess(async (posix) => {
      expect([await posix.raise(SIGTSTP), posix.errno]).toEqual([-1, ENOTSUP])
      for (const sig of [-1, 16, 32, 64, NaN, 1.5, '15', null]) {
        posix.errno = 0
        expect([await posix.raise(sig as number), posix.errno]).toEqual([-1, EINVAL])
      }
    })
  })

  test('runs a handler before it answers, also one that waits', async () => {
    await inProcess(async (posix) => {
      const calls: number[] = []
      posix.signal(SIGUSR1, async (sig) => {
        await posix.sleep(1)
        calls.push(sig)
      })
      expect([await posix.raise(SIGUSR1), calls]).toEqual([0, [SIGUSR1]])
      posix.signal(SIGUSR1, SIG_IGN)
      expect([await posix.raise(SIGUSR1), calls.length]).toEqual([0, 1])
    })
  })

  test('what is raised in a handler is blocked by it waits until that is over', async () => {
    await inProcess(async (posix) => {
      const log: string[] = []
      const action = new sigaction()
      posix.sigaddset(action.sa_mask, SIGUSR2)
      let isFirst = true
      action.sa_handler = async () => {
        log.push('1 begins')
        if (isFirst) {
          isFirst = false
          await posix.raise(SIGUSR2)
          await posix.raise(SIGUSR1)
        }
        log.push('1 ends')
      }
      posix.sigaction(SIGUSR1, action)
      posix.signal(SIGUSR2, () => void log.push('2'))
      await posix.raise(SIGUSR1)
      expect(log).toEqual(['1 begins', '1 ends', '1 begins', '1 ends', '2'])
      await posix.raise(SIGUSR2)
      expect(log.length).toBe(6)
    })
  })

  test('SA_NODEFER lets a handler be interrupted by its own signal, SA_RESETHAND is for once', async () => {
    await inProcess(async (posix) => {
      const log: string[] = []
      const action = new sigaction()
      action.sa_flags = SA_NODEFER
      action.sa_handler = async () => {
        log.push('begins')
        if (log.length < 3) await posix.raise(SIGUSR1)
        log.push('ends')
      }
      posix.sigaction(SIGUSR1, action)
      await posix.raise(SIGUSR1)
      expect(log).toEqual(['begins', 'begins', 'begins', 'ends', 'ends', 'ends'])
      action.sa_flags = SA_RESETHAND
      posix.sigaction(SIGCHLD, action)
      await posix.raise(SIGCHLD)
      posix.sigaction(SIGCHLD, null, action)
      expect(action.sa_handler).toBe(SIG_DFL)
    })
  })

  test('SA_SIGINFO calls sa_sigaction with what is known', async () => {
    await inProcess(async (posix) => {
      const infos: number[] = []
      const action = new sigaction()
      action.sa_flags = SA_SIGINFO
      action.sa_sigaction = (sig, info, context) => {
        expect([info instanceof siginfo_t, context]).toEqual([true, null])
        infos.push(sig, info.si_signo, info.si_code)
      }
      posix.sigaction(SIGINT, action)
      await posix.raise(SIGINT)
      expect(infos).toEqual([SIGINT, SIGINT, 0])
    })
  })

  test('abort calls sa_sigaction, too, and is no way round SIG_IGN', async () => {
    const calls: number[] = []
    const handled = await endOf((posix) => {
      const action = new sigaction()
      action.sa_flags = SA_SIGINFO
      action.sa_sigaction = (sig) => void calls.push(sig)
      posix.sigaction(SIGABRT, action)
      return posix.abort()
    })
    const ignored = await endOf((posix) => {
      posix.signal(SIGABRT, SIG_IGN)
      return posix.abort()
    })
    expect(calls).toEqual([SIGABRT])
    for (const end of [handled, ignored]) expect(end).toMatchObject({ crash: 'abort() was called' })
  })

  test('a handler that throws is an error of raise, and its signal is not blocked for good', async () => {
    await inProcess(async (posix) => {
      let calls = 0
      posix.signal(SIGUSR1, () => {
        if (++calls === 1) throw new Error('no')
      })
      await expect(posix.raise(SIGUSR1)).rejects.toThrow('no')
      expect([await posix.raise(SIGUSR1), calls]).toEqual([0, 2])
    })
  })
})

describe('kill', () => {
  test('sends SIGTERM to this process, whatever pid says, and nothing else', async () => {
    expect(await endOf((posix) => posix.kill(4711, SIGTERM))).toEqual({ code: 143 })
    await inProcess(async (posix) => {
      const calls: number[] = []
      posix.signal(SIGTERM, (sig) => void calls.push(sig))
      expect([await posix.kill(1, SIGTERM), calls]).toEqual([0, [SIGTERM]])
      expect([await posix.kill(1, 0), calls.length]).toEqual([0, 1])
      for (const sig of [SIGKILL, SIGUSR1, -1, NaN]) {
        posix.errno = 0
        expect([await posix.kill(1, sig), posix.errno]).toEqual([-1, EINVAL])
      }
    })
  })
})

describe('signal, sigaction', () => {
  test('signal answers the handler before', async () => {
    await inProcess((posix) => {
      const handler = (): void => {}
      expect(posix.signal(SIGINT, handler)).toBe(SIG_DFL)
      expect(posix.signal(SIGINT, SIG_IGN)).toBe(handler)
      expect(posix.signal(SIGINT, SIG_DFL)).toBe(SIG_IGN)
      for (const [sig, func] of [
        [SIGKILL, handler],
        [SIGSTOP, SIG_IGN],
        [0, handler],
        [SIGINT, 7],
        [SIGINT, null],
      ] as const) {
        posix.errno = 0
        expect([posix.signal(sig, func as never), posix.errno]).toEqual([SIG_ERR, EINVAL])
      }
    })
  })

  test('sigaction copies actions in and out', async () => {
    await inProcess((posix) => {
      const action = new sigaction()
      action.sa_handler = SIG_IGN
      action.sa_flags = SA_NODEFER
      action.sa_mask.add(SIGINT)
      expect(posix.sigaction(SIGTERM, action)).toBe(0)
      action.sa_handler = SIG_DFL
      action.sa_mask.clear()
      const got = new sigaction()
      expect(posix.sigaction(SIGTERM, null, got)).toBe(0)
      expect([got.sa_handler, got.sa_flags, got.sa_mask.has(SIGINT)]).toEqual([
        SIG_IGN,
        SA_NODEFER,
        true,
      ])
      expect(posix.sigaction(SIGKILL, null, got)).toBe(0)
    })
  })

  test('sigaction refuses what is no signal, no action and no handler, and changes nothing', async () => {
    await inProcess((posix) => {
      const action = new sigaction()
      const broken = Object.assign(new sigaction(), { sa_mask: {} })
      const noHandler = Object.assign(new sigaction(), { sa_handler: 3 })
      const cases: [number, unknown, unknown, number][] = [
        [0, null, null, EINVAL],
        [99, action, null, EINVAL],
        [SIGKILL, action, null, EINVAL],
        [SIGSTOP, action, null, EINVAL],
        [SIGINT, {}, null, EFAULT],
        [SIGINT, broken, null, EFAULT],
        [SIGINT, noHandler, null, EINVAL],
        [SIGINT, null, {}, EFAULT],
      ]
      for (const [sig, act, oact, errno] of cases) {
        posix.errno = 0
        expect([posix.sigaction(sig, act as never, oact as never), posix.errno]).toEqual([
          -1,
          errno,
        ])
      }
      posix.sigaction(SIGINT, null, action)
      expect(action.sa_handler).toBe(SIG_DFL)
    })
  })
})

test('sigemptyset, sigfillset, sigaddset, sigdelset, sigismember', async () => {
  await inProcess((posix) => {
    const set = new sigset_t()
    expect(posix.sigismember(set, SIGINT)).toBe(0)
    expect([posix.sigfillset(set), posix.sigismember(set, SIGINT)]).toEqual([0, 1])
    expect([posix.sigdelset(set, SIGINT), posix.sigismember(set, SIGINT)]).toEqual([0, 0])
    expect([posix.sigemptyset(set), posix.sigismember(set, SIGTERM)]).toEqual([0, 0])
    expect([posix.sigaddset(set, SIGTERM), posix.sigismember(set, SIGTERM)]).toEqual([0, 1])
    for (const name of ['sigaddset', 'sigdelset', 'sigismember'] as const) {
      for (const sig of [0, -1, 32, 33, NaN]) {
        posix.errno = 0
        expect([posix[name](set, sig), posix.errno]).toEqual([-1, EINVAL])
      }
      expect([posix[name]({} as never, SIGINT), posix.errno]).toEqual([-1, EFAULT])
    }
    posix.errno = 0
    expect([posix.sigemptyset(null as never), posix.errno]).toEqual([-1, EFAULT])
    posix.errno = 0
    expect([posix.sigfillset(5 as never), posix.errno]).toEqual([-1, EFAULT])
  })
})

test('psignal and psiginfo write to descriptor 2, strsignal is their text', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  await world.act('Program', async (posix) => {
    const info = Object.assign(new siginfo_t(), { si_signo: SIGINT })
    await posix.psignal(SIGTERM, 'here')
    await posix.psignal(SIGTERM)
    await posix.psiginfo(info, 'there')
    expect(posix.errno).toBe(0)
    await posix.psiginfo({} as never, 'there')
    expect(posix.errno).toBe(EFAULT)
    await posix.close(2)
    await posix.psignal(SIGTERM, '')
    expect(posix.errno).toBe(EBADF)
  })
  expect(world.lines).toEqual([
    `Program: here: ${strsignal(SIGTERM)}`,
    `Program: ${strsignal(SIGTERM)}`,
    `Program: there: ${strsignal(SIGINT)}`,
  ])
  expect([strsignal(99), strsignal(NaN)]).toEqual(['unknown signal 99', 'unknown signal NaN'])
})

test('sigprocmask, pthread_sigmask, sigsuspend and sigwait are stubs', async () => {
  await inProcess((posix) => {
    const stubs = ['sigprocmask', 'pthread_sigmask', 'sigsuspend', 'sigwait'] as const
    for (const name of stubs) {
      posix.errno = 0
      expect([name, posix[name](0, new sigset_t(), null), posix.errno]).toEqual([name, -1, ENOSYS])
    }
  })
})
