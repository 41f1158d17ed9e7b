// The name server: a program (class `kl.core.NameServer`, process `ns`) that knows who serves which
// interface under which name.
//
// Three threads: one accepts channels (`kl.core.NameServer` may also be connected to it
// statically), one serves, one hears of publishers that are gone. What they share is a `Directory`.
// Each publisher has a registration: a handle that was lent to it with a badge, so that the kernel
// says when nobody holds it any more, however the publisher ended.

import { HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER } from '@kos/handles/rights'
import { EVENT_BADGE_CLOSED } from '@kos/notice/event-mask'
import {
  rcAlreadyExists,
  rcInvalidArgument,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
} from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { events } from '../rpc/own.ts'
import type { Implementation } from '@kos/idl'
import { serve } from '../rpc/serve.ts'
import type { Kos } from '../kos-api.ts'
import { ThreadPriorityNormal } from '../kos/thread.ts'
import { maxEntriesPerNameServer, maxEntriesPerPublisher } from '../limits.ts'
import { type Handle, type HandleDesc, INVALID_HANDLE, nk_handle_desc } from '../nk/types.ts'
import { type Program, program, type Serving } from '../program.ts'
import type { Notice } from '../coresrv/handle/notice.ts'
import { defaultNameServer, nameServerClass, NameService } from './name-service.ts'

/** One publisher: the badge of what it was lent, and how many entries it has. */
class Registration {
  badge: Handle = INVALID_HANDLE
  entries = 0
}

/** A published endpoint. */
interface Entry {
  readonly registration: Registration
  readonly type: string
  readonly server: string
  readonly service: string
}

/** Who published what, in order of publication. */
class Directory {
  #entries: readonly Entry[] = []

  publish(entry: Entry): number {
    const { registration, type, server, service } = entry
    if (type === '' || server === '' || service === '') return rcInvalidArgument
    if (this.#find(entry) !== undefined) return rcAlreadyExists
    const isFull =
      registration.entries >= maxEntriesPerPublisher ||
      this.#entries.length >= maxEntriesPerNameServer
    if (isFull) return rcQuotaExceeded
    registration.entries++
    this.#entries = [...this.#entries, entry]
    return rcOk
  }

  // What others published is not there for it.
  unpublish(entry: Entry): number {
    const found = this.#find(entry)
    if (found?.registration !== entry.registration) return rcResourceNotFound
    found.registration.entries--
    this.#entries = this.#entries.filter((each) => each !== found)
    return rcOk
  }

  at(type: string, index: number): Entry | undefined {
    return this.#entries.filter((entry) => entry.type === type)[index]
  }

  /** A publisher is gone. */
  drop(registration: Registration): void {
    this.#entries = this.#entries.filter((entry) => entry.registration !== registration)
  }

  #find({ type, server, service }: Entry): Entry | undefined {
    return this.#entries.find(
      (entry) => entry.type === type && entry.server === server && entry.service === service,
    )
  }
}

/** What the threads of a name server share. */
interface NameServerState {
  readonly directory: Directory
  readonly notice: Notice
  /** What is lent to publishers. */
  readonly lent: Handle
  readonly listener: Handle
}

function failure(rc: unknown): { readonly error: { readonly rc: number } } {
  return { error: { rc: Number(rc) } }
}

// The entry that a request is about; undefined if what it holds against is no registration of this
// name server.
function entryOf(request: {
  readonly registration: HandleDesc
  readonly type: string
  readonly server: string
  readonly service: string
}): Entry | undefined {
  const { badge } = request.registration
  if (!(badge instanceof Registration)) return undefined
  return {
    registration: badge,
    type: request.type,
    server: request.server,
    service: request.service,
  }
}

/** What a name server answers. */
function implementation(
  kos: Kos,
  { directory, notice, lent }: NameServerState,
): Implementation<typeof NameService> {
  const answer = (rc: number): void | { readonly error: { readonly rc: number } } =>
    rc === rcOk ? undefined : failure(rc)
  return {
    Register() {
      const registration = new Registration()
      const { rc, handle } = kos.KnHandleCreateBadge(notice, registration, registration)
      if (rc !== rcOk) return failure(rc)
      registration.badge = handle
      return { registration: nk_handle_desc(lent, OCAP_HANDLE_TRANSFER, handle) }
    },
    Publish(request) {
      const entry = entryOf(request)
      return answer(entry === undefined ? rcInvalidArgument : directory.publish(entry))
    },
    UnPublish(request) {
      const entry = entryOf(request)
      return answer(entry === undefined ? rcInvalidArgument : directory.unpublish(entry))
    },
    Enumerate({ type, index }) {
      const entry = directory.at(type, index)
      return entry === undefined
        ? failure(rcResourceNotFound)
        : { server: entry.server, service: entry.service }
    },
  }
}

async function serveNames(
  kos: Kos & Serving<{ ns: typeof NameService }>,
  state: NameServerState,
): Promise<void> {
  await serve(kos, state.listener, { ns: implementation(kos, state) })
}

// A badge is closed when all that was made of its transfer is. Its own handle goes then, too; what
// the kernel says of that is not needed.
async function forgetPublishers(kos: Kos, { directory, notice }: NameServerState): Promise<void> {
  for await (const { eventId, eventMask } of events(kos, notice)) {
    if (!(eventId instanceof Registration) || (eventMask & EVENT_BADGE_CLOSED) === 0) continue
    directory.drop(eventId)
    kos.KnHandleClose(eventId.badge)
  }
}

// The listener of static connections, or one that only channels made at run time lead to.
function listenerOf(kos: Kos): Handle | undefined {
  const listener = kos.ServiceLocatorRegister(nameServerClass)
  return listener === INVALID_HANDLE ? kos.createListener().handle : listener
}

/**
 * The name server: a process `ns` of class `kl.core.NameServer` (documented names). Clients and
 * servers reach it over static connections named `kl.core.NameServer`, or over channels that
 * NsCreate makes.
 */
export const NameServer: Program<Kos> = /* @__PURE__ */ program(
  { endpoints: { ns: NameService } },
  async (kos) => {
    const { notice } = kos.KnNoticeCreate()
    const { handle: lent } = kos.KnHandleCreateUserObject(
      HANDLE_TYPE_USER_FIRST,
      OCAP_HANDLE_TRANSFER,
      nameServerClass,
    )
    const listener = listenerOf(kos)
    if (notice === undefined || lent === undefined || listener === undefined) return 1
    const state: NameServerState = { directory: new Directory(), notice, lent, listener }
    kos.KosThreadCreate(ThreadPriorityNormal, 0, serveNames, state, 0)
    kos.KosThreadCreate(ThreadPriorityNormal, 0, forgetPublishers, state, 0)
    for (;;) {
      const { rc, client, service } = await kos.KnCmListen(null, INFINITE_TIMEOUT)
      if (rc !== rcOk) return 1
      if (service === defaultNameServer) kos.KnCmAccept(client, service, 0, listener)
      else kos.KnCmDrop(client, service)
    }
  },
)
