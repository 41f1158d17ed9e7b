// A kernel for a test: everything allowed unless said otherwise, virtual time, what is said
// collected, and at the end a proof that nothing is left. `await using world = openWorld()`.

import type { Kos } from '@kos/libkos'
import { expect } from 'vitest'
import {
  allowAll,
  cloningRealm,
  createFullKernel,
  type Exit,
  type FullApi,
  type Inspection,
  type Kernel,
  formatEvent,
  type FullKernelOptions,
  type Misuse,
  type ProcessHost,
  realm,
  VirtualClock,
} from '../src/index.ts'

/** Every host that a test of the boundary must pass on. */
export const hosts: readonly (readonly [name: string, make: () => ProcessHost])[] = [
  ['realm', realm],
  ['cloningRealm', cloningRealm],
]

/** A kernel and what it said. */
export class World implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  /** Lines that processes wrote: `Client: text`. */
  readonly lines: string[] = []
  readonly misuses: Misuse[] = []
  /** Failures of the policy: event and error. */
  readonly failures: string[] = []
  /** Messages of what the policy denied. */
  readonly denials: string[] = []

  constructor(options: FullKernelOptions) {
    this.kernel = createFullKernel({
      clock: new VirtualClock(),
      security: allowAll(),
      output: ({ process, text }) => this.lines.push(`${process}: ${text}`),
      onMisuse: (misuse) => this.misuses.push(misuse),
      onExit: () => {},
      onDenied: ({ denied }) => this.denials.push(denied.message),
      onPolicyFailure: (error, event) =>
        this.failures.push(`${formatEvent(event)}: ${String(error)}`),
      ...options,
    })
  }

  /** Makes an empty process, for `act`. */
  empty(...names: string[]): void {
    for (const name of names) this.kernel.spawn(null, { name })
  }

  /**
   * Acts as a process until nothing is left to do, and answers what `routine` returned. Fails if it
   * still waits then.
   */
  async act<T>(name: string, routine: (kos: Kos) => Promise<T> | T): Promise<T> {
    const done = this.kernel.as(name, routine)
    done.catch(() => {})
    await this.kernel.run({ until: 'idle' })
    return Promise.race([
      done,
      Promise.reject<T>(new Error(`${name} still waits:\n${describeThreads(this.kernel)}`)),
    ])
  }

  /** Runs until nothing is left to do. */
  idle(): Promise<void> {
    return this.kernel.run({ until: 'idle' })
  }

  /** How a process ended, after everything ran. */
  async exitOf(name: string): Promise<Exit | null> {
    await this.idle()
    return this.kernel.task(name).result
  }

  /** Ends everything, and proves that nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    expect(leftovers(this.kernel.inspect())).toEqual({})
  }
}

/** A kernel that allows everything and stands still until it is run. */
export function openWorld(options: FullKernelOptions = {}): World {
  return new World(options)
}

/** The objects that there are. Empty when nothing is left. */
export function leftovers({ objects }: Inspection): Record<string, number> {
  return Object.fromEntries(Object.entries(objects).filter(([, count]) => count !== 0))
}

/** What a process must not change by a call that fails: everything but the counters of calls. */
export function holdings(kernel: Kernel<FullApi>): unknown {
  const { objects, tasks } = kernel.inspect()
  return {
    objects,
    tasks: tasks.map(({ name, handles, tokens, threads }) => ({ name, handles, tokens, threads })),
  }
}

/** Handles and tokens of a process. */
export function shareOf(
  kernel: Kernel<FullApi>,
  name: string,
): { readonly handles: number; readonly tokens: number } {
  const task = kernel.inspect().tasks.find((each) => each.name === name)
  return { handles: task?.handles ?? 0, tokens: task?.tokens ?? 0 }
}

function describeThreads(kernel: Kernel<FullApi>): string {
  const threads = kernel.inspect().tasks.flatMap((task) => task.threads)
  return threads.map(({ name, state }) => `  ${name} ${state}`).join('\n')
}
