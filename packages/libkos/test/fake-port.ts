// The kernel's side of a process, as a test plays it: answers what the test says, and keeps what it
// was asked.

import { type KernelPort, PARKED, type Syscall } from '../src/abi/index.ts'
import { createProcess, type Library, type Process } from '../src/runtime/index.ts'
import { type Program, program } from '../src/index.ts'

/** A kernel that does what `answer` says. */
export class FakePort implements KernelPort {
  readonly asked: unknown[][] = []
  readonly ends: unknown[][] = []
  readonly #registers: Float64Array = new Float64Array(16)
  readonly memory = null
  readonly ioPorts = null
  readonly isQuiescent = null
  answer: (name: string, ...args: unknown[]) => number = () => 0

  bind(_tid: number, { name }: Syscall): (...args: unknown[]) => number {
    return (...args) => {
      this.asked.push([name, ...args])
      return this.answer(name, ...args)
    }
  }

  registers(): Float64Array {
    return this.#registers
  }

  ended(tid: number, exitCode: number): void {
    this.ends.push([tid, exitCode])
  }

  unhandled(tid: number): void {
    this.asked.push(['unhandled', tid])
  }

  crashed(tid: number, message: string, stack: string): void {
    this.ends.push([tid, message, stack])
  }
}

/** Lets microtasks run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** A process of one program, with these libraries. */
export function processOf(
  main: (kos: never) => unknown,
  port: FakePort,
  ...libraries: Library<Record<string, unknown>>[]
): Process {
  const info = {
    name: 'P',
    className: 'P',
    args: [],
    env: {},
    connections: [],
    files: {},
    explores: false,
  }
  return createProcess(
    program(main as (kos: object) => Promise<void>) as Program,
    libraries,
    info,
    port,
  )
}

/** The kos that a program of these libraries gets. */
export async function kosOf<A>(port: FakePort, ...libraries: Library<A>[]): Promise<A> {
  let found: A | undefined
  const main = (kos: never): Promise<never> => {
    found = kos
    return new Promise<never>(() => {})
  }
  processOf(main, port, ...(libraries as unknown as Library<Record<string, unknown>>[]))
    .start(1, 0, 0)
    .resume(0)
  await settle()
  if (found === undefined) throw new Error('the program did not start')
  return found
}

export { PARKED }
