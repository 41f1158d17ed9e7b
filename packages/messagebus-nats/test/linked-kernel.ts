// A kernel in real time whose bus process has a link over NATS, and clients that the test acts as. At
// the end nothing is left in it.

import { allowAll, createFullKernel, type FullApi, type Kernel } from '@kos/kernel'
import { formatRetcode, type Kos, rcBusy, rcFail, rcOk, unwrap } from '@kos/libkos'
import type { LinkOptions } from '@kos/messagebus/link'
import {
  InitConnection,
  type IProvider,
  type IProviderControl,
  type ISubscriberRunner,
  messageBusProcess,
} from '@kos/messagebus/process'
import { expect } from 'vitest'

const busName = 'kl.MessageBus'

/** What a client does with. */
export interface Client {
  readonly kos: Kos
  readonly control: IProviderControl
  readonly bus: IProvider
  readonly runner: ISubscriberRunner
}

async function clientOf(kos: Kos): Promise<Client> {
  const { busFactory } = unwrap(await InitConnection(kos, busName))
  return {
    kos,
    ...unwrap(busFactory.CreateBusControl()),
    ...unwrap(busFactory.CreateBus()),
    ...unwrap(busFactory.CreateSubscriberRunner()),
  }
}

/** A kernel. */
export class LinkedKernel implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  readonly #program: ReturnType<typeof messageBusProcess>
  readonly #faults: string[] = []

  constructor(link: LinkOptions) {
    this.kernel = createFullKernel({
      security: allowAll(),
      onMisuse: ({ message }) => void this.#faults.push(message),
      onExit: ({ process, exit }) => {
        if ('crash' in exit) this.#faults.push(`${process}: ${exit.crash}`)
      },
    })
    this.#program = messageBusProcess({ link })
    this.#startBus()
    this.kernel.spawn(null, { name: 'Client', connections: { [busName]: busName } })
  }

  /** The bus dies, and is started again. */
  restartBus(): void {
    this.kernel.kill(busName, 'by the test')
    this.#startBus()
    this.kernel.connect('Client', busName, busName)
  }

  /** Acts as the client. */
  async act<T>(routine: (client: Client) => Promise<T>): Promise<T> {
    const done = this.kernel.as('Client', async (kos) => routine(await clientOf(kos)))
    done.catch(() => {})
    await this.kernel.run({ until: done })
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    const { objects } = this.kernel.inspect()
    expect(Object.entries(objects).filter(([, count]) => count !== 0)).toEqual([])
    expect(this.#faults).toEqual([])
  }

  #startBus(): void {
    this.kernel.spawn(this.#program, { name: busName, className: busName })
  }
}

/** Pushes messages, each as often as it is declined. `pushed` is called after each. */
export async function pushAll(
  { kos, control, bus }: Client,
  topic: string,
  ids: readonly bigint[],
  pushed: (id: bigint) => void = () => {},
): Promise<void> {
  const { id } = unwrap(await control.RegisterPublisher(topic))
  for (const message of ids) {
    let rc = await bus.Push(id, message)
    for (; rc === rcBusy; rc = await bus.Push(id, message)) await kos.KnSleep(1)
    if (rc !== rcOk) throw new Error(`push: ${formatRetcode(rc)}`)
    pushed(message)
  }
  unwrap({ rc: await control.UnregisterPublisher(id) })
}

/** Takes messages until `last` came. `taken` is called then, before the subscriber goes. */
export async function takeUntil(
  { control, runner }: Client,
  topic: string,
  last: bigint,
  taken: () => void = () => {},
): Promise<bigint[]> {
  const { id } = unwrap(await control.RegisterSubscriber('s', new Set([topic])))
  const seen: bigint[] = []
  await runner.Run(id, {
    OnMessage(_topic, message) {
      seen.push(message)
      return message === last ? rcFail : rcOk
    },
  })
  taken()
  unwrap({ rc: await control.UnregisterSubscriber(id) })
  return seen
}

/** The ids from 0 on. */
export const ids = (count: number): bigint[] => Array.from({ length: count }, (_, at) => BigInt(at))
