// A kernel with a bus process, and clients that the test acts as. At the end nothing is left.

import { allowAll, createFullKernel, type FullApi, type Kernel, VirtualClock } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { unwrap } from '@kos/retcode'
import { expect } from 'vitest'
import {
  type Bundles,
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
  readonly bundles: Bundles
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
  readonly #options: MessageBusProcessOptions

  constructor(options: MessageBusProcessOptions = {}) {
    this.#options = options
    this.kernel = createFullKernel({
      clock: new VirtualClock(),
      security: allowAll(),
      output: ({ process, text }) => void this.lines.push(`${process}: ${text}`),
      onMisuse: ({ message }) => void this.misuses.push(message),
      onExit: ({ process, exit }) => {
        if ('crash' in exit) this.crashes.push(`${process}: ${exit.crash}`)
      },
    })
    this.startBus()
  }

  /** Starts the bus, also again. */
  startBus(): void {
    this.kernel.spawn(messageBusProcess(this.#options), { name: busName, className: busName })
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
    expect(this.misuses).toEqual([])
  }
}
