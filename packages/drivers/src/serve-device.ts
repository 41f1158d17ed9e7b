// The frame of all drivers: it finds its device, takes it, and serves its clients. It serves under the
// name of its device, and under the name of its class, which is how the connections of public
// solutions are called; with several threads for each name that somebody connects by, since a method
// may wait.

import {
  type Endpoints,
  formatRetcode,
  type Handle,
  type Implementations,
  INVALID_HANDLE,
  type Kos,
  type Result,
  rcOk,
  serve,
  type Serving,
  ThreadPriorityNormal,
} from '@kos/libkos'
import { serviceThreads } from './limits.ts'
import { type DeviceDescription, deviceOf } from './machine-file.ts'

/** What is a driver's own. */
interface Driver<D, E extends Endpoints> {
  readonly className: string
  /** The model of its devices. */
  readonly model: string
  /** Takes the device and starts it. */
  readonly open: (kos: Kos, place: DeviceDescription) => Promise<Result<{ readonly device: D }>>
  /** Makes the implementations for one thread. */
  readonly implement: (kos: Kos & Serving<E>, device: D) => Implementations<E>
}

/**
 * Drives the device that the first argument of the process names, and serves it under its name and
 * that of the class. Answers the exit code: 1, and a line says why, if there is no such device, it
 * cannot be taken, or `serveDevice` answers 1.
 */
export async function driveDevice<D, E extends Endpoints>(
  kos: Kos & Serving<E>,
  { className, model, open, implement }: Driver<D, E>,
): Promise<number> {
  const place = deviceOf(kos, model)
  if (place === null) return 1
  const opened = await open(kos, place)
  if (opened.rc !== rcOk) {
    kos.log(`${place.name} cannot be driven: ${formatRetcode(opened.rc)}`)
    return 1
  }
  const { device } = opened
  return serveDevice(kos, [place.name, className], (own) => implement(own, device))
}

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
