// `exit`, `_exit`, `_Exit`, `atexit`, `abort`, and the end of a `main`.

import { ATEXIT_MAX, EFAULT, ENOMEM, type Posix, posixMain, pthread_t, SIGABRT } from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'

type Main = (posix: Posix, world: PosixWorld) => Promise<number> | number

/** Runs a `main`, and answers how the process ended and what it printed. */
async function outcome(main: Main): Promise<{ exit: object; lines: string[]; crashes: string[] }> {
  await using world = new PosixWorld()
  world.start(
    posixMain((_argc, _argv, posix) => main(posix, world)),
    'Main',
  )
  const exit = await world.kernel.run({ until: world.kernel.task('Main') })
  const { lines } = world
  return { exit, lines, crashes: world.crashes.splice(0) }
}

const hello = Uint8Array.from('hello', (character) => character.charCodeAt(0))

test('exit calls the functions of atexit, last first, and ends the process with its status', async () => {
  const calls: number[] = []
  const { exit } = await outcome(async (posix) => {
    expect(posix.atexit(() => void calls.push(1))).toBe(0)
    const twice = (): void => void calls.push(2)
    expect([posix.atexit(twice), posix.atexit(twice)]).toEqual([0, 0])
    await posix.exit(7)
    calls.push(3)
    return 0
  })
  expect([calls, exit]).toEqual([[2, 2, 1], { code: 7 }])
})

test('a main that returns does what exit does', async () => {
  const calls: number[] = []
  const { exit } = await outcome((posix) => {
    posix.atexit(async () => {
      await posix.nanosleep({ tv_sec: 1, tv_nsec: 0 } as never)
      calls.push(1)
    })
    return 3
  })
  expect([calls, exit]).toEqual([[1], { code: 3 }])
})

test('exit of another thread ends the whole process, also while the first one waits', async () => {
  const { exit, lines } = await outcome(async (posix) => {
    const id = new pthread_t()
    expect(await posix.pthread_create(id, null, (other) => other.exit(9), null)).toBe(0)
    await posix.sleep(100)
    return 1
  })
  expect([exit, lines]).toEqual([{ code: 9 }, []])
})

test('exit ends the process also when the first thread has exited', async () => {
  const { exit } = await outcome(async (posix) => {
    await posix.pthread_create(new pthread_t(), null, (other) => other.exit(9), null)
    return posix.pthread_exit(null)
  })
  expect(exit).toEqual({ code: 9 })
})

test('the end of the last thread is an exit with 0', async () => {
  const calls: number[] = []
  const { exit } = await outcome(async (posix) => {
    posix.atexit(() => void calls.push(1))
    await posix.pthread_create(new pthread_t(), null, (other) => other.sleep(1), null)
    return posix.pthread_exit(null)
  })
  expect([calls, exit]).toEqual([[1], { code: 0 }])
})

test('_exit and _Exit call nothing, and print what the terminal has', async () => {
  for (const name of ['_exit', '_Exit'] as const) {
    const calls: number[] = []
    const { exit, lines } = await outcome(async (posix) => {
      posix.atexit(() => void calls.push(1))
      await posix.write(1, hello)
      return posix[name](4)
    })
    expect([calls, exit, lines]).toEqual([[], { code: 4 }, ['Main: hello']])
  }
})

test('exit and the end of main flush the streams, after the functions of atexit; _exit does not', async () => {
  const print = async (posix: Posix): Promise<void> => {
    posix.atexit(() => posix.printf(' and more'))
    await posix.printf('some')
  }
  const ends: Main[] = [
    (posix) => posix.exit(0),
    () => 0,
    (posix) => posix.pthread_exit(null) as never,
    (posix) => posix._exit(0),
  ]
  const printed: string[][] = []
  for (const end of ends) {
    const { lines } = await outcome(async (posix, world) => {
      await print(posix)
      return end(posix, world)
    })
    printed.push(lines)
  }
  expect(printed).toEqual([
    ['Main: some and more'],
    ['Main: some and more'],
    ['Main: some and more'],
    [],
  ])
})

test('exit in a function of atexit goes on with the others', async () => {
  const calls: number[] = []
  const { exit } = await outcome((posix) => {
    posix.atexit(() => void calls.push(1))
    posix.atexit(() => posix.exit(5))
    return 0
  })
  expect([calls, exit]).toEqual([[1], { code: 5 }])
})

test('a function of atexit that throws is a crash', async () => {
  const { crashes } = await outcome((posix) => {
    posix.atexit(() => {
      throw new Error('no')
    })
    return posix.exit(0)
  })
  expect(crashes).toEqual(['Main: no'])
})

test('abort is a crash, after the handler of SIGABRT', async () => {
  const calls: number[] = []
  const { crashes } = await outcome((posix) => {
    posix.atexit(() => void calls.push(1))
    posix.signal(SIGABRT, (sig) => void calls.push(sig))
    return posix.abort()
  })
  expect([calls, crashes]).toEqual([[SIGABRT], ['Main: abort() was called']])
})

test('a main that throws is a crash, and its output is printed', async () => {
  const { crashes, lines } = await outcome(async (posix) => {
    await posix.write(2, hello)
    throw new Error('wrong')
  })
  expect([crashes, lines]).toEqual([['Main: wrong'], ['Main: hello']])
})

test('the exit status has 32 bits, and is 0 for what is no number', async () => {
  const codes: unknown[] = []
  for (const status of [-1, 2 ** 32 + 5, NaN, 'x', undefined])
    codes.push((await outcome((posix) => posix.exit(status as number))).exit)
  expect(codes).toEqual([{ code: -1 }, { code: 5 }, { code: 0 }, { code: 0 }, { code: 0 }])
})

test('atexit takes ATEXIT_MAX functions, and nothing else', async () => {
  await inProcess((posix) => {
    expect([posix.atexit(null as never), posix.errno]).toEqual([-1, EFAULT])
    for (let i = 0; i < ATEXIT_MAX; i++) expect(posix.atexit(() => {})).toBe(0)
    expect([posix.atexit(() => {}), posix.errno]).toEqual([-1, ENOMEM])
  })
})
