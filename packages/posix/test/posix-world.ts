// A kernel for a test of POSIX functions: everything allowed unless said otherwise, virtual time,
// and at the end a proof that nothing is left. `await using world = new PosixWorld()`.

import {
  allowAll,
  createFullKernel,
  type FullApi,
  type FullKernelOptions,
  type Kernel,
  VirtualClock,
} from '@kos/kernel'
import type { Kos, Program } from '@kos/libkos'
import { type Posix, posix, type PosixOptions } from '@kos/posix'
import { expect } from 'vitest'

/** A kernel and what it said. */
export class PosixWorld implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  /** Lines that processes wrote: `Client: text`. */
  readonly lines: string[] = []
  readonly misuses: string[] = []
  /** How processes ended that did so by themselves. */
  readonly crashes: string[] = []

  constructor(options: FullKernelOptions = {}) {
    this.kernel = createFullKernel({
      clock: new VirtualClock(),
      security: allowAll(),
      output: ({ process, text }) => void this.lines.push(`${process}: ${text}`),
      onMisuse: ({ message }) => void this.misuses.push(message),
      onExit: ({ process, exit }) => {
        if ('crash' in exit) this.crashes.push(`${process}: ${exit.crash}`)
      },
      ...options,
    })
  }

  /** Starts a program; it runs whenever the test acts or runs. */
  start(
    program: Program<Kos>,
    name: string,
    connections: Readonly<Record<string, string>> = {},
    more: {
      readonly args?: readonly string[]
      readonly env?: Readonly<Record<string, string>>
      readonly files?: Readonly<Record<string, Uint8Array>>
    } = {},
  ): void {
    this.kernel.spawn(program, { name, connections, ...more })
  }

  /** Makes a process that the test acts as. */
  client(name: string, connections: Readonly<Record<string, string>> = {}): void {
    this.kernel.spawn(null, { name, connections })
  }

  /** Acts as the first thread of a process with POSIX functions, until the routine is done. */
  async act<T>(
    name: string,
    routine: (posix: Posix, kos: Kos) => Promise<T> | T,
    options: PosixOptions = {},
  ): Promise<T> {
    const done = this.kernel.as(name, (kos: Kos) => routine(posix(kos, options), kos))
    done.catch(() => {})
    await this.kernel.run({ until: done })
    return done
  }

  /** Ends everything, and proves that nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    const { objects } = this.kernel.inspect()
    expect(Object.entries(objects).filter(([, count]) => count !== 0)).toEqual([])
    expect(this.crashes).toEqual([])
    expect(this.misuses).toEqual([])
  }
}

/** Acts as one process of a new kernel. */
export async function inProcess<T>(
  routine: (posix: Posix, kos: Kos) => Promise<T> | T,
  options: PosixOptions = {},
): Promise<T> {
  await using world = new PosixWorld()
  world.client('Program')
  return await world.act('Program', routine, options)
}
