// How a driver serves: under the name of its device, and under the name of its class, which is how
// the connections of public solutions are called; with several threads for each name that somebody
// connects by, since a method may wait.

import {
  type Endpoints,
  formatRetcode,
  type Handle,
  type Implementations,
  INVALID_HANDLE,
  type Kos,
  rcOk,
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
 * implementations for one thread. Answers the exit code: 1 if nobody connects to the driver, or if it
 * does not get all of its threads.
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
  for (const [index, listener] of listeners.entries()) {
    const thread: ServiceThread<E> = { listener, implement }
    // The first name has this thread as well.
    for (let count = index === 0 ? 1 : 0; count < serviceThreads; count++) {
      const { rc } = kos.KosThreadCreate(ThreadPriorityNormal, 0, serviceThread<E>, thread, 0)
      if (rc === rcOk) continue
      // With fewer threads, clients that wait could occupy all of them.
      kos.log(`${kos.name} has no thread to serve with: ${formatRetcode(rc)}`)
      return 1
    }
  }
  const [first] = listeners as [Handle, ...Handle[]]
  await serve(kos, first, implement(kos))
  return 0
}

async function serviceThread<E extends Endpoints>(
  kos: Kos & Serving<E>,
  { listener, implement }: ServiceThread<E>,
): Promise<void> {
  await serve(kos, listener, implement(kos))
}
