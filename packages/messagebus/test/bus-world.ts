// A kernel with a bus process, and clients that the test acts as. At the end nothing is left. The bus
// may be another program, for tests of what the access library does with it.

import {
  allowAll,
  createFullKernel,
  type FullApi,
  type Kernel,
  type KernelOptions,
  VirtualClock,
} from '@kos/kernel'
import type { Kos, Program } from '@kos/libkos'
import { unwrap } from '@kos/retcode'
import { expect } from 'vitest'
import {
  type BusBundles,
  InitConnection,
  type IProvider,
  type IProviderControl,
  type ISubscriberRunner,
  type IWaiter,
  messageBusProcess,
  type MessageBusProcessOptions,
} from '../src/process.ts'

export const busName = 'kl.MessageBus'

/** All interfaces of the access library, for one thread. */
export interface Interfaces {
  readonly control: IProviderControl
  readonly bus: IProvider
  readonly runner: ISubscriberRunner
  readonly waiter: IWaiter
  readonly bundles: BusBundles
}

/** The interfaces for a thread. */
export async function interfacesOf(kos: Kos): Promise<Interfaces> {
  const { busFactory } = unwrap(await InitConnection(kos, busName))
  return {
    ...unwrap(busFactory.CreateBusControl()),
    ...unwrap(busFactory.CreateBus()),
    ...unwrap(busFactory.CreateSubscriberRunner()),
    ...unwrap(busFactory.CreateCallbackWaiter()),
    ...unwrap(busFactory.CreateBundles()),
  }
}

/** A kernel with a bus. */
export class BusWorld implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  readonly lines: string[] = []
  readonly misuses: string[] = []
  readonly crashes: string[] = []
  /** Misuse and malformed messages are no failure: somebody misbehaves on purpose. */
  toleratesMisuse = false
  readonly #bus: Program<Kos>

  /** `bus`: the program of the bus, or the options of one. */
  constructor(
    bus: Program<Kos> | MessageBusProcessOptions = {},
    options: Pick<KernelOptions, 'probe' | 'choice'> = {},
  ) {
    this.#bus = 'main' in bus ? bus : messageBusProcess(bus)
    this.kernel = createFullKernel({
      ...options,
      clock: new VirtualClock(),
      security: allowAll(),
      output: ({ process, text }) => void this.lines.push(`${process}: ${text}`),
      onDenied: () => void this.misuses.push('a message was denied'),
      onMisuse: ({ message }) => void this.misuses.push(message),
      onExit: ({ process, exit }) => {
        if ('crash' in exit) this.crashes.push(`${process}: ${exit.crash}`)
      },
    })
    this.startBus()
  }

  /** Starts the bus, also again, and another program if given. */
  startBus(program: Program<Kos> = this.#bus): void {
    this.kernel.spawn(program, { name: busName, className: busName })
  }

  /** Ends the bus, starts one again, and connects clients. */
  restartBus(program: Program<Kos>, ...clients: readonly string[]): void {
    if (this.kernel.task(busName).isAlive) this.kernel.kill(busName, 'by the test')
    this.startBus(program)
    for (const client of clients) this.kernel.connect(client, busName, busName)
  }

  /** What a process holds. */
  shareOf(name: string): { readonly handles: number; readonly tokens: number; threads: number } {
    const task = this.kernel.inspect().tasks.find((each) => each.name === name)
    const threads = task?.threads.length ?? 0
    return { handles: task?.handles ?? 0, tokens: task?.tokens ?? 0, threads }
  }

  /** Makes a client that the test acts as. */
  client(name: string, connections: Readonly<Record<string, string>> = {}): void {
    this.kernel.spawn(null, { name, connections: { [busName]: busName, ...connections } })
  }

  /** Acts as a process from now on, in a thread of its own. */
  begin<T>(name: string, routine: (kos: Kos) => Promise<T>): Promise<T> {
    const done = this.kernel.as(name, routine)
    done.catch(() => {})
    return done
  }

  /** Acts as a process until the routine is done. */
  async act<T>(name: string, routine: (all: Interfaces, kos: Kos) => Promise<T>): Promise<T> {
    const done = this.begin(name, async (kos) => routine(await interfacesOf(kos), kos))
    await this.kernel.run({ until: done })
    return done
  }

  /** Objects of the kernel, by kind. */
  get objects(): Readonly<Record<string, number>> {
    return { ...this.kernel.inspect().objects }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    expect(Object.entries(this.objects).filter(([, count]) => count !== 0)).toEqual([])
    expect(this.crashes).toEqual([])
    if (!this.toleratesMisuse) expect(this.misuses).toEqual([])
  }
}
