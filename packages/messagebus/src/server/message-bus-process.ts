// The bus process: a program (class kl.MessageBus) that has a bus and serves it to its clients.
//
// No method waits, so that one thread serves all clients of one connection name. Another one hears
// of the ends of sessions, and a third one makes the steps of a link, if there is one.

import {
  EVENT_OBJECT_DESTROYED,
  events,
  formatRetcode,
  type Handle,
  type Implementations,
  INVALID_HANDLE,
  type Kos,
  nk_handle_desc,
  type Notice,
  OCAP_IPC_CALL,
  offer,
  program,
  type Program,
  rcOk,
  serve,
  type Serving,
  ThreadPriorityNormal,
  watchable,
} from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { Bus, type BusOptions } from '../core/bus.ts'
import { className, endpointInfo, endpoints } from '../generated/kl/MessageBus.edl.ts'
import { MessageBusLifeline } from '../generated/kl/MessageBusLifeline.idl.ts'
import type { LinkOptions } from '../link/link-options.ts'
import { defaultBundleBytes } from '../limits.ts'
import { BundleHolder, BundleService } from './bundle-service.ts'
import { BundleStore } from './bundle-store.ts'
import { BusSession, BusThreads } from './bus-session.ts'
import { BusStatistics } from './bus-statistics.ts'
import type { LinkRunner } from './link-runner.ts'
import { ProcessLink } from './process-link.ts'
import { refused } from './bus-refusal.ts'
import { SessionCounts } from './session-counts.ts'

type Own = Kos & Serving<typeof endpoints>

/** How a bus process is made. */
export interface MessageBusProcessOptions extends BusOptions {
  /** The connection names under which clients reach it: kl.MessageBus if left out. */
  readonly channels?: readonly string[]
  /** Most bytes of all bundles together, in whole pages: 256 MiB if left out; 0 for no bundles. */
  readonly bundleBytes?: number
  /** Joins the bus with those of other kernels. Time must be real. */
  readonly link?: LinkOptions
}

interface OpenedSession {
  /** Who opened it. */
  readonly process: number
  readonly session: BusSession
}

/** What a bus process has. */
interface BusParts {
  readonly bus: Bus<bigint>
  readonly bundles: BundleStore
  readonly threads: BusThreads
  readonly notice: Notice
  readonly lifeline: Handle
  readonly link: LinkRunner | null
}

/** One bus process. */
class BusServer {
  readonly #bus: Bus<bigint>
  readonly #bundles: BundleStore
  readonly #threads: BusThreads
  readonly #notice: Notice
  readonly #lifeline: Handle
  readonly #link: LinkRunner | null
  readonly #sessions: SessionCounts = new SessionCounts()

  constructor({ bus, bundles, threads, notice, lifeline, link }: BusParts) {
    this.#bus = bus
    this.#bundles = bundles
    this.#threads = threads
    this.#notice = notice
    this.#lifeline = lifeline
    this.#link = link
  }

  /** Serves a listener in the calling thread, until it is closed. */
  async serve(kos: Own, listener: Handle): Promise<void> {
    const implementations: Implementations<typeof endpoints> = {
      bus: { Connect: (_, { process }) => this.#connect(kos, process) },
      session: null,
      lifeline: null,
      stats: new BusStatistics(this.#bus, this.#link),
      bundles: new BundleService(this.#bundles, kos, this.#notice),
      bundle: null,
    }
    await serve(kos, listener, implementations)
  }

  /** Ends sessions and bundles whose handles are gone, for as long as the process lives. */
  async reap(kos: Own): Promise<void> {
    for await (const { eventId } of events(kos, this.#notice)) {
      const ended = eventId as OpenedSession | BundleHolder
      if (ended instanceof BundleHolder) ended.end()
      else this.#end(kos, ended)
    }
  }

  #end(kos: Own, { process, session }: OpenedSession): void {
    this.#sessions.remove(process)
    session.end(kos)
  }

  #connect(kos: Own, process: number) {
    const rc = this.#sessions.admits(process)
    if (rc !== rcOk) return refused(rc)
    const session = new BusSession(this.#bus, this.#threads, kos)
    return {
      session: watchable(session, (handle) => this.#watch(kos, handle, { process, session })),
      lifeline: nk_handle_desc(this.#lifeline, OCAP_IPC_CALL),
    }
  }

  // A session counts from here on: if there is no handle for it, it never was. The handle ends also
  // if the answer does not arrive: then the session does, too.
  #watch(kos: Own, handle: Handle, opened: OpenedSession): void {
    const rc = kos.KnNoticeSubscribeToObject(this.#notice, handle, EVENT_OBJECT_DESTROYED, opened)
    if (rc === rcOk) this.#sessions.add(opened.process)
    // Nobody would hear of its end: it is over now, whatever handles of it there will be.
    else opened.session.end(kos)
  }
}

// Nobody receives on the listener of this one.
function lifelineOf(kos: Own): Handle | null {
  const { handle } = kos.createListener()
  if (handle === undefined) return null
  return offer(kos, handle, MessageBusLifeline, { Wait: () => undefined }).handle
}

async function run(
  kos: Own,
  options: MessageBusProcessOptions,
  processLink: ProcessLink | null,
): Promise<number> {
  const { channels = [className] } = options
  const listeners = channels
    .map((name) => kos.ServiceLocatorRegister(name))
    .filter((listener) => listener !== INVALID_HANDLE)
  const [first, ...others] = listeners
  if (first === undefined) {
    kos.log(`nobody connects to ${kos.name} as ${channels.join(' or ')}`)
    return 1
  }
  const { notice } = kos.KnNoticeCreate()
  const lifeline = lifelineOf(kos)
  if (notice === undefined || lifeline === null) {
    kos.log(`${kos.name} has no room for what it needs`)
    return 1
  }
  const bundles = new BundleStore(sysOf(kos).tid, options.bundleBytes ?? defaultBundleBytes)
  const bus = new Bus<bigint>(options, bundles)
  const threads = new BusThreads()
  const runner = processLink === null ? null : await processLink.open(kos, bus, threads)
  if (processLink !== null && runner === null) return 1
  const server = new BusServer({ bus, bundles, threads, notice, lifeline, link: runner })
  const routines = [(own: Own): Promise<void> => server.reap(own)]
  if (runner !== null) routines.push((own) => runner.run(own))
  for (const listener of others) routines.push((own) => server.serve(own, listener))
  for (const routine of routines) {
    const { rc } = kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, null, 0)
    if (rc === rcOk) continue
    kos.log(`${kos.name} has no thread to serve with: ${formatRetcode(rc)}`)
    return 1
  }
  await server.serve(kos, first)
  return 0
}

/**
 * The program of a bus process, of class kl.MessageBus. It ends with code 1, and a line says why,
 * if nobody connects to it under its names, it does not get its threads, or it has a link and time is
 * virtual (what other machines do can not be repeated) or the broker is in use.
 *
 * Throws TypeError for options that are none.
 *
 * A policy decides who may publish and who may subscribe to what by the field `topic` of
 * RegisterPublisher, RegisterSubscriber and AddTopic of kl.MessageBusSession, and who may put and who
 * may open bundles of what by that of Put and Open of kl.MessageBusBundles.
 */
export function messageBusProcess(options: MessageBusProcessOptions = {}): Program<Kos> {
  // Says at once what is wrong with them.
  const bus = new Bus<bigint>(options)
  const { bundleBytes = defaultBundleBytes } = options
  if (!(bundleBytes >= 0)) throw new TypeError(`${bundleBytes} is no number of bytes`)
  const link = options.link === undefined ? null : new ProcessLink(bus, options.link)
  return program({ endpoints, endpointInfo }, (kos) => run(kos, options, link))
}
