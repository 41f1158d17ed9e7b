// How a driver serves: under the name of its device, and under the name of its class, which is how
// the connections of public solutions are called; with several threads for each name that somebody
// connects by, since a method may wait.

import {
  type Endpoints,
  type Handle,
  type Implementations,
  INVALID_HANDLE,
  type Kos,
  serve,
  type Serving,
  ThreadPriorityNormal,
} from '@kos/libkos'
import { serviceThreads } from './limits.ts'

interface ServiceThread<E extends Endpoints> {
  readonly listener: Handle
  readonly implement: (kos: Kos & Serving<E>) => Implementations<E>
}

/**
 * Serves the clients of a driver for as long as one of its listeners is open. `implement` makes the
 * implementations for one thread. Answers the exit code: 1 if nobody connects to the driver.
 */
export async function serveDevice<E extends Endpoints>(
  kos: Kos & Serving<E>,
  names: readonly string[],
  implement: (kos: Kos & Serving<E>) => Implementations<E>,
): Promise<number> {
  const listeners = names
    .map((name) => kos.ServiceLocatorRegister(name))
    .filter((listener) => listener !== INVALID_HANDLE)
  if (listeners.length === 0) {
    kos.log(`nobody connects to ${kos.name} as ${names.join(' or ')}`)
    return 1
  }
  for (const listener of listeners) {
    const thread: ServiceThread<E> = { listener, implement }
    for (let count = 1; count < serviceThreads; count++)
      kos.KosThreadCreate(ThreadPriorityNormal, 0, serviceThread<E>, thread, 0)
  }
  const [first, ...others] = listeners as [Handle, ...Handle[]]
  for (const listener of others)
    kos.KosThreadCreate(ThreadPriorityNormal, 0, serviceThread<E>, { listener, implement }, 0)
  await serve(kos, first, implement(kos))
  return 0
}

async function serviceThread<E extends Endpoints>(
  kos: Kos & Serving<E>,
  { listener, implement }: ServiceThread<E>,
): Promise<void> {
  await serve(kos, listener, implement(kos))
}
