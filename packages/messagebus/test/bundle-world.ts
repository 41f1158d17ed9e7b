// A bus process with clients that put and open bundles, and memory of theirs.

import {
  type Handle,
  type Kos,
  PAGE_SIZE,
  rcOk,
  type Retcode,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import type { Bundle, BundleId } from '../src/process.ts'
import { BusWorld, type Interfaces } from './bus-world.ts'

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
export const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Memory of a process, mapped to read and write. */
export class OwnMemory implements Disposable {
  readonly handle: Handle
  readonly address: number
  readonly size: number
  readonly #kos: Kos

  /** With `text` at its beginning. */
  constructor(kos: Kos, size: number = PAGE_SIZE, text: string = '') {
    const flags = VMM_FLAG_READ | VMM_FLAG_WRITE
    this.#kos = kos
    this.size = size
    this.handle = unwrap(kos.KnPmmMdlCreate(size, flags)).handle
    this.address = unwrap(kos.KnPmmMdlMap(this.handle, 0, size, 0, flags)).addr
    this.write(text)
  }

  write(text: string): void {
    this.#kos.memory.write(this.address, encode(text))
  }

  /** Unmaps it and closes its handle. */
  [Symbol.dispose](): void {
    this.#kos.KnVmUnmap(this.address, this.size)
    this.#kos.KnHandleClose(this.handle)
  }
}

/** A world whose clients each publish nothing yet. */
export class BundleWorld extends BusWorld {
  /** The text of a bundle as a process sees it, or the code of the failure. */
  async textOf(name: string, topic: string, id: bigint): Promise<string | Retcode> {
    return this.act(name, ({ bundles }) => openText(bundles, topic, id))
  }

  /** Lets notifications of ends arrive. */
  async settle(): Promise<void> {
    await this.kernel.run({ until: 'idle' })
  }
}

/** The text of a bundle, or the code of the failure. */
export async function openText(
  bundles: Interfaces['bundles'],
  topic: string,
  id: bigint,
): Promise<string | Retcode> {
  const opened = await bundles.Open(topic, id)
  if (opened.rc !== rcOk) return opened.rc
  using bundle = opened.bundle
  const bytes = new Uint8Array(bundle.length)
  const rc = bundle.read(0, bytes)
  return rc === rcOk ? decode(bytes) : rc
}

/** Puts a text as a process, which keeps it. */
export async function put(
  world: BundleWorld,
  name: string,
  text: string,
  topic: string = 'a',
): Promise<Bundle> {
  return world.act(
    name,
    async ({ bundles }) => unwrap(await bundles.Put(topic, encode(text))).bundle,
  )
}

/** A world with a publisher of the topic a and a subscriber that takes nothing yet. */
export async function withTopic(
  world: BundleWorld,
): Promise<{ publisher: number; subscriber: number; push: (id: BundleId) => Promise<Retcode> }> {
  for (const name of ['P', 'S', 'T']) world.client(name)
  const publisher = await world.act(
    'P',
    async ({ control }) => unwrap(await control.RegisterPublisher('a')).id,
  )
  const subscriber = await world.act(
    'S',
    async ({ control }) => unwrap(await control.RegisterSubscriber('s', new Set(['a']))).id,
  )
  const push = (id: BundleId): Promise<Retcode> =>
    world.act('P', ({ bus }) => bus.Push(publisher, id))
  return { publisher, subscriber, push }
}
